"""Self-tests, and the choice they lead to. OpenH264 stands for a device: none is in the machines that run these tests."""

import json
from dataclasses import replace

import pytest

from appliance.media import hardware
from appliance.media.encoders import NVENC, OPENH264, RANKING, VAAPI, X264

CARD = replace(OPENH264, label="A card", hardware=True)
TAKEN_OUT = replace(CARD, device=("-vaapi_device", "/dev/null"))


@pytest.mark.parametrize("encoder", [X264, OPENH264], ids=lambda encoder: encoder.name)
def test_an_encoder_that_works_passes(encoder):
    test = hardware.self_test(encoder)
    assert (test.passed, test.reason) == (True, "")
    assert test.seconds > 0


@pytest.mark.parametrize(
    ("encoder", "reason"),
    [
        pytest.param(TAKEN_OUT, "It does not work here.", id="no device"),
        pytest.param(replace(X264, options={**X264.options, "x264-params": "keyint=5:scenecut=0"}), "It puts keyframes", id="keyframes"),
        pytest.param(replace(X264, takes="select='mod(n,2)'"), "It made 12 frames of 25.", id="frames"),
    ],
)
def test_an_encoder_that_does_not_do_as_it_is_told_fails(encoder, reason):
    test = hardware.self_test(encoder)
    assert not test.passed
    assert test.reason.startswith(reason)


def test_the_first_that_passed_is_chosen():
    def tests(*passed):
        return [hardware.SelfTest(encoder.name, "", encoder.hardware, encoder in passed, 0.1) for encoder in RANKING]

    assert hardware.choose(tests(NVENC, VAAPI, X264, OPENH264)) is NVENC
    assert hardware.choose(tests(VAAPI, X264, OPENH264)) is VAAPI
    assert hardware.choose(tests(X264, OPENH264)) is X264
    assert hardware.choose(tests(OPENH264)) is OPENH264
    assert hardware.choose([]) is X264


def test_the_choice_is_remembered_until_the_machine_changes(tmp_path, monkeypatch):
    memory, ranking = tmp_path / "encoders.json", (CARD, X264)
    assert hardware.remembered(memory, ranking) == []
    assert hardware.chosen(memory, ranking) is CARD
    begun = memory.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(hardware, "examine", pytest.fail)
        assert hardware.chosen(memory, ranking) is CARD
    assert [(test.label, test.passed) for test in hardware.remembered(memory, ranking)] == [("A card", True), ("x264", True)]
    assert hardware.chosen(memory, (TAKEN_OUT, X264)) is X264, "told something else: tested anew"
    assert memory.read_bytes() != begun


def test_a_spoilt_memory_is_no_memory(tmp_path):
    memory = tmp_path / "encoders.json"
    for spoilt in ("", "[]", "{}", json.dumps({"machine": "another", "tests": []})):
        memory.write_text(spoilt)
        assert hardware.remembered(memory) == []
