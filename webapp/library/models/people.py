"""Who made films, what belongs together, and people's own marks."""

from django.db import models

LONGEST_TAG = 100  # characters


class Person(models.Model):
    """Somebody who acted in films or made them."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    """What a person did in a video."""

    class Role(models.TextChoices):
        """What people do in films, as far as a home library cares."""

        DIRECTOR = "director", "Director"
        WRITER = "writer", "Writer"
        ACTOR = "actor", "Actor"

    video = models.ForeignKey("library.Video", on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=20, choices=Role)
    character = models.CharField(max_length=200, blank=True, help_text="Whom an actor plays.")
    order = models.PositiveSmallIntegerField(default=0, help_text="As the credits name them.")

    class Meta:
        ordering = ["role", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["video", "person", "role", "character"], name="one_credit_of_a_kind")]

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
