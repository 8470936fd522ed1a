"""The folder of posters: one JPEG per video or series, under a name that changes with the picture."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404

from appliance.media.poster import make_poster
from appliance.media.source import SourceFacts
from webapp.library.models import Series, Video


def place(name: str) -> Path:
    """Where the poster called `name` lies."""
    return Path(settings.PATHS.posters / name)


def remove(name: str) -> None:
    """Remove a poster; no name, or a poster that is gone already, is well."""
    if name:
        place(name).unlink(missing_ok=True)


def response(title: Video | Series) -> FileResponse:
    """The poster of a title, to be kept for ever: its address changes with the picture.

    Raises Http404 when it has none.
    """
    try:
        picture = place(title.poster).open("rb")
    except OSError as error:  # no name is the folder itself, which cannot be opened either
        raise Http404("This title has no poster.") from error
    return FileResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=31536000, immutable"})


@contextmanager
def new_poster(source: Path, facts: SourceFacts) -> Iterator[str]:
    """Make a poster for rows that the block saves, and give its name; it goes again when the block fails.

    Raises MediaRefused when the film has no picture that can be shown, OSError when the disk refuses.
    """
    name = f"{secrets.token_hex(8)}.jpg"  # never used twice: browsers may keep it for ever
    try:
        make_poster(source, facts, place(name))
        yield name
    except BaseException:
        remove(name)
        raise
