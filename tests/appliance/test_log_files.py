"""Reading logs from their end."""

from pathlib import Path

import pytest

from appliance import log_files
from appliance.log_files import NoSuchLog, Record, listing, named, tail


def write(folder: Path, text: str, name: str = "web.log") -> log_files.LogFile:
    (folder / name).write_bytes(text.encode())
    return named(folder, name)


def line(number: int, level: str = "INFO", text: str = "") -> str:
    return f"2026-11-26 13:00:{number % 60:02d},123 {level} 7 name: {text or f'line {number}'}\n"


def test_the_listing_holds_logs_only(tmp_path: Path) -> None:
    for name in ("web.log", "web.log.1", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder.log").mkdir()
    (tmp_path / "link.log").symlink_to(tmp_path / "notes.txt")
    assert sorted(file.name for file in listing(tmp_path)) == ["web.log", "web.log.1"]


@pytest.mark.parametrize("name", ["../web.log", "link.log", "notes.txt", "", "."])
def test_nothing_else_has_a_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for each in ("web.log", "logs/notes.txt"):
        (tmp_path / each).touch()
    with pytest.raises(NoSuchLog):
        named(tmp_path / "logs", name)


def test_a_trace_belongs_to_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, line(1) + line(2, "ERROR", "it broke") + "Traceback:\n  ValueError\n" + line(3))
    assert tail(file, 10) == [
        Record("2026-11-26 13:00:03", "INFO", "7 name: line 3"),
        Record("2026-11-26 13:00:02", "ERROR", "7 name: it broke\nTraceback:\n  ValueError"),
        Record("2026-11-26 13:00:01", "INFO", "7 name: line 1"),
    ]


@pytest.mark.parametrize("block", [1, 7, 64, 100_000])
def test_records_are_whole_wherever_blocks_end(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "BLOCK_BYTES", block)
    file = write(tmp_path, "".join(line(number, text=f"Größe {number}") for number in range(50)))
    assert [record.text for record in tail(file, 100)] == [f"7 name: Größe {number}" for number in reversed(range(50))]


def test_a_huge_file_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, line(1, text="needle") + line(2) * 200_000)
    read: list[int] = []
    blocks = log_files._blocks_backwards

    def counted(opened: object) -> object:
        for block in blocks(opened):  # type: ignore[arg-type]
            read.append(len(block))
            yield block

    monkeypatch.setattr(log_files, "_blocks_backwards", counted)
    assert len(tail(file, 100)) == 100
    assert sum(read) <= 2 * log_files.BLOCK_BYTES
    read.clear()
    assert tail(file, 100, search="needle") == []  # too far back
    assert sum(read) == log_files.MOST_BYTES


@pytest.mark.parametrize("text", ["", "\n", "no log of ours\nat all", "\0\xff\n"])
def test_what_others_wrote_is_shown_as_it_is(text: str, tmp_path: Path) -> None:
    found = tail(write(tmp_path, text), 10)
    assert "\n".join(record.text for record in found) == text.encode().decode("utf-8", "replace").removesuffix("\n")
    assert {record.level for record in found} <= {""}


def test_a_trace_without_end_is_cut_into_pieces(tmp_path: Path) -> None:
    found = tail(write(tmp_path, line(1) + "more\n" * 1000), 3)
    assert [record.text.count("more") for record in found] == [log_files.LONGEST_RECORD] * 3
