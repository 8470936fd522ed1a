"""Who is watching: making, changing, choosing profiles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser
from webapp.accounts import queries, services
from webapp.accounts.errors import LastProfile, ProfileNameTaken, TooManyProfiles, VideoflixError
from webapp.accounts.models import AuditEntry, Profile, SignIn, User
from webapp.accounts.rules import MOST_PROFILES, clean_name, name_from_email, same_name

PROFILES = "/api/profiles/"
FIELDS = {
    "id", "name", "avatar", "colour", "is_child", "highest_age", "shows_unrated", "has_pin", "language", "audio_language",
    "subtitle_language", "autoplay", "is_current",
}  # fmt: skip


@pytest.fixture
def first(bob):
    """Bob's first profile, made with his account."""
    return bob.profiles.get()


@pytest.fixture
def mia(bob, first):
    """Bob's daughter."""
    return services.make_profile(bob, name="Mia", is_child=True, highest_age=6)


@pytest.fixture
def client(bob, first, client_of):
    """Bob's client, watching as his first profile."""
    client = client_of(bob)
    _choose(client, first)
    return client


@pytest.fixture
def child(bob, mia, client_of):
    """Bob's client, watching as Mia."""
    client = client_of(bob)
    _choose(client, mia)
    return client


def _choose(client, profile, **body):
    answer = client.post(f"{PROFILES}{profile.pk}/choose/", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def _said(answer):
    return answer.status_code, answer.json().get("code")


# The first one


@pytest.mark.parametrize(
    "make",
    [
        lambda: User.objects.create_user("anna.maria+films@example.org", PASSWORD),
        lambda: services.create_member("anna.maria+films@example.org", NEW_PASSWORD),
        lambda: services.create_owner("anna.maria+films@example.org", NEW_PASSWORD),
        lambda: User(email="anna.maria+films@example.org").save(),
    ],
    ids=["manager", "member", "owner", "save"],
)
def test_whoever_makes_an_account_somebody_watches_with_it(make, db):
    make()
    profile = Profile.objects.get()
    assert (profile.name, profile.is_child, profile.has_pin) == ("Anna Maria", False, False)
    user = User.objects.get()
    user.is_active = True
    user.save()
    assert user.profiles.count() == 1


def test_who_registers_has_one_too(alice, charlie):
    form = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}
    assert charlie.post("/api/auth/register/", form).status_code == 201
    assert User.objects.get(email="dora@example.org").profiles.get().name == "Dora"


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("bob@example.org", "Bob"),
        ("anna_maria@example.org", "Anna Maria"),
        ("o'neill@example.org", "O'neill"),
        ("x" * 64 + "@example.org", "X" + "x" * 39),
        ("+@example.org", "+@example.org"),
        ("...@example.org", "...@example.org"),
    ],
)
def test_a_name_is_told_from_the_address(email, name):
    assert name_from_email(email) == name


def test_a_sign_in_begins_with_the_only_profile(bob, first, client_of):
    me = client_of(bob).get("/api/auth/me/").json()
    assert me["profile"]["id"] == first.pk
    assert me["profile"]["is_current"] is True
    assert me["may_manage"] is True


@pytest.mark.parametrize("why", ["two to choose from", "a PIN"])
def test_otherwise_nobody_has_been_chosen(why, bob, first, client_of):
    if why == "a PIN":
        services.change_profile(first, pin="1234")
    else:
        services.make_profile(bob, name="Mia")
    client = client_of(bob)
    me = client.get("/api/auth/me/").json()
    assert me["profile"] is None
    assert me["may_manage"] is (why != "a PIN")
    assert not any(profile["is_current"] for profile in client.get(PROFILES).json())


def test_the_answer_to_a_sign_in_tells_it_too(bob, first, mia):
    browser = Browser()
    assert browser.sign_in(bob)["user"]["profile"] is None
    _choose(browser, mia)
    renewed = browser.refresh().json()["user"]
    assert renewed == browser.get("/api/auth/me/").json()
    assert (renewed["profile"]["name"], renewed["profile"]["is_current"], renewed["may_manage"]) == ("Mia", True, False)


# The list


def test_the_household_lists_its_own(alice, client, child, first, mia):
    listed = client.get(PROFILES).json()
    assert [(profile["name"], profile["is_current"]) for profile in listed] == [("Bob", True), ("Mia", False)]
    assert set(listed[0]) == FIELDS
    assert [profile["is_current"] for profile in child.get(PROFILES).json()] == [False, True]


def test_nothing_secret_is_told(client, first):
    services.change_profile(first, pin="2468")
    for address in (PROFILES, f"{PROFILES}{first.pk}/", "/api/auth/me/"):
        text = client.get(address).content.decode()
        assert "2468" not in text
        assert first.pin_hash not in text


def test_the_list_costs_the_same_however_long_it_is(bob, client):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PROFILES).status_code == 200
        return len(captured)

    few = count()
    for number in range(MOST_PROFILES - 1):
        services.make_profile(bob, name=f"Nr. {number}")
    assert count() == few == 2


@pytest.mark.parametrize(("method", "budget"), [("get", 2), ("patch", 7), ("delete", 14)])
def test_one_profile_has_a_budget(method, budget, client, mia, django_assert_max_num_queries):
    with django_assert_max_num_queries(budget):
        getattr(client, method)(f"{PROFILES}{mia.pk}/", {} if method == "get" else {"name": "Mia M."})


def test_choosing_has_a_budget(client, mia, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        _choose(client, mia)


# Making


NEW = {
    "name": "Mia", "avatar": "owl", "colour": "teal", "is_child": True, "highest_age": 12, "shows_unrated": True, "language": "de",
    "audio_language": "de", "subtitle_language": "pt-BR", "autoplay": False,
}  # fmt: skip


def test_a_profile_is_made_as_asked(client, bob):
    answer = client.post(PROFILES, {**NEW, "pin": "1234"})
    assert answer.status_code == 201
    profile = bob.profiles.get(name="Mia")
    assert answer.json() == {**NEW, "id": profile.pk, "has_pin": True, "is_current": False}
    assert profile.check_pin("1234")
    assert client.get(f"{PROFILES}{profile.pk}/").json() == answer.json()


def test_a_name_is_enough(client):
    made = client.post(PROFILES, {"name": "Dora"}).json()
    assert {name: made[name] for name in ("is_child", "has_pin", "language", "audio_language", "autoplay")} == {
        "is_child": False, "has_pin": False, "language": "", "audio_language": "", "autoplay": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "\u200b\u202e\u2066"}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": None}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": "a\0b"}, None),
        ({"name": "BOB"}, "name"),
        ({"name": "ｂｏｂ"}, "name"),
        ({"name": "B\u200bob"}, None),
        ({"avatar": "dragon"}, "avatar"),
        ({"colour": "#fff"}, "colour"),
        ({"highest_age": -1}, "highest_age"),
        ({"highest_age": 19}, "highest_age"),
        ({"highest_age": "x"}, "highest_age"),
        ({"highest_age": 10**30}, "highest_age"),
        ({"is_child": "perhaps"}, "is_child"),
        ({"language": "fr"}, "language"),
        ({"audio_language": "no language"}, "audio_language"),
        ({"subtitle_language": "x" * 36}, "subtitle_language"),
        ({"pin": "123"}, "pin"),
        ({"pin": "123456789"}, "pin"),
        ({"pin": "12a4"}, "pin"),
        ({"pin": "١٢٣٤"}, "pin"),
        ({"pin": 1234}, None),
        ({"pin": {}}, "pin"),
        ({"autoplay": []}, "autoplay"),
    ],
    ids=str,
)
def test_mistakes_are_named(change, field, client, bob):
    answer = client.post(PROFILES, {**NEW, **change})
    if field is None:
        assert answer.status_code == 201
        return
    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert bob.profiles.count() == 1


@pytest.mark.parametrize("body", [[], "x", None, 7, [NEW]], ids=str)
def test_what_is_no_profile_is_refused(body, client):
    assert client.post(PROFILES, body).status_code == 400


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Anna \n Maria ", "Anna Maria"),
        ("\u202eevil", "evil"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("e\u0301", "é"),
        ("\u200d", ""),
        ("", ""),
    ],
)
def test_names_are_cleaned_of_what_cannot_be_seen(text, name):
    assert clean_name(text) == name


def test_two_that_look_alike_are_the_same():
    assert same_name("STRASSE", "straße")
    assert not same_name("Bob", "Bop")


def test_there_are_eight_at_most(bob, client):
    for number in range(MOST_PROFILES - 1):
        services.make_profile(bob, name=f"Nr. {number}")
    assert _said(client.post(PROFILES, {"name": "One more"})) == (409, "too-many-profiles")
    assert bob.profiles.count() == MOST_PROFILES == 8


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_eight_are_there(bob, at_once):
    def make(number):
        try:
            return services.make_profile(User.objects.get(), name=f"Nr. {number}")
        except TooManyProfiles:
            return None

    made = at_once(*[lambda number=number: make(number) for number in range(10)])
    assert sum(profile is not None for profile in made) == 7
    assert Profile.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_of_two_of_a_name_at_once_one_is_made(bob, at_once):
    def make():
        try:
            return services.make_profile(User.objects.get(), name="Mia")
        except ProfileNameTaken:
            return None

    assert [profile is None for profile in at_once(make, make, make)].count(False) == 1


def test_another_account_has_names_of_its_own(alice, bob, mia):
    assert services.make_profile(alice, name="Mia").user == alice


# Changing


def test_what_is_sent_is_changed_and_nothing_else(client, mia):
    before = client.get(f"{PROFILES}{mia.pk}/").json()
    answer = client.patch(f"{PROFILES}{mia.pk}/", {"avatar": "whale", "name": "Mia M."})
    assert answer.json() == {**before, "avatar": "whale", "name": "Mia M."}
    assert client.get(f"{PROFILES}{mia.pk}/").json() == answer.json()


def test_another_spelling_of_the_own_name_is_no_other_name(client, mia):
    assert client.patch(f"{PROFILES}{mia.pk}/", {"name": "MIA"}).json()["name"] == "MIA"
    assert client.patch(f"{PROFILES}{mia.pk}/", {"name": "bob"}).json() == {"name": ["There is a profile of this name already."]}


@pytest.mark.parametrize("field", ["id", "has_pin", "is_current", "user", "pin_hash"])
def test_what_is_only_told_cannot_be_set(field, client, mia, alice):
    before = client.get(f"{PROFILES}{mia.pk}/").json()
    assert client.patch(f"{PROFILES}{mia.pk}/", {field: alice.pk}).json() == before
    mia.refresh_from_db()
    assert (mia.user.email, mia.has_pin) == ("bob@example.org", False)


@pytest.mark.parametrize("number", [0, -1, 10**30])
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_what_does_not_exist_is_not_found(number, method, client):
    assert getattr(client, method)(f"{PROFILES}{number}/").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("patch", ""), ("delete", ""), ("post", "choose/")])
def test_somebody_elses_does_not_exist(method, path, client, alice):
    answer = getattr(client, method)(f"{PROFILES}{alice.profiles.get().pk}/{path}", {})
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail"}


def test_one_stays_a_grown_ups(client, first, mia):
    assert _said(client.patch(f"{PROFILES}{first.pk}/", {"is_child": True})) == (409, "last-profile")
    assert _said(client.delete(f"{PROFILES}{first.pk}/")) == (409, "last-profile")
    first.refresh_from_db()
    assert not first.is_child
    assert client.delete(f"{PROFILES}{mia.pk}/").status_code == 204
    assert _said(client.delete(f"{PROFILES}{first.pk}/")) == (409, "last-profile")


def test_of_two_grown_ups_one_may_go(bob, client, first):
    other = services.make_profile(bob, name="Dora")
    assert client.delete(f"{PROFILES}{first.pk}/").status_code == 204
    assert list(bob.profiles.all()) == [other]
    assert client.get("/api/auth/me/").json()["profile"] is None


@pytest.mark.django_db(transaction=True)
def test_of_two_that_go_at_once_one_stays(bob, at_once):
    services.make_profile(bob, name="Dora")

    def go(profile):
        try:
            services.delete_profile(profile)
        except LastProfile:
            return False
        return True

    assert sorted(at_once(*[lambda profile=profile: go(profile) for profile in Profile.objects.all()])) == [False, True]
    assert Profile.objects.count() == 1


# Children


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "", {"name": "Grown up"}),
        ("patch", "{mia}/", {"is_child": False}),
        ("patch", "{mia}/", {"highest_age": 18, "password": PASSWORD}),
        ("patch", "{first}/", {"pin": "1234"}),
        ("delete", "{first}/", {}),
        ("delete", "{mia}/", {}),
    ],
)
def test_children_change_nothing(method, path, body, child, first, mia, bob):
    before = list(bob.profiles.values())
    answer = getattr(child, method)(PROFILES + path.format(first=first.pk, mia=mia.pk), body)
    assert _said(answer) == (403, "not-for-children")
    assert list(bob.profiles.values()) == before


def test_children_may_look_and_choose(child, first, mia):
    assert child.get(PROFILES).status_code == 200
    assert child.get(f"{PROFILES}{first.pk}/").status_code == 200
    assert _choose(child, first)["is_current"] is True
    assert child.get("/api/auth/me/").json()["may_manage"] is True


def test_a_profile_that_becomes_a_childs_loses_its_rights_at_once(bob, client, first):
    services.make_profile(bob, name="Dora")
    assert client.patch(f"{PROFILES}{first.pk}/", {"is_child": True}).status_code == 200
    assert _said(client.post(PROFILES, {"name": "One more"})) == (403, "not-for-children")


def test_while_nobody_has_been_chosen_it_depends_on_the_pins(bob, first, mia, client_of):
    undecided = client_of(bob)
    assert undecided.post(PROFILES, {"name": "Dora"}).status_code == 201
    for profile in bob.profiles.grown_up():
        services.change_profile(profile, pin="1234")
    assert _said(undecided.post(PROFILES, {"name": "Eve"})) == (403, "not-for-children")


def test_a_forgotten_pin_is_taken_away_with_the_password_of_the_account(bob, first, client_of):
    """By a fresh sign-in, which watches as nobody yet; a child's may not even with the password."""
    services.change_profile(first, pin="1234")
    undecided = client_of(bob)
    address = f"{PROFILES}{first.pk}/"
    assert _said(undecided.patch(address, {"pin": ""})) == (403, "password-wanted")
    assert undecided.patch(address, {"pin": "", "password": PASSWORD}).status_code == 200
    _choose(undecided, first)


# The owner's admin


@pytest.fixture
def tom(alice):
    """Alice's son."""
    return services.make_profile(alice, name="Tom", is_child=True)


def test_the_admin_closes_while_a_child_watches(alice, tom):
    browser = Browser()
    browser.sign_in(alice)
    assert browser.sees_admin
    _choose(browser, tom)
    assert not browser.sees_admin
    browser.refresh()
    assert not browser.sees_admin
    assert browser.get("/api/auth/me/").json()["may_manage"] is False
    _choose(browser, alice.profiles.grown_up().get())
    assert browser.sees_admin


def test_a_session_that_was_kept_back_opens_nothing(alice, tom):
    browser, thief = Browser(), Browser()
    browser.sign_in(alice)
    thief.cookies["videoflix_session"] = browser.cookies["videoflix_session"].value
    assert thief.sees_admin
    _choose(browser, tom)
    assert not thief.sees_admin


def test_the_admin_closes_wherever_a_profile_becomes_a_childs(alice):
    browser, other = Browser(), Browser()
    browser.sign_in(alice)
    other.sign_in(alice)
    dora = services.make_profile(alice, name="Dora")
    _choose(other, dora)
    assert other.sees_admin
    assert browser.patch(f"{PROFILES}{dora.pk}/", {"is_child": True}).status_code == 200
    assert not other.sees_admin
    assert browser.sees_admin


@pytest.mark.parametrize("path", ["", "accounts/user/", "accounts/profile/", "library/video/", "streaming/segmentstore/"])
def test_no_page_of_it_opens_by_a_childs_sign_in(path, alice, tom, monkeypatch):
    browser = Browser()
    browser.sign_in(alice)
    SignIn.objects.update(profile=tom)  # by another process: nobody told this session
    answer = browser.get(f"/admin/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


def test_the_password_opens_the_admins_own_door(alice, tom):
    """Also on a child's tablet, for somebody who knows it; until the next profile is chosen."""
    browser = Browser()
    browser.sign_in(alice)
    _choose(browser, tom)
    browser.post("/admin/login/", {"username": alice.email, "password": PASSWORD}, format="multipart")
    assert browser.sees_admin
    _choose(browser, tom)
    assert not browser.sees_admin


def test_while_nobody_has_been_chosen_the_admin_waits_for_a_pin(alice, tom):
    first = alice.profiles.grown_up().get()
    services.change_profile(first, pin="1234")
    browser = Browser()
    browser.sign_in(alice)
    assert not browser.sees_admin
    _choose(browser, first, pin="1234")
    assert browser.sees_admin


def test_a_member_never_sees_it(bob, first, mia):
    browser = Browser()
    browser.sign_in(bob)
    _choose(browser, first)
    assert not browser.sees_admin


# The audit log


def _entries(kind):
    return [(entry.email, entry.actor.email, entry.detail) for entry in AuditEntry.objects.filter(kind=kind).order_by("id")]


def test_changes_of_what_somebody_may_see_are_written_down(client, bob):
    number = client.post(PROFILES, {**NEW, "pin": "2468"}).json()["id"]
    address = f"{PROFILES}{number}/"
    client.patch(address, {"highest_age": 16, "is_child": True, "avatar": "cat", "password": PASSWORD})
    client.patch(address, {"pin": "1357", "password": PASSWORD})
    client.patch(address, {"pin": "", "password": PASSWORD})
    client.patch(address, {"name": "Mia M.", "language": "en", "highest_age": 16})
    client.delete(address)
    details = ["Mia: made", "Mia: highest_age: 16", "Mia: another PIN", "Mia: no PIN", "Mia M.: deleted"]
    assert _entries("profile-changed") == [(bob.email, bob.email, detail) for detail in details]


def test_so_are_wrong_pins_and_passwords_without_them(client, bob, mia):
    services.change_profile(mia, pin="2468")
    for body in ({"pin": "1357"}, {"pin": ""}):
        client.post(f"{PROFILES}{mia.pk}/choose/", body)
    client.delete(f"{PROFILES}{mia.pk}/", {"password": "a guess of mine"})
    client.post(f"{PROFILES}{mia.pk}/choose/", {"pin": "2468"})
    assert _entries("pin-refused") == [(bob.email, bob.email, "Mia")] * 2
    assert _entries("sign-in-refused") == [(bob.email, bob.email, "The password, to change a profile")]
    assert not any(secret in str(list(AuditEntry.objects.values())) for secret in ("1357", "2468", "a guess of mine"))


def test_what_the_owner_changes_is_the_owners(client, bob, mia, alice):
    services.change_profile(mia, actor=alice, highest_age=12)
    assert _entries("profile-changed")[-1] == (bob.email, alice.email, "Mia: highest_age: 12")


# Other rooms


def test_a_viewer_is_told_by_its_profile(bob, first, mia):
    grown_up, child = (queries.viewer_of(bob, profile, "00") for profile in (first, mia))
    assert (grown_up.profile_id, grown_up.highest_age, grown_up.is_grown_up) == (first.pk, None, True)
    assert (child.profile_id, child.highest_age, child.shows_unrated, child.is_grown_up) == (mia.pk, 6, False, False)


def test_an_account_without_profiles_sees_nothing(bob, first):
    Profile.objects.all().delete()
    viewer = queries.viewer_of(bob, None)
    assert (viewer.highest_age, viewer.shows_unrated, viewer.is_grown_up) == (-1, False, False)


def test_refusals_are_one_clear_sentence():
    for error in (LastProfile(), ProfileNameTaken(), TooManyProfiles(8)):
        assert isinstance(error, VideoflixError)
        assert str(error)[0].isupper()
        assert str(error).endswith(".")
