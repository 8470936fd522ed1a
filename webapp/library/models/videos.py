"""What people choose and play."""

from django.db import models

from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library
from webapp.library.models.sources import Source


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
    def best_source(self) -> Source | None:
        """The source that answers at the plain rendition names: the largest picture among those that can play."""
        playable = [source for source in self.sources.all() if source.state == Source.State.READY]
        return max(playable, key=lambda source: (source.facts.picture_area, -source.pk), default=None)

    @property
    def shown_source(self) -> Source | None:
        """The source whose facts are shown: the best one; while all are missing, the first."""
        return self.best_source or next(iter(self.sources.all()), None)

    @property
    def state(self) -> Source.State:
        """Whether any of its sources can play."""
        return Source.State.READY if self.best_source is not None else Source.State.MISSING
