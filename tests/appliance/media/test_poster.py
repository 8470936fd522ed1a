"""A still for the shelf."""

import pytest
from PIL import Image

from appliance.media.errors import MediaRefused
from appliance.media.poster import make_poster


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param("h264.mp4", (640, 360), id="as large as the film"),
        pytest.param("dvd.mp4", (1024, 576), id="anamorphic: square pixels"),
        pytest.param("turned-90.mp4", (90, 160), id="turned"),
        pytest.param("small.ts", (160, 90), id="no index"),
        pytest.param("divx.avi", (160, 90), id="AVI"),
    ],
)
def test_a_poster_is_a_jpeg_in_the_films_shape(name, size, imported, tmp_path):
    original, poster = imported(name), tmp_path / "poster.jpg"
    make_poster(original.path, original.facts, poster)
    with Image.open(poster) as image:
        image.load()
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
    assert list(tmp_path.iterdir()) == [poster], "nothing beside it"


def test_a_film_that_went_away_has_no_poster(imported, tmp_path):
    with pytest.raises(MediaRefused, match=r"\.$"):
        make_poster(tmp_path / "gone.mp4", imported("small.ts").facts, tmp_path / "poster.jpg")
    assert list(tmp_path.iterdir()) == []
