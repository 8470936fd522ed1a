"""What can go wrong with a medium, in sentences for a person."""

from enum import StrEnum

from appliance.errors import VideoflixError


class Flaw(StrEnum):
    """What is wrong with a file that should be a film, in one sentence; its code is for programs that have words of their own."""

    BREAKS_OFF = "A part of the file is missing: copy or download it again."
    DAMAGED = "The file is damaged or is no video."
    NO_PICTURE = "The file has no picture that can be played."
    NO_SIZE = "The size of the picture cannot be read: the file is damaged."
    UNDECODABLE = "No picture of the film can be decoded: the file is damaged."
    ONLY_SOUND = "The file has sound but no picture."
    PROTECTED = "The film is protected against copying (DRM): only its shop's own player can show it."
    DOLBY_VISION_ALONE = "The film is in Dolby Vision profile 5: its colours cannot be shown without Dolby's own decoder."
    ABSURD_TIMES = "The times inside the film make no sense: save it anew with a video editor."
    SEVERAL_RECORDINGS = "Several recordings are in this one file: cut it into one file for each."

    @property
    def code(self) -> str:
        """Such as `breaks-off`."""
        return self.name.lower().replace("_", "-")


class MediaRefused(VideoflixError):
    """This file cannot be a Source; the sentence, often a Flaw, says why."""

    @property
    def code(self) -> str:
        """The Flaw's; empty where it is none."""
        return getattr(self.args[0], "code", "")


class SourceGone(VideoflixError):
    """The original is not there any more, or is not the file it was."""


class RunFailed(VideoflixError):
    """A run did not produce the segments it was asked for; `tail` is for the log."""

    def __init__(self, sentence: str, tail: str = "") -> None:
        super().__init__(sentence)
        self.tail = tail


class SegmentMissing(VideoflixError):
    """A segment that the timeline does not have, or that cannot be made."""
