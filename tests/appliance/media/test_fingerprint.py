"""What changes a fingerprint, and what does not."""

import pytest

from appliance.media.fingerprint import SAMPLE_BYTES, SAMPLES, fingerprint

SIZE = 8 * 1024 * 1024


@pytest.fixture(scope="module")
def content():
    return bytes(range(256)) * (SIZE // 256)


def printed(folder, data, name="film"):
    path = folder / name
    path.write_bytes(data)
    return fingerprint(path)


def test_it_is_a_sha256_of_content_alone(tmp_path, content):
    first, second = printed(tmp_path, content), printed(tmp_path, content, "renamed.mkv")
    assert first == second
    assert len(bytes.fromhex(first)) == 32


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(0, id="first byte"),
        pytest.param(SIZE - 1, id="last byte"),
        pytest.param((SIZE - SAMPLE_BYTES) * 7 // (SAMPLES - 1), id="middle"),
    ],
)
def test_a_changed_byte_in_a_sample_is_seen(tmp_path, content, at):
    changed = bytearray(content)
    changed[at] ^= 1
    assert printed(tmp_path, changed) != printed(tmp_path, content)


def test_the_size_counts(tmp_path):
    assert len({printed(tmp_path, bytes(size)) for size in (0, 1, 1000, SAMPLE_BYTES, SAMPLE_BYTES + 1, SIZE)}) == 6


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="film"):
        fingerprint(tmp_path / "film")
