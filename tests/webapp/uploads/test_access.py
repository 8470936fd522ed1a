"""Who may upload, how much, and who sees what."""

import shutil
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from appliance.paths import DataPaths
from tests.conftest import PASSWORD
from tests.webapp.uploads.conftest import TUS, Sender, encoded, upload_at
from webapp.accounts.models import Household, Profile
from webapp.library.models import Library, Video
from webapp.streaming.models import SegmentStore
from webapp.uploads.models import Upload

pytestmark = pytest.mark.usefixtures("library")


def test_members_upload_once_the_owner_lets_them(bob: Any, client_of: Callable[..., APIClient]) -> None:
    client = client_of(bob)
    sender = Sender(client)
    refused = sender.begin(10)
    assert (refused.status_code, refused.json()["code"]) == (403, "may-not-upload")
    assert client.get("/api/setup/").json()["members_upload"] is False
    Household.objects.create(members_upload=True)
    assert sender.begin(10).status_code == 201
    assert client.get("/api/setup/").json()["members_upload"] is True


def test_children_do_not(bob: Any, client_of: Callable[..., APIClient]) -> None:
    Household.objects.create(members_upload=True)
    client, child = client_of(bob), Profile.objects.create(user=bob, name="Mia", is_child=True)
    assert client.post(f"/api/profiles/{child.pk}/choose/", {}).status_code == 200
    refused = Sender(client).begin(10)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-for-children")
    assert client.get("/api/uploads/").status_code == 403


def test_somebody_elses_does_not_exist(sender: Sender, member: Sender) -> None:
    address = sender.begun(10)
    sender.send(address, 0, b"abc")
    assert member.look(address).status_code == 404
    assert member.send(address, 3, b"d").status_code == 404
    assert member.stop(address).status_code == 404
    assert member.client.get("/api/uploads/").json()["uploads"] == []
    assert sender.offset(address) == 3


def test_a_stranger_learns_nothing(charlie: APIClient, sender: Sender) -> None:
    address = sender.begun(10)
    for method in ("head", "patch", "delete", "options"):
        assert getattr(charlie, method)(address, headers=TUS).status_code == 401
    for method in ("get", "post", "options"):
        answer = getattr(charlie, method)("/api/uploads/", headers=TUS)
        assert answer.status_code == 401
        assert "Tus-Max-Size" not in answer.headers


def test_other_websites_are_refused(alice: Any, sender: Sender) -> None:
    """A browser brings its cookies whoever makes it ask."""
    browser = APIClient()
    assert browser.post("/api/auth/login/", {"email": alice.email, "password": PASSWORD}).status_code == 200
    headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": encoded(filename="a.mkv")}
    assert browser.post("/api/uploads/", headers={**headers, "Origin": "https://evil.example"}).status_code == 403
    assert browser.post("/api/uploads/", headers={**headers, "Origin": "http://testserver"}).status_code == 201


@pytest.mark.parametrize("name", ["photo.jpg", "film", "", None, ".mkv", "virus.exe"])
def test_only_films_are_taken(name: str | None, sender: Sender) -> None:
    answer = sender.begin(10, name=name)
    assert (answer.status_code, answer.json()["code"]) == (400, "no-film")


def test_an_empty_film_is_none(sender: Sender) -> None:
    answer = sender.begin(0, name="Holiday.mp4")
    assert (answer.status_code, answer.json()["code"]) == (400, "empty-film")
    assert answer.json()["detail"] == "“Holiday.mp4” is empty: there is no film in it."


# Room


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Leave so many bytes above the floor."""
    return lambda count: monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=SegmentStore.current().floor + count))


def largest(sender: Sender) -> int:
    answer = sender.client.options("/api/uploads/")
    assert sender.client.get("/api/uploads/").json()["max_size"] == int(answer.headers["Tus-Max-Size"])
    return int(answer.headers["Tus-Max-Size"])


def test_the_disk_is_asked_first(sender: Sender, free: Callable[[int], None]) -> None:
    free(1000)
    assert largest(sender) == 1000
    refused = sender.begin(1001)
    assert (refused.status_code, refused.json()["code"]) == (413, "no-room")
    assert sender.begin(1000).status_code == 201


def test_room_that_was_promised_is_not_promised_twice(sender: Sender, member: Sender, free: Callable[[int], None]) -> None:
    free(1000)
    address = sender.begun(600)
    assert largest(member) == 400
    assert member.begin(401).status_code == 413
    sender.send(address, 0, b"x" * 500)
    free(500)
    assert largest(member) == 400
    sender.stop(address)
    assert largest(member) == 500


def test_no_room_at_all_is_zero(sender: Sender, free: Callable[[int], None]) -> None:
    free(-5)
    assert largest(sender) == 0


def test_members_have_a_quota(member: Sender, sender: Sender, library: Library, free: Callable[[int], None]) -> None:
    free(10**12)
    Household.objects.update(upload_quota_gigabytes=1)
    assert largest(member) == 10**9
    refused = member.begin(10**9 + 1)
    assert (refused.status_code, refused.json()["code"]) == (413, "over-quota")
    upload = upload_at(member.begun(600_000_000))
    assert largest(member) == 400_000_000
    upload.state, upload.video = Upload.State.ADDED, Video.objects.create(library=library, title="Film")
    upload.save()
    assert largest(member) == 400_000_000, "what is in the library counts"
    upload.video.delete()
    assert largest(member) == 10**9, "until it is deleted"
    assert largest(sender) == 10**12, "the owner has none"


# The list


def test_the_page_learns_what_it_needs(sender: Sender, library: Library) -> None:
    address = sender.begun(10)
    sender.send(address, 0, b"abc")
    answer = sender.client.get("/api/uploads/").json()
    assert answer["part_size"] == 16 * 1024 * 1024
    assert answer["libraries"] == [{"id": library.pk, "name": "Films", "kind": "films"}]
    [upload] = answer["uploads"]
    assert (upload["id"], upload["offset"], upload["size"], upload["state"]) == (address.split("/")[-2], 3, 10, "receiving")


def test_the_list_costs_the_same_however_long_it_is(sender: Sender, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        sender.begun(10, name=f"{number}.mkv")
    with django_assert_max_num_queries(8):
        assert len(sender.client.get("/api/uploads/").json()["uploads"]) == 30


def test_a_part_costs_few_queries(sender: Sender, django_assert_max_num_queries: Any) -> None:
    address = sender.begun(10)
    with django_assert_max_num_queries(7):
        assert sender.send(address, 0, b"abc").status_code == 204


# The admin


@pytest.fixture
def admin(alice: Any) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def test_the_owner_sees_what_everybody_sends(admin: Client, member: Sender) -> None:
    address = member.begun(1000, name="Bobs Film.mkv")
    member.send(address, 0, b"x" * 250)
    page = admin.get("/admin/uploads/upload/").content.decode()
    assert "Bobs Film.mkv" in page
    assert "25 % of" in page
    assert admin.get(f"/admin/uploads/upload/{address.split('/')[-2]}/change/").status_code == 200


def test_the_admin_sends_through_the_same_door(admin: Client) -> None:
    assert admin.get("/admin/uploads/upload/add/").headers["Location"] == "/upload"


@pytest.mark.parametrize("how", ["one", "chosen"])
def test_the_owner_gives_uploads_up(how: str, admin: Client, member: Sender, paths: DataPaths) -> None:
    address = member.begun(10)
    member.send(address, 0, b"abc")
    number = address.split("/")[-2]
    if how == "one":
        admin.post(f"/admin/uploads/upload/{number}/delete/", {"post": "yes"})
    else:
        admin.post("/admin/uploads/upload/", {"action": "delete_selected", "_selected_action": [number], "post": "yes"})
    assert member.look(address).status_code == 404
    assert list(paths.uploads.rglob("*.part")) == []


def test_whoever_goes_takes_their_unfinished_films_along(admin: Client, member: Sender, bob: Any) -> None:
    member.begun(10)
    page = admin.post(f"/admin/accounts/user/{bob.pk}/delete/", {"post": "yes"})
    assert page.status_code == 302
    assert not Upload.objects.exists()


def test_the_owner_lets_members_in(admin: Client) -> None:
    Household.objects.create()
    page = admin.get("/admin/accounts/household/1/change/").content.decode()
    assert "members_upload" in page
    assert "upload_quota_gigabytes" in page
