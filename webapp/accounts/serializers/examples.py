"""Examples in the OpenAPI document: one beside each shape, and with it at every address that takes or gives it."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.serializers import Serializer

Shape = TypeVar("Shape", bound=type[Serializer[Any]])
STATUSES = ["200", "201", "400", "401", "403", "404", "409"]
EMAIL = "bob@example.org"
PASSWORD = "correct horse battery staple"  # noqa: S105  nobody's
SECRET = "4w9f-Rk2vX0"  # noqa: S105  nobody's
NEW_PASSWORD = "a battery of staples, quite correct"  # noqa: S105  nobody's
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"
USER = {"id": 2, "email": EMAIL, "is_owner": False}


def example(**values: Any) -> Callable[[Shape], Shape]:
    """Show these values beside a shape."""
    decorate: Callable[[Shape], Shape] = extend_schema_serializer(examples=[OpenApiExample("Example", value=values, status_codes=STATUSES)])
    return decorate
