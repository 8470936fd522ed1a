"""Libraries, videos and the originals behind them."""

from pathlib import Path

from django.db import models
from django.utils.functional import cached_property

from appliance.media.source import SourceFacts
from appliance.media.timeline import Timeline


class Library(models.Model):
    """A folder of originals that the appliance watches, or the folder of uploads."""

    class Kind(models.TextChoices):
        """What a library holds, which decides how names are read."""

        FILMS = "films", "Films"
        SERIES = "series", "Series"
        HOME_VIDEOS = "home_videos", "Home videos"

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FILMS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """What kind of film it is, as people say it: "Animation", "Family"."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class VideoQuerySet(models.QuerySet["Video"]):
    """Many videos."""

    def in_category(self, name: str) -> "VideoQuerySet":
        """Those of one category, in any case; no name: all."""
        return self.filter(category__name__iexact=name) if name else self.all()

    def listed(self) -> "VideoQuerySet":
        """Newest first, with everything the list shows, in a fixed number of queries.

        Timelines stay behind: thousands of numbers a film, which no list shows.
        """
        sources = models.Prefetch("sources", Source.objects.defer("timeline_json"))
        return self.select_related("category").prefetch_related(sources).order_by("-created_at", "-id")


class Video(models.Model):
    """What a person chooses and plays: a film, an episode, a home video."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="videos")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="videos")
    poster = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def best_source(self) -> "Source | None":
        """The source that answers at the plain rendition names: the largest picture among those that can play."""
        playable = [source for source in self.sources.all() if source.state == Source.State.READY]
        return max(playable, key=lambda source: (source.facts.picture_area, -source.pk), default=None)

    @property
    def shown_source(self) -> "Source | None":
        """The source whose facts are shown: the best one; while all are missing, the first."""
        return self.best_source or next(iter(self.sources.all()), None)

    @property
    def state(self) -> "Source.State":
        """Whether any of its sources can play."""
        return Source.State.READY if self.best_source is not None else Source.State.MISSING


class Source(models.Model):
    """One original file behind a Video. Never written to; a missing file is a state, never a delete."""

    class State(models.TextChoices):
        """Whether it can play."""

        READY = "ready", "Ready"
        MISSING = "missing", "Missing"

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="sources")
    path = models.CharField(max_length=4096, unique=True)
    size = models.BigIntegerField(help_text="Bytes.")
    modified_ns = models.BigIntegerField(help_text="Modification time in nanoseconds since 1970.")
    fingerprint = models.CharField(max_length=64, db_index=True, help_text="Of the content; the version in every segment's address.")
    state = models.CharField(max_length=20, choices=State, default=State.READY)
    facts_json = models.JSONField(editable=False)
    timeline_json = models.JSONField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

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
        self.facts_json = facts.to_json()
        self.timeline_json = timeline.to_json()
