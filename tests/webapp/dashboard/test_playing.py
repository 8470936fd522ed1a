"""What plays now, and Stop."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.library_rows import a_source
from tests.webapp.dashboard.conftest import Make
from webapp.accounts.models import User
from webapp.dashboard.queries.playing import playing
from webapp.streaming.models import Playback

pytestmark = pytest.mark.django_db

Watch = Callable[..., Playback]


def test_who_watches_what_and_where(make: Make, watch: Watch) -> None:
    watch(make(seconds=600).video, rendition="480p", position=150.0)
    [each] = playing()
    assert (each.title, each.who, each.device, each.address) == ("Holiday", "Bob (bob@example.org)", "Television", "192.168.1.40")
    assert (each.rendition, each.position, each.duration, each.percent, each.paused) == ("480p", 150.0, 600.0, 25, False)


def test_who_left_plays_nothing(make: Make, watch: Watch) -> None:
    watch(make().video, updated_at=timezone.now() - timedelta(minutes=2))
    assert playing() == []


def test_in_a_film_of_two_files_the_second_comes_after_the_first(make: Make, watch: Watch) -> None:
    first = make(seconds=600)
    a_source(first.video, seconds=400, part=2).save()
    watch(first.video, rendition="480p-v2", position=100.0)
    [each] = playing()
    assert (each.position, each.duration) == (700.0, 1000.0)


def test_a_player_without_a_device_is_called_as_it_calls_itself(make: Make, bob: User) -> None:
    Playback.objects.create(user=bob, video=make().video, client="VLC")
    Playback.objects.create(user=bob, video=make().video)
    unknown, known = playing()
    assert (known.who, known.device) == ("bob@example.org", "VLC")
    assert (unknown.device, unknown.address) == ("an unknown player", "")


def test_stop_ends_it_and_says_so(admin: Client, make: Make, watch: Watch) -> None:
    playback = watch(make().video)
    page = admin.get(reverse("dashboard:overview")).content.decode()
    address = reverse("dashboard:stop", args=[playback.key])
    assert f'action="{address}"' in page
    assert "192.168.1.40" in page
    answers = [admin.post(address, follow=True).content.decode() for _ in range(2)]  # pressed twice
    assert "“Holiday” was stopped there" in answers[0]
    assert "not playing any more" in answers[1]
    assert not Playback.objects.exists()


def test_titles_are_no_markup(admin: Client, make: Make, watch: Watch) -> None:
    watch(make("<script>alert(1)</script>").video)
    assert b"<script>alert" not in admin.get(reverse("dashboard:overview")).content
