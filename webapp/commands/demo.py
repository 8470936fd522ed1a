"""`videoflix demo`: a household with an owner and a film."""

import secrets
from pathlib import Path

from webapp.commands import prepare_django

EMAIL = "demo@videoflix.local"
FILE_NAME = "lights-at-home.mp4"
CATEGORY = "Demo"
DESCRIPTION = (
    "Half a minute of dusk, spirals and embers, with a chord or two. Nobody filmed it: "
    "your machine painted it a moment ago, and is already preparing it for every screen in the house."
)


def prepare_demo() -> int:
    """Make the owner and the film, unless they are there, and return the video's id.

    Nobody knows the owner's password: the link that `videoflix demo` prints signs in.
    Raises VideoflixError when the film cannot be made or taken in.
    """
    prepare_django()
    from django.conf import settings

    from webapp.accounts import queries
    from webapp.accounts import services as accounts

    if not queries.owner_exists():
        accounts.create_owner(EMAIL, secrets.token_urlsafe(32))
    return _import(_film(settings.PATHS.uploads / FILE_NAME))


def _film(path: Path) -> Path:
    """The film's file, made beside and renamed."""
    from appliance.media import demo_film

    if not path.exists():
        draft = path.with_name(f".{path.name}")
        try:
            demo_film.make(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return path


def _import(film: Path) -> int:
    """Its row: described once, so that what the owner edits stays."""
    from webapp.library import services
    from webapp.library.models import Category

    video = services.import_file(film, services.library_named(None))
    if not video.description:
        video.description = DESCRIPTION
        video.category = Category.objects.get_or_create(name=CATEGORY)[0]
        video.save(update_fields=["description", "category"])
    return video.pk
