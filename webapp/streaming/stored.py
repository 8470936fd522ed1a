"""Stored segments, in front of Django: a film is thousands of them, and all of a moment get the same decision.

Whoever was just given a stored segment by the view gets the next ones of that rendition from here, as long as all that the view went by is
remembered: who asks (at most 30 s, also when the token expires meanwhile), what they may see, what can be played. Nothing is decided here,
and no database is asked: what is not remembered, or not on the disk, is the view's.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from appliance.media.hls.names import INIT, SEGMENT
from webapp.accounts import remembered
from webapp.accounts.access import Viewer
from webapp.streaming import access, devices, disk, queries, silent

ADDRESS = re.compile(rf"/api/video/(?P<video>[0-9]{{1,18}})/(?P<rendition>[a-z0-9-]+)/(?P<name>{re.escape(INIT)}|{SEGMENT.pattern})/?")
ALLOWED = "videoflix.allowed"  # where in a request's environment the view says to whom it gave a stored segment
# What decides about a request beside its address, and which player it is.
TELLING = ("HTTP_HOST", "HTTP_AUTHORIZATION", "HTTP_COOKIE", "QUERY_STRING", "REMOTE_ADDR", "HTTP_USER_AGENT")
BLOCK_BYTES = 256 * 1024


class Allowed(NamedTuple):
    """What the view said: to whom, in which version (None: the best source's), to which player that only these segments tell of, with
    which headers.
    """

    viewer: Viewer
    version: str | None
    silent: UUID | None
    headers: list[tuple[str, str]]


class StoredSegments:
    """A WSGI application (PEP 3333) around Django's."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the disk, or let the view answer and remember to whom."""
        match = ADDRESS.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        if match is None:
            return self._application(environ, start_response)
        key = (ADDRESS, match["video"], match["rendition"], match["name"] == INIT, *map(environ.get, TELLING))
        allowed = remembered.recall(key, lambda: None)
        if allowed is None:
            return self._ask(environ, start_response, key)
        file = _find(allowed, int(match["video"]), match["rendition"], match["name"])
        if file is None:
            return self._application(environ, start_response)
        start_response("200 OK", [*allowed.headers, ("Content-Length", str(file.size))])
        return cast(Callable[..., Iterable[bytes]], environ.get("wsgi.file_wrapper", _blocks))(file, BLOCK_BYTES)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, key: tuple[object, ...]) -> Iterable[bytes]:
        said: list[tuple[str, str]] = []
        answer: list[Iterable[bytes]] = []

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said[:] = [header for header in headers if header[0] != "Content-Length"]
            return start_response(status, headers, *more)

        def ask() -> Allowed | None:
            answer.append(self._application(environ, start))
            viewer, version, player = environ.get(ALLOWED, (None, None, None))
            return None if viewer is None else Allowed(viewer, version, player, said)

        remembered.recall(key, ask)  # it forgets what changes while it is asked
        return answer[0] if answer else self._application(environ, start_response)  # another thread was told in this very moment


class StoredFile(FileIO):
    """A file of so many bytes, to be read. Where the reader is, is known here: asking the system means giving up Python's lock to another
    thread each time, and Waitress asks eight times a file.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        super().__init__(path)
        self.size = os.fstat(self.fileno()).st_size
        self._wanted = self._reached = 0  # bytes from the beginning: where the reader is, and where the system is

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._wanted

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to another place."""
        self._wanted = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._wanted, os.SEEK_END: self.size}[whence]
        return self._wanted

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes: `size` of them at most, all without."""
        left = max(0, self.size - self._wanted)
        if self._reached != self._wanted:
            super().seek(self._wanted)
        block = super().read(left if size is None or size < 0 else min(size, left))
        self._wanted = self._reached = self._wanted + len(block)
        return block


def _find(allowed: Allowed, video_id: int, rendition: str, name: str) -> StoredFile | None:
    """The segment's file, if all that the view would go by is remembered; None otherwise."""
    if not (access.is_remembered(allowed.viewer, video_id) and queries.are_remembered(video_id)):
        return None
    found = queries.find_rendition(video_id, rendition, allowed.version)
    if found is None or devices.is_counted(found[0], found[1].name) or (allowed.silent is not None and silent.is_due(allowed.silent)):
        return None
    playable, plain = found
    with suppress(OSError):
        file = StoredFile(playable.folder / plain.name / name)
        disk.note_watched(playable.folder)
        return file
    return None


def _blocks(file: StoredFile, size: int) -> Iterator[bytes]:
    """The whole file, for a server that has no way of its own to send one."""
    with file:
        while block := file.read(size):
            yield block
