"""What the command line asks of the web application: one function per verb."""

from appliance import config as configuration


def prepare_django() -> None:
    """Set Django up in this process, once; workers that it forks or spawns find the same settings and the same data folder."""
    configuration.hand_down(DJANGO_SETTINGS_MODULE="webapp.settings", VIDEOFLIX_DATA_DIR=str(configuration.current().data_dir))
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
