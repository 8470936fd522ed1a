"""What a position in a film says; times in seconds. People leave before the last letter of the credits, and look into films by mistake."""

WATCHED_PART = 0.92
CREDITS, LONG = 180.0, 900.0  # the credits of whatever lasts a quarter of an hour: of a clip, three minutes would be most of it
GLANCE, GLANCE_PART = 30.0, 0.02


def is_watched(position: float, duration: float) -> bool:
    """Whether somebody who is here has seen the film: from 92 % on, or in the last three minutes of a quarter of an hour and more."""
    if duration <= 0:
        return False
    return position >= duration * WATCHED_PART or (duration >= LONG and duration - position <= CREDITS)


def is_glance(position: float, duration: float) -> bool:
    """Whether this is so near the beginning that it says nothing: players open there, before they go where they should begin."""
    return position < min(GLANCE, duration * GLANCE_PART)
