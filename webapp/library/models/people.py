"""Who made films, what belongs together, and people's own marks."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q

from webapp.library.search_text import plain

LONGEST_TAG = 100  # characters


class Person(models.Model):
    """Somebody who acted in films or made them."""

    name = models.CharField(max_length=200, unique=True)
    plain_name = models.CharField(max_length=400, blank=True, editable=False, help_text="As search compares it: no case, no accents.")

    class Meta:
        ordering = ["name"]
        verbose_name = "person in films"  # the household's are people, too
        verbose_name_plural = "cast and crew"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with what follows from the name."""
        self.plain_name = plain(self.name)[:400]
        super().save(*args, **kwargs)


class Credit(models.Model):
    """What a person did in a video, or in a series as a whole."""

    class Role(models.TextChoices):
        """What people do in films, as far as a home library cares."""

        DIRECTOR = "director", "Director"
        WRITER = "writer", "Writer"
        ACTOR = "actor", "Actor"

    video = models.ForeignKey("library.Video", on_delete=models.CASCADE, null=True, blank=True, related_name="credits")
    series = models.ForeignKey("library.Series", on_delete=models.CASCADE, null=True, blank=True, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=20, choices=Role)
    character = models.CharField(max_length=200, blank=True, help_text="Whom an actor plays.")
    order = models.PositiveSmallIntegerField(default=0, help_text="As the credits name them.")

    class Meta:
        ordering = ["role", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["video", "person", "role", "character"], name="one_credit_of_a_kind"),
            models.UniqueConstraint(fields=["series", "person", "role", "character"], name="one_credit_of_a_kind_in_a_series"),
            models.CheckConstraint(condition=Q(video=None) ^ Q(series=None), name="credit_of_a_video_or_of_a_series"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class Collection(models.Model):
    """Films that belong together, such as the parts of a saga."""

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A mark of the owner's own."""

    name = models.CharField(max_length=LONGEST_TAG, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; search finds videos by what their tags are called now."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.videos.index()
