"""What episodes belong to."""

from typing import Any

from django.db import models

from webapp.library import ratings
from webapp.library.models.categories import Category
from webapp.library.models.libraries import Library


class Series(models.Model):
    """Groups Videos that carry season and episode numbers. Season 0 holds the specials."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=300, blank=True, db_index=True, editable=False, help_text="Without its article.")
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the first episode.")
    description = models.TextField(blank=True)
    genres = models.ManyToManyField(Category, blank=True, related_name="series")
    rating = models.CharField(max_length=60, blank=True, help_text="Holds for every episode that has none of its own.")
    age = models.PositiveSmallIntegerField(null=True, editable=False, help_text="In years, as the rating says; empty: unknown.")
    poster = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    fanart = models.CharField(max_length=100, blank=True, editable=False, help_text="File name in the folder of posters.")
    locked = models.JSONField(default=list, blank=True, editable=False, help_text="Fields that a person set: no scan changes them.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_title", "id"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the age that the rating means."""
        self.age = ratings.age_of(self.rating)
        written = kwargs.get("update_fields")
        if written is not None and "rating" in written:
            kwargs["update_fields"] = {*written, "age"}
        super().save(*args, **kwargs)
