"""The seek bar's pictures over HTTP."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from webapp.library.models import Video
from webapp.library.services import import_file, library_named
from webapp.streaming import companions, queries, trickplay


def test_a_worker_makes_them_and_the_details_say_where(film: Video, bob: Any, client_of: Callable[..., APIClient]) -> None:
    member = client_of(bob)
    assert member.get(f"/api/video/{film.pk}/").json()["thumbnails_url"] == ""
    assert member.get(f"/api/video/{film.pk}/trickplay/thumbnails.vtt").status_code == 404
    while companions.make_next():
        pass
    track = member.get(member.get(f"/api/video/{film.pk}/").json()["thumbnails_url"])
    assert track.headers["Content-Type"].startswith("text/vtt")
    [(address, place), *_] = re.findall(r"^(/api/\S+)#xywh=(\S+)$", track.content.decode(), re.MULTILINE)
    left, top, width, height = map(int, place.split(","))
    sheet = member.get(address)
    assert sheet.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    with Image.open(BytesIO(b"".join(sheet.streaming_content))) as image:
        assert image.format == "JPEG"
        assert image.width >= left + width
        assert image.height >= top + height


def test_the_files_of_a_film_have_one_track(film: Video, h264_mkv_23976: Path, bob: Any, client_of: Callable[..., APIClient]) -> None:
    import_file(h264_mkv_23976, library_named(None)).sources.update(video=film, part=2)
    while companions.make_next():
        pass
    member = client_of(bob)
    details = member.get(f"/api/video/{film.pk}/").json()
    first, second = queries.playables(film.pk)
    assert details["thumbnails_url"] == details["editions"][0]["thumbnails_url"]
    assert details["thumbnails_url"].endswith(f"?v={first.version}&v={second.version}")
    track = member.get(details["thumbnails_url"]).content.decode()
    shown = re.findall(r"^00:00:(\S+) --> \S+\n\S+\?v=(\w+)#", track, re.MULTILINE)
    begins = next(float(seconds) for seconds, version in shown if version == second.version)
    assert begins == pytest.approx(details["parts"][1]["start"], abs=0.001)
    assert [version for _, version in shown] == [first.version] * 13 + [second.version] * (len(shown) - 13)
    assert member.get(f"/api/video/{film.pk}/trickplay/thumbnails.vtt").content.decode() == track
    assert member.get(f"/api/video/{film.pk}/trickplay/thumbnails.vtt?v={first.version}&v=0123456789ab").status_code == 404

    sheet = trickplay.sheet(second, "00000.jpg")
    assert sheet is not None
    sheet.unlink()
    assert member.get(f"/api/video/{film.pk}/").json()["thumbnails_url"] == ""
    assert member.get(f"/api/video/{film.pk}/trickplay/thumbnails.vtt").status_code == 404


@pytest.mark.parametrize(
    "name", ["00001.jpg", "0.jpg", "init.mp4", "..%2f..%2fvideoflix.sqlite3", "00000.jpg?v=0123456789ab", "thumbnails.vtt?v=1"]
)
def test_what_does_not_exist_is_not_found(film: Video, bob: Any, client_of: Callable[..., APIClient], name: str) -> None:
    companions.make_next()
    assert client_of(bob).get(f"/api/video/{film.pk}/trickplay/{name}").status_code == 404


def test_strangers_get_nothing(film: Video, charlie: APIClient) -> None:
    companions.make_next()
    assert not trickplay.are_missing(queries.playable(film.sources.get()))
    for name in ("thumbnails.vtt", "00000.jpg"):
        assert charlie.get(f"/api/video/{film.pk}/trickplay/{name}").status_code == 401
