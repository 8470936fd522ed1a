"""The audit log: everything that happens to accounts is in it, and nothing secret."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser, path_of
from webapp.accounts import links, services, tasks
from webapp.accounts.callers import Caller
from webapp.accounts.models import AuditEntry, Invitation, OutboxMail, SignIn, User
from webapp.accounts.services import audit

Kind = AuditEntry.Kind
USERS = "/admin/accounts/user/"
LOG = "/admin/accounts/auditentry/"
HERE = {"REMOTE_ADDR": "192.168.1.7", "HTTP_USER_AGENT": "VLC/3.0.21 LibVLC/3.0.21"}


@pytest.fixture
def here(alice):
    """Somebody's browser in the house."""
    browser = Browser()
    browser.defaults |= HERE
    return browser


@pytest.fixture
def admin(client, alice):
    client.force_login(alice)
    client.get("/admin/jsi18n/")  # the smallest page
    return client


def _last():
    entry = AuditEntry.objects.latest("id")
    assert (entry.address, entry.client) == ("192.168.1.7", "VLC")
    return entry.kind, entry.email, entry.actor and entry.actor.email, entry.detail


def test_signing_in_and_out(here, bob):
    here.sign_in(bob)
    assert _last() == (Kind.SIGNED_IN, bob.email, bob.email, "")
    here.post("/api/auth/logout/")
    assert _last() == (Kind.SIGNED_OUT, bob.email, bob.email, "VLC")


def test_signing_out_is_one_thing_also_where_the_admin_is_open(here, alice):
    here.sign_in(alice)
    here.post("/api/auth/logout/")
    here.post("/api/auth/logout/")
    assert AuditEntry.objects.filter(kind=Kind.SIGNED_OUT).count() == 1


def test_signing_out_of_the_admin(here, alice):
    here.sign_in(alice)
    here.post("/admin/logout/")
    assert _last() == (Kind.SIGNED_OUT, alice.email, alice.email, "VLC")


def test_a_wrong_password(here, bob):
    here.post("/api/auth/login/", {"email": " BOB@Example.org", "password": "wrong"})
    assert _last() == (Kind.SIGN_IN_REFUSED, bob.email, None, "")


def test_an_address_that_nobody_here_has_is_not_written_down(here):
    """People type passwords where addresses belong."""
    here.post("/api/auth/login/", {"email": PASSWORD, "password": "wrong"})
    assert _last() == (Kind.SIGN_IN_REFUSED, "", None, "")


def test_the_right_password_of_who_waits(here, waiting):
    here.post("/api/auth/login/", {"email": waiting.email, "password": PASSWORD})
    assert _last() == (Kind.SIGN_IN_REFUSED, waiting.email, None, "Right password, waits for activation")


def test_known_and_unknown_addresses_cost_the_same_queries(here, bob, django_assert_num_queries):
    for email in (bob.email, "nobody@example.org"):
        with django_assert_num_queries(2):
            here.post("/api/auth/login/", {"email": email, "password": "wrong"})


def test_the_admins_own_door(here, alice, bob):
    form = {"username": alice.email, "password": "wrong"}
    here.post("/admin/login/", form, format="multipart")
    assert _last() == (Kind.SIGN_IN_REFUSED, alice.email, None, "Admin")
    here.post("/admin/login/", {**form, "username": bob.email, "password": PASSWORD}, format="multipart")
    assert _last() == (Kind.SIGN_IN_REFUSED, bob.email, None, "Admin")
    here.post("/admin/login/", {**form, "password": PASSWORD}, format="multipart")
    here.get("/admin/")
    assert _last() == (Kind.SIGNED_IN, alice.email, alice.email, "Admin")


def test_a_token_used_again(here, bob, bobs):
    old = bobs.cookies["videoflix_refresh"].value
    bobs.refresh()
    SignIn.objects.get().rotated_tokens.update(rotated_at=timezone.now() - timedelta(seconds=61))
    assert here.refresh(refresh=old).status_code == 401
    assert _last() == (Kind.TOKEN_REUSED, bob.email, None, "Unknown device")


def test_asking_for_an_account_and_its_activation(here, last_mail):
    form = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}
    for _ in range(2):  # also for an address that has one
        here.post("/api/auth/register/", form)
        assert _last() == (Kind.REGISTERED, "dora@example.org", None, "")
    here.get(path_of(last_mail()))
    assert _last() == (Kind.ACTIVATED, "dora@example.org", "dora@example.org", "")
    here.get(path_of(last_mail()))
    assert AuditEntry.objects.filter(kind=Kind.ACTIVATED).count() == 1


def test_coming_in_by_invitation(here, alice, bob):
    invitation = Invitation.objects.create(created_by=alice, note="Neighbours", uses_allowed=2)
    form = {"password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD, "invitation": links.invitation_path(invitation)[len("/join/") :]}
    for email in ("dora@example.org", bob.email):  # also for an address that has its account
        here.post("/api/auth/register/", {**form, "email": email})
        assert _last() == (Kind.INVITED, email, None, "Neighbours")
    assert here.post("/api/auth/register/", {**form, "email": "emil@example.org"}).status_code == 400
    assert AuditEntry.objects.count() == 2


def test_the_own_password(here, bob):
    here.sign_in(bob)
    form = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    here.post("/api/auth/password/", {**form, "current_password": "wrong"})
    assert _last()[0] == Kind.SIGNED_IN
    here.post("/api/auth/password/", form)
    assert _last() == (Kind.PASSWORD_CHANGED, bob.email, bob.email, "")


def test_signing_out_everywhere_is_one_thing(here, alice):
    here.sign_in(alice)
    here.post("/api/auth/sign-out-everywhere/")
    assert _last() == (Kind.SIGNED_OUT_EVERYWHERE, alice.email, alice.email, "")
    assert AuditEntry.objects.count() == 2


def test_a_new_password_by_link(here, bob, last_mail):
    here.post("/api/password_reset/", {"email": "nobody@example.org"})
    assert _last() == (Kind.PASSWORD_RESET_ASKED, "", None, "")
    here.post("/api/password_reset/", {"email": bob.email})
    assert _last() == (Kind.PASSWORD_RESET_ASKED, bob.email, None, "")
    here.post(path_of(last_mail()), {"new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD})
    assert _last() == (Kind.PASSWORD_CHANGED, bob.email, bob.email, "By link")


def test_presence(here, alice, presence):
    here.post("/api/auth/presence/", {"secret": "guess"})
    assert _last() == (Kind.PRESENCE_REFUSED, alice.email, None, "")
    here.post("/api/auth/presence/", {"secret": presence("sign-in")})
    assert _last() == (Kind.PRESENCE_USED, alice.email, alice.email, "")


def test_the_first_run(db, presence):
    browser = Browser()
    browser.defaults |= HERE
    form = {"email": "alice@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}
    browser.post("/api/setup/", {**form, "secret": "guess"})
    assert _last() == (Kind.PRESENCE_REFUSED, "", None, "First run")
    browser.post("/api/setup/", {**form, "secret": presence("setup")})
    assert _last() == (Kind.PRESENCE_USED, "alice@example.org", "alice@example.org", "")


# What the owner does in the admin


def _kinds_since(count):
    return [entry.kind for entry in AuditEntry.objects.order_by("id")[count:]]


def _changed(admin, bob, **fields):
    before = AuditEntry.objects.count()
    admin.post(f"{USERS}{bob.pk}/change/", {"email": bob.email, **fields})
    return _kinds_since(before)


def test_rights_that_change(admin, alice, bob):
    assert _changed(admin, bob, is_active="on") == []
    assert _changed(admin, bob, is_active="on", is_superuser="on") == [Kind.MADE_OWNER]
    assert _changed(admin, bob, is_active="on") == [Kind.OWNER_NO_MORE]
    assert _changed(admin, bob) == [Kind.BLOCKED]
    assert _changed(admin, bob, is_active="on") == [Kind.APPROVED]
    entry = AuditEntry.objects.latest("id")
    assert (entry.user, entry.actor, entry.address) == (bob, alice, "127.0.0.1")


def test_approving_and_signing_out(admin, alice, bob, waiting):
    for action, kind, user in (("approve", Kind.APPROVED, waiting), ("sign_out_everywhere", Kind.SIGNED_OUT_EVERYWHERE, bob)):
        admin.post(USERS, {"action": action, "_selected_action": [user.pk]})
        entry = AuditEntry.objects.latest("id")
        assert (entry.kind, entry.user, entry.actor) == (kind, user, alice)


def test_approving_in_the_outbox(admin, alice, waiting):
    mail = OutboxMail.objects.create(recipient=waiting.email, purpose="activation", link="http://testserver/x")
    for _ in range(2):
        admin.post(f"/admin/accounts/outboxmail/{mail.pk}/change/", {"_approve": waiting.email})
    [entry] = AuditEntry.objects.filter(kind=Kind.APPROVED)
    assert (entry.user, entry.actor, entry.address) == (waiting, alice, "127.0.0.1")


def test_new_people(admin):
    before = AuditEntry.objects.count()
    form = {"email": "dora@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_active": "on"}
    admin.post(f"{USERS}add/", form)
    assert _kinds_since(before) == [Kind.APPROVED]


def test_new_passwords(admin, alice, bob):
    before = AuditEntry.objects.count()
    page = f"{USERS}{bob.pk}/password/"
    admin.get(page)
    admin.post(page, {"password1": "short", "password2": "short"})
    assert _kinds_since(before) == []
    admin.post(page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    form = {"old_password": "wrong", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    admin.post("/admin/password_change/", form)
    admin.post("/admin/password_change/", {**form, "old_password": PASSWORD})
    entries = AuditEntry.objects.order_by("id")[before:]
    assert [(entry.kind, entry.user, entry.actor) for entry in entries] == [
        (Kind.PASSWORD_CHANGED, bob, alice),
        (Kind.PASSWORD_CHANGED, alice, alice),
    ]


@pytest.mark.parametrize("address", ["/admin/password_change/", f"{USERS}x/password/", f"{USERS}0/password/"])
def test_strangers_change_no_passwords(address, alice, client):
    assert client.post(address, {}).status_code == 302
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("how", ["on the page", "in the list"])
def test_an_account_that_goes_leaves_its_entries(how, admin, alice, bob, bobs):
    if how == "on the page":
        admin.post(f"{USERS}{bob.pk}/delete/", {"post": "yes"})
    else:
        admin.post(USERS, {"action": "delete_selected", "_selected_action": [bob.pk], "post": "yes"})
    assert not User.objects.filter(pk=bob.pk).exists()
    entry = AuditEntry.objects.latest("id")
    assert (entry.kind, entry.user, entry.email, entry.actor) == (Kind.REMOVED, None, "bob@example.org", alice)
    assert AuditEntry.objects.filter(kind=Kind.SIGNED_IN, email="bob@example.org").exists()


# Reading it


def test_the_log_is_for_the_owner_to_read(admin, alice, bob, client):
    audit.record(Kind.SIGN_IN_REFUSED, Caller("192.168.1.9", "VLC"), user=bob)
    page = admin.get(LOG, {"kind__exact": Kind.SIGN_IN_REFUSED}).content.decode()
    assert "192.168.1.9" in page
    assert page.count("192.168.1.9") == 1
    assert "192.168.1.9" in admin.get(LOG, {"q": "bob@exam"}).content.decode()
    assert "192.168.1.9" in admin.get(LOG, {"q": "192.168.1.9"}).content.decode()
    assert "192.168.1.9" not in admin.get(LOG, {"q": "alice@"}).content.decode()
    assert admin.get(f"{LOG}{AuditEntry.objects.latest('id').pk}/change/").status_code == 200
    client.force_login(bob)
    assert client.get(LOG).status_code == 302


def test_nobody_writes_it_or_takes_it_away(admin, bob):
    audit.record(Kind.SIGN_IN_REFUSED, Caller(), user=bob)
    entry = AuditEntry.objects.latest("id")
    assert admin.get(f"{LOG}add/").status_code == 403
    assert admin.post(f"{LOG}{entry.pk}/change/", {"detail": "Nothing"}).status_code == 403
    assert admin.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(LOG, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk, detail="").exists()


def test_the_list_has_a_query_budget(admin, alice, bob, django_assert_max_num_queries):
    for _ in range(50):
        audit.record(Kind.APPROVED, Caller(), user=bob, actor=alice)
    with django_assert_max_num_queries(12):
        admin.get(LOG)


# How long it is kept


def test_old_entries_are_forgotten(bob):
    audit.record(Kind.SIGNED_IN, Caller(), user=bob)
    audit.record(Kind.SIGNED_OUT, Caller(), user=bob)
    AuditEntry.objects.filter(kind=Kind.SIGNED_IN).update(at=timezone.now() - timedelta(days=401))
    tasks.sweep()
    assert [entry.kind for entry in AuditEntry.objects.all()] == [Kind.SIGNED_OUT]


def test_the_oldest_of_too_many_go_first(db, monkeypatch):
    monkeypatch.setattr(audit, "MOST", 3)
    for number in range(5):
        audit.record(Kind.SIGNED_IN, Caller(), detail=str(number))
    tasks.sweep()
    assert [entry.detail for entry in AuditEntry.objects.all()] == ["4", "3", "2"]
    tasks.sweep()
    assert AuditEntry.objects.count() == 3


def test_a_flood_of_refusals_pushes_nothing_else_out(db, monkeypatch):
    monkeypatch.setattr(audit, "MOST_REFUSALS", 2)
    audit.record(Kind.MADE_OWNER, Caller())
    for number in range(5):
        audit.record(Kind.SIGN_IN_REFUSED, Caller(), detail=str(number))
    tasks.sweep()
    assert [(entry.kind, entry.detail) for entry in AuditEntry.objects.all()] == [
        (Kind.SIGN_IN_REFUSED, "4"),
        (Kind.SIGN_IN_REFUSED, "3"),
        (Kind.MADE_OWNER, ""),
    ]


def test_a_long_detail_is_cut(db):
    audit.record(Kind.DEVICE_DENIED, Caller(), detail="x" * 500)
    assert len(AuditEntry.objects.get().detail) == AuditEntry._meta.get_field("detail").max_length


def test_signing_out_everywhere_by_whom(alice, bob):
    services.sign_out_everywhere(bob, Caller("192.168.1.7", "VLC"), alice)
    assert _last() == (Kind.SIGNED_OUT_EVERYWHERE, bob.email, alice.email, "")
