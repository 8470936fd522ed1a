"""What a position says."""

import pytest

from webapp.watching.rules import is_glance, is_watched


@pytest.mark.parametrize(
    ("position", "duration", "watched"),
    [
        (6623, 7200, False),
        (6624, 7200, True),  # 92 % of two hours
        (2483, 2700, False),
        (2484, 2700, True),  # of three quarters of an hour, 92 % come before the last three minutes
        (1019, 1200, False),
        (1020, 1200, True),  # the last three minutes of an episode
        (820, 899, False),
        (90, 200, False),  # of a clip they are nearly everything
        (184, 200, True),
        (13, 13, True),
        (14, 13, True),
        (0, 13, False),
        (100, 0, False),  # nobody knows how long it is
    ],
)
def test_when_a_film_counts_as_watched(position: float, duration: float, watched: bool) -> None:
    assert is_watched(position, duration) == watched


@pytest.mark.parametrize(
    ("position", "duration", "glance"),
    [(0, 7200, True), (29, 7200, True), (30, 7200, False), (1, 100, True), (2, 100, False), (0, 0, False)],
)
def test_the_first_moments_say_nothing(position: float, duration: float, glance: bool) -> None:
    assert is_glance(position, duration) == glance
