"""Profiles in the owner's admin."""

import pytest

from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import services
from webapp.accounts.models import Pairing, Profile, User

PROFILES = "/admin/accounts/profile/"


@pytest.fixture
def admin(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def mia(bob):
    return services.make_profile(bob, name="Mia", is_child=True, highest_age=6, pin="1234")


def _form(profile, **change):
    columns = ("name", "avatar", "colour", "highest_age", "language", "audio_language", "subtitle_language")
    switches = {name: "on" for name in ("is_child", "shows_unrated", "autoplay") if getattr(profile, name)}
    return {**{name: getattr(profile, name) for name in columns}, "new_pin": "", **switches, **change}


def _change(admin, profile, **change):
    answer = admin.post(f"{PROFILES}{profile.pk}/change/", _form(profile, **change))
    profile.refresh_from_db()
    return answer


def test_the_list_tells_who_sees_what(admin, mia):
    page = admin.get(PROFILES).content.decode()
    assert "up to 6 years" in page
    assert "everything" in page
    assert mia.pin_hash not in page


def test_the_list_has_a_query_budget(admin, mia, django_assert_max_num_queries):
    for number in range(20):
        User.objects.create_user(f"person{number}@example.org")
    admin.get(PROFILES)  # its session is listed as a device
    with django_assert_max_num_queries(8):
        admin.get(PROFILES)


def test_a_limit_is_changed(admin, mia):
    assert _change(admin, mia, highest_age="12", shows_unrated="on").status_code == 302
    assert (mia.highest_age, mia.shows_unrated, mia.check_pin("1234")) == (12, True, True)


@pytest.mark.parametrize(
    "change", [{"highest_age": "19"}, {"name": ""}, {"name": "\u200b"}, {"name": "BOB"}, {"new_pin": "12"}, {"avatar": "x"}]
)
def test_rules_hold_here_too(change, admin, mia):
    assert _change(admin, mia, **change).status_code == 200
    assert (mia.name, mia.highest_age, mia.check_pin("1234")) == ("Mia", 6, True)


def test_a_pin_is_set_and_taken_away_and_never_shown(admin, mia):
    _change(admin, mia, new_pin="97531")
    assert mia.check_pin("97531")
    assert "97531" not in admin.get(f"{PROFILES}{mia.pk}/change/").content.decode()
    admin.post(PROFILES, {"action": "take_pin_away", "_selected_action": [mia.pk]})
    mia.refresh_from_db()
    assert not mia.has_pin


def test_one_stays_a_grown_ups(admin, bob, mia):
    first = bob.profiles.grown_up().get()
    answer = _change(admin, first, is_child="on")
    assert "stay a grown-up" in answer.content.decode()
    assert not first.is_child


@pytest.mark.parametrize("how", ["one", "chosen"])
def test_it_is_not_deleted_either(how, admin, bob, mia):
    first = bob.profiles.grown_up().get()
    if how == "one":
        answers = [admin.post(f"{PROFILES}{profile.pk}/delete/", {"post": "yes"}, follow=True) for profile in (mia, first)]
    else:
        chosen = {"action": "delete_selected", "_selected_action": [mia.pk, first.pk], "post": "yes"}
        answers = [admin.post(PROFILES, chosen, follow=True)]
    assert list(bob.profiles.all()) == [first]
    assert "Bob of bob@example.org stays." in answers[-1].content.decode()
    if how == "one":
        assert "was deleted successfully" not in answers[-1].content.decode()


def test_one_that_lets_a_device_in_is_deleted_with_that(admin, mia, bob):
    Pairing.objects.create(device_code_digest="0" * 64, user_code="BCDFGHJK", name="TV", profile=mia, expires_at="2100-01-01T00:00Z")
    admin.post(f"{PROFILES}{mia.pk}/delete/", {"post": "yes"})
    assert not Profile.objects.filter(pk=mia.pk).exists()


def test_people_are_deleted_with_their_profiles(admin, bob, mia):
    admin.post(f"/admin/accounts/user/{bob.pk}/delete/", {"post": "yes"})
    assert not Profile.objects.filter(user__email="bob@example.org").exists()


def test_accounts_make_their_own(admin):
    assert admin.get(f"{PROFILES}add/").status_code == 403


def test_the_owner_adds_people_who_can_watch(admin):
    form = {"email": "dora@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_active": "on"}
    assert admin.post("/admin/accounts/user/add/", form).status_code == 302
    assert Profile.objects.get(user__email="dora@example.org").name == "Dora"


def test_pages_are_for_the_owner(client, bob, mia):
    client.force_login(bob)
    for path in ("", f"{mia.pk}/change/", f"{mia.pk}/delete/"):
        assert client.get(f"{PROFILES}{path}").status_code == 302
