"""People, household and outbox in the owner's admin."""

import pytest
from django.contrib.auth.hashers import check_password

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import links, services
from webapp.accounts.models import Household, OutboxMail, User

USERS = "/admin/accounts/user/"


@pytest.fixture
def admin(client, alice):
    client.force_login(alice)
    return client


def _act(admin, action, *users, address=USERS):
    return admin.post(address, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)


@pytest.mark.parametrize("model", ["user", "outboxmail", "household", "invitation"])
def test_pages_are_for_the_owner(model, alice, bob, client):
    client.force_login(bob)
    assert client.get(f"/admin/accounts/{model}/").status_code == 302
    client.force_login(alice)
    assert client.get(f"/admin/accounts/{model}/", follow=True).status_code == 200


def test_what_is_no_business_of_people_is_not_shown(admin):
    page = admin.get("/admin/").content.decode()
    assert "token_blacklist" not in page
    assert "auth/group" not in page


def test_the_owner_adds_people(admin):
    form = {"email": "Dora@Example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_active": "on"}
    assert admin.get(f"{USERS}add/").status_code == 200
    assert admin.post(f"{USERS}add/", form).status_code == 302
    dora = User.objects.get(email="dora@example.org")
    assert (dora.is_active, dora.is_staff, dora.is_superuser) == (True, False, False)
    assert dora.check_password(NEW_PASSWORD)


@pytest.mark.parametrize("change", [{"email": "ALICE@example.org"}, {"email": "nobody"}, {"password1": "short", "password2": "short"}])
def test_rules_hold_in_the_admin_too(change, admin):
    form = {"email": "dora@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **change}
    assert admin.post(f"{USERS}add/", form).status_code == 200
    assert User.objects.count() == 1


def test_the_owner_makes_owners_and_members(admin, bob):
    page = f"{USERS}{bob.pk}/change/"
    assert admin.get(page).status_code == 200
    admin.post(page, {"email": bob.email, "is_active": "on", "is_superuser": "on"})
    bob.refresh_from_db()
    assert (bob.is_superuser, bob.is_staff) == (True, True)
    admin.post(page, {"email": bob.email, "is_active": "on"})
    bob.refresh_from_db()
    assert (bob.is_superuser, bob.is_staff) == (False, False)
    assert check_password(PASSWORD, bob.password)


@pytest.mark.parametrize("left_on", ["is_active", "is_superuser"])
def test_the_last_owner_stays(left_on, admin, alice):
    answer = admin.post(f"{USERS}{alice.pk}/change/", {"email": alice.email, left_on: "on"})
    assert "last owner" in answer.content.decode()
    _act(admin, "delete_selected", alice)
    admin.post(f"{USERS}{alice.pk}/delete/", {"post": "yes"})
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.is_superuser


def test_another_owner_may_go(admin, alice):
    other = services.create_owner("other@example.org", NEW_PASSWORD)
    admin.post(f"{USERS}{other.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=other.pk).exists()


def test_approving_lets_people_in(admin, waiting, bob, charlie):
    answer = _act(admin, "approve", waiting, bob)
    assert "1 approved" in answer.content.decode()
    assert charlie.post("/api/auth/login/", {"email": waiting.email, "password": PASSWORD}).status_code == 200


def test_signing_people_out(admin, bob, bobs):
    _act(admin, "sign_out_everywhere", bob)
    assert not bobs.is_signed_in


def test_signing_oneself_out_everywhere_closes_the_admin_too(admin, alice):
    services.sign_out_everywhere(alice)
    assert admin.get("/admin/").status_code == 302


def test_people_cannot_be_left_without_a_password(admin, bob):
    page = f"{USERS}{bob.pk}/password/"
    assert 'value="false"' not in admin.get(page).content.decode()
    admin.post(page, {"usable_password": "false", "unset-password": "1"})
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_a_password_set_by_the_owner_ends_old_sign_ins(admin, bob, bobs, charlie):
    admin.post(f"{USERS}{bob.pk}/password/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not bobs.is_signed_in
    assert charlie.post("/api/auth/login/", {"email": bob.email, "password": NEW_PASSWORD}).status_code == 200


def test_changing_the_own_password_keeps_the_admin_open(admin, alice):
    form = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    admin.post("/admin/password_change/", form)
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assert alice.session_epoch == 1
    assert admin.get("/admin/").status_code == 200


def test_the_admins_own_sign_in_takes_an_address_in_any_spelling(alice, client):
    assert client.post("/admin/login/", {"username": "ALICE@example.org", "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200


# The outbox


@pytest.fixture
def mail(bob):
    services.request_password_reset(bob.email, "http://testserver")
    return OutboxMail.objects.get()


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_the_link_is_there_to_click(page, admin, mail):
    assert f'<a href="{mail.link}"' in admin.get("/admin/accounts/outboxmail/" + page.format(mail.pk)).content.decode()


def test_nobody_writes_mails_here(admin, mail):
    assert admin.get("/admin/accounts/outboxmail/add/").status_code == 403
    admin.post(f"/admin/accounts/outboxmail/{mail.pk}/change/", {"recipient": "eve@example.org"})
    mail.refresh_from_db()
    assert mail.recipient == "bob@example.org"


@pytest.mark.parametrize(("host", "said", "count"), [("", "No mail server", 0), ("mail.example.org", "1 on the way", 1)])
def test_sending_again(host, said, count, admin, mail, monkeypatch, django_capture_on_commit_callbacks):
    Household.objects.create(smtp_host=host, smtp_from="films@example.org")
    queued = []
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: queued.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        assert said in _act(admin, "send", mail, address="/admin/accounts/outboxmail/").content.decode()
    assert len(queued) == count


# The household

FORM = {"server_name": "Cinema", "registration": "approve", "smtp_port": "587", "smtp_security": "starttls"}
HOUSEHOLD = "/admin/accounts/household/1/change/"


def test_there_is_one_household(admin):
    assert admin.get("/admin/accounts/household/").headers["Location"] == HOUSEHOLD
    assert admin.get(HOUSEHOLD).status_code == 200
    assert admin.get("/admin/accounts/household/add/").status_code == 403
    assert Household.objects.count() == 1


def test_switching_the_network_on_listens_there(admin, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr("webapp.server.request_restart", lambda: asked.append(1))
    Household.objects.create()
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(HOUSEHOLD, {**FORM, "lan_enabled": "on"})
        admin.post(HOUSEHOLD, {**FORM, "lan_enabled": "on", "server_name": "Films"})
    household = Household.objects.get()
    assert (household.lan_enabled, household.server_name) == (True, "Films")
    assert len(asked) == 1


def test_the_mail_servers_password_is_kept_and_never_shown(admin):
    Household.objects.create(smtp_password="hunter2")
    assert "hunter2" not in admin.get(HOUSEHOLD).content.decode()
    admin.post(HOUSEHOLD, FORM)
    assert Household.objects.get().smtp_password == "hunter2"
    admin.post(HOUSEHOLD, {**FORM, "smtp_password": "better"})
    assert Household.objects.get().smtp_password == "better"


@pytest.mark.parametrize("change", [{"smtp_host": "mail.example.org"}, {"smtp_port": "70000"}, {"server_name": ""}])
def test_settings_that_cannot_be_are_refused(change, admin):
    Household.objects.create()
    assert admin.post(HOUSEHOLD, {**FORM, **change}).status_code == 200


def test_the_reset_link_of_the_outbox_works(mail, bob, charlie):
    assert mail.link.endswith(links.reset_path(bob).split("/")[-2] + "/" + mail.link.split("/")[-1])
