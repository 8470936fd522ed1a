"""Which Video a file belongs to."""

from pathlib import Path

from appliance.media.source import SourceFacts
from webapp.library.models import Library, Video
from webapp.library.titles import title_of


def place(path: Path, facts: SourceFacts, library: Library) -> Video:
    """The saved Video that the film at `path` belongs to."""
    return Video.objects.create(library=library, title=title_of(path, facts.title))
