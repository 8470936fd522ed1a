"""What people choose and play."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import receiver

from webapp.library import ratings
from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library
from webapp.library.models.people import Collection, Credit, Person, Tag
from webapp.library.models.series import Season, Series
from webapp.library.models.sources import Source
from webapp.library.search_text import searched, sort_title

# What follows from other fields, and from which; whoever writes it itself has it made anew.
FOLLOWS = {
    "age": {"rating", "series"},
    "sort_title": {"title"},
    "search_text": {"title", "original_title", "description", "series"},
}
OF_SEASON = frozenset({"series", "season_number"})  # fields that say which one an episode belongs to


# What lists are ordered by: what came in last first, or by title without its article. Ids keep pages apart.
ORDERS = {"new": ("-created_at", "-id"), "title": ("sort_title", "id")}


class VideoQuerySet(models.QuerySet["Video"]):
    """Many videos."""

    def in_category(self, name: str) -> "VideoQuerySet":
        """Those of one category, in any case; no name: all."""
        return self.filter(category__name__iexact=name) if name else self.all()

    def for_age(self, highest: int, unrated: bool) -> "VideoQuerySet":
        """Those for people up to this age in years; with those whose age nobody knows, if wanted."""
        return self.filter(Q(age__lte=highest) | Q(age=None) if unrated else Q(age__lte=highest))

    def listed(self, order: str = "new") -> "VideoQuerySet":
        """In one of the ORDERS, with everything the list shows, in a fixed number of queries.

        Timelines and what search looks in stay behind: no list shows them.
        """
        sources = models.Prefetch("sources", Source.objects.defer("timeline_json"))
        return self.defer("search_text").select_related("category").prefetch_related(sources).order_by(*ORDERS[order])

    def detailed(self) -> "VideoQuerySet":
        """As listed, with everything that a video's own page shows."""
        credits_of = models.Prefetch("credits", Credit.objects.select_related("person"))
        return self.listed().select_related("series", "collection").prefetch_related("genres", "tags", credits_of)

    def index(self) -> None:
        """Write anew what search looks in, where people, tags or the series are others than they were."""
        changed = []
        for video in self.select_related("series").prefetch_related("people", "tags"):
            searched = video.searched()
            if video.search_text != searched:
                video.search_text = searched
                changed.append(video)
        Video.objects.bulk_update(changed, ["search_text"], batch_size=200)


class Video(models.Model):
    """What a person chooses and plays: a film, an episode, a home video."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="videos")
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=300, blank=True, db_index=True, editable=False, help_text="Without its article.")
    name_key = models.CharField(
        max_length=64, blank=True, db_index=True, editable=False, help_text="What its files are called: versions and parts agree in it."
    )
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
        indexes = [models.Index(fields=["series", "-created_at"], name="video_by_series_and_time")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what follows from other fields."""
        written = kwargs.get("update_fields")
        follow = {own for own, by in FOLLOWS.items() if written is None or not {own, *by}.isdisjoint(written)}
        if "age" in follow:
            self.age = self._age()
        if "sort_title" in follow:
            self.sort_title = sort_title(self.title)
        if "search_text" in follow:
            self.search_text = self.searched()
        if written is not None:
            kwargs["update_fields"] = {*written, *follow}
        super().save(*args, **kwargs)
        if self.series_id and self.season_number is not None and (written is None or not OF_SEASON.isdisjoint(written)):
            Season.objects.get_or_create(series_id=self.series_id, number=self.season_number)

    def searched(self) -> str:
        """What search looks in."""
        titles = [self.title, self.sort_title, self.original_title, self.series.title if self.series else ""]
        people = [person.name for person in self.people.all()] if self.pk else []
        tags = [tag.name for tag in self.tags.all()] if self.pk else []
        return searched(titles, [*people, *tags], self.description)

    def _age(self) -> int | None:
        """As its own rating says, else its series'."""
        own = ratings.age_of(self.rating)
        return self.series.age if own is None and self.series else own

    @property
    def season(self) -> Season | None:
        """The season that it is an episode of."""
        if self.series is None or self.season_number is None:
            return None
        return self.series.seasons.filter(number=self.season_number).first()

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
    def duration(self) -> float:
        """Seconds that the film takes: all its parts."""
        parts: dict[int, float] = {}
        for source in sorted(self.sources.all(), key=lambda source: source.pk):
            parts.setdefault(source.part, source.duration)
        return sum(parts.values())

    @property
    def state(self) -> Source.State:
        """Whether any of its sources can play."""
        return Source.State.READY if self.best_source is not None else Source.State.MISSING


@receiver(m2m_changed, sender=Video.tags.through)
def _index_tagged(instance: Video | Tag, action: str, pk_set: set[int] | None, **_: Any) -> None:
    """Search finds videos by their tags, whoever gives and takes them."""
    if action in ("post_add", "post_remove", "post_clear") and pk_set != set():
        Video.objects.filter(pk__in=[instance.pk] if isinstance(instance, Video) else pk_set or []).index()


@receiver(pre_delete, sender=Tag)
def _take_off(instance: Tag, **_: Any) -> None:
    """No video is found by a tag that is gone."""
    instance.videos.set([])
