"""Examples in the OpenAPI document: one beside each shape, and with it at every address that takes or gives it."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.serializers import Serializer

Shape = TypeVar("Shape", bound=type[Serializer[Any]])
STATUSES = ["200", "201", "400", "401", "403", "404", "409", "429"]
EMAIL = "bob@example.org"
PASSWORD = "correct horse battery staple"  # noqa: S105  nobody's
SECRET = "4w9f-Rk2vX0"  # noqa: S105  nobody's
NEW_PASSWORD = "a battery of staples, quite correct"  # noqa: S105  nobody's
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"
PROFILE = {
    "name": "Mia",
    "avatar": "owl",
    "colour": "teal",
    "is_child": True,
    "highest_age": 6,
    "shows_unrated": False,
    "language": "de",
    "audio_language": "de",
    "subtitle_language": "",
    "autoplay": True,
}
WATCHING = {"id": 2, **PROFILE, "has_pin": False, "is_current": True}
USER = {"id": 2, "email": EMAIL, "is_owner": False, "may_manage": False, "profile": WATCHING}


def example(**values: Any) -> Callable[[Shape], Shape]:
    """Show these values beside a shape."""
    decorate: Callable[[Shape], Shape] = extend_schema_serializer(examples=[OpenApiExample("Example", value=values, status_codes=STATUSES)])
    return decorate
