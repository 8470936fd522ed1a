"""The folder of posters: JPEGs of videos, series and seasons, each under a name that changes with the picture."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404

from appliance.media.drafts import write_whole
from appliance.media.poster import make_poster
from appliance.media.source import SourceFacts
from webapp.library.models import Series, Video


def place(name: str) -> Path:
    """Where the poster called `name` lies."""
    return Path(settings.PATHS.posters / name)


def remove(*names: str) -> None:
    """Remove pictures; no name, or a picture that is gone already, is well."""
    for name in filter(None, names):
        place(name).unlink(missing_ok=True)


def response(title: Video | Series) -> FileResponse:
    """The poster of a title, as `picture`."""
    return picture(title.poster)


def picture(name: str) -> FileResponse:
    """The picture called `name`, to be kept for ever: its address changes with the picture.

    Raises Http404 when there is none.
    """
    try:
        file = place(name).open("rb")
    except OSError as error:  # no name is the folder itself, which cannot be opened either
        raise Http404("There is no such picture.") from error
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=31536000, immutable"})


def keep(jpeg: bytes, before: str) -> str:
    """Keep a picture, and give its name: the one that it had `before`, when it is the same picture.

    The old one stays: whoever saved the new name removes it. Raises OSError when the disk refuses.
    """
    if before and _holds(before, jpeg):
        return before
    name = _new_name()
    write_whole(place(name), jpeg)
    return name


@contextmanager
def new_poster(source: Path, facts: SourceFacts) -> Iterator[str]:
    """Make a poster for rows that the block saves, and give its name; it goes again when the block fails.

    Raises MediaRefused when the film has no picture that can be shown, OSError when the disk refuses.
    """
    name = _new_name()
    try:
        make_poster(source, facts, place(name))
        yield name
    except BaseException:
        remove(name)
        raise


def _new_name() -> str:
    return f"{secrets.token_hex(8)}.jpg"  # never used twice: browsers may keep it for ever


def _holds(name: str, jpeg: bytes) -> bool:
    try:
        return place(name).read_bytes() == jpeg
    except OSError:
        return False
