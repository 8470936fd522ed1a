"""What players get over HTTP: playlists, segments, heartbeats; and what strangers do not."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from webapp.accounts.access import media_token
from webapp.library.models import Folder, Source, Video
from webapp.streaming import queries, services, tasks, waiting
from webapp.streaming.models import MOST_ATTEMPTS, Playback, RunLease

KEY = str(uuid.UUID(int=1))


@pytest.fixture
def prepared(source: Source, prepare_all: Callable[[], int]) -> Source:
    prepare_all()
    return source


def addresses(film: Video) -> list[str]:
    base = f"/api/video/{film.pk}"
    names = ["index.m3u8", "original/index.m3u8", "original/media.m3u8", "original/init.mp4", "original/00000.m4s", "original/00000.m4s/"]
    return [f"{base}/{name}" for name in [*names, "360p/index.m3u8", "360p/00001.m4s", "audio-1/media.m3u8", "audio-1/00000.m4s"]]


@pytest.mark.django_db
def test_a_member_gets_everything(film: Video, prepared: Source, bob: Any, client_of: Callable[..., APIClient]) -> None:
    client = client_of(bob)
    for address in [*addresses(film), f"/api/video/{film.pk}/"]:
        assert client.get(address).status_code == 200, address


@pytest.mark.django_db
def test_a_stranger_gets_nothing(film: Video, charlie: APIClient) -> None:
    for address in [*addresses(film), f"/api/video/{film.pk}/"]:
        assert charlie.get(address).status_code == 401, address
    assert charlie.post(f"/api/video/{film.pk}/playback/", {"key": uuid.uuid4(), "position": 1}).status_code == 401
    assert not Playback.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "999/index.m3u8",
        "999/original/00000.m4s",
        "{id}/1080p/index.m3u8",
        "{id}/1080p/00000.m4s",
        "{id}/360p-v2/00000.m4s",
        "{id}/360p-v1/00000.m4s",
        "{id}/audio-1/index.m3u8",
        "{id}/audio-2/media.m3u8",
        "{id}/original/99999.m4s",
        "{id}/original/00005.m4s",
        "{id}/original/-0001.m4s",
        "{id}/original/0.m4s",
        "{id}/original/init.mp4.bak",
        "{id}/original/..%2finit.mp4",
        "{id}/..%2f..%2f/00000.m4s",
        "{id}/original/00000.m4s?v=0123456789ab",
    ],
    ids=str,
)
def test_what_does_not_exist_is_not_found(film: Video, bob: Any, client_of: Callable[..., APIClient], address: str) -> None:
    assert film.sources.get().timeline.count == 5
    assert client_of(bob).get("/api/video/" + address.format(id=film.pk)).status_code == 404


@pytest.mark.django_db
def test_the_adaptive_playlist_lists_every_rendition(film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    text = client_of(bob).get(f"/api/video/{film.pk}/index.m3u8").content.decode()
    assert re.findall(r"^/api/video/\d+/(.+)/media\.m3u8$", text, re.MULTILINE) == ["original", "360p"]
    assert text.count("#EXT-X-MEDIA:TYPE=AUDIO") == 1
    assert re.search(r'BANDWIDTH=\d+,.*CODECS="avc1\.64001E,mp4a\.40\.2",RESOLUTION=640x360,FRAME-RATE=25\.000,VIDEO-RANGE=SDR', text)


@pytest.mark.django_db
def test_surround_is_listed_but_not_chosen_for_anybody(surround_film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    text = client_of(bob).get(f"/api/video/{surround_film.pk}/index.m3u8").content.decode()
    entries = [line for line in text.splitlines() if line.startswith("#EXT-X-MEDIA")]
    assert [re.search(r"DEFAULT=(\w+),AUTOSELECT=(\w+),CHANNELS=\"(\d)\"", entry).groups() for entry in entries] == [
        ("YES", "YES", "2"),
        ("NO", "NO", "6"),
    ]


@pytest.mark.django_db
def test_a_media_playlist_is_complete_before_anything_is_encoded(film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    text = client_of(bob).get(f"/api/video/{film.pk}/360p/media.m3u8").content.decode()
    assert len(re.findall(r"^/api/video/\d+/360p/\d{5}\.m4s\?v=\w{12}$", text, re.MULTILINE)) == 5
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text
    assert text.endswith("#EXT-X-ENDLIST\n")


@pytest.mark.django_db
def test_a_token_opens_one_video_and_is_passed_on(film: Video, surround_film: Video, bob: Any, charlie: APIClient) -> None:
    token = media_token(bob, film.pk)
    playlist = charlie.get(f"/api/video/{film.pk}/original/index.m3u8", {"token": token})
    assert playlist.status_code == 200
    for _ in range(2):  # the multivariant playlist leads to the media playlist, that to segments
        address = next(line for line in playlist.content.decode().splitlines() if line.startswith("/"))
        assert "token=" in address
        playlist = charlie.get(address)
        assert playlist.status_code == 200
    assert charlie.get(f"/api/video/{surround_film.pk}/original/index.m3u8", {"token": token}).status_code == 401
    assert charlie.get(f"/api/video/{film.pk}/original/index.m3u8", {"token": token[:-2] + "xx"}).status_code == 401


@pytest.mark.django_db
def test_segments_are_kept_for_ever_by_version(film: Video, prepared: Source, bob: Any, client_of: Callable[..., APIClient]) -> None:
    client = client_of(bob)
    kept = client.get(f"/api/video/{film.pk}/360p/00000.m4s", {"v": prepared.version})
    assert kept.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert kept.headers["Content-Type"] == "video/mp4"
    assert "immutable" not in client.get(f"/api/video/{film.pk}/360p/00000.m4s").headers["Cache-Control"]


@pytest.mark.django_db
def test_a_segment_costs_no_query_in_the_steady_state(
    film: Video, prepared: Source, bob: Any, client_of: Callable[..., APIClient], django_assert_num_queries: Any
) -> None:
    client = client_of(bob)
    for name in ("360p", "original", "audio-1"):
        client.get(f"/api/video/{film.pk}/{name}/00000.m4s", {"v": prepared.version})
    with django_assert_num_queries(0):
        for name in ("360p", "original", "audio-1"):
            assert client.get(f"/api/video/{film.pk}/{name}/00001.m4s", {"v": prepared.version}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_missing_segment_is_asked_for_and_told_to_come_back(
    film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(services, "enqueue", lambda *arguments, queue: asked.append((arguments, queue)))
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)
    response = client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert asked == [(("webapp.streaming.tasks.make_wanted", film.sources.get().pk, "360p", 3), "play")]


@pytest.mark.django_db
def test_a_missing_segment_of_a_missing_film_is_not_waited_for(
    film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, queue: pytest.fail("nobody can make it"))
    Source.objects.filter(video=film).update(state=Source.State.MISSING, path="/unplugged/film.mp4")
    response = client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s")
    assert response.status_code == 404
    assert response.json() == {"detail": "The film's file is missing at the moment."}


@pytest.mark.django_db
def test_a_film_that_vanishes_while_somebody_waits_is_not_waited_for(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "enqueue", lambda _, *arguments, queue: tasks.make_wanted(*arguments))
    Source.objects.filter(pk=source.pk).update(path="/unplugged/film.mp4")
    response = client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s")
    assert response.status_code == 404
    assert response.json() == {"detail": "The film's file is missing at the moment."}


@pytest.mark.django_db
def test_a_film_that_is_back_is_made_at_once(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "enqueue", lambda _, *arguments, queue: tasks.make_wanted(*arguments))
    Source.objects.filter(pk=source.pk).update(state=Source.State.MISSING)
    assert client_of(bob).get(f"/api/video/{film.pk}/360p/00003.m4s").status_code == 200
    source.refresh_from_db()
    assert source.state == Source.State.READY


@pytest.mark.django_db
def test_a_segment_that_was_given_up_is_not_waited_for(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(services, "enqueue", lambda *arguments, queue: asked.append(arguments[-1]))
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.1)
    failed = {"segment_count": 2, "worker": uuid.uuid4(), "expires_at": timezone.now(), "attempts": MOST_ATTEMPTS}
    RunLease.objects.create(source=source, renditions="360p 720p", first_segment=1, reason="The picture is torn.", **failed)
    client = client_of(bob)
    torn = client.get(f"/api/video/{film.pk}/360p/00002.m4s")
    assert (torn.status_code, torn.json()) == (404, {"detail": "The picture is torn."})
    assert client.get(f"/api/video/{film.pk}/360p/00003.m4s").status_code == 503
    assert asked == [3]


@pytest.mark.django_db
def test_waiting_requests_leave_threads_for_others(film: Video, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for _ in range(waiting.MOST_WAITING):
        waiting._places.acquire()
    try:
        assert not waiting.wait_for(tmp_path / "never")
    finally:
        for _ in range(waiting.MOST_WAITING):
            waiting._places.release()


@pytest.mark.django_db
def test_a_film_that_vanishes_plays_what_is_encoded(
    source: Source, film: Video, prepare_all: Callable[[], int], bob: Any, client_of: Callable[..., APIClient]
) -> None:
    prepare_all()
    Source.objects.filter(pk=source.pk).update(path="/unplugged/film.mp4")
    queries.forget_playables()
    client = client_of(bob)
    assert client.get(f"/api/video/{film.pk}/360p/00000.m4s").status_code == 200
    gone = client.get(f"/api/video/{film.pk}/original/00000.m4s")
    assert gone.status_code == 404
    assert gone.json() == {"detail": "The film's file is missing at the moment."}


@pytest.mark.django_db
def test_a_version_that_vanishes_plays_what_is_encoded(
    source: Source, film: Video, surround_film: Video, prepare_all: Callable[[], int], bob: Any, client_of: Callable[..., APIClient]
) -> None:
    """Another version has the plain names from now on; players go on with the addresses they have."""
    prepare_all()
    surround_film.sources.update(video=film)
    client = client_of(bob)
    address = f"/api/video/{film.pk}/360p/00001.m4s"
    before = b"".join(client.get(address, {"v": source.version}).streaming_content)
    Source.objects.filter(pk=source.pk).update(state=Source.State.MISSING)
    queries.forget_playables()
    assert b"".join(client.get(address, {"v": source.version}).streaming_content) == before
    assert b"".join(client.get(address).streaming_content) != before


@pytest.mark.django_db
def test_details_tell_what_is_prepared(film: Video, prepared: Source, bob: Any, client_of: Callable[..., APIClient]) -> None:
    details = client_of(bob).get(f"/api/video/{film.pk}/").json()
    assert details["playlist_url"] == f"/api/video/{film.pk}/index.m3u8"
    assert {entry["name"]: entry["prepared"] for entry in details["renditions"]} == {"original": 1.0, "360p": 1.0, "audio-1": 1.0}


@pytest.mark.django_db
def test_details_of_a_film_that_is_away_offer_nothing_that_is_read_from_it(
    film: Video, prepared: Source, bob: Any, client_of: Callable[..., APIClient]
) -> None:
    Source.objects.update(state=Source.State.MISSING)
    details = client_of(bob).get(f"/api/video/{film.pk}/").json()
    assert {entry["name"]: entry["prepared"] for entry in details["renditions"]} == {"original": 0.0, "360p": 1.0, "audio-1": 1.0}, (
        "of the sound a copy is kept"
    )


@pytest.mark.django_db
def test_a_heartbeat_says_where_a_player_is(film: Video, bob: Any, alice: Any, client_of: Callable[..., APIClient]) -> None:
    key = str(uuid.uuid4())
    address = f"/api/video/{film.pk}/playback/"
    client = client_of(bob)
    assert client.post(address, {"key": key, "position": 3.5, "rendition": "360p"}).status_code == 204
    assert client.post(address, {"key": key, "position": 7.5, "rendition": "original", "paused": True}).status_code == 204
    playback = Playback.objects.get()
    assert (playback.position, playback.rendition, playback.paused, playback.user) == (7.5, "original", True, bob)
    client_of(alice).post(address, {"key": key, "position": 1})  # somebody else's key moves nothing
    assert Playback.objects.get().position == 7.5
    assert client.post(address, {"key": key, "position": 8, "ended": True}).status_code == 204
    assert not Playback.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "report",
    [
        {},
        {"key": "x", "position": 1},
        {"key": str(uuid.UUID(int=1)), "position": -1},
        {"key": str(uuid.UUID(int=1)), "position": "NaN"},
        [],
    ],
    ids=str,
)
def test_a_nonsense_heartbeat_is_refused(film: Video, bob: Any, client_of: Callable[..., APIClient], report: Any) -> None:
    assert client_of(bob).post(f"/api/video/{film.pk}/playback/", report).status_code == 400


@pytest.mark.django_db
def test_a_film_whose_time_alone_changed_plays_on(
    source: Source, film: Video, bob: Any, client_of: Callable[..., APIClient], tmp_path: Path
) -> None:
    """Another disk, another time zone on a FAT stick: the content is the same."""
    home = tmp_path / "film.mp4"
    home.write_bytes(Path(source.path).read_bytes())
    Source.objects.filter(pk=source.pk).update(path=str(home), modified_ns=1)
    queries.forget_playables()
    assert client_of(bob).get(f"/api/video/{film.pk}/original/00000.m4s").status_code == 200
    source.refresh_from_db()
    assert source.modified_ns == home.stat().st_mtime_ns


@pytest.mark.django_db
def test_a_missing_folder_is_left_to_its_scan(source: Source, film: Video) -> None:
    """Nobody asks a thousand times a minute for the films of a drive that is away."""
    folder = Folder.objects.create(library=film.library, path="/unplugged", state=Folder.State.MISSING)
    Source.objects.update(state=Source.State.MISSING, folder=folder)

    services.look_for_missing()
    assert Source.objects.get().state == Source.State.MISSING

    Folder.objects.update(state=Folder.State.READY)
    services.look_for_missing()
    assert Source.objects.get().state == Source.State.READY


@pytest.mark.django_db
def test_a_film_in_several_files_begins_with_its_first(source: Source, film: Video, surround_film: Video) -> None:
    """The second part has the numbers of a further version, whatever its picture's size and whether the first is missing."""
    second = surround_film.sources.get()
    for first_part, second_part in ((source, second), (second, source)):
        Source.objects.filter(pk=first_part.pk).update(video=film, part=1, state=Source.State.MISSING)
        Source.objects.filter(pk=second_part.pk).update(video=film, part=2, state=Source.State.READY)

        assert [found.source_id for found in queries.playables(film.pk)] == [first_part.pk, second_part.pk]


@pytest.mark.django_db
def test_an_edition_is_played_unasked_only_where_it_looks_better(source: Source, film: Video, surround_film: Video) -> None:
    Source.objects.filter(pk=source.pk).update(edition="Director's Cut")  # as large as the usual one, and here for longer
    usual = surround_film.sources.get()
    Source.objects.filter(pk=usual.pk).update(video=film)
    assert [found.edition for found in queries.playables(film.pk)] == ["", "Director's Cut"]

    smaller = {**usual.facts_json, "video": {**usual.facts_json["video"], "display_width": 320}}
    Source.objects.filter(pk=usual.pk).update(facts_json=smaller)
    assert [found.edition for found in queries.playables(film.pk)] == ["Director's Cut", ""]
