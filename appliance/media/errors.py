"""What can go wrong with a medium, in sentences for a person."""

from appliance.errors import VideoflixError


class MediaRefused(VideoflixError):
    """This file cannot be a Source; the sentence says why."""


class SourceGone(VideoflixError):
    """The original is not there any more, or is not the file it was."""


class RunFailed(VideoflixError):
    """A run did not produce the segments it was asked for; `tail` is for the log."""

    def __init__(self, sentence: str, tail: str = "") -> None:
        super().__init__(sentence)
        self.tail = tail


class SegmentMissing(VideoflixError):
    """A segment that the timeline does not have, or that cannot be made."""
