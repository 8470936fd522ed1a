"""Sign-in for what players and `<img>` fetch below one video."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from webapp.accounts.access import Viewer, media_viewer
from webapp.accounts.models import User


class MediaAuthentication(BaseAuthentication):
    """Players that cannot send headers may bring the media cookie or a token bound to this one video (`movie_id`)."""

    def authenticate(self, request: Request) -> tuple[User, Viewer] | None:
        """Whom `media_viewer` recognises."""
        return media_viewer(request._request, request.parser_context["kwargs"]["movie_id"])

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401."""
        return "Bearer"


class MediaScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the OpenAPI document says of it; the access token is described with the accounts."""

    target_class = MediaAuthentication
    name = "mediaToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The signed text in the address."""
        return {"type": "apiKey", "in": "query", "name": "token"}
