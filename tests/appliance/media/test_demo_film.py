"""The demo's film is made with nothing but the ffmpeg that is carried along."""

from pathlib import Path

import pytest

from appliance.media import demo_film
from appliance.media.probe import probe
from appliance.media.timeline import decide


def test_the_recipe_reads_generators_and_the_title_only() -> None:
    arguments = demo_film.arguments(Path("title.png"), Path("film.mp4"))
    inputs = [arguments[position + 1] for position, argument in enumerate(arguments) if argument == "-i"]

    assert [file for file in inputs if "=" not in file] == ["title.png"]
    assert arguments[-1] == "film.mp4"
    assert demo_film.SECONDS == 30


def test_a_short_one_is_a_film_with_picture_and_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_film, "SCENE_SECONDS", 2)
    monkeypatch.setattr(demo_film, "CROSSING_SECONDS", 1)
    monkeypatch.setattr(demo_film, "SECONDS", 4)
    film = tmp_path / "film.mp4"

    demo_film.make(film)

    facts = probe(film)
    assert facts.title == demo_film.TITLE
    assert facts.duration == pytest.approx(4, abs=0.05)
    assert (facts.video.codec, facts.video.display_width, facts.video.display_height) == ("h264", 1280, 720)
    assert [track.is_plain_aac for track in facts.audio] == [True]
    assert decide(film, facts).keyframes
    assert list(tmp_path.iterdir()) == [film]
