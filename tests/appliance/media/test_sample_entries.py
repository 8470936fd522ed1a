"""A source's own codec configuration, carried into MP4 unchanged."""

import av
import pytest

from appliance.media.sample_entries import coding_of
from tests.appliance.media import boxes


@pytest.mark.parametrize(
    ("name", "kind", "configuration"),
    [
        ("every-2-s.mp4", "avc1", "avcC"),
        ("every-2-s.mkv", "avc1", "avcC"),
        ("hevc-open-gop.mkv", "hvc1", "hvcC"),
        ("av1.mp4", "av01", "av1C"),
        ("vp9.webm", "vp09", "vpcC"),
    ],
)
def test_codings(name, kind, configuration, imported):
    original = imported(name)
    with av.open(str(original.path)) as container:
        context = container.streams.video[0].codec_context
        coding = coding_of(context, 25.0)
        [entry] = boxes.boxes(coding.sample_entry(160, 90))
        [found] = boxes.boxes(entry.body[boxes.HEADERS[kind] :])
        assert (entry.kind, found.kind) == (kind, configuration)
        if kind != "vp09":  # Matroska carries no configuration of VP9
            assert found.body == bytes(context.extradata)
    assert coding.codec_string.startswith(kind)
    assert coding.codec_string == original.facts.video.codec_string


@pytest.mark.parametrize("name", ["small.ts", "divx.avi"])
def test_what_mp4_cannot_carry_unchanged(name, imported):
    with av.open(str(imported(name).path)) as container:
        assert coding_of(container.streams.video[0].codec_context, 25.0) is None
