"""Who watches, as a value: what the rooms that show films need to know of a sign-in."""

from dataclasses import dataclass

from webapp.accounts.models import Profile

NOTHING = -1  # years: below every title's age


@dataclass(frozen=True)
class Viewer:
    """Somebody who is signed in, as the Profile that watches; what they may see goes by these limits and by nothing else."""

    user_id: int
    sign_in: str | None  # hex id of the sign-in; None: came with a media token
    profile_id: int | None  # None: not chosen yet
    highest_age: int | None  # years; None: everything
    shows_unrated: bool

    @property
    def is_grown_up(self) -> bool:
        """Whether nothing is kept from them; only grown-ups change who may come in, and who may see what."""
        return self.highest_age is None

    @property
    def is_child(self) -> bool:
        """Whether a child's profile has been chosen."""
        return self.profile_id is not None and not self.is_grown_up

    @classmethod
    def watching_as(cls, profile: Profile | None, limits: Profile | None, user_id: int, sign_in: str | None = None) -> "Viewer":
        """A viewer as this Profile, which may not be chosen yet, within the `limits` of another; without any they see nothing."""
        profile_id = None if profile is None else profile.pk
        if limits is None:
            return cls(user_id, sign_in, profile_id, NOTHING, False)
        if not limits.is_child:
            return cls(user_id, sign_in, profile_id, None, True)
        return cls(user_id, sign_in, profile_id, limits.highest_age, limits.shows_unrated)
