"""The owner chooses pictures for films and series."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from appliance.paths import DataPaths
from tests import media_factory
from tests.webapp.library.online.stand_in import PICTURES, StandIn
from tests.webapp.library.test_pictures import BLUE, GREEN, RED, colour_of, lay
from webapp.library import services
from webapp.library.models import Folder, Library, OnlineLookup, Season, Series, Video
from webapp.library.services import ArtworkRefused, artwork

Choose = Callable[..., str]


def jpeg(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (40, 60), kind: str = "JPEG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


@pytest.fixture
def video(film: Path, library: Library) -> Video:
    return services.import_file(film, library)


@pytest.fixture
def choose(admin: Client) -> Choose:
    """Press the button on a title's page, and give what it says then."""

    def choose(row: Video | Series, **said: object) -> str:
        address = reverse(f"admin:library_{row._meta.model_name}_pictures", args=[row.pk])
        return admin.post(address, {"field": "poster", **said}, follow=True).content.decode()

    return choose


def beside(video: Video, name: str) -> str:
    return f"beside:{video.sources.get().pk}/{name}"


def picture(admin: Client, row: Video | Series, key: str) -> Image.Image | None:
    answer = admin.get(reverse(f"admin:library_{row._meta.model_name}_offer", args=[row.pk]), {"key": key})
    return Image.open(io.BytesIO(answer.content)) if answer.status_code == 200 else None


def test_everything_that_belongs_to_a_film_is_offered(admin: Client, film: Path, video: Video) -> None:
    for name in ("poster.jpg", "fanart.png", "holiday.jpg"):
        lay(film.parent, name)
    page = admin.get(reverse("admin:library_video_pictures", args=[video.pk])).content.decode()

    offers = services.artwork.offers(video)
    assert [offer.key for offer in offers[:2]] == [f"beside:{video.sources.get().pk}/{name}" for name in ("poster.jpg", "fanart.png")]
    assert [offer.key for offer in offers[2:]] == [f"frame:{place}" for place in artwork.PLACES]
    assert all(offer.key in page for offer in offers)
    assert "The film at 0:00:04" in page


def test_pictures_beside_every_version_are_offered(video: Video, film: Path, library: Library) -> None:
    other = film.parent / "Holiday (2020)" / "Holiday (2020) - 4K.mp4"
    other.parent.mkdir()
    other.write_bytes(film.read_bytes() + bytes(8))
    lay(other.parent, "poster.jpg", BLUE)
    lay(film.parent, "poster.jpg", GREEN)
    assert services.import_file(other, library) == video
    assert [offer.label for offer in artwork.offers(video)][:3] == ["poster.jpg", "poster.jpg", "The film at 0:00:00"]
    film.unlink()  # its drive is away; the other one's is not
    assert [offer.label for offer in artwork.offers(Video.objects.get())][:2] == ["poster.jpg", "The film at 0:00:00"]


def test_frames_come_from_different_places(admin: Client, video: Video) -> None:
    first, last = (picture(admin, video, f"frame:{place}") for place in (4, 92))
    assert first.size == last.size == (480, 270)
    assert first.tobytes() != last.tobytes()


def test_what_the_owner_chose_stays(choose: Choose, film: Path, video: Video, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    lay(film.parent, "fanart.jpg", BLUE)
    with django_capture_on_commit_callbacks(execute=True):
        assert "no scan changes it" in choose(video, key=beside(video, "fanart.jpg"))

    lay(film.parent, "poster.jpg", GREEN)
    services.identify(Video.objects.get())
    film.write_bytes(film.read_bytes() + b"\0" * 8)  # even another film in its place
    os.utime(film, ns=(1, 1_500_000_000_000_000_000))
    services.import_file(film, video.library)

    video.refresh_from_db()
    assert (video.locked, colour_of(paths, video.poster)) == (["poster"], "blue")


def test_a_frame_becomes_the_wide_picture(choose: Choose, video: Video, paths: DataPaths) -> None:
    choose(video, key="frame:52", field="fanart")
    video.refresh_from_db()
    with Image.open(paths.posters / video.fanart) as kept:
        assert (kept.format, kept.size) == ("JPEG", (640, 360))


def test_the_one_that_hung_there_goes(choose: Choose, video: Video, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        choose(video, upload=SimpleUploadedFile("me.png", jpeg(GREEN, (3000, 3000), "PNG")))
    video.refresh_from_db()
    assert [path.name for path in paths.posters.iterdir()] == [video.poster]
    with Image.open(paths.posters / video.poster) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1280, 1280))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The submitted file is empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "This is no picture in JPEG, PNG or WebP."),
        (b"GIF89a" + bytes(100), "This is no picture in JPEG, PNG or WebP."),
        (jpeg(size=(400, 400))[:400], "The picture is damaged."),
        (jpeg(size=(9000, 9000), kind="PNG"), "The picture has 9000 x 9000 pixels: that is too many."),
        (jpeg(size=(20000, 20000), kind="PNG"), "The picture has too many pixels."),
        (bytes(artwork.MOST_SENT + 1), "The picture is too large: 16 MB are allowed."),
    ],
    ids=["empty", "SVG", "GIF", "cut off", "too many pixels", "a bomb", "too many bytes"],
)
def test_what_is_no_picture_is_refused(data: bytes, said: str, choose: Choose, video: Video, paths: DataPaths) -> None:
    answer = choose(video, upload=SimpleUploadedFile("poster.jpg", data))
    assert said in answer
    assert Video.objects.get().poster == video.poster
    assert len(list(paths.posters.iterdir())) == 1


@pytest.mark.parametrize("key", ["beside:../../secret.jpg", "beside:/etc/passwd", "frame:1", "frame:x", "online:../x", "", "nonsense"])
def test_what_was_not_offered_is_not_taken(key: str, admin: Client, choose: Choose, video: Video, film: Path) -> None:
    lay(film.parent.parent, "secret.jpg")
    assert picture(admin, video, key) is None
    answer = choose(video, key=key)
    assert "no scan changes it" not in answer.split("<form")[0]
    assert Video.objects.get().poster == video.poster


def test_a_picture_that_went_away_meanwhile(choose: Choose, video: Video, film: Path) -> None:
    assert "not there any more: look at the page again" in choose(video, key=beside(video, "poster.jpg"))


def test_without_its_drive_a_film_says_so(admin: Client, choose: Choose, video: Video, film: Path) -> None:
    film.unlink()
    sentence = "connect its drive to choose from its pictures"
    assert sentence in admin.get(reverse("admin:library_video_pictures", args=[video.pk])).content.decode()
    assert sentence in choose(video, key="frame:52")
    assert "no scan changes it" in choose(video, upload=SimpleUploadedFile("me.jpg", jpeg()))


def test_a_title_that_is_gone(video: Video, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    stale = Video.objects.get()
    Video.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ArtworkRefused, match="not there any more"):
        artwork.choose(stale, "poster", Image.new("RGB", (10, 10)))
    assert [path.name for path in paths.posters.iterdir()] == [stale.poster]


def test_two_owners_choose_at_once(video: Video, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    mine, theirs = Video.objects.get(), Video.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        artwork.choose(mine, "poster", Image.new("RGB", (10, 10), RED))
        artwork.choose(theirs, "fanart", Image.new("RGB", (10, 10), GREEN))
        artwork.choose(theirs, "poster", Image.new("RGB", (10, 10), BLUE))
    video.refresh_from_db()
    assert (video.locked, colour_of(paths, video.poster), colour_of(paths, video.fanart)) == (["fanart", "poster"], "blue", "green")
    assert len(list(paths.posters.iterdir())) == 2


def test_a_scan_that_began_before_does_not_undo_a_choice(video: Video, film: Path, paths: DataPaths) -> None:
    scanning = Video.objects.get()
    artwork.choose(video, "poster", Image.new("RGB", (10, 10), BLUE))
    lay(film.parent, "poster.jpg", GREEN)
    services.take_pictures(scanning.sources.get())
    services.pictures.find_pictures(scanning, film)
    assert colour_of(paths, Video.objects.get().poster) == "blue"


def test_a_series_has_pictures_of_its_folder_and_its_first_episode(
    admin: Client, choose: Choose, library: Library, film: Path, paths: DataPaths
) -> None:
    library.kind = Library.Kind.SERIES
    library.save()
    Folder.objects.create(library=library, path=str(film.parent))
    show = film.parent / "Show"
    show.mkdir()
    series = services.import_file(film.rename(show / "S01E01.mp4"), library).series
    lay(show, "fanart.jpg", BLUE)

    assert picture(admin, series, "frame:52").size == (480, 270)
    choose(series, key=f"beside:{series.pk}/fanart.jpg")
    lay(show, "poster.jpg", GREEN)
    services.identify_series(Series.objects.get())

    series.refresh_from_db()
    assert (series.locked, colour_of(paths, series.poster)) == (["poster"], "blue")
    hanging = admin.get(reverse("admin:library_series_hanging", args=[series.pk, "poster"]))
    assert b"".join(hanging.streaming_content).startswith(b"\xff\xd8\xff")


# Seasons


@pytest.fixture
def show(library: Library, film: Path) -> Path:
    """The folder of a series with two seasons."""
    library.kind = Library.Kind.SERIES
    library.save()
    Folder.objects.create(library=library, path=str(film.parent))
    show = film.parent / "Show"
    for number, content in ((1, b""), (2, bytes(8))):
        episode = show / f"Season 0{number}" / f"S0{number}E01.mp4"
        episode.parent.mkdir(parents=True)
        episode.write_bytes(film.read_bytes() + content)
        services.import_file(episode, library)
    return show


@pytest.fixture
def second(show: Path) -> Season:
    return Season.objects.get(number=2)


def test_a_series_page_leads_to_the_pictures_of_its_seasons(admin: Client, second: Season) -> None:
    page = admin.get(reverse("admin:library_series_change", args=[second.series_id])).content.decode()
    assert all(reverse("admin:library_season_pictures", args=[season.pk]) in page for season in Season.objects.all())
    Video.objects.filter(season_number=1).update(season_number=2)
    page = admin.get(reverse("admin:library_series_change", args=[second.series_id])).content.decode()
    assert page.count("/pictures/") == 2, "the series' own, and those of the season that has episodes"


def test_what_belongs_to_a_season_is_offered(show: Path, second: Season) -> None:
    for name in ("season01-poster.jpg", "season02-poster.jpg", "fanart.jpg", "Season 02/folder.jpg"):
        lay(show, name, (len(name) * 9, 0, 0))
    labels = ["season02-poster.jpg", "Season 02/folder.jpg", "fanart.jpg"]
    assert [offer.label for offer in artwork.offers(second)[:4]] == [*labels, "The film at 0:00:00"]


def test_the_owner_chooses_a_seasons_poster_and_takes_that_back(
    admin: Client, choose: Choose, show: Path, second: Season, paths: DataPaths, django_capture_on_commit_callbacks
) -> None:
    lay(show, "season02-poster.jpg", GREEN)
    services.identify_series(second.series)
    lay(show, "fanart.jpg", BLUE)
    with django_capture_on_commit_callbacks(execute=True):
        assert "no scan changes it" in choose(second, key=f"beside:{second.pk}/fanart.jpg")

    lay(show, "season02-poster.jpg", RED)
    services.identify_series(Series.objects.get())
    second.refresh_from_db()
    assert (second.locked, colour_of(paths, second.poster)) == (["poster"], "blue")
    episode = Video.objects.get(season_number=2)
    shown = admin.get(reverse("admin:library_season_hanging", args=[second.pk, "poster"]))
    assert b"".join(shown.streaming_content) == (paths.posters / second.poster).read_bytes()
    assert [season.poster for season in episode.series.seasons.filter(number=1)] == [""], "the other season has none"

    with django_capture_on_commit_callbacks(execute=True):
        choose(second, take_back="poster")
    second.refresh_from_db()
    assert (second.locked, colour_of(paths, second.poster)) == ([], "red")
    lay(show, "season02-poster.jpg", GREEN)
    services.identify_series(Series.objects.get())
    second.refresh_from_db()
    assert colour_of(paths, second.poster) == "green"


def test_a_season_shows_its_own_episodes(choose: Choose, show: Path, second: Season, paths: DataPaths) -> None:
    assert artwork.offers(second)
    choose(second, key="frame:52")
    second.refresh_from_db()
    with Image.open(paths.posters / second.poster) as kept:
        assert kept.size == (640, 360)
    (show / "Season 02" / "S02E01.mp4").unlink()
    with pytest.raises(ArtworkRefused, match="connect its drive"):
        artwork.offers(second)
    assert artwork.offers(second.series), "an episode of the other season is there"


def test_a_season_has_no_wide_picture(admin: Client, choose: Choose, second: Season) -> None:
    assert "Hang it as" not in admin.get(reverse("admin:library_season_pictures", args=[second.pk])).content.decode()
    assert "no scan changes it" not in choose(second, field="fanart", key="frame:52").split("<form")[0]
    assert admin.get(reverse("admin:library_season_hanging", args=[second.pk, "fanart"])).status_code == 404


def test_seasons_have_no_list_of_their_own(admin: Client, second: Season) -> None:
    series = reverse("admin:library_series_change", args=[second.series_id])
    assert admin.get(reverse("admin:library_season_change", args=[second.pk]))["Location"] == series
    stale = admin.get(reverse("admin:library_season_change", args=[99999]), follow=True)
    assert stale.redirect_chain[-1][0] == reverse("admin:library_series_changelist")
    Video.objects.all().delete()
    admin.post(reverse("admin:library_series_delete", args=[second.series_id]), {"post": "yes"})
    assert not Season.objects.exists()


def test_pictures_go_with_their_series(
    admin: Client, choose: Choose, second: Season, paths: DataPaths, django_capture_on_commit_callbacks
) -> None:
    choose(second, key="frame:52")
    choose(second.series, key="frame:52")
    choose(second.series, key="frame:52", field="fanart")
    Video.objects.all().delete()
    second.refresh_from_db()
    hanging = {second.poster, second.series.poster, second.series.fanart}
    assert hanging <= {path.name for path in paths.posters.iterdir()}
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("admin:library_series_delete", args=[second.series_id]), {"post": "yes"})
    assert hanging.isdisjoint(path.name for path in paths.posters.iterdir())


# The way back


def test_a_film_shows_itself_again(choose: Choose, video: Video, paths: DataPaths, django_capture_on_commit_callbacks) -> None:
    before = (paths.posters / video.poster).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        choose(video, upload=SimpleUploadedFile("me.jpg", jpeg(GREEN)))
        choose(video, upload=SimpleUploadedFile("me.jpg", jpeg(GREEN)), field="fanart")
        choose(video, take_back="poster")
    video.refresh_from_db()
    assert (video.locked, (paths.posters / video.poster).read_bytes()) == (["fanart"], before)
    with django_capture_on_commit_callbacks(execute=True):
        choose(video, take_back="fanart")
    video.refresh_from_db()
    assert (video.locked, video.fanart) == ([], "")
    assert [path.name for path in paths.posters.iterdir()] == [video.poster]


def test_only_what_was_chosen_can_be_taken_back(admin: Client, choose: Choose, video: Video) -> None:
    here = reverse("admin:library_video_pictures", args=[video.pk])
    assert "take_back" not in admin.get(here).content.decode()
    choose(video, key="frame:52")
    assert 'name="take_back" value="poster"' in admin.get(here).content.decode()
    assert choose(video, take_back="title")
    assert Video.objects.get().locked == ["poster"]


def test_without_its_drive_a_choice_stays(choose: Choose, film: Path, video: Video, paths: DataPaths) -> None:
    choose(video, upload=SimpleUploadedFile("me.jpg", jpeg(GREEN)))
    film.unlink()
    assert "connect its drive" in choose(video, take_back="poster")
    video.refresh_from_db()
    assert (video.locked, colour_of(paths, video.poster)) == (["poster"], "green")


@pytest.mark.parametrize("kind", ["video", "series"])
def test_files_speak_again_for_pictures_too(kind: str, admin: Client, choose: Choose, show: Path, second: Season, paths: DataPaths) -> None:
    lay(show, "poster.jpg", RED)
    lay(show / "Season 02", "S02E01-poster.jpg", RED)
    lay(show, "season02-poster.jpg", RED)
    rows = {"video": [Video.objects.get(season_number=2)], "series": [second.series, second]}[kind]
    for row in rows:
        choose(row, upload=SimpleUploadedFile("me.jpg", jpeg(GREEN)))
    chosen = {"action": "let_files_speak", "_selected_action": [rows[0].pk]}
    admin.post(reverse(f"admin:library_{kind}_changelist"), chosen)
    for row in rows:
        row.refresh_from_db()
        assert (row.locked, colour_of(paths, row.poster)) == ([], "red")


# Parts and versions


def coloured(path: Path, colour: tuple[int, int, int], size: str, seconds: int) -> None:
    """A film of one colour."""
    path.parent.mkdir(exist_ok=True)
    named = "0x" + "".join(f"{part:02x}" for part in colour)
    media_factory.ffmpeg("-f", "lavfi", "-i", f"color=c={named}:s={size}:r=25:d={seconds}", "-c:v", "libx264", "-g", "25", path)


@pytest.fixture
def versions(library: Library, tmp_path: Path) -> dict[str, list[Path]]:
    """A film in two versions of two files each, the second file three times as long: the larger version is red, then blue."""
    folder = tmp_path / "Film (2020)"
    parts = {
        "large": [folder / f"Film (2020) {{edition-Extended}} cd{number}.mp4" for number in (1, 2)],
        "small": [folder / f"Film (2020) cd{number}.mp4" for number in (1, 2)],
    }
    for version, colours, size in (("large", (RED, BLUE), "320x180"), ("small", (GREEN, RED), "160x90")):
        for path, colour, seconds in zip(parts[version], colours, (3, 9), strict=True):
            coloured(path, colour, size, seconds)
            services.import_file(path, library)
    return parts


def colours(admin: Client, video: Video) -> str:
    """What the frames on offer show, in their order."""
    found = [picture(admin, video, f"frame:{place}") for place in artwork.PLACES]
    pixels = [image.resize((1, 1)).getpixel((0, 0)) for image in found if image is not None]
    return "".join("rgb"[pixel.index(max(pixel))] for pixel in pixels)


def test_frames_come_from_every_part_of_the_best_version_that_is_there(admin: Client, versions: dict[str, list[Path]]) -> None:
    video = Video.objects.get()
    assert colours(admin, video) == "rrrbbbbbbbbb"
    assert [offer.label for offer in artwork.offers(video)][-1] == "The film at 0:00:11"
    for path in versions["large"]:
        path.unlink()
    assert colours(admin, video) == "gggrrrrrrrrr"
    versions["small"][0].unlink()
    assert colours(admin, video) == "r" * 12, "a part is away: the other one is all there is"


def test_pictures_online(
    admin: Client, choose: Choose, video: Video, switched_on: OnlineLookup, paths: DataPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PICTURES, "w342/poster.jpg", jpeg(GREEN))
    monkeypatch.setitem(PICTURES, "original/poster.jpg", jpeg(BLUE, (1000, 1500)))
    here = reverse("admin:library_video_pictures", args=[video.pk])
    assert "identify it first" in admin.get(here, {"online": 1}).content.decode()
    video.tmdb_id = "45745"
    video.save()
    StandIn.asked.clear()

    admin.get(here)
    assert StandIn.asked == [], "nothing is asked before somebody wants it"
    page = admin.get(here, {"online": 1}).content.decode()

    assert "online:w342/poster.jpg" in page
    assert "online:w300/wide.jpg" in page
    assert "secret" not in page
    assert picture(admin, video, "online:w342/poster.jpg").size == (40, 60)
    assert picture(admin, video, "online:w342/broken.jpg") is None
    choose(video, key="online:w342/poster.jpg")
    video.refresh_from_db()
    with Image.open(paths.posters / video.poster) as kept:
        assert kept.size == (853, 1280)
    assert not any("api_key" in query for path, query in StandIn.asked if path.startswith("/pictures"))


def test_pictures_of_episodes_seasons_and_series_online(library: Library, switched_on: OnlineLookup) -> None:
    series = Series.objects.create(library=library, title="Die Schau", tmdb_id="7")
    episode = Video.objects.create(library=library, title="Pilot", series=series, season_number=1, episode_number=1)
    assert [offer.key for offer in artwork.offers_online(episode)] == ["online:w300/wide.jpg"]
    assert len(artwork.offers_online(series)) == 3
    assert [offer.key for offer in artwork.offers_online(series.seasons.get())] == ["online:w342/season.jpg"]


def test_switched_off_it_says_so(admin: Client, video: Video) -> None:
    assert "switched off" in admin.get(reverse("admin:library_video_pictures", args=[video.pk]), {"online": 1}).content.decode()
