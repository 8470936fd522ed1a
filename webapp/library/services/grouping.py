"""Files that are one film: its parts come together here, further versions where names are read (`identification.place`)."""

from pathlib import Path

from appliance.media.listing import is_film
from appliance.media.source import SourceFacts
from webapp.library import parts
from webapp.library.models import Library, Source, Video
from webapp.library.services.identification import place


def hold_libraries() -> None:
    """Until the transaction ends, nobody else places files, or merges what they belong to. Taken before rows of files are."""
    list(Library.objects.select_for_update().order_by("pk"))


def video_for(path: Path, facts: SourceFacts, library: Library) -> tuple[Video, int]:
    """The saved Video that the film at `path` belongs to, and which part of it this file is."""
    found = parts.split(path)
    if found is None or not (parts.is_sure(path) or _lie_alone(path, found[0])):
        return place(path, facts, library), 1
    whole, number = found
    beside = next((source for source in _sources_beside(path) if parts.split(Path(source.path)) == (whole, source.part)), None)
    return (beside.video if beside is not None else place(whole, facts, library)), number


def _sources_beside(path: Path) -> list[Source]:
    """What was taken in of the same folder."""
    start = str(path.parent / path.stem[0])
    return list(Source.objects.select_related("video").defer("timeline_json", "facts_json").filter(path__startswith=start))


def _lie_alone(path: Path, whole: Path) -> bool:
    """Whether the parts of this one film are all there is in the folder, and there are several."""
    try:
        films = [entry for entry in path.parent.iterdir() if is_film(entry.name)]
    except OSError:  # its drive is away
        return False
    return len(films) > 1 and all((found := parts.split(film)) is not None and found[0] == whole for film in films)
