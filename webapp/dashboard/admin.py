"""What the queue does has a page of its own, the jobs: its tables are nothing for people to look after."""

from django.apps import apps
from django.contrib import admin

from webapp.routers import QUEUE_APP

for machinery in apps.get_app_config(QUEUE_APP).get_models():
    if admin.site.is_registered(machinery):
        admin.site.unregister(machinery)
