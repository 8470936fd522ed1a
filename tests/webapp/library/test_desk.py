"""The owner's desk in the admin: titles are merged, split and read again, folders are scanned."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from appliance.paths import DataPaths
from tests.webapp.library.conftest import Placed
from webapp.jobs import under_way
from webapp.library import services, tasks
from webapp.library.models import Folder, FoundFile, Library, Series, Source, Video
from webapp.library.services import again
from webapp.library.services.folders import SCAN

LIST = "admin:library_video_changelist"


def merging(videos: list[Video], **said: object) -> dict[str, object]:
    return {"action": "merge", "_selected_action": [video.pk for video in videos], **said}


def test_the_owner_merges_two_titles(admin: Client, put: Placed) -> None:
    videos = [put("Dune (2021).mkv"), put("Duna (1999).mkv")]

    page = admin.post(reverse(LIST), merging(videos)).content.decode()
    assert Video.objects.count() == 2, "nothing happens before it is confirmed"
    assert all(text in page for text in ("Which one stays?", "Duna (1999).mkv", "(2021)"))
    answer = admin.post(reverse(LIST), merging(videos, keep=videos[0].pk), follow=True)

    assert "These are one title now: Dune." in answer.content.decode()
    assert Video.objects.get() == videos[0]
    assert "Duna" in admin.get(reverse("admin:library_video_change", args=[videos[0].pk])).content.decode()


@pytest.mark.parametrize(
    ("chosen", "said", "answer"),
    [
        ([0], {}, "at least two"),
        ([0, 0], {}, "at least two"),
        ([0, 0], {"keep": 0}, "cannot be merged with itself"),
        ([0, 1], {"keep": ""}, "Choose the title that stays"),
        ([0, 1], {"keep": "one"}, "Choose the title that stays"),
        ([0, 1], {"keep": 99999}, "not there any more"),
        ([0, 2], {"keep": 0}, "different series"),
    ],
    ids=["one", "twice the same", "with itself", "none stays", "no number", "a stale one", "two series"],
)
def test_what_cannot_be_merged(chosen: list[int], said: dict, answer: str, admin: Client, put: Placed, series_library: Library) -> None:
    videos = [put("Show/S01E01.mkv"), put("Show/S01E02.mkv"), put("Another/S01E01.mkv")]
    if said.get("keep") == 0:
        said = {"keep": videos[0].pk}
    form = merging([videos[number] for number in chosen], **said)
    assert answer in admin.post(reverse(LIST), form, follow=True).content.decode()
    assert Video.objects.count() == 3


def test_one_that_another_owner_merged_meanwhile(admin: Client, put: Placed) -> None:
    videos = [put("A (2001).mkv"), put("B (2002).mkv"), put("C (2003).mkv")]
    services.merge(videos[1].pk, [videos[2].pk])
    answer = admin.post(reverse(LIST), merging(videos, keep=videos[0].pk), follow=True).content.decode()
    assert "not there any more" in answer
    assert Video.objects.count() == 2


def test_the_owner_splits_a_title(admin: Client, put: Placed) -> None:
    video = put("Dune (2021).mkv")
    put("Dune (2021) - The Making Of.mkv")
    here, source = reverse("admin:library_video_split", args=[video.pk]), video.sources.last()
    assert "The Making Of.mkv" in admin.get(here).content.decode()

    assert "This field is required" in admin.post(here, {"title": "", "sources": [source.pk]}).content.decode()
    every = list(video.sources.values_list("pk", flat=True))
    assert "At least one file has to stay" in admin.post(here, {"title": "All", "sources": every}, follow=True).content.decode()
    assert "not one of the available choices" in admin.post(here, {"title": "None", "sources": [99999]}).content.decode()
    assert Video.objects.count() == 1

    answer = admin.post(here, {"title": "The making of", "sources": [source.pk]}, follow=True)
    assert "is a title of its own now" in answer.content.decode()
    assert Source.objects.get(pk=source.pk).video.title == "The making of"


def test_one_file_cannot_be_split(admin: Client, put: Placed) -> None:
    page = admin.get(reverse("admin:library_video_split", args=[put("Dune (2021).mkv").pk])).content.decode()
    assert "has one file only" in page


# Reading again


@pytest.fixture
def read_again(admin: Client) -> Callable[[], str]:
    """Choose every video, let the workers work, and give what the page says then."""

    def read_again() -> str:
        chosen = {"action": "examine_again", "_selected_action": list(Video.objects.values_list("pk", flat=True))}
        answer = admin.post(reverse(LIST), chosen)
        assert f"0 of {Source.objects.count()} read" in admin.get(answer["Location"]).content.decode()
        tasks.examine_again()
        return admin.get(answer["Location"]).content.decode()

    return read_again


def test_files_are_read_again(read_again: Callable[[], str], film: Path, library: Library, paths: DataPaths) -> None:
    video = services.import_file(film, library)
    source = video.sources.get()
    made = paths.segments / f"{source.pk}-{source.version}"
    made.mkdir()
    before = source.timeline_json
    Video.objects.update(title="Old", poster="")
    Source.objects.update(facts_json={**source.facts_json, "title": "Never said"}, duration=1.0)

    assert "Everything has been read." in read_again()

    source, video = Source.objects.get(), Video.objects.get()
    assert (source.facts.title, source.duration > 10, source.timeline_json) == (None, True, before)
    assert (video.title, (paths.posters / video.poster).is_file()) == ("Holiday", True)
    assert made.is_dir(), "what is prepared is still right"


def test_what_was_prepared_of_other_tracks_goes(read_again: Callable[[], str], film: Path, library: Library, paths: DataPaths) -> None:
    source = services.import_file(film, library).sources.get()
    made = paths.segments / f"{source.pk}-{source.version}"
    made.mkdir()
    Source.objects.update(facts_json={**source.facts_json, "audio": []})
    read_again()
    assert Source.objects.get().facts.audio
    assert not made.exists()


def test_a_missing_drive_is_said_and_nothing_is_lost(read_again: Callable[[], str], film: Path, library: Library) -> None:
    services.import_file(film, library)
    film.unlink()
    page = read_again()
    assert "connect its drive" in page
    source = Source.objects.get()
    assert (source.state, source.facts.video.codec) == (Source.State.MISSING, "h264")


def test_a_file_that_was_replaced_becomes_another_source(read_again: Callable[[], str], film: Path, library: Library, clip) -> None:
    video = services.import_file(film, library)
    shutil.copy(clip("h264-23976.mkv"), film)
    read_again()
    assert Source.objects.get().video == video
    assert Source.objects.get().duration == pytest.approx(13, abs=0.5)


def test_a_broken_one_does_not_keep_the_others_waiting(
    read_again: Callable[[], str], film: Path, library: Library, monkeypatch: pytest.MonkeyPatch, clip
) -> None:
    services.import_file(film, library)
    services.import_file(Path(shutil.copy(clip("vfr.mp4"), film.with_name("Second.mp4"))), library)
    probe = again.probe

    def broken(path: Path) -> object:
        if path == film:
            raise ZeroDivisionError
        return probe(path)

    monkeypatch.setattr(again, "probe", broken)
    assert "the log says more" in read_again()
    assert sorted(Source.objects.values_list("reason", flat=True)) == ["", again.UNEXPECTED]


@pytest.mark.parametrize("of", ["x", "-1", "²", "9" * 400])
def test_an_odd_address_does_no_harm(of: str, admin: Client) -> None:
    assert admin.get(reverse("admin:library_video_reading"), {"of": of}).status_code == 200


# Scans


@pytest.mark.parametrize("kind", ["library", "folder"])
def test_the_owner_scans_and_sees_how_far_it_is(
    kind: str, admin: Client, library: Library, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    folder = Folder.objects.create(library=library, path=str(drive))
    here = reverse(f"admin:library_{kind}_scan", args=[{"library": library, "folder": folder}[kind].pk])
    assert "No scan is under way." in admin.get(here).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(here)
    assert under_way(SCAN, queue="prepare") == [(folder.pk,)]
    page = admin.get(here).content.decode()
    assert "waits for its turn" in page
    assert 'http-equiv="refresh"' in page

    _work_off()
    FoundFile.objects.create(folder=folder, path="/a.mkv", size=1, modified_ns=1)
    FoundFile.objects.create(folder=folder, path="/b.mkv", size=1, modified_ns=1, state="refused", reason="No.")
    page = admin.get(here).content.decode()
    assert "1 film still to be read." in page
    assert "1 refused" in page
    FoundFile.objects.all().delete()
    assert 'http-equiv="refresh"' not in admin.get(here).content.decode()


def test_a_drive_that_is_away_is_said(admin: Client, library: Library, tmp_path: Path) -> None:
    folder = Folder.objects.create(library=library, path=str(tmp_path / "away"))
    services.scan(folder)
    assert "The folder cannot be read" in admin.get(reverse("admin:library_library_scan", args=[library.pk])).content.decode()


def test_a_library_without_folders_has_nothing_to_scan(admin: Client, library: Library) -> None:
    here = reverse("admin:library_library_scan", args=[library.pk])
    assert "There is no folder here yet." in admin.get(here).content.decode()
    assert admin.post(here).status_code == 302


def _work_off() -> None:
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()


# Who gets there

PAGES = [
    "video_split",
    "video_pictures",
    "video_offer",
    "video_identify",
    "series_pictures",
    "series_identify",
    "library_scan",
    "folder_scan",
]


@pytest.fixture
def rows(library: Library, put: Placed) -> dict[str, int]:
    """One of each kind."""
    series = Series.objects.create(library=library, title="Show")
    return {"video": put("Film.mkv").pk, "series": series.pk, "library": library.pk, "folder": Folder.objects.get().pk}


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_gets_there(page: str, bob, rows: dict[str, int]) -> None:
    member, stranger = Client(), Client()
    member.force_login(bob)
    address = reverse(f"admin:library_{page}", args=[rows[page.split("_")[0]]])
    for client in (member, stranger):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302
            assert reverse("admin:login") in answer["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_to_this_kind_of_rows_gets_no_further(page: str, bob, rows: dict[str, int]) -> None:
    """Somebody whom the owner let into the admin without rights there."""
    bob.is_staff = True
    bob.save()
    client = Client()
    client.force_login(bob)
    assert client.get(reverse(f"admin:library_{page}", args=[rows[page.split("_")[0]]])).status_code == 403
    assert client.get(reverse("admin:library_video_reading")).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_stale_address_leads_back_to_the_list(page: str, admin: Client) -> None:
    answer = admin.get(reverse(f"admin:library_{page}", args=[99999]), follow=True)
    assert answer.status_code == 200
    assert "is not there any more" in answer.content.decode()


@pytest.mark.parametrize("page", ["video_split", "video_pictures", "video_identify", "library_scan"])
def test_forms_want_their_token(page: str, alice, rows: dict[str, int]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(reverse(f"admin:library_{page}", args=[rows[page.split("_")[0]]])).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_pages_bring_no_script_of_their_own(page: str, admin: Client, rows: dict[str, int]) -> None:
    answer = admin.get(reverse(f"admin:library_{page}", args=[rows[page.split("_")[0]]]))
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not any(mark in answer.content.decode() for mark in ("onclick=", "javascript:", "<script>"))


@pytest.mark.parametrize(("kind", "pages"), [("video", ["split", "pictures", "identify"]), ("library", ["scan"]), ("folder", ["scan"])])
def test_a_rows_page_leads_there(kind: str, pages: list[str], admin: Client, rows: dict[str, int]) -> None:
    change = admin.get(reverse(f"admin:library_{kind}_change", args=[rows[kind]])).content.decode()
    assert all(reverse(f"admin:library_{kind}_{page}", args=[rows[kind]]) in change for page in pages)
