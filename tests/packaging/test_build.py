"""What is said of a built folder: whose its bytes are, what comes twice, what its properties name."""

from pathlib import Path

import pytest

import build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built folder in small."""
    files = {
        "videoflix": 4_000_000,
        "_internal/imageio_ffmpeg/binaries/ffmpeg-9": 9_000_000,
        "_internal/av/codec.so": 2_000_000,
        "_internal/av.libs/libavcodec.so": 3_000_000,
        "_internal/NOTICE": 700,
        "_internal/LICENSE": 300,
    }
    for number, (name, size) in enumerate(files.items()):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes([number]) * size)
    (tmp_path / "_internal" / "libavcodec.so").symlink_to("av.libs/libavcodec.so")
    return tmp_path


def test_parts_are_told_largest_first_and_add_up(folder: Path) -> None:
    rows = build.parts(build.sizes(folder))
    assert rows == [
        ("ffmpeg", 9_000_000),
        ("PyAV, and FFmpeg's libraries in it", 5_000_000),  # in two folders, and its link counts nothing
        ("our own code, and all other Python modules", 4_000_000),
        ("everything else", 1_000),
    ]
    assert build.table(rows).splitlines()[-1].split() == ["in", "all", "18.0", "MB"]


def test_a_file_that_comes_twice_is_found(folder: Path) -> None:
    assert build.doubles(folder) == []
    (folder / "_internal" / "gi").mkdir()
    (folder / "_internal" / "gi" / "codec.so").write_bytes((folder / "_internal" / "av" / "codec.so").read_bytes())
    [twice] = build.doubles(folder)
    assert [str(path) for path in twice] == ["_internal/av/codec.so", "_internal/gi/codec.so"]


def test_small_files_may_come_twice(folder: Path) -> None:
    (folder / "_internal" / "COPYING").write_bytes((folder / "_internal" / "LICENSE").read_bytes())
    assert build.doubles(folder) == []


@pytest.mark.parametrize(("version", "numbers"), [("1.2.3", "(1, 2, 3, 0)"), ("0.1.0rc2", "(0, 1, 0, 2)"), ("4", "(4, 0, 0, 0)")])
def test_windows_gets_four_numbers(version: str, numbers: str) -> None:
    said = build.windows_version(version)
    assert f"filevers={numbers}" in said
    assert f"'ProductVersion', '{version}'" in said
    assert "Copyright (c)" in said


def test_what_windows_reads_is_python(tmp_path: Path) -> None:
    compile(build.windows_version(build.own_version()), "version.txt", "eval")
