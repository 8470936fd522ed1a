"""Shelves of originals."""

from django.core.exceptions import ValidationError
from django.db import models


class Library(models.Model):
    """Originals under one name, in any number of folders."""

    class Kind(models.TextChoices):
        """What a library holds, which decides how names are read."""

        FILMS = "films", "Films"
        SERIES = "series", "Series"
        HOME_VIDEOS = "home_videos", "Home videos"

    class Preparation(models.TextChoices):
        """What is encoded before anybody asks for it."""

        AHEAD = "ahead", "Everything, as far as there is room"
        ON_DEMAND = "on-demand", "Nothing: only what somebody watches"
        DEVICES = "devices", "Only what the household's devices need"

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FILMS)
    preparation = models.CharField(max_length=20, choices=Preparation, default=Preparation.AHEAD)
    night_from = models.TimeField(null=True, blank=True, help_text="Prepare between these hours only; empty: at any time.")
    night_until = models.TimeField(null=True, blank=True)
    pause_on_battery = models.BooleanField(default=True, help_text="Prepare nothing while the machine runs on its battery.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse hours of which one is missing, and hours that are the same."""
        if (self.night_from is None) != (self.night_until is None):
            raise ValidationError("Say both hours between which to prepare, or none.")
        if self.night_from is not None and self.night_from == self.night_until:
            raise ValidationError("Say two different hours, or none to prepare at any time.")
