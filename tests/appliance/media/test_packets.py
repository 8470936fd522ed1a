"""What an encoder says is heard at once, and its silence does not deafen."""

import os
import sys
import time

import pytest

from appliance.media import packets
from appliance.media.errors import RunFailed


class Stopped(Exception):
    """Enough."""


def test_the_clock_is_heard_while_nothing_comes():
    reading, writing = os.pipe()
    heard = []

    def tick():
        heard.append(1)
        if len(heard) == 2:
            os.write(writing, b"late")
            os.close(writing)

    with os.fdopen(reading, "rb") as pipe:
        pumped = packets._Pumped(pipe, tick)
        assert (pumped.read(2), pumped.read(9), pumped.read(1), pumped.read(1)) == (b"la", b"te", b"", b"")
    assert len(heard) == 2


def test_a_silent_encoder_can_be_stopped():
    def stop():
        raise Stopped

    begun = time.monotonic()
    with pytest.raises(Stopped), packets.encoded_packets([sys.executable, "-c", "import time; time.sleep(60)"], stop) as found:
        next(found)
    assert time.monotonic() - begun < 30


def test_an_encoder_that_fails_says_so_with_its_last_words():
    command = [sys.executable, "-c", "import sys; sys.exit('no such film')"]
    with pytest.raises(RunFailed) as failed, packets.encoded_packets(command, lambda: None) as found:
        assert list(found) == []
    assert "no such film" in failed.value.tail
