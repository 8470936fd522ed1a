"""A child's profile never receives anything of a title above its limit, by whichever way it asks."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from tests.conftest import PASSWORD
from webapp.accounts import cookies
from webapp.accounts.access import Viewer, media_token
from webapp.accounts.models import Profile, SignIn, User
from webapp.library.models import Video
from webapp.library.services import import_file, library_named
from webapp.streaming import access, companions
from webapp.streaming.models import Playback

pytestmark = pytest.mark.django_db
NEW_PASSWORDS = {"current_password": PASSWORD, **dict.fromkeys(("new_password", "confirm_password"), "a battery of staples")}


@pytest.fixture
def film(db: None, clip: Callable[[str], Any], tmp_path: Any) -> Video:
    """A film for grown-ups with everything that can be fetched: pictures, sound, subtitles beside it, a poster, the seek bar's pictures."""
    place = tmp_path / "Film.mp4"
    place.write_bytes(clip("h264.mp4").read_bytes())
    (tmp_path / "Film.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n", encoding="utf-8")
    video = import_file(place, library_named(None))
    rate(video, "FSK 16")
    assert companions.make_next()
    return video


def rate(video: Video, rating: str) -> None:
    """The owner says what it is rated."""
    video.rating = rating
    video.save(update_fields=["rating"])


@pytest.fixture
def mia(bob: User) -> Profile:
    return Profile.objects.create(user=bob, name="Mia", is_child=True, highest_age=12)


@pytest.fixture
def grown_up(bob: User, mia: Profile) -> Profile:
    return bob.profiles.exclude(pk=mia.pk).get()


def choose(client: APIClient, profile: Profile, pin: str = "") -> None:
    assert client.post(f"/api/profiles/{profile.pk}/choose/", {"pin": pin}).status_code == 200


@pytest.fixture
def child(mia: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    client = client_of(mia.user)
    choose(client, mia)
    return client


@pytest.fixture
def parent(grown_up: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    client = client_of(grown_up.user)
    choose(client, grown_up)
    return client


def everything(parent: APIClient, film: Video) -> set[str]:
    """Every address of a film that somebody who may see it is led to, from its details on."""
    details = parent.get(f"/api/video/{film.pk}/").json()
    poster = details["thumbnail_url"].removeprefix("http://testserver")
    found = {f"/api/video/{film.pk}/", poster, details["playlist_url"], details["thumbnails_url"]}
    found |= {f"/api/video/{film.pk}/{entry['name']}/index.m3u8" for entry in details["renditions"] if entry["kind"] == "video"}
    unread = {address for address in found if ".m3u8" in address or ".vtt" in address}
    while unread:
        text = parent.get(unread.pop()).content.decode()
        new = {match.partition("#")[0] for match in re.findall(r'/api/video/[^"\s]+', text)} - found
        found |= new
        unread |= {address for address in new if ".m3u8" in address}
    return found


def test_nothing_of_a_forbidden_film_is_there(film: Video, parent: APIClient, child: APIClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("webapp.streaming.waiting.LONGEST_SECONDS", 0.0)  # what is not encoded yet is a 503 to who may see it
    addresses = everything(parent, film)
    kinds = {re.sub(r"\d{5}", "N", address.partition("?")[0]).removeprefix(f"/api/video/{film.pk}/") for address in addresses}
    assert kinds >= {
        "", "poster.jpg", "index.m3u8", "original/index.m3u8", "original/media.m3u8", "original/init.mp4", "original/N.m4s",
        "360p/index.m3u8", "360p/media.m3u8", "360p/init.mp4", "360p/N.m4s", "audio-1/media.m3u8", "audio-1/N.m4s",
        "subtitles-1/media.m3u8", "subtitles-1/N.vtt", "trickplay/thumbnails.vtt", "trickplay/N.jpg",
    }  # fmt: skip
    assert {parent.get(address).status_code for address in addresses} <= {200, 503}
    assert {(method, child.generic(method, address).status_code) for address in addresses for method in ("GET", "HEAD")} == {
        ("GET", 404),
        ("HEAD", 404),
    }


def test_a_refusal_does_not_tell_that_there_is_such_a_film(film: Video, child: APIClient) -> None:
    for address in ("", "index.m3u8", "original/00000.m4s", "poster.jpg"):
        forbidden, unknown = (child.get(f"/api/video/{number}/{address}") for number in (film.pk, film.pk + 1))
        assert (forbidden.status_code, forbidden.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


def test_a_heartbeat_is_refused_too(film: Video, child: APIClient) -> None:
    report = {"key": str(uuid.uuid4()), "position": 1}
    assert child.post(f"/api/video/{film.pk}/playback/", report).status_code == 404
    assert not Playback.objects.exists()


def test_it_is_neither_listed_nor_counted_nor_found(film: Video, child: APIClient, parent: APIClient) -> None:
    for query in ("", "?limit=5", "?category="):
        answer = child.get(f"/api/video/{query}")
        assert (answer.json(), answer["X-Total-Count"]) == ([], "0")
        assert [entry["id"] for entry in parent.get(f"/api/video/{query}").json()] == [film.pk]


@pytest.mark.parametrize(
    ("rating", "highest", "unrated", "status"),
    [
        ("FSK 12", 12, False, 200),
        ("PG-13", 12, False, 404),
        ("FSK 0", 0, False, 200),
        ("FSK 6", 0, False, 404),
        ("FSK 18", 18, False, 200),
        ("", 12, False, 404),
        ("", 12, True, 200),
        ("Not rated", 18, False, 404),
        ("who knows", 12, True, 200),
        ("FSK 16", 12, True, 404),
    ],
)
def test_the_limit_decides(
    rating: str, highest: int, unrated: bool, status: int, film: Video, mia: Profile, child: APIClient, parent: APIClient
) -> None:
    rate(film, rating)
    mia.highest_age, mia.shows_unrated = highest, unrated
    mia.save()
    address = f"/api/video/{film.pk}/original/00000.m4s"
    assert child.get(address).status_code == status
    assert len(child.get("/api/video/").json()) == (1 if status == 200 else 0)
    assert parent.get(address).status_code == 200


def players(user: User, profile: Profile, film: Video) -> dict[str, APIClient]:
    """A browser that has just signed in and chosen, and what else its tokens open."""
    browser = APIClient(HTTP_ORIGIN="http://testserver")
    access_token = browser.post("/api/auth/login/", {"email": user.email, "password": PASSWORD}).json()["access"]
    choose(browser, profile)
    ways = {name: APIClient() for name in ("header", "access cookie", "media cookie")}
    ways["header"].credentials(HTTP_AUTHORIZATION=f"Bearer {access_token}")
    ways["access cookie"].cookies[cookies.ACCESS] = browser.cookies[cookies.ACCESS].value
    ways["media cookie"].cookies[cookies.MEDIA] = browser.cookies[cookies.MEDIA].value
    return {**ways, "browser": browser}


@pytest.mark.parametrize("way", ["header", "access cookie", "media cookie"])
def test_every_way_to_ask_watches_as_the_chosen_profile_at_once(
    way: str, film: Video, bob: User, mia: Profile, grown_up: Profile, django_assert_num_queries: Any
) -> None:
    """What was remembered of the parent a moment ago is not the child's; nor the other way round."""
    address = f"/api/video/{film.pk}/original/00001.m4s"
    ways = players(bob, grown_up, film)
    for _ in range(2):
        assert ways[way].get(address).status_code == 200
        choose(ways["browser"], mia)
        assert ways[way].get(address).status_code == 404
        with django_assert_num_queries(0):
            assert ways[way].get(address).status_code == 404
        choose(ways["browser"], grown_up)


ENDS: dict[str, Callable[[APIClient, str], Any]] = {
    "revoked": lambda client, device: client.delete(f"/api/devices/{device}/"),
    "signed out everywhere": lambda client, device: client.post("/api/auth/sign-out-everywhere/"),
    "new password": lambda client, device: client.post("/api/auth/password/", NEW_PASSWORDS),
}


@pytest.mark.parametrize("way", ["header", "access cookie", "media cookie"])
@pytest.mark.parametrize("end", ENDS)
def test_a_device_that_ends_gets_no_further_segment(
    end: str, way: str, film: Video, bob: User, grown_up: Profile, parent: APIClient, django_assert_num_queries: Any
) -> None:
    address = f"/api/video/{film.pk}/original/00001.m4s"
    ways = players(bob, grown_up, film)
    [device] = [each["id"] for each in ways["browser"].get("/api/devices/").json() if each["is_current"]]
    assert ways[way].get(address).status_code == 200
    with django_assert_num_queries(0):  # it is remembered
        assert ways[way].get(address).status_code == 200
    assert ENDS[end](parent, device).status_code in (200, 204)
    assert ways[way].get(address).status_code == 401


def test_a_signed_address_is_bound_to_the_profile_that_got_it(
    film: Video, mia: Profile, grown_up: Profile, parent: APIClient, charlie: APIClient
) -> None:
    address = f"/api/video/{film.pk}/original/00000.m4s"
    assert charlie.get(address, {"token": media_token(mia.user, film.pk, mia.pk)}).status_code == 404
    signed = parent.get(f"/api/video/{film.pk}/").json()["signed_playlist_url"]
    assert charlie.get(signed).status_code == 200
    choose(parent, mia)  # on the same device
    assert parent.get(signed).status_code == 404  # by the cookies of the device, which come first
    assert charlie.get(signed).status_code == 200  # the film that a grown-up handed to another player goes on
    grown_up.is_child = True
    grown_up.save()
    assert charlie.get(signed).status_code == 404


def test_a_signed_address_ends_with_its_profile(film: Video, bob: User, mia: Profile, charlie: APIClient) -> None:
    rate(film, "FSK 6")
    address, token = f"/api/video/{film.pk}/index.m3u8", media_token(bob, film.pk, mia.pk)
    assert charlie.get(address, {"token": token}).status_code == 200
    mia.delete()
    assert charlie.get(address, {"token": token}).status_code == 401


def test_a_signed_address_of_another_account_does_not_borrow_its_limits(film: Video, alice: User, mia: Profile, charlie: APIClient) -> None:
    token = media_token(mia.user, film.pk, alice.profiles.get().pk)  # nobody can make one; were it so, it would open nothing
    assert charlie.get(f"/api/video/{film.pk}/index.m3u8", {"token": token}).status_code == 401


def test_a_changed_rating_holds_at_once(film: Video, child: APIClient, parent: APIClient) -> None:
    address = f"/api/video/{film.pk}/original/00000.m4s"
    for rating, status in (("FSK 16", 404), ("FSK 12", 200), ("PG-13", 404)):
        rate(film, rating)
        assert child.get(address).status_code == status
        assert parent.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_was_decided_before_others_could_see_a_rating_is_forgotten(film: Video, django_assert_num_queries: Any) -> None:
    viewer = Viewer(user_id=1, sign_in=None, profile_id=None, highest_age=12, shows_unrated=False)
    with transaction.atomic():  # as the admin saves
        rate(film, "FSK 12")
        access.may_see(viewer, film.pk)
    for queries in (1, 0):
        with django_assert_num_queries(queries):
            assert access.may_see(viewer, film.pk)


@pytest.mark.parametrize(
    "change",
    [{"highest_age": 16}, {"is_child": False}],
    ids=str,
)
def test_a_changed_limit_holds_at_once(change: dict[str, Any], film: Video, mia: Profile, child: APIClient, parent: APIClient) -> None:
    address = f"/api/video/{film.pk}/original/00000.m4s"
    assert child.get(address).status_code == 404
    assert parent.patch(f"/api/profiles/{mia.pk}/", change).status_code == 200
    assert child.get(address).status_code == 200
    assert parent.patch(f"/api/profiles/{mia.pk}/", {"is_child": True, "highest_age": 6}).status_code == 200
    assert child.get(address).status_code == 404


# While nobody has been chosen


@pytest.fixture
def undecided(film: Video, bob: User, mia: Profile, client_of: Callable[..., APIClient]) -> APIClient:
    """Bob has two profiles: his sign-in begins without one."""
    client = client_of(bob)
    assert SignIn.objects.latest("created_at").profile is None
    return client


@pytest.mark.parametrize(
    ("pins", "rating", "status"),
    [
        ("", "FSK 16", 200),
        ("grown-up", "FSK 12", 200),
        ("grown-up", "FSK 16", 404),
        ("child", "FSK 16", 200),
        ("grown-up child", "FSK 0", 404),
    ],
)
def test_it_sees_what_it_could_choose_without_a_pin(
    pins: str, rating: str, status: int, film: Video, mia: Profile, grown_up: Profile, undecided: APIClient
) -> None:
    rate(film, rating)
    for name, profile in (("grown-up", grown_up), ("child", mia)):
        if name in pins.split():
            profile.set_pin("1234")
            profile.save()
    assert undecided.get(f"/api/video/{film.pk}/").status_code == status
    assert undecided.get(f"/api/video/{film.pk}/original/00000.m4s").status_code == status
    assert len(undecided.get("/api/video/").json()) == (1 if status == 200 else 0)


def test_of_two_children_it_is_one_and_not_a_mixture(film: Video, bob: User, mia: Profile, grown_up: Profile, undecided: APIClient) -> None:
    grown_up.set_pin("1234")
    grown_up.save()
    Profile.objects.create(user=bob, name="Tom", is_child=True, highest_age=6, shows_unrated=True)
    rate(film, "FSK 12")
    assert undecided.get(f"/api/video/{film.pk}/").status_code == 200
    rate(film, "")
    assert undecided.get(f"/api/video/{film.pk}/").status_code == 404


def test_a_deleted_profile_leaves_its_devices_undecided(
    film: Video, mia: Profile, grown_up: Profile, child: APIClient, parent: APIClient
) -> None:
    grown_up.set_pin("1234")
    grown_up.save()
    assert parent.delete(f"/api/profiles/{mia.pk}/").status_code == 204
    assert child.get("/api/auth/me/").json()["profile"] is None
    assert child.get(f"/api/video/{film.pk}/original/00000.m4s").status_code == 404
