"""Subtitles over HTTP: those inside a film, those beside it, and those that cannot be shown."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from webapp.accounts.access import media_token
from webapp.library.models import Source, Video
from webapp.library.services import import_file, library_named
from webapp.streaming import companions, queries, services, subtitles, waiting
from webapp.streaming.models import MOST_ATTEMPTS, RunLease

SRT = "1\n00:00:01,000 --> 00:00:02,000\nGrüße & Küsse\n"


@pytest.fixture(autouse=True)
def _subtitles_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companions, "KINDS", (subtitles,))


@pytest.fixture
def subtitled(db: None, clip: Callable[[str], Path], tmp_path: Path) -> Video:
    """A film with German and forced English subtitles inside, alone in a folder of its own."""
    path = tmp_path / "Film.mkv"
    shutil.copy(clip("subtitled.mkv"), path)
    return import_file(path, library_named(None))


@pytest.fixture
def beside(subtitled: Video) -> Callable[[str, bytes], Path]:
    """Lay a file beside the film."""

    def write(name: str, data: bytes = SRT.encode()) -> Path:
        path = Path(subtitled.sources.get().path).with_name(name)
        path.write_bytes(data)
        subtitles.forget_listings()
        return path

    return write


@pytest.fixture
def member(bob: Any, client_of: Callable[..., APIClient]) -> APIClient:
    return client_of(bob)


def entries(client: APIClient, video: Video, playlist: str = "index.m3u8") -> list[dict[str, str]]:
    """The attributes of the playlist's subtitles."""
    text = client.get(f"/api/video/{video.pk}/{playlist}").content.decode()
    lines = [line for line in text.splitlines() if line.startswith("#EXT-X-MEDIA:TYPE=SUBTITLES")]
    assert text.count('SUBTITLES="subtitles"') == (text.count("#EXT-X-STREAM-INF") if lines else 0)
    return [{name: value.strip('"') for name, value in re.findall(r'([A-Z-]+)=("[^"]*"|[^,]+)', line)} for line in lines]


def segment_of(client: APIClient, address: str) -> str:
    """The one address in a media playlist."""
    playlist = client.get(address)
    assert playlist.status_code == 200
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in playlist.content.decode()
    assert "#EXT-X-MAP" not in playlist.content.decode()
    [segment] = [line for line in playlist.content.decode().splitlines() if line.startswith("/")]
    return segment


def test_tracks_inside_are_listed_with_language_and_flags(subtitled: Video, member: APIClient) -> None:
    for playlist in ("index.m3u8", "original/index.m3u8", "360p/index.m3u8"):
        german, english = entries(member, subtitled, playlist)
        assert (german["NAME"], german["LANGUAGE"], german["FORCED"], german["DEFAULT"]) == ("Deutsch", "de", "NO", "NO")
        assert (english["NAME"], english["LANGUAGE"], english["FORCED"]) == ("English (forced)", "en", "YES")


def test_a_worker_reads_them_once_for_all(subtitled: Video, member: APIClient) -> None:
    assert companions.make_next()
    assert not companions.make_next()
    german, english = (segment_of(member, entry["URI"]) for entry in entries(member, subtitled))
    response = member.get(german)
    assert response.headers["Content-Type"].startswith("text/vtt")
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.content.decode().startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n")
    assert "00:00:03.000 --> 00:00:03.900\nSekunde <i>3</i>" in response.content.decode()
    assert "Second <i>3</i>" in member.get(english).content.decode()
    assert not RunLease.objects.exists()


def test_whoever_asks_before_that_waits_for_the_worker(subtitled: Video, member: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    source = subtitled.sources.get()

    def work(task: str, source_id: int, queue: str) -> None:
        asked.append((task, queue))
        companions.make_subtitles(source_id)

    monkeypatch.setattr(subtitles, "enqueue", work)
    assert member.get(f"/api/video/{subtitled.pk}/subtitles-1/00000.vtt").status_code == 200
    assert member.get(f"/api/video/{subtitled.pk}/subtitles-2/00000.vtt").status_code == 200
    assert asked == [("webapp.streaming.tasks.make_subtitles", "prepare")]
    assert not subtitles.are_missing(queries.playable(source))


def test_too_long_is_told_to_come_again(subtitled: Video, member: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)
    response = member.get(f"/api/video/{subtitled.pk}/subtitles-1/00000.vtt")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_a_file_beside_appears_without_an_import(subtitled: Video, member: APIClient, beside: Callable[..., Path]) -> None:
    assert len(entries(member, subtitled)) == 2
    path = beside("Film.de.sdh.srt", SRT.encode("cp1252"))
    entry = entries(member, subtitled)[2]
    assert (entry["NAME"], entry["LANGUAGE"]) == ("Deutsch (SDH)", "de")
    assert "public.accessibility.transcribes-spoken-dialog" in entry["CHARACTERISTICS"]
    address = segment_of(member, entry["URI"])
    assert "00:00:01.000 --> 00:00:02.000\nGrüße &amp; Küsse" in member.get(address).content.decode()
    path.write_text(SRT.replace("Küsse", "Kuchen"))
    os.utime(path, (1, 1))
    subtitles.forget_listings()
    assert member.get(address).status_code == 404, "the old address is the old text's"
    assert "Kuchen" in member.get(segment_of(member, entry["URI"])).content.decode()
    path.unlink()
    subtitles.forget_listings()
    assert len(entries(member, subtitled)) == 2


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("Film.de.forced.srt", False), ("Film.default.fr.srt", True), ("Film.forced.srt", True)],
    ids=["another language than the sound's", "somebody said so", "no language"],
)
def test_what_is_shown_unasked(subtitled: Video, member: APIClient, beside: Callable[..., Path], name: str, chosen: bool) -> None:
    source = subtitled.sources.get()
    source.facts_json["audio"][0]["language"] = "fre"
    source.save()
    queries.forget_playables()
    beside(name)
    assert [entry["DEFAULT"] for entry in entries(member, subtitled)] == ["NO", "NO", "YES" if chosen else "NO"]


def test_pictures_are_listed_with_the_reason(subtitled: Video, member: APIClient, beside: Callable[..., Path]) -> None:
    source = subtitled.sources.get()
    track = {"index": 9, "codec": "hdmv_pgs_subtitle", "language": "ger", "title": "", "forced": False}
    Source.objects.filter(pk=source.pk).update(facts_json={**source.facts_json, "subtitles": [track, *source.facts_json["subtitles"]]})
    beside("Film.en.idx")
    listed = member.get(f"/api/video/{subtitled.pk}/").json()["subtitles"]
    assert [(entry["name"], entry["label"]) for entry in listed] == [
        ("", "Deutsch"),
        ("subtitles-1", "Deutsch 2"),
        ("subtitles-2", "English (forced)"),
        ("", "English"),
    ]
    assert "Blu-ray (PGS)" in listed[0]["why_not_shown"]
    assert "DVD (VobSub)" in listed[3]["why_not_shown"]
    assert listed[1]["why_not_shown"] == ""
    assert len(entries(member, subtitled)) == 2


def test_a_file_that_is_no_subtitles_says_so(subtitled: Video, member: APIClient, beside: Callable[..., Path]) -> None:
    beside("Film.it.srt", b"\x00\x01 nothing")
    refused = member.get(f"/api/video/{subtitled.pk}/subtitles-3/00000.vtt")
    assert refused.status_code == 404
    assert refused.json()["detail"] == "The file holds no subtitles that can be read."


@pytest.mark.parametrize(
    "address",
    ["subtitles-3/media.m3u8", "subtitles-1-v2/media.m3u8", "subtitles-1/00001.vtt", "subtitles-1/init.mp4"],
)
def test_what_does_not_exist_is_not_found(subtitled: Video, member: APIClient, address: str) -> None:
    assert member.get(f"/api/video/{subtitled.pk}/{address}").status_code == 404


def test_strangers_get_nothing_and_a_token_is_passed_on(
    subtitled: Video, bob: Any, charlie: APIClient, beside: Callable[..., Path]
) -> None:
    beside("Film.it.srt")
    for number in (1, 3):
        for name in ("media.m3u8", "00000.vtt"):
            assert charlie.get(f"/api/video/{subtitled.pk}/subtitles-{number}/{name}").status_code == 401
    token = media_token(bob, subtitled.pk)
    playlist = charlie.get(f"/api/video/{subtitled.pk}/subtitles-3/media.m3u8", {"token": token})
    [segment] = [line for line in playlist.content.decode().splitlines() if line.startswith("/")]
    assert "Küsse" in charlie.get(segment).content.decode()


def test_a_film_that_cannot_be_read_is_given_up(subtitled: Video, member: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise subtitles.MediaRefused("The file is damaged or is no video.")

    monkeypatch.setattr(subtitles.engine, "extract", broken)
    for _ in range(MOST_ATTEMPTS):
        assert companions.make_next()
    assert not companions.make_next()
    assert companions.are_made(queries.playable(subtitled.sources.get()))
    refused = member.get(f"/api/video/{subtitled.pk}/subtitles-1/00000.vtt")
    assert (refused.status_code, refused.json()["detail"]) == (404, "The file is damaged or is no video.")


def test_they_come_after_everyones_first_minute(subtitled: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    order = []
    for module, work in ((services, "_encode"), (subtitles, "make")):
        monkeypatch.setattr(module, work, lambda *_, work=work: order.append(work))
    monkeypatch.setattr(services, "urgent_runs", lambda _: iter([next(services.remaining_runs())] if not order else []))
    services.prepare_step()
    services.prepare_step()
    assert order == ["_encode", "make"]
