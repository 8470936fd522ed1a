"""The originals behind videos."""

from pathlib import Path

from django.db import models
from django.utils.functional import cached_property

from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline
from webapp.library.models.folders import Folder


class Source(models.Model):
    """One original file behind a Video. Never written to; a missing file is a state, never a delete."""

    class State(models.TextChoices):
        """Whether it can play."""

        READY = "ready", "Ready"
        MISSING = "missing", "Missing"

    video = models.ForeignKey("library.Video", on_delete=models.CASCADE, related_name="sources")
    folder = models.ForeignKey(Folder, on_delete=models.SET_NULL, null=True, blank=True, related_name="sources")
    path = models.CharField(max_length=4096, unique=True)
    edition = models.CharField(max_length=100, blank=True, help_text="Director's cut, extended, and so on.")
    part = models.PositiveSmallIntegerField(default=1, help_text="Of a film that lies in several files.")
    size = models.BigIntegerField(help_text="Bytes.")
    modified_ns = models.BigIntegerField(help_text="Modification time in nanoseconds since 1970.")
    fingerprint = models.CharField(max_length=64, db_index=True, help_text="Of the content; the version in every segment's address.")
    took_place_of = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text="The fingerprint of the film that lay at its path before: should that turn up elsewhere, it was moved.",
    )
    state = models.CharField(max_length=20, choices=State, default=State.READY)
    duration = models.FloatField(default=0.0, editable=False, help_text="Seconds, as the facts say; shelves read it without them.")
    facts_json = models.JSONField(editable=False)
    timeline_json = models.JSONField(editable=False)
    placed_by_hand = models.BooleanField(
        default=False, editable=False, help_text="A person put it with its video; where others lie there, its name says nothing of that."
    )
    examine_again = models.BooleanField(default=False, editable=False, db_index=True, help_text="A person wants it to be read again.")
    reason = models.TextField(blank=True, editable=False, help_text="Why it could not be read again, in plain words.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "original"

    def __str__(self) -> str:
        return Path(self.path).name

    @cached_property
    def facts(self) -> SourceFacts:
        """What the probe found in the file. Other content is another Source, so it never changes."""
        return SourceFacts.from_json(self.facts_json)

    @property
    def timeline(self) -> Timeline:
        """The segment boundaries, decided once at import."""
        return Timeline.from_json(self.timeline_json)

    @property
    def version(self) -> str:
        """Short form of the fingerprint: part of the segments' folder and address."""
        return self.fingerprint[:12]

    def store_facts(self, facts: SourceFacts, timeline: Timeline) -> None:
        """Set what the probe found (not yet saved)."""
        self.__dict__.pop("facts", None)
        self.facts_json, self.duration = facts.to_json(), facts.duration
        self.timeline_json = timeline.to_json()
