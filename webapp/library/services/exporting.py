"""What is known of films leaves in NFO files, for any other program: nothing here is a prison."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import why
from appliance.media.drafts import write_whole
from webapp.jobs import enqueue_once
from webapp.library.identify import nfo_text
from webapp.library.identify.details import CreditDetails, Details, SeriesDetails
from webapp.library.identify.reading import films_in
from webapp.library.models import Library, Series, Source, Video
from webapp.library.services.identification import folder_of

SAID = ("title", "original_title", "year", "released_on", "captured_at", "tagline", "description", "season_number", "episode_number",
        "episode_last", "rating", "imdb_id", "tmdb_id")  # fmt: skip

EXPORT = "webapp.library.tasks.export_nfo"


def export_later(library: Library) -> None:
    """Have a worker write the NFO files of a library beside its films."""
    enqueue_once(EXPORT, library.pk, queue="prepare")


@dataclass(frozen=True)
class Exported:
    """An NFO file, and why it was not written; "" when it was, or says the same already."""

    path: Path
    refusal: str = ""
    stays: bool = False  # it is somebody else's


def export_nfo(library: Library, into: Path | None = None) -> Iterator[Exported]:
    """Write an NFO file for every film and series of a library, beside the films or, in the same folders, below `into`.

    A file that somebody else wrote stays. What cannot be written is told, and the others go on.
    """
    roots = [Path(path) for path in library.folders.values_list("path", flat=True)]
    for series in library.series.prefetch_related("genres", "credits__person"):
        folder = folder_of(series)
        if folder is not None:
            yield _write(_place(folder / "tvshow.nfo", roots, into), nfo_text.of_series(series_details(series)), rivals=())
    videos = library.videos.select_related("series", "collection").prefetch_related("genres", "tags", "credits__person", "sources")
    for video in videos.iterator(chunk_size=200):
        for source in video.sources.all():
            film = Path(source.path)
            path = _place(film.with_suffix(".nfo"), roots, into)
            alone = into is None and len(films_in(film.parent)) <= 1
            yield _write(path, nfo_text.of_film(video_details(video, source)), rivals=(path.with_name("movie.nfo"),) if alone else ())


def video_details(video: Video, source: Source | None = None) -> Details:
    """What is known of a video, as a value."""
    said = {name: getattr(video, name) for name in SAID}
    return Details(
        **said,
        series=SeriesDetails(title=video.series.title if video.series else ""),
        collection=video.collection.name if video.collection else "",
        genres=_genres(video),
        tags=tuple(tag.name for tag in video.tags.all()),
        credits=_credits(video),
        edition=source.edition if source is not None else "",
    )


def series_details(series: Series) -> SeriesDetails:
    """What is known of a series, as a value."""
    genres = tuple(genre.name for genre in series.genres.all())
    return SeriesDetails(series.title, series.year, series.description, genres, series.rating, series.tmdb_id, _credits(series))


def _credits(row: Video | Series) -> tuple[CreditDetails, ...]:
    """In the order in which they were named."""
    people = sorted(row.credits.all(), key=lambda credit: (credit.order, credit.pk))
    return tuple(CreditDetails(credit.person.name, credit.role, credit.character) for credit in people)


def _genres(video: Video) -> tuple[str, ...]:
    """The category first."""
    names = [genre.name for genre in video.genres.all()]
    return tuple(dict.fromkeys([*([video.category.name] if video.category else []), *names]))


def _place(path: Path, roots: list[Path], into: Path | None) -> Path:
    """Beside the film, or below `into` as it lies below the library's folder."""
    if into is None:
        return path
    root = max((root for root in roots if path.is_relative_to(root)), key=lambda root: len(root.parts), default=None)
    return into / (path.relative_to(root) if root is not None else Path(path.parent.name, path.name))


def _write(path: Path, text: str, rivals: tuple[Path, ...]) -> Exported:
    try:
        for there in (path, *rivals):
            if there.exists() and not _is_ours(there):
                return Exported(there, "Somebody else wrote this file: it stays.", stays=True)
        if not (path.exists() and path.read_text(encoding="utf-8") == text):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode())
    except (OSError, ValueError) as error:
        return Exported(path, f"The file cannot be written: {why(error)}.")
    return Exported(path)


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return nfo_text.OURS in file.read(500)
