"""Figures of a large household library: `python -m tests.benchmarks.household [--videos 10000]`, in the root of a checkout.

Makes rows of videos without files, with a profile that has watched and listed many of them, in a new database: SQLite's in a folder of its
own, or, where VIDEOFLIX_DATABASE_URL names a server, one of its own on PostgreSQL. Then asks the web application, in this process, for
pages like a browser does, and prints for each how long it takes at the 50th and the 95th percentile and how many queries it costs.
"""

import argparse
import contextlib
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.library_rows import a_source

GOAL_MS = 50.0
ROUNDS = 200
EMAIL, PASSWORD = "alice@example.org", "correct horse battery staple"
GENRES = ["Drama", "Comedy", "Action", "Animation", "Family", "Crime", "Documentary", "Romance", "Fantasy", "War", "Music", "Western"]
WORDS = [
    "night",
    "river",
    "winter",
    "silent",
    "garden",
    "letter",
    "island",
    "shadow",
    "golden",
    "mother",
    "train",
    "glass",
    "paper",
    "north",
]
EPISODES = 50  # of each series


@contextlib.contextmanager
def appliance() -> Iterator[None]:
    """Django, set up on a new, empty database."""
    from tests.databases import own_database

    with tempfile.TemporaryDirectory(prefix="videoflix-benchmark-") as folder, own_database():
        os.environ["VIDEOFLIX_DATA_DIR"], os.environ["DJANGO_SETTINGS_MODULE"] = str(Path(folder) / "data"), "webapp.settings"
        from appliance import config

        config.load()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection, connections

        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        print(f"{connection.vendor}, {os.cpu_count()} processors")
        try:
            yield
        finally:
            connections.close_all()


def make_library(count: int, luck: random.Random) -> None:
    """Half of them episodes, the others films, with genres, people and a source each."""
    from django.db import connection
    from django.utils import timezone

    from webapp.library.models import Category, Credit, Library, Person, Series, Source, Video
    from webapp.library.search_text import searched

    library = Library.objects.create(name="Films")
    genres = Category.objects.bulk_create([Category(name=name) for name in GENRES])
    people = Person.objects.bulk_create([Person(name=f"Person {number}") for number in range(count // 10 + 10)])
    titles = [f"The {luck.choice(WORDS)} {luck.choice(WORDS)} {number}".title() for number in range(count // 2 // EPISODES + 1)]
    stories = [" ".join(luck.choice(WORDS) for _ in range(60)) for _ in titles]
    told = zip(titles, stories, strict=True)
    series = [Series(library=library, title=title, sort_title=title[4:], description=story) for title, story in told]
    for each in series:
        each.search_text = searched([each.title], [person.name for person in luck.sample(people, 30)], each.description)
    series = Series.objects.bulk_create(series)
    Series.genres.through.objects.bulk_create(
        [Series.genres.through(series=each, category=genre) for each in series for genre in luck.sample(genres, 2)]
    )
    videos = []
    for number in range(count):
        facts: dict[str, Any] = {
            "title": f"{luck.choice(WORDS)} of the {luck.choice(WORDS)} {number}".title(),
            "age": luck.choice([0, 6, 12, 16, None]),
        }
        if number % 2:
            place = number // 2
            facts |= {"series": series[place // EPISODES], "season_number": place % EPISODES // 10 + 1, "episode_number": place % 10 + 1}
        description = " ".join(luck.choice(WORDS) for _ in range(60))
        facts |= {"description": description, "poster": f"{number:016x}.jpg", "year": 1950 + number % 75}
        video = Video(library=library, sort_title=facts["title"], **facts)
        video.search_text = video.searched()
        videos.append(video)
    videos = Video.objects.bulk_create(videos, batch_size=500)
    now = timezone.now()
    for number, video in enumerate(videos):
        video.created_at = now - timedelta(minutes=count - number)
    Video.objects.bulk_update(videos, ["created_at"], batch_size=500)
    films = [video for video in videos if video.series_id is None]
    through = Video.genres.through
    through.objects.bulk_create(
        [through(video=video, category=genre) for video in films for genre in luck.sample(genres, luck.choice([1, 2, 3]))], batch_size=500
    )
    actor = Credit.Role.ACTOR
    credits_of = [Credit(video=video, person=person, role=actor) for video in films for person in luck.sample(people, 5)]
    Credit.objects.bulk_create(credits_of, batch_size=500)
    Source.objects.bulk_create([a_source(video) for video in videos], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")  # as PostgreSQL does by itself after a while


def make_habits(luck: random.Random) -> None:
    """The profile has watched a good part of everything, is in the middle of some, and has a long list."""
    from django.utils import timezone

    from webapp.accounts.models import Profile
    from webapp.library.models import Video
    from webapp.watching.models import ListEntry, WatchProgress

    profile, now = Profile.objects.get(), timezone.now()
    videos = list(Video.objects.order_by("id").values_list("id", flat=True))
    seen = luck.sample(videos, len(videos) // 5)
    rows = []
    for number, video_id in enumerate(seen):
        then = now - timedelta(hours=number)
        watched = number % 5 > 0
        position = 0.0 if watched else 1000.0
        rows.append(
            WatchProgress(
                profile=profile, video_id=video_id, position=position, duration=5400.0, watched=watched, played_at=then, updated_at=then
            )
        )
    WatchProgress.objects.bulk_create(rows, batch_size=500)
    ListEntry.objects.bulk_create([ListEntry(profile=profile, video_id=video_id) for video_id in luck.sample(videos, 200)], batch_size=500)


def client() -> Any:
    """Alice's browser, signed in."""
    from rest_framework.test import APIClient

    from webapp.accounts.models import User

    User.objects.create_owner(EMAIL, PASSWORD)
    browser = APIClient(HTTP_HOST="localhost")
    answer = browser.post("/api/auth/login/", {"email": EMAIL, "password": PASSWORD})
    browser.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    browser.cookies.clear()
    return browser


def measure(browser: Any, name: str, address: Callable[[], str]) -> bool:
    """Ask many times, and print a line; whether the goal is met."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address())
        queries = len(captured)
    assert answer.status_code == 200, (name, answer.status_code, answer.content[:200])
    times = []
    for _ in range(ROUNDS):
        asked = address()
        begin = time.perf_counter()
        browser.get(asked)
        times.append((time.perf_counter() - begin) * 1000)
    median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    met, size = late < GOAL_MS, len(answer.content) // 1024
    print(f"  {name:24} {median:7.1f} ms   p95 {late:7.1f} ms   {queries:3} queries   {size:5} kB   {'' if met else 'NO'}")
    return met


def main() -> None:
    """Make the library, and print the table."""
    parser = argparse.ArgumentParser(description="How fast pages of a large library are.")
    parser.add_argument("--videos", type=int, default=10_000)
    chosen = parser.parse_args()
    luck = random.Random(7)
    with appliance():
        browser = client()
        make_library(chosen.videos, luck)
        make_habits(luck)
        from webapp.library.models import Category, Series, Video

        genres = list(Category.objects.values_list("id", flat=True))
        films = list(Video.objects.order_by("id").values_list("id", flat=True))
        series = list(Series.objects.filter(episodes__isnull=False).distinct().values_list("id", flat=True))
        print(f"{len(films)} videos, goal: {GOAL_MS:.0f} ms at the 95th percentile")
        pages: dict[str, Callable[[], str]] = {
            "home": lambda: "/api/home/",
            "search, a word": lambda: f"/api/search/?q={luck.choice(WORDS)}",
            "search, two words": lambda: f"/api/search/?q={luck.choice(WORDS)}+{luck.choice(WORDS)}",
            "search, a person": lambda: f"/api/search/?q=person+{luck.randrange(1000)}",
            "search, nothing found": lambda: "/api/search/?q=zzzzz",
            "details": lambda: f"/api/video/{luck.choice(films)}/",
            "series": lambda: f"/api/series/{luck.choice(series)}/",
            "genres": lambda: "/api/genres/",
            "all series, by title": lambda: "/api/series/?order=title&limit=60",
            "genre, by title": lambda: f"/api/genres/{luck.choice(genres)}/?order=title",
            "my list": lambda: "/api/list/",
            "history": lambda: "/api/history/",
            "list, a page of 50": lambda: f"/api/video/?limit=50&offset={luck.randrange(len(films))}",
            "list, by title": lambda: f"/api/video/?limit=50&offset={luck.randrange(len(films))}&order=title",
        }
        met = [measure(browser, name, address) for name, address in pages.items()]
    raise SystemExit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
