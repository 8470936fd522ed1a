"""The WSGI application that Waitress serves."""

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from webapp.streaming.stored import StoredSegments  # noqa: E402 -- needs the apps

application = StoredSegments(django_application)
