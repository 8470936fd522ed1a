"""The owner's browser, and films that lie on no disk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.library_rows import a_source
from webapp.accounts.models import SignIn, User
from webapp.library.models import Source, Video
from webapp.library.services import library_named
from webapp.streaming.models import Playback

Make = Callable[..., Source]


@pytest.fixture
def admin(client: Client, alice: User) -> Client:
    """Alice's browser in the admin."""
    client.force_login(alice)
    client.get("/admin/jsi18n/")  # the smallest page
    return client


@pytest.fixture
def make(db: None) -> Make:
    """Make a film, and give its source."""

    def make_film(title: str = "Holiday", library: str | None = None, **columns: Any) -> Source:
        video = Video.objects.create(library=library_named(library), title=title)
        source = a_source(video, **columns)
        source.save()
        return source

    return make_film


@pytest.fixture
def watch(bob: User) -> Callable[..., Playback]:
    """Have Bob's television play something."""
    later = timezone.now() + timedelta(days=1)
    names = {"name": "Television", "address": "192.168.1.40"}
    television = SignIn.objects.create(user=bob, profile=bob.profiles.get(), expires_at=later, **names)

    def begin(video: Video, **report: Any) -> Playback:
        who = {"user": bob, "profile": television.profile, "sign_in": television, "address": television.address}
        return Playback.objects.create(video=video, **{**who, **report})

    return begin
