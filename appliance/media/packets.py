"""Packets as ffmpeg encodes them, read from its standard output."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from io import BufferedReader

import av
from av.packet import Packet
from av.stream import Stream

from appliance import child
from appliance.media.errors import RunFailed

NOTHING_TO_PROBE = {"probesize": "32", "analyzeduration": "0", "fpsprobesize": "0"}  # NUT says everything in its header
TICK_SECONDS = 0.2
CHUNK_BYTES = 1 << 16
MOST_CHUNKS = 16


@contextmanager
def encoded_packets(argv: Sequence[str], tick: Callable[[], None]) -> Iterator[Iterator["Packet[Stream]"]]:
    """The packets that an encoder writes as NUT; the encoder ends with the block.

    `tick` is called now and then while none comes, and may stop the work by raising. Raises RunFailed when ffmpeg fails.
    """
    try:
        with child.reading(argv) as output, closing(_Pumped(output, tick)) as pumped:
            yield _demuxed(pumped)
    except child.ChildFailed as error:
        raise RunFailed("The film could not be converted here: ffmpeg gave up.", error.tail) from error


def _demuxed(output: "_Pumped") -> Iterator["Packet[Stream]"]:
    try:
        with av.open(output, "r", format="nut", options=NOTHING_TO_PROBE) as container:
            for packet in container.demux():
                if packet.size:
                    yield packet
    except av.error.FFmpegError:
        return  # ffmpeg ended early: its own words say why, and what is missing is found by its absence


class _Pumped:
    """A pipe, read by a thread, so that its reader hears the clock (`tick`) while nothing comes; a reader that pauses stops the writer."""

    def __init__(self, pipe: BufferedReader, tick: Callable[[], None]) -> None:
        self._pipe, self._tick = pipe, tick
        self._chunks: queue.Queue[bytes] = queue.Queue(MOST_CHUNKS)
        self._rest = b""
        self._closed = False
        threading.Thread(target=self._pump, name="encoder's output", daemon=True).start()

    def read(self, size: int) -> bytes:
        """At most `size` bytes, as soon as there are any; nothing at the end."""
        while not self._rest:
            try:
                self._rest = self._chunks.get(timeout=TICK_SECONDS)
            except queue.Empty:
                self._tick()
                continue
            if not self._rest:
                self._chunks.put(b"")  # the end stays the end
                return b""
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def close(self) -> None:
        """Nobody reads any more: let the writer's last words go nowhere."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._chunks.get_nowait()

    def _pump(self) -> None:
        with suppress(ValueError):  # the pipe was closed
            while data := self._pipe.read1(CHUNK_BYTES):
                if not self._closed:
                    self._chunks.put(data)
        self._chunks.put(b"")
