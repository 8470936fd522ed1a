"""What Django needs to know of this app at the start."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class AccountsConfig(AppConfig):
    """People and their sign-ins."""

    name = "webapp.accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Tell the OpenAPI schema how people sign in, and let the admin's sign-out end the tokens too."""
        from webapp.accounts import schema, signals  # noqa: F401  drf-spectacular finds the extension by its import

        user_logged_out.connect(signals.end_sign_in, dispatch_uid="accounts.end_sign_in")
