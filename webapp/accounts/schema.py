"""How the OpenAPI schema describes signing in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from webapp.accounts import cookies


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The access token, as a bearer or in the cookie."""

    target_class = "webapp.accounts.authentication.TokenAuthentication"
    name = ["bearer", "cookie"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """What the two names mean."""
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            {"type": "apiKey", "in": "cookie", "name": cookies.ACCESS},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        """Either will do."""
        return [{name: []} for name in self.name]
