"""What people choose and play."""

from typing import Any

from django.db import models
from django.db.models import Q

from webapp.library import ratings
from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library
from webapp.library.models.people import Collection, Person, Tag
from webapp.library.models.series import Series
from webapp.library.models.sources import Source


class VideoQuerySet(models.QuerySet["Video"]):
    """Many videos."""

    def in_category(self, name: str) -> "VideoQuerySet":
        """Those of one category, in any case; no name: all."""
        return self.filter(category__name__iexact=name) if name else self.all()

    def for_age(self, highest: int, unrated: bool) -> "VideoQuerySet":
        """Those for people up to this age in years; with those whose age nobody knows, if wanted."""
        return self.filter(Q(age__lte=highest) | Q(age=None) if unrated else Q(age__lte=highest))

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
    sort_title = models.CharField(max_length=300, blank=True, db_index=True, editable=False, help_text="Without its article.")
    original_title = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True, help_text="When a home video was filmed.")
    tagline = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="episodes")
    season_number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0: the specials.")
    episode_number = models.PositiveSmallIntegerField(null=True, blank=True)
    episode_last = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Where one video holds several episodes.")
    collection = models.ForeignKey(Collection, on_delete=models.SET_NULL, null=True, blank=True, related_name="videos")
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="videos")
    genres = models.ManyToManyField(Category, blank=True, related_name="videos_of_genre", help_text="The first of them is the category.")
    tags = models.ManyToManyField(Tag, blank=True, related_name="videos")
    people = models.ManyToManyField(Person, through="library.Credit", related_name="videos")
    imdb_id = models.CharField(max_length=20, blank=True)
    tmdb_id = models.CharField(max_length=20, blank=True)
    rating = models.CharField(max_length=60, blank=True, help_text="As a ratings board says it: FSK 12, PG-13, TV-MA, 12A and so on.")
    age = models.PositiveSmallIntegerField(
        null=True, editable=False, db_index=True, help_text="The youngest age in years that it is for, as the rating says; empty: unknown."
    )
    poster = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    fanart = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    locked = models.JSONField(default=list, blank=True, editable=False, help_text="Fields that a person set: no scan changes them.")
    search_text = models.TextField(blank=True, editable=False, help_text="What search looks in: no case, no accents.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the age that the rating means."""
        self.age = ratings.age_of(self.rating)
        written = kwargs.get("update_fields")
        if written is not None and "rating" in written:
            kwargs["update_fields"] = {*written, "age"}
        super().save(*args, **kwargs)

    @property
    def best_source(self) -> Source | None:
        """The source that answers at the plain rendition names: the largest picture among those that can play.

        Of a film in several files the first part, and none while that is missing.
        """
        sources = self.sources.all()
        first = min((source.part for source in sources), default=1)
        playable = [source for source in sources if source.part == first and source.state == Source.State.READY]
        return max(playable, key=lambda source: (source.facts.picture_area, -source.pk), default=None)

    @property
    def shown_source(self) -> Source | None:
        """The source whose facts are shown: the best one; while all are missing, the first."""
        return self.best_source or next(iter(self.sources.all()), None)

    @property
    def state(self) -> Source.State:
        """Whether any of its sources can play."""
        return Source.State.READY if self.best_source is not None else Source.State.MISSING
