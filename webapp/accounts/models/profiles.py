"""Who is watching."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from webapp.accounts.models.people import User

ADULT = 18  # years: the highest age that any system of ratings knows
PIN_TRIES, PIN_WINDOW = 5, timedelta(minutes=15)


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Many profiles."""

    def most_permissive(self) -> "Profile | None":
        """The one that may see most: a grown-up's before any child's."""
        return self.order_by("is_child", "-highest_age", "-shows_unrated", "id").first()

    def grown_up(self) -> "ProfileQuerySet":
        """Those that are no children's."""
        return self.filter(is_child=False)


class Profile(models.Model):
    """A person in the household. An account has one or several; each sign-in watches as one of them."""

    class Avatar(models.TextChoices):
        """The drawings of `bundled_frontend`, which are our own."""

        FOX = "fox", "Fox"
        OWL = "owl", "Owl"
        BEAR = "bear", "Bear"
        CAT = "cat", "Cat"
        WHALE = "whale", "Whale"
        ROBOT = "robot", "Robot"
        ROCKET = "rocket", "Rocket"
        CACTUS = "cactus", "Cactus"

    class Colour(models.TextChoices):
        """What a profile's drawing stands on; the frontend has a shade for each name."""

        RED = "red", "Red"
        ORANGE = "orange", "Orange"
        YELLOW = "yellow", "Yellow"
        GREEN = "green", "Green"
        TEAL = "teal", "Teal"
        BLUE = "blue", "Blue"
        PURPLE = "purple", "Purple"
        PINK = "pink", "Pink"

    class Language(models.TextChoices):
        """The interface's languages."""

        BROWSER = "", "As the browser asks"
        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="profiles")
    name = models.CharField(max_length=40)
    avatar = models.CharField(max_length=20, choices=Avatar, default=Avatar.FOX)
    colour = models.CharField(max_length=20, choices=Colour, default=Colour.RED)
    pin_hash = models.CharField(max_length=128, blank=True, editable=False)
    pin_tries = models.PositiveSmallIntegerField(default=0, editable=False, help_text="At a wrong PIN, since the first of them.")
    pin_tries_since = models.DateTimeField(null=True, editable=False)
    is_child = models.BooleanField("kids mode", default=False, help_text="Shows only what is rated for this age.")
    highest_age = models.PositiveSmallIntegerField(
        default=6, validators=[MaxValueValidator(ADULT)], help_text="In kids mode: titles rated for up to this age, in years."
    )
    shows_unrated = models.BooleanField("titles without a rating", default=False, help_text="In kids mode: show them too.")
    language = models.CharField(max_length=10, choices=Language, default=Language.BROWSER, blank=True)
    audio_language = models.CharField(max_length=35, blank=True, help_text="A language tag (BCP 47); empty: the film's own.")
    subtitle_language = models.CharField(max_length=35, blank=True, help_text="A language tag (BCP 47); empty: no subtitles.")
    autoplay = models.BooleanField(default=True, help_text="Go on with the next episode.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("user", Lower("name"), name="one_profile_of_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_pin(self) -> bool:
        """Whether nobody can watch as this person without knowing the PIN."""
        return bool(self.pin_hash)

    def set_pin(self, pin: str) -> None:
        """Set a PIN, or take it away with an empty one (not yet saved); wrong tries at the old one are forgotten."""
        self.pin_hash = make_password(pin) if pin else ""
        self.pin_tries, self.pin_tries_since = 0, None

    def check_pin(self, pin: str) -> bool:
        """Whether this is the PIN; without one, anything is."""
        return not self.has_pin or check_password(pin, self.pin_hash)

    def claim_pin_try(self) -> timedelta | None:
        """Count a try at the PIN before it is made; how long to wait where there were too many. Of many at once, `PIN_TRIES` come through.

        Raises RuntimeError inside a transaction, which could take the count back.
        """
        now, mine = timezone.now(), Profile.objects.filter(pk=self.pk)
        with transaction.atomic(durable=True):
            lapsed = mine.filter(Q(pin_tries_since=None) | Q(pin_tries_since__lte=now - PIN_WINDOW))
            if lapsed.update(pin_tries=1, pin_tries_since=now) or mine.filter(pin_tries__lt=PIN_TRIES).update(pin_tries=F("pin_tries") + 1):
                return None
        since = mine.values_list("pin_tries_since", flat=True).first()
        return (since or now) + PIN_WINDOW - now

    def forgive_pin_try(self) -> None:
        """The try was right: it does not count. Wrong ones before it still do."""
        Profile.objects.filter(pk=self.pk, pin_tries__gt=0).update(pin_tries=F("pin_tries") - 1)
