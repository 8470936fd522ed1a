"""Which files beside a film are its subtitles, and what their names say."""

import pytest

from appliance.media.sidecars import subtitles_beside


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Film.mkv").touch()
    return tmp_path


def found(folder, film="Film.mkv"):
    return {sidecar.path.name: sidecar for sidecar in subtitles_beside(folder / film)}


@pytest.mark.parametrize(
    ("name", "language", "flags", "title"),
    [
        ("Film.srt", "", "", ""),
        ("Film.de.srt", "de", "", ""),
        ("Film.en.forced.srt", "en", "forced", ""),
        ("Film.forced.en.srt", "en", "forced", ""),
        ("Film.eng.sdh.srt", "en", "hearing_impaired", ""),
        ("Film.de.cc.vtt", "de", "hearing_impaired", ""),
        ("Film.en.hi.srt", "en", "hearing_impaired", ""),
        ("Film.hi.srt", "hi", "", ""),
        ("Film.pt-BR.ass", "pt-BR", "", ""),
        ("Film.German.ssa", "de", "", ""),
        ("Film.default.it.srt", "it", "default", ""),
        ("Film.Commentary.en.srt", "en", "", "Commentary"),
        ("Film.en[Forced].SRT", "en", "forced", ""),
        ("film.de.srt", "de", "", ""),
    ],
)
def test_names_say_language_flags_and_title(folder, name, language, flags, title):
    (folder / name).touch()
    sidecar = found(folder)[name]
    assert (sidecar.language, sidecar.title) == (language, title)
    assert [flag for flag in ("forced", "hearing_impaired", "default") if getattr(sidecar, flag)] == flags.split()
    assert sidecar.why_not_shown == ""


@pytest.mark.parametrize("name", ["Film 2.srt", "Filmed.srt", "Other.de.srt", "Film.txt", "Film.de.srt.part", ".Film.de.srt", "Film.sub"])
def test_what_is_not_the_films(folder, name):
    (folder / name).touch()
    assert found(folder) == {}


def test_a_longer_film_name_has_its_own(folder):
    for name in ("Film.Extended.mkv", "Film.Extended.de.srt", "Film.fr.srt"):
        (folder / name).touch()
    assert found(folder).keys() == {"Film.fr.srt"}
    assert found(folder, "Film.Extended.mkv").keys() == {"Film.Extended.de.srt"}


def test_a_folder_of_subtitles(folder):
    (folder / "Subs").mkdir()
    (folder / "Subs" / "Film.nl.srt").touch()
    (folder / "Film.de.srt").mkdir()
    assert found(folder).keys() == {"Film.nl.srt"}


def test_letters_that_systems_write_in_two_ways(tmp_path):
    (tmp_path / "Cafe\u0301.mkv").touch()
    (tmp_path / "Caf\u00e9.de.srt").touch()
    assert found(tmp_path, "Cafe\u0301.mkv")["Caf\u00e9.de.srt"].language == "de"


@pytest.mark.parametrize("name", ["Film.idx", "Film.de.sup"])
def test_pictures_say_why_they_are_not_shown(folder, name):
    (folder / name).touch()
    assert found(folder)[name].why_not_shown.endswith("cannot be shown yet.")


def test_a_folder_that_went_away_has_none(tmp_path):
    assert subtitles_beside(tmp_path / "gone" / "Film.mkv") == ()
