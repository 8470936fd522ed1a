"""Whether and where facts of films are looked up online."""

from django.db import models


class OnlineLookup(models.Model):
    """The one row of the owner's choice. Off by default: no name of a film leaves the house unasked."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    enabled = models.BooleanField(default=False, help_text="Titles and years of films are then sent to The Movie Database.")
    tmdb_key = models.CharField(
        "key for The Movie Database", max_length=400, blank=True, help_text="Your own: an API key or a read access token."
    )
    language = models.CharField(max_length=10, default="en-US", help_text="Of titles and descriptions: en-US, de-DE and so on.")

    class Meta:
        verbose_name_plural = "online lookup"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_online_lookup")]

    def __str__(self) -> str:
        return "Online lookup"
