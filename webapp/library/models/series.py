"""What episodes belong to."""

from typing import Any

from django.db import models, transaction

from webapp.library import ratings
from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library
from webapp.library.models.people import Person
from webapp.library.search_text import searched, sort_title

# What follows from other fields, and from which; whoever writes it itself has it made anew.
FOLLOWS = {"age": {"rating"}, "sort_title": {"title"}, "search_text": {"title", "description"}}


class Series(models.Model):
    """Groups Videos that carry season and episode numbers. Season 0 holds the specials."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=300, blank=True, db_index=True, editable=False, help_text="Without its article.")
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the first episode.")
    name_key = models.CharField(max_length=300, blank=True, db_index=True, editable=False, help_text="What its folder is called.")
    tmdb_id = models.CharField(max_length=20, blank=True)
    description = models.TextField(blank=True)
    genres = models.ManyToManyField(Category, blank=True, related_name="series")
    people = models.ManyToManyField(Person, through="library.Credit", related_name="series")
    rating = models.CharField(max_length=60, blank=True, help_text="Holds for every episode that has none of its own.")
    age = models.PositiveSmallIntegerField(null=True, editable=False, help_text="In years, as the rating says; empty: unknown.")
    poster = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    fanart = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    locked = models.JSONField(default=list, blank=True, editable=False, help_text="Fields that a person set: no scan changes them.")
    search_text = models.TextField(blank=True, editable=False, help_text="What search looks in: no case, no accents.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_title", "id"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what follows from other fields, here and in the episodes."""
        written = kwargs.get("update_fields")
        follow = {own for own, by in FOLLOWS.items() if written is None or not {own, *by}.isdisjoint(written)}
        self.age = ratings.age_of(self.rating)
        self.sort_title = sort_title(self.title)
        if "search_text" in follow:
            self.search_text = self.searched()
        if written is not None:
            kwargs["update_fields"] = {*written, *follow}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if written is None or "rating" in written:
                self._rate_episodes()
            if written is None or "title" in written:
                self._index_episodes()

    def searched(self) -> str:
        """What search looks in."""
        people = [person.name for person in self.people.all()] if self.pk else []
        return searched([self.title, self.sort_title], people, self.description)

    def _rate_episodes(self) -> None:
        """An episode without a rating that is known has its series' age; so kids mode never shows what was rated meanwhile."""
        for rating in set(self.episodes.order_by().values_list("rating", flat=True)):
            if ratings.age_of(rating) is None:
                self.episodes.filter(rating=rating).update(age=self.age)

    def _index_episodes(self) -> None:
        """Search finds episodes by their series' title."""
        self.episodes.index()


class Season(models.Model):
    """Episodes of a Series with the same season's number; made with the first of them (`Video.save`)."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="seasons")
    number = models.PositiveSmallIntegerField(help_text="0: the specials.")
    poster = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    locked = models.JSONField(default=list, blank=True, editable=False, help_text="Fields that a person set: no scan changes them.")

    class Meta:
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="one_season_per_number")]

    def __str__(self) -> str:
        return f"{self.series}, {f'season {self.number}' if self.number else 'specials'}"

    @property
    def episodes(self) -> models.QuerySet[Any]:
        """Its Videos."""
        return self.series.episodes.filter(season_number=self.number)
