"""Libraries, made on demand."""

from webapp.library.models import Library

DEFAULT_LIBRARY = "Films"


def library_named(name: str | None) -> Library:
    """The library called `name` (unset: "Films"), made when there is none yet."""
    return Library.objects.get_or_create(name=name or DEFAULT_LIBRARY)[0]
