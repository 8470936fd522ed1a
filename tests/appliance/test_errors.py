"""What the system refuses, in words for a person."""

import errno
import os
from pathlib import Path

import pytest

from appliance.errors import why


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "Videoflix has no permission for it"),
        (errno.ESTALE, "its drive, or the network, does not answer"),
        (errno.EMFILE, os.strerror(errno.EMFILE)),  # nothing that a person could mend
    ],
)
def test_the_system_is_put_into_words(number: int, words: str) -> None:
    assert why(OSError(number, os.strerror(number), "/films/a.mkv")) == words


def test_a_real_one(tmp_path: Path) -> None:
    with pytest.raises(OSError) as refused:  # noqa: PT011 -- which one is the test
        (tmp_path / "nowhere").stat()
    assert why(refused.value) == "it is not there any more"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (32, "another program is using it"),
        (39, "the disk is full"),
        (121, "its drive, or the network, does not answer"),  # the semaphore timeout period has expired
        (1167, "the drive fails, or was pulled out"),  # the device is not connected
    ],
)
def test_windows_knows_more_than_its_errno(number: int, words: str) -> None:
    error = OSError(errno.EINVAL, "words of Windows")
    error.winerror = number  # type: ignore[attr-defined]
    assert why(error) == words


def test_an_error_without_a_number_speaks_for_itself() -> None:
    assert why(OSError("The device is gone.")) == "The device is gone"
    assert why(ValueError("no such encoding")) == "no such encoding"
