"""What kinds of films there are."""

from django.db import models


class Category(models.Model):
    """What kind of film it is, as people say it: "Animation", "Family"."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
