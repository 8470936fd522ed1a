"""Films whose files go from one library's folder to another's: they belong there, with all that people know of them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from webapp.library import services
from webapp.library.models import FoundFile, Library, Series, Source, Video
from webapp.library.services import importing

Kind = Library.Kind


class House:
    """Libraries with a folder each, and real films that are moved about."""

    def __init__(self, place: Path, clip: Callable[[str], Path]) -> None:
        self._place, self._clip = place, clip
        self._contents = iter(["h264.mp4", "vfr.mp4", "h264-23976.mkv"])

    def library(self, name: str, kind: str = Kind.FILMS) -> Library:
        folder = self._place / name
        folder.mkdir(parents=True)
        library = Library.objects.create(name=name, kind=kind)
        services.add_folder(folder, library)
        return library

    def put(self, name: str) -> Path:
        path = self._place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._clip(next(self._contents)), path)
        os.utime(path, ns=(1, 1_500_000_000_000_000_000))
        return path

    def move(self, old: str, new: str) -> None:
        (self._place / new).parent.mkdir(parents=True, exist_ok=True)
        (self._place / old).rename(self._place / new)
        self.scan()

    def scan(self) -> None:
        for library in Library.objects.all():
            for folder in library.folders.all():
                services.scan(folder)
        list(iter(services.examine_next, None))


@pytest.fixture
def house(tmp_path: Path, clip: Callable[[str], Path], db: None) -> House:
    return House(tmp_path / "house", clip)


def test_a_moved_film_belongs_to_the_library_of_its_folder(house: House) -> None:
    house.library("Films")
    kids = house.library("Kids")
    house.put("Films/Holiday (2020).mp4")
    house.scan()
    before = Source.objects.get()
    services.lock(before.video, ["title"])
    Video.objects.update(title="Our holiday")

    house.move("Films/Holiday (2020).mp4", "Kids/Seaside (2021).mp4")

    after = Source.objects.get()
    assert (after.pk, after.video_id, after.video.library, after.state) == (before.pk, before.video_id, kids, Source.State.READY)
    assert (after.video.title, after.video.year) == ("Our holiday", 2021)  # what a person set stays

    house.put("Kids/Seaside (2021) - 4K.mp4")
    house.scan()
    assert Video.objects.get().sources.count() == 2  # it is found by its name there


def test_a_film_in_two_files_goes_with_the_last_of_them(house: House) -> None:
    films = house.library("Films")
    kids = house.library("Kids")
    for number in (1, 2):
        house.put(f"Films/Saga cd{number}.mp4")
    house.scan()
    history = Video.objects.get().pk

    house.move("Films/Saga cd1.mp4", "Kids/Saga cd1.mp4")
    assert Video.objects.get().library == films

    house.move("Films/Saga cd2.mp4", "Kids/Saga cd2.mp4")
    video = Video.objects.get()
    assert (video.pk, video.library, video.sources.count()) == (history, kids, 2)


def test_an_episode_becomes_a_film_and_an_episode_again(house: House) -> None:
    series = house.library("Series", Kind.SERIES)
    films = house.library("Films")
    house.put("Series/Show/Season 1/Show S01E01.mp4")
    house.put("Series/Show/Season 1/Show S01E02.mp4")
    house.scan()
    episode = Video.objects.get(episode_number=2)

    house.move("Series/Show/Season 1/Show S01E02.mp4", "Films/Pilot (2020).mp4")

    film = Video.objects.get(pk=episode.pk)
    assert (film.library, film.series, film.season_number, film.episode_number) == (films, None, None, None)
    assert (film.title, film.year) == ("Pilot", 2020)
    house.put("Films/Pilot (2020) - 4K.mp4")
    house.scan()
    assert film.sources.count() == 2

    house.move("Films/Pilot (2020).mp4", "Series/Show/Season 1/Show S01E02.mp4")
    house.move("Films/Pilot (2020) - 4K.mp4", "Series/Show/Season 1/Show S01E02 - 4K.mp4")

    back = Video.objects.get(pk=episode.pk)
    assert (back.library, back.series, back.season_number, back.episode_number) == (series, episode.series, 1, 2)
    assert back.sources.count() == 2


def test_a_whole_series_goes_with_what_people_set(house: House) -> None:
    house.library("Series", Kind.SERIES)
    kids = house.library("Kids", Kind.SERIES)
    for number in (1, 2):
        house.put(f"Series/Show/Season 1/Show S01E0{number}.mp4")
    house.scan()
    show = Series.objects.get()
    services.lock(show, ["title"])
    Series.objects.update(title="Our show")
    episodes = set(Video.objects.values_list("pk", "episode_number"))

    house.move("Series/Show", "Kids/Show")

    after = Series.objects.get()
    assert (after.pk, after.title, after.library) == (show.pk, "Our show", kids)
    assert set(Video.objects.filter(series=show, library=kids).values_list("pk", "episode_number")) == episodes
    assert list(show.seasons.values_list("number", flat=True)) == [1]


def test_a_series_stays_where_episodes_are_on_a_drive_that_is_away(house: House, tmp_path: Path) -> None:
    library = house.library("Series", Kind.SERIES)
    house.library("Kids", Kind.SERIES)
    drive = tmp_path / "house" / "Drive"
    drive.mkdir()
    services.add_folder(drive, library)
    house.put("Series/Show/Season 1/Show S01E01.mp4")
    house.put("Drive/Show/Season 1/Show S01E02.mp4")
    house.scan()
    show = Series.objects.get()
    drive.rename(tmp_path / "unplugged")

    house.move("Series/Show/Season 1/Show S01E01.mp4", "Kids/Show/Season 1/Show S01E01.mp4")

    show.refresh_from_db()
    assert show.library == library
    assert list(show.episodes.values_list("episode_number", flat=True)) == [2]
    (tmp_path / "unplugged").rename(drive)
    house.scan()
    assert Video.objects.get(episode_number=2).series == show


def test_a_series_that_a_person_merged_another_with_stays(house: House) -> None:
    house.library("Series", Kind.SERIES)
    young = house.library("Young", Kind.SERIES)
    house.put("Series/Show/Season 1/Show S01E01.mp4")
    house.put("Young/Show/Season 1/Show S01E02.mp4")
    house.put("Young/The Show/Season 1/The Show S01E03.mp4")
    house.scan()
    there = Series.objects.get(library=young, title="Show")
    services.merge_series(there.pk, [Series.objects.get(title="The Show").pk])

    house.move("Series/Show/Season 1/Show S01E01.mp4", "Young/Show/Season 1/Show S01E01.mp4")

    assert Series.objects.get(library=young) == there
    assert there.episodes.count() == 3
    assert there.aliases.count() == 1


def test_a_series_that_a_person_chose_stays(house: House) -> None:
    house.library("Series", Kind.SERIES)
    house.library("Films")
    house.put("Series/Show/Season 1/Show S01E01.mp4")
    house.scan()
    video = Video.objects.get()
    services.lock(video, ["series", "season_number", "episode_number"])

    house.move("Series/Show/Season 1/Show S01E01.mp4", "Films/Pilot (2020).mp4")

    after = Video.objects.get()
    assert (after.series, after.season_number, after.episode_number) == (video.series, 1, 1)


def test_a_film_becomes_a_home_video_and_a_film_again(house: House) -> None:
    house.library("Films")
    house.library("Home", Kind.HOME_VIDEOS)
    house.put("Films/Holiday (2020).mp4")
    house.scan()
    history = Video.objects.get().pk

    house.move("Films/Holiday (2020).mp4", "Home/Holiday (2020).mp4")
    assert Video.objects.get().library.kind == Kind.HOME_VIDEOS

    house.move("Home/Holiday (2020).mp4", "Films/Holiday (2020).mp4")
    house.put("Films/Holiday (2020) - 4K.mp4")
    house.scan()
    video = Video.objects.get()
    assert (video.pk, video.library.kind, video.sources.count()) == (history, Kind.FILMS, 2)


def test_a_film_that_could_not_be_settled_is_settled_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.library("Films")
    kids = house.library("Kids")
    house.put("Films/Holiday (2020).mp4")
    house.scan()

    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(importing, "settle", busy)
        house.move("Films/Holiday (2020).mp4", "Kids/Holiday (2020).mp4")
        assert Video.objects.get().library != kids
    FoundFile.objects.update(claimed_until=timezone.now())
    house.scan()

    assert Video.objects.get().library == kids


@pytest.mark.parametrize("new", ["Kids/Show/Season 1/Show S01E02.mp4", "Films/Pilot (2020).mp4"])
def test_an_episode_takes_its_series_rating_along(new: str, house: House) -> None:
    house.library("Series", Kind.SERIES)
    house.library("Kids", Kind.SERIES)
    house.library("Films")
    for number in (1, 2):
        house.put(f"Series/Show/Season 1/Show S01E0{number}.mp4")
    house.scan()
    show = Series.objects.get()
    show.rating = "FSK 16"
    show.save()
    episode = Video.objects.get(episode_number=2)

    house.move("Series/Show/Season 1/Show S01E02.mp4", new)

    episode.refresh_from_db()
    assert episode.series != show
    assert episode.age == 16


def test_what_was_merged_stays_so_in_another_library(house: House) -> None:
    house.library("Series", Kind.SERIES)
    kids = house.library("Kids", Kind.SERIES)
    house.put("Series/Show/Season 1/Show S01E01.mp4")
    house.put("Series/The Spectacle/Season 1/The Spectacle S01E02.mp4")
    house.scan()
    show = Series.objects.get(title="Show")
    services.merge_series(show.pk, [Series.objects.get(title="The Spectacle").pk])

    house.move("Series/Show", "Kids/Show")
    house.move("Series/The Spectacle", "Kids/The Spectacle")
    house.put("Kids/The Spectacle/Season 1/The Spectacle S01E03.mp4")
    house.scan()

    assert Series.objects.get(library=kids) == show
    assert list(show.episodes.order_by("episode_number").values_list("episode_number", flat=True)) == [1, 2, 3]
