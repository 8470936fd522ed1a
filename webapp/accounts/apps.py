"""What Django needs to know of this app at the start."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save


class AccountsConfig(AppConfig):
    """People and their sign-ins."""

    name = "webapp.accounts"
    verbose_name = "Household"

    def ready(self) -> None:
        """Tell the OpenAPI schema how people sign in, and connect what follows from what."""
        from webapp.accounts import schema, signals  # noqa: F401  drf-spectacular finds the extension by its import
        from webapp.accounts.models import Profile, SignIn, User

        user_logged_in.connect(signals.forget_sign_in, dispatch_uid="accounts.forget_sign_in")
        user_logged_out.connect(signals.end_sign_in, dispatch_uid="accounts.end_sign_in")
        post_save.connect(signals.make_first_profile, sender=User, dispatch_uid="accounts.make_first_profile")
        for model in (User, Profile, SignIn):
            post_save.connect(signals.forget_remembered, sender=model, dispatch_uid=f"accounts.changed.{model.__name__}")
            post_delete.connect(signals.forget_remembered, sender=model, dispatch_uid=f"accounts.deleted.{model.__name__}")
