"""Copied sound is kept, so that what is prepared plays also without the film."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from appliance.media.hls.names import INIT, segment_name
from webapp.library.models import Source, Video
from webapp.library.services import check_source
from webapp.streaming import companions, copies, queries


@pytest.fixture
def own(film: Video, tmp_path: Path) -> Source:
    """The film's file in a place that may vanish."""
    source = film.sources.get()
    path = tmp_path / "drive" / "film.mp4"
    path.parent.mkdir()
    path.write_bytes(Path(source.path).read_bytes())
    Source.objects.filter(pk=source.pk).update(path=str(path), modified_ns=path.stat().st_mtime_ns)
    queries.forget_playables()
    return Source.objects.get(pk=source.pk)


def prepare() -> None:
    while companions.make_next():
        pass


def all_of_it(client: APIClient, film: Video) -> list[bytes]:
    found = queries.playable(film.sources.get())
    names = [INIT, *(segment_name(number) for number in range(found.timeline.count))]
    answers = [client.get(f"/api/video/{film.pk}/audio-1/{name}") for name in names]
    assert {answer.status_code for answer in answers} == {200}
    return [b"".join(answer.streaming_content) for answer in answers]


def test_it_plays_the_same_without_the_film(film: Video, own: Source, bob: Any, client_of: Callable[..., APIClient]) -> None:
    member = client_of(bob)
    prepare()
    with_film = all_of_it(member, film)
    Path(own.path).parent.rename(Path(own.path).parent.with_name("pulled"))
    assert all_of_it(member, film) == with_film, "before anybody noticed that it is away"
    assert check_source(own) == Source.State.MISSING
    queries.forget_playables()
    assert all_of_it(member, film) == with_film
    parts = {each["name"]: each["prepared"] for each in member.get(f"/api/video/{film.pk}/").json()["renditions"]}
    assert (parts["audio-1"], parts["original"]) == (1, 0)


def test_without_a_copy_it_is_missing(film: Video, own: Source, bob: Any, client_of: Callable[..., APIClient]) -> None:
    Path(own.path).unlink()
    member = client_of(bob)
    assert member.get(f"/api/video/{film.pk}/audio-1/{segment_name(0)}").status_code == 404
    assert member.get(f"/api/video/{film.pk}/original/{segment_name(0)}").status_code == 404


def test_what_was_evicted_is_kept_anew(film: Video, own: Source) -> None:
    prepare()
    found = queries.playable(own)
    assert not copies.are_missing(found)
    (found.folder / "audio-1" / segment_name(found.timeline.count - 1)).unlink()  # as room is made: from the end
    assert copies.are_missing(found)
    prepare()
    assert not copies.are_missing(found)


def test_encoded_sound_needs_no_copy(surround_film: Video) -> None:
    assert not copies.are_missing(queries.playable(surround_film.sources.get()))
