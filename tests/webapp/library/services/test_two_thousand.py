"""A library of 2,000 oddly named files, from the listing to the rows, against the table of what each should become."""

import itertools
import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import localtime

from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from tests.webapp.library.identify.odd_names import Named, odd_names
from tests.webapp.library.services.conftest import LONG_AGO_NS
from webapp.library import posters, services
from webapp.library.models import FoundFile, Library, Source
from webapp.library.services import importing


@pytest.fixture
def shelves(tmp_path: Path, db: None) -> dict[Path, Named]:
    """A folder for each kind of library, with the files; what each should become."""
    wanted = {tmp_path / each.kind / each.path: each for each in odd_names()}
    for path in wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(path))
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    for kind in Library.Kind:
        services.add_folder(tmp_path / kind, Library.objects.create(name=kind.label, kind=kind))
    return wanted


def test_everything_finds_its_place(
    shelves: dict[Path, Named], known: tuple[SourceFacts, Timeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, timeline = known
    monkeypatch.setattr(importing, "probe", lambda _: facts)  # only what is inside a film is not asked
    monkeypatch.setattr(importing, "decide", lambda *_: timeline)
    monkeypatch.setattr(posters, "new_poster", lambda *_: nullcontext(""))
    for library in Library.objects.all():
        services.scan(library.folders.get())
    assert set(map(Path, FoundFile.objects.values_list("path", flat=True))) == shelves.keys()

    for count in itertools.count():
        if count % 200 == 0:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as PostgreSQL does by itself while a library grows, but not within one transaction
        if services.examine_next() is None:
            break

    assert not FoundFile.objects.exists()
    became = {Path(source.path): source for source in Source.objects.select_related("video__series")}
    assert became.keys() == shelves.keys()
    wrong = {
        str(path): (found, wanted)
        for path, each in shelves.items()
        if not (found := said(became[path])).items() >= (wanted := told(each, became[path])).items()
    }
    assert wrong == {}
    for library in Library.objects.all():
        seen = services.scan(library.folders.get())
        assert (seen.new, seen.changed, seen.missing, seen.sentence) == (0, 0, 0, "")


def said(source: Source) -> dict[str, object]:
    """What became of a file, in the words of the table."""
    video, series = source.video, source.video.series
    named = {name: getattr(video, name) for name in ("title", "year", "season_number", "episode_number", "episode_last", "imdb_id")}
    captured = localtime(video.captured_at).strftime("%Y-%m-%d %H:%M") if video.captured_at else ""
    of_series = {"series": series.title, "series_year": series.year} if series else {}
    return {**named, **of_series, "edition": source.edition, "captured": captured}


def told(each: Named, source: Source) -> dict[str, object]:
    """What the table says of a file; where others came before to the same film or episode, their word counts in some things."""
    first = source.video.sources.order_by("id").first() == source
    others = {"title", "imdb_id", "episode_last"} if each.kind == Library.Kind.SERIES else {"imdb_id"}
    return {name: value for name, value in each.expected.items() if value != "" and (first or name not in others)}
