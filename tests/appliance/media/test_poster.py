"""A picture for the shelf."""

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageStat

from appliance.media.errors import MediaRefused
from appliance.media.poster import make_poster, worth
from tests.appliance.media import films


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param("h264.mp4", (640, 360), id="as large as the film"),
        pytest.param("hevc-open-gop.mkv", (640, 360), id="open groups of pictures"),
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


def test_it_shows_something(tmp_path):
    """A title on black, a flat colour, and a few seconds with a picture: one of those it is."""
    path, poster = tmp_path / "film.mp4", tmp_path / "poster.jpg"
    inputs = [
        *("-f", "lavfi", "-i", "color=black:size=320x180:rate=10:duration=20,drawbox=x=120:y=80:w=80:h=20:color=white:t=fill"),
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10:duration=6"),
        *("-f", "lavfi", "-i", "color=red:size=320x180:rate=10:duration=20"),
    ]
    join = "[0:v][1:v][2:v]concat=n=3:v=1,format=yuv420p"
    films.encoded(*inputs, "-filter_complex", join, *films.X264, "-g", "10")(path)
    make_poster(path, films.imported(path).facts, poster)
    with Image.open(poster) as image:
        assert len(image.convert("P", palette=Image.Palette.ADAPTIVE).getcolors()) > 100
        assert ImageStat.Stat(image).stddev[0] > 40


def test_a_short_film_that_begins_with_black(tmp_path):
    """With one keyframe: the black one."""
    path, poster = tmp_path / "film.mp4", tmp_path / "poster.jpg"
    films.encoded(*films.picture(6, further="fade=in:d=1"), *films.X264, "-g", "999")(path)
    make_poster(path, films.imported(path).facts, poster)
    with Image.open(poster) as image:
        assert ImageStat.Stat(image.convert("L")).mean[0] > 60


def test_what_pictures_are_worth():
    scene = Image.blend(Image.effect_noise((320, 180), 80), Image.linear_gradient("L").resize((320, 180)), 0.5)
    title = Image.new("L", (320, 180))
    ImageDraw.Draw(title).text((100, 80), "A film by Alice", fill=255)
    assert worth(scene) > worth(scene.filter(ImageFilter.GaussianBlur(8))) > 0
    assert worth(scene) > 3 * worth(title)
    for grey in (0, 16, 250, 255):
        assert worth(Image.new("L", (320, 180), grey)) == 0


def test_somebodys_choice_wins(imported, tmp_path):
    original, film = imported("small.ts"), tmp_path / "Film.ts"
    film.write_bytes(original.path.read_bytes())
    Image.new("RGB", (2000, 3000), (0, 0, 200)).save(tmp_path / "Film-poster.png")
    make_poster(film, original.facts, tmp_path / "made.jpg")
    with Image.open(tmp_path / "made.jpg") as image:
        assert image.format == "JPEG"
        assert max(image.size) == 1280
        assert image.getpixel((10, 10))[2] > 150
