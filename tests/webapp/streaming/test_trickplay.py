"""The seek bar's pictures over HTTP."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from webapp.library.models import Video
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
