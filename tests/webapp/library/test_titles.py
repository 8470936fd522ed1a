"""What films are called, told from their files."""

from pathlib import Path

import pytest

from webapp.library.titles import from_file_name, title_of


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Big.Buck.Bunny.1080p.x264-GROUP.mkv", "Big Buck Bunny"),
        ("big_buck_bunny_720p.mp4", "Big Buck Bunny"),
        ("Blade.Runner.(1982).BluRay.1080p.mkv", "Blade Runner (1982)"),
        ("Dr. Strange (2016).mkv", "Dr. Strange (2016)"),
        ("2001 A Space Odyssey (1968) [1080p].mkv", "2001 A Space Odyssey (1968)"),
        ("[SITE.XX] Heat.1995.720p.mp4", "Heat 1995"),
        ("Film.2160p.WEB-DL.DDP5.1.H.265.mkv", "Film"),
        ("Amélie - DVDRip.avi", "Amélie"),
        ("Wall-E.H.264.mp4", "Wall-E"),
        ("Charlotte's Web.mp4", "Charlotte's Web"),
        ("Remuxers.mkv", "Remuxers"),
        ("Ferien 2020-08-01.mp4", "Ferien 2020-08-01"),
        ("IMG_2034.MOV", "IMG 2034"),
        ("1080p.mkv", "1080p"),
        ("[tag].mp4", "[tag]"),
        ("two\nlines\tand a tab.mp4", "Two Lines And A Tab"),
        ("夏 休み.mp4", "夏 休み"),
    ],
)
def test_a_title_is_told_from_the_file_name(name: str, title: str) -> None:
    assert from_file_name(name) == title


@pytest.mark.parametrize(
    ("embedded", "title"),
    [
        ("Sintel", "Sintel"),
        ("  Tears of\nSteel ", "Tears of Steel"),
        (None, "Name of the file"),
        ("", "Name of the file"),
        (" \t", "Name of the file"),
        ("x" * 500, "x" * 300),
    ],
    ids=["embedded", "on one line", "none", "empty", "blank", "too long"],
)
def test_the_title_in_the_file_comes_first(embedded: str | None, title: str) -> None:
    assert title_of(Path("Name of the file.mkv"), embedded) == title
