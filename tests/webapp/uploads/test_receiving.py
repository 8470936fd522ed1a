"""Parts come in whatever happens: crashes, full disks, two at once, a film that is called off meanwhile."""

import errno
import io
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from appliance.paths import DataPaths
from tests.webapp.uploads.conftest import Sender, encoded, upload_at
from webapp.accounts.models import User
from webapp.library.models import Library
from webapp.streaming.models import SegmentStore
from webapp.uploads import files, queries, services
from webapp.uploads.errors import NoRoom, NoSuchUpload
from webapp.uploads.models import Upload

pytestmark = pytest.mark.usefixtures("library")


def part_of(address: str) -> Path:
    return files.place_of(upload_at(address).pk)


def test_bytes_that_nobody_vouches_for_are_sent_again(sender: Sender) -> None:
    """The server died between the file and the row."""
    address = sender.begun(6)
    sender.send(address, 0, b"abc")
    with part_of(address).open("ab") as file:
        file.write(b"XY")
    assert sender.offset(address) == 3
    sender.send(address, 3, b"def")
    assert part_of(address).read_bytes() == b"abcdef"


def test_a_file_that_lost_bytes_gets_them_again(sender: Sender) -> None:
    address = sender.begun(6)
    sender.send(address, 0, b"abcd")
    part_of(address).write_bytes(b"ab")
    assert sender.offset(address) == 2
    sender.send(address, 2, b"cdef")
    assert part_of(address).read_bytes() == b"abcdef"


def test_a_file_that_is_gone_is_sent_from_its_start(sender: Sender) -> None:
    address = sender.begun(6)
    sender.send(address, 0, b"abc")
    part_of(address).unlink()
    assert sender.offset(address) == 0
    assert sender.send(address, 0, b"ab").status_code == 204


@pytest.mark.django_db(transaction=True)
def test_only_one_part_is_written_at_a_time(sender: Sender) -> None:
    """A client whose connection broke is back before its last part has been written."""
    address = sender.begun(6)
    upload, begun, go_on = upload_at(address), threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            begun.set()
            assert go_on.wait(60)
            return super().read(size)

    first = threading.Thread(target=_receive, args=(upload, Slow(b"abc")))
    first.start()
    assert begun.wait(60)
    second = sender.send(address, 0, b"abc")
    go_on.set()
    first.join(60)
    assert (second.status_code, second.json()["code"]) == (423, "part-under-way")
    assert sender.offset(address) == 3


def _receive(upload: Upload, body: io.BytesIO) -> None:
    from django.db import connection

    services.receive(upload, 0, body, 3, None)
    connection.close()


def test_a_film_that_is_called_off_while_a_part_comes_leaves_nothing(sender: Sender, paths: DataPaths) -> None:
    upload = upload_at(sender.begun(6))

    class CallsOff(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            Upload.objects.all().delete()
            return super().read(size)

    with pytest.raises(NoSuchUpload):
        services.receive(upload, 0, CallsOff(b"abc"), 3, None)
    assert list(paths.uploads.rglob("*.part")) == []


def test_a_full_disk_keeps_what_has_come(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sender.begun(6)
    sender.send(address, 0, b"abc")
    write = files._write

    def full(file: Any, offset: int, body: Any) -> int:
        write(file, offset, io.BytesIO(b"d"))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_write", full)
    answer = sender.send(address, 3, b"def")
    assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    monkeypatch.undo()
    assert part_of(address).read_bytes() == b"abc"
    assert sender.offset(address) == 3


def test_the_floor_is_kept_free(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sender.begun(6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=SegmentStore.current().floor + 2))
    assert sender.send(address, 0, b"abc").status_code == 507
    assert sender.send(address, 0, b"ab").status_code == 204


def test_the_last_part_has_the_film_added(sender: Sender, queued: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    address = sender.begun(6)
    with django_capture_on_commit_callbacks(execute=True):
        sender.send(address, 0, b"abc")
    assert queued == []
    with django_capture_on_commit_callbacks(execute=True):
        sender.send(address, 3, b"def")
    upload = upload_at(address)
    assert upload.state == Upload.State.RECEIVED
    assert queued == [("play", "webapp.uploads.tasks.add", str(upload.pk))]
    assert sender.send(address, 6, b"").status_code == 204, "a client that did not hear the answer asks again"


def test_unfinished_films_are_out_of_sight(sender: Sender, paths: DataPaths) -> None:
    sender.send(sender.begun(6), 0, b"abc")
    [folder] = paths.uploads.iterdir()
    assert folder.name.startswith(".")


def test_ten_gigabytes_are_no_limit(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past what 32 bits can count; the file is sparse."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**12))
    size, offset = 10 * 1024**3, 10 * 1024**3 - 3
    address = sender.begun(size)
    part_of(address).parent.mkdir()
    part_of(address).touch()
    os.truncate(part_of(address), offset)
    Upload.objects.update(received=offset)
    assert sender.offset(address) == offset
    assert sender.send(address, offset, b"end").headers["Upload-Offset"] == str(size)
    assert part_of(address).stat().st_size == size


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_gets_the_room(alice: User, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked, said, promised = threading.Barrier(2), [], queries.still_to_come

    def still_to_come() -> int:
        found = promised()
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(0.5)  # in vain, where the second has to wait until the first has its promise
        return found

    def ask() -> None:
        try:
            services.begin(alice, 600 * 10**9, encoded(filename="Film.mkv"))
            said.append("yes")
        except NoRoom:
            said.append("no room")
        finally:
            connections.close_all()

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**12))
    monkeypatch.setattr(queries, "still_to_come", still_to_come)
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["no room", "yes"]


def test_several_come_at_a_time(sender: Sender, member: Sender) -> None:
    addresses = [who.begun(4, name=f"{number}.mkv") for who in (sender, member) for number in range(3)]
    for offset in range(4):
        for number, address in enumerate(addresses):
            who = sender if number < 3 else member
            assert who.send(address, offset, str(number).encode()).status_code == 204
    assert [part_of(address).read_bytes() for address in addresses] == [str(number).encode() * 4 for number in range(6)]


def test_it_goes_where_it_was_meant_for(sender: Sender, library: Library) -> None:
    from tests.webapp.uploads.conftest import encoded

    home = Library.objects.create(name="Home", kind=Library.Kind.HOME_VIDEOS)
    said = {"Upload-Metadata": encoded(filename="a.mov", library=str(home.pk), lastModified="1700000000000")}
    upload = upload_at(sender.begun(6, name=None, **said))
    assert (upload.library, upload.modified_at) == (home, 1_700_000_000_000)
    assert upload_at(sender.begun(6)).library == library


@pytest.mark.parametrize("number", ["999", "x", "-1", "9" * 30, "٣"])
def test_a_library_that_is_not_there(number: str, sender: Sender) -> None:
    from tests.webapp.uploads.conftest import encoded

    answer = sender.begin(6, name=None, **{"Upload-Metadata": encoded(filename="a.mkv", library=number)})
    assert (answer.status_code, answer.json()["code"]) == (400, "no-such-library")
