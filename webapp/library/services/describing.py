"""What is said of films, written into their rows."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models.functions import Lower

from webapp.library.identify.details import CreditDetails, Details, SeriesDetails
from webapp.library.models import Category, Collection, Credit, Person, Series, Tag, Video

FIELDS = (
    "title", "original_title", "year", "released_on", "captured_at", "tagline", "description", "season_number", "episode_number",
    "episode_last", "rating", "imdb_id", "tmdb_id",
)  # fmt: skip
SERIES_FIELDS = ("title", "year", "description", "rating", "tmdb_id")
LONGEST_NAME = 200  # of a person, as the database keeps it
Row = TypeVar("Row", Category, Collection, Person, Tag)
EMPTY: tuple[Any, ...] = ("", None, (), [])


def describe(video: Video, details: Details, only_gaps: bool = False) -> None:
    """Save what is said, but for the fields that a person locked; `only_gaps`: where nothing is known yet.

    What is not said stays as it is, in the database too.
    """
    with transaction.atomic():
        locked = _locked(video)
        if only_gaps and video.title == _number_as_title(video):
            video.title = ""
        changed = _set(video, details, FIELDS, locked, only_gaps)
        if not video.title:
            video.title = _number_as_title(video)
        if details.collection and "collection" not in locked and not (only_gaps and video.collection_id):
            video.collection = _named(Collection, [details.collection])[0]
            changed.append("collection")
        _save(video, changed)
        _describe_relations(video, details, locked, only_gaps)


def describe_series(series: Series, details: SeriesDetails, only_gaps: bool = False) -> None:
    """As `describe`, for a series; its episodes follow."""
    with transaction.atomic():
        locked = _locked(series)
        _save(series, _set(series, details, SERIES_FIELDS, locked, only_gaps))
        if details.genres and "genres" not in locked and not (only_gaps and series.genres.exists()):
            series.genres.set(_named(Category, details.genres))
        if details.credits and "people" not in locked and not (only_gaps and series.credits.exists()):
            _credit(series, details.credits)


def _locked(row: Video | Series) -> set[str]:
    """What a person set until now; nobody sets more until we are done."""
    if row.pk is not None:
        stored = type(row)._default_manager.select_for_update().filter(pk=row.pk)
        row.locked = stored.values_list("locked", flat=True).first() or []
    return set(row.locked)


def _save(row: Video | Series, changed: list[str]) -> None:
    """Only what changed: a person may have changed the rest meanwhile."""
    if row.pk is None:
        row.save()
    elif changed:
        row.save(update_fields=changed)


def _set(row: Video | Series, details: Details | SeriesDetails, names: Iterable[str], locked: set[str], only_gaps: bool) -> list[str]:
    """Set what is said and may be; gives the names of the fields that changed."""
    changed = []
    for name in names:
        said = getattr(details, name)
        if said in EMPTY or name in locked or (only_gaps and getattr(row, name) not in EMPTY):
            continue
        longest = getattr(row._meta.get_field(name), "max_length", None)
        if isinstance(said, datetime) and said.tzinfo is None:
            said = _by_our_clock(said)
        said = said[:longest].rstrip() if isinstance(said, str) else said
        if getattr(row, name) != said:
            setattr(row, name, said)
            changed.append(name)
    return changed


def _by_our_clock(moment: datetime) -> datetime:
    """With the zone of the house; Windows knows none before 1970."""
    try:
        return moment.astimezone()
    except OSError:
        return moment.replace(tzinfo=UTC)


def _number_as_title(video: Video) -> str:
    """What an episode is called as long as nobody knows its title."""
    if video.episode_number is not None:
        return f"S{video.season_number or 0:02d}E{video.episode_number:02d}"
    return str(video.released_on or (video.series.title if video.series else "") or "?")


def _describe_relations(video: Video, details: Details, locked: set[str], only_gaps: bool) -> None:
    if details.genres and "genres" not in locked and not (only_gaps and video.genres.exists()):
        genres = _named(Category, details.genres)
        video.genres.set(genres)
        if "category" not in locked and video.category != genres[0]:
            video.category = genres[0]
            video.save(update_fields=["category"])
    if details.tags and "tags" not in locked and not (only_gaps and video.tags.exists()):
        video.tags.set(_named(Tag, details.tags))
    if details.credits and "people" not in locked and not (only_gaps and video.credits.exists()):
        _credit(video, details.credits)


def _credit(row: Video | Series, said: Iterable[CreditDetails]) -> None:
    """Write the credits anew when they changed; search finds people."""
    said = list(said)
    of = {"video" if isinstance(row, Video) else "series": row}
    people = {person.name.lower(): person for person in _named(Person, [credit.name for credit in said])}
    wanted: dict[tuple[int, str, str], Credit] = {}
    for order, credit in enumerate(said):
        person = people[credit.name[:LONGEST_NAME].rstrip().lower()]
        new = Credit(**of, person=person, role=credit.role, character=credit.character, order=order)
        wanted.setdefault((person.pk, str(credit.role), credit.character), new)
    if list(row.credits.order_by("order", "id").values_list("person", "role", "character")) == list(wanted):
        return
    row.credits.all().delete()
    Credit.objects.bulk_create(wanted.values())
    row.save(update_fields=["search_text"])


def _named(kind: type[Row], names: Iterable[str]) -> list[Row]:
    """Rows of these names, in any case, made where there are none; in the order of the names."""
    wanted = [name[: kind._meta.get_field("name").max_length].rstrip() for name in names]
    folded = kind._default_manager.annotate(folded=Lower("name")).filter(folded__in={name.lower() for name in wanted})
    known: dict[str, Row] = {row.name.lower(): row for row in folded}
    for name in wanted:
        if name.lower() not in known:
            known[name.lower()] = kind._default_manager.get_or_create(name=name)[0]
    return list(dict.fromkeys(known[name.lower()] for name in wanted))
