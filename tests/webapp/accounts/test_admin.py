"""People, household and outbox in the owner's admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import links, services
from webapp.accounts.models import AuditEntry, Household, Invitation, OutboxMail, SignIn, User

USERS = "/admin/accounts/user/"


@pytest.fixture
def admin(client, alice):
    client.force_login(alice)
    client.get("/admin/jsi18n/")  # the smallest page: from here on it is a device in the list
    return client


def _act(admin, action, *users, address=USERS):
    return admin.post(address, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)


@pytest.mark.parametrize("model", ["user", "outboxmail", "household", "invitation", "signin", "auditentry"])
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
    admin.post(f"{USERS}{alice.pk}/delete/", {"post": "yes"})
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.is_superuser


def test_all_owners_at_once_stay(admin, alice, bob):
    other = services.create_owner("other@example.org", NEW_PASSWORD)
    for selected in ([alice, other, bob], [other]):
        chosen = {"action": "delete_selected", "_selected_action": [user.pk for user in selected]}
        admin.post(USERS, chosen)
        answer = admin.post(USERS, {**chosen, "post": "yes"}, follow=True)
        assert ("last owner" in answer.content.decode()) == (alice in selected)
    assert set(User.objects.all()) == {alice, bob}


def test_another_owner_may_go(admin, alice):
    other = services.create_owner("other@example.org", NEW_PASSWORD)
    admin.post(f"{USERS}{other.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=other.pk).exists()


def test_approving_lets_people_in(admin, waiting, bob, charlie):
    answer = _act(admin, "approve", waiting, bob)
    assert "1 approved" in answer.content.decode()
    assert charlie.post("/api/auth/login/", {"email": waiting.email, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("way", ["action", "page"])
def test_who_is_approved_is_told_by_mail(way, admin, waiting, smtp, last_mail):
    if way == "action":
        _act(admin, "approve", waiting)
    else:
        admin.post(f"{USERS}{waiting.pk}/change/", {"email": waiting.email, "is_active": "on"})
    assert (last_mail().recipient, last_mail().purpose) == (waiting.email, "approved")
    admin.post(f"{USERS}{waiting.pk}/change/", {"email": waiting.email, "is_active": "on"})
    assert OutboxMail.objects.count() == 1


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


# Devices

DEVICES = "/admin/accounts/signin/"


def test_the_owner_sees_everyones_devices(admin, bob, bobs):
    SignIn.objects.filter(user=bob).update(name="Kitchen", address="192.168.1.9")
    for page in (admin.get(DEVICES), admin.get(f"{USERS}{bob.pk}/change/")):
        assert "Kitchen" in page.content.decode()
        assert "192.168.1.9" in page.content.decode()
    assert admin.get(f"{DEVICES}{SignIn.objects.get(user=bob).pk}/change/").status_code == 200


def test_devices_that_ended_are_not_listed(admin, bob, bobs):
    SignIn.objects.filter(user=bob).update(name="Kitchen")
    services.sign_out_everywhere(bob)
    assert "Kitchen" not in admin.get(DEVICES).content.decode()
    assert "Kitchen" not in admin.get(f"{USERS}{bob.pk}/change/").content.decode()


def test_the_owner_revokes_devices(admin, alice, bob, bobs):
    answer = _act(admin, "revoke", *SignIn.objects.filter(user=bob), address=DEVICES)
    assert "1 signed out" in answer.content.decode()
    assert not bobs.is_signed_in
    entry = AuditEntry.objects.latest("id")
    assert (entry.kind, entry.user, entry.actor) == (AuditEntry.Kind.DEVICE_REVOKED, bob, alice)


def test_devices_are_only_let_in_by_themselves(admin, bob, bobs):
    device = SignIn.objects.get(user=bob)
    assert admin.get(f"{DEVICES}add/").status_code == 403
    assert admin.post(f"{DEVICES}{device.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"{DEVICES}{device.pk}/change/", {"name": "Mine"}).status_code == 403
    assert bobs.is_signed_in


def test_what_a_device_calls_itself_is_no_markup(admin, bob, bobs):
    SignIn.objects.filter(user=bob).update(name="<script>alert(1)</script>")
    for page in (DEVICES, f"{USERS}{bob.pk}/change/"):
        assert "<script>alert" not in admin.get(page).content.decode()


def test_the_list_of_devices_has_a_query_budget(admin, bob, django_assert_max_num_queries):
    for _ in range(30):
        services.begin_sign_in(bob)
    with django_assert_max_num_queries(13):
        admin.get(DEVICES)


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


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_the_link_is_there_to_copy(page, admin, mail):
    answer = admin.get("/admin/accounts/outboxmail/" + page.format(mail.pk)).content.decode()
    assert 'type="button"' in answer
    assert f'data-copy="{mail.link}"' in answer
    assert '<script src="/static/accounts/copy.js">' in answer
    assert ("<title>QR code</title>" in answer) is bool(page)


def test_the_script_that_copies_is_served(admin):
    assert b"data-copy" in b"".join(admin.get("/static/accounts/copy.js"))


@pytest.fixture
def asked(alice, charlie):
    """Emil has asked for an account."""
    charlie.post("/api/auth/register/", {"email": "emil@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD})
    return OutboxMail.objects.get(recipient="emil@example.org")


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_who_waits_is_approved_by_a_button(page, admin, asked, charlie):
    address = "/admin/accounts/outboxmail/" + page.format(asked.pk)
    assert 'name="_approve"' in admin.get(address).content.decode()
    answer = admin.post(address, {"_approve": asked.recipient}, follow=True).content.decode()
    assert "Approved: emil@example.org can come in now." in answer
    assert 'name="_approve"' not in answer
    assert charlie.post("/api/auth/login/", {"email": asked.recipient, "password": NEW_PASSWORD}).status_code == 200
    assert "does not wait any more" in admin.post(address, {"_approve": asked.recipient}, follow=True).content.decode()


def test_the_page_approves_whom_it_is_about(admin, asked, waiting):
    admin.post(f"/admin/accounts/outboxmail/{asked.pk}/change/", {"_approve": waiting.email})
    waiting.refresh_from_db()
    assert not waiting.is_active
    assert User.objects.get(email=asked.recipient).is_active


@pytest.mark.parametrize("page", ["", "{}/change/"])
def test_only_the_owner_approves(page, asked, bob, client):
    client.force_login(bob)
    assert client.post("/admin/accounts/outboxmail/" + page.format(asked.pk), {"_approve": asked.recipient}).status_code == 302
    assert not User.objects.get(email=asked.recipient).is_active


def test_a_blocked_person_is_not_approved_by_an_old_mail(admin, mail, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    admin.post("/admin/accounts/outboxmail/", {"_approve": bob.email})
    bob.refresh_from_db()
    assert not bob.is_active


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "No"),
        ({"sent_at": timezone.now()}, "Sent "),
        ({"due_at": timezone.now()}, "On its way"),
        ({"due_at": timezone.now(), "error": "451 later"}, ": 451 later"),
        ({"error": "550 nobody"}, "Given up: 550 nobody"),
    ],
)
def test_what_became_of_a_mail_is_said(fields, said, admin, mail):
    OutboxMail.objects.update(**fields)
    assert said in admin.get("/admin/accounts/outboxmail/").content.decode().partition("field-delivery")[2].partition("</td>")[0]


def test_the_outbox_has_a_query_budget(admin, mail, django_assert_max_num_queries):
    for number in range(30):
        User.objects.create_user(f"guest{number}@example.org")
        OutboxMail.objects.create(recipient=f"guest{number}@example.org", purpose="activation", link="http://testserver/x")
    with django_assert_max_num_queries(8):
        assert admin.get("/admin/accounts/outboxmail/").content.count(b'name="_approve"') == 30


@pytest.mark.parametrize(("host", "said", "count"), [("", "No mail server", 0), ("mail.example.org", "1 on the way", 1)])
def test_sending_again(host, said, count, admin, mail, monkeypatch, django_capture_on_commit_callbacks):
    Household.objects.create(smtp_host=host, smtp_from="films@example.org")
    queued = []
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: queued.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        assert said in _act(admin, "send", mail, address="/admin/accounts/outboxmail/").content.decode()
    assert len(queued) == count


# Invitations

INVITATIONS = "/admin/accounts/invitation/"
NEW_INVITATION = {"note": "Neighbours", "uses_allowed": "3", "expires_at_0": "2100-01-01", "expires_at_1": "12:00"}


@pytest.fixture
def invitation(alice):
    return Invitation.objects.create(created_by=alice, note="Neighbours")


def test_the_owner_invites_and_is_led_to_the_link(admin, alice, charlie):
    page = admin.post(f"{INVITATIONS}add/", NEW_INVITATION, follow=True).content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.created_by, invitation.uses_allowed, invitation.is_open) == (alice, 3, True)
    link = "http://testserver" + links.invitation_path(invitation)
    assert f'<a href="{link}"' in page
    assert f'data-copy="{link}"' in page
    assert "<title>QR code</title>" in page
    assert f'data-copy="{link}"' in admin.get(INVITATIONS).content.decode()
    assert charlie.get(link.replace("/join/", "/api/invitations/") + "/").status_code == 200


def test_links_are_for_other_devices(admin, invitation, monkeypatch):
    page = f"{INVITATIONS}{invitation.pk}/change/"
    assert "leads nowhere on other devices" in admin.get(page, HTTP_HOST="127.0.0.1").content.decode()
    monkeypatch.setattr("webapp.server.house_address", lambda: "http://192.168.1.5:8359")
    answer = admin.get(page, HTTP_HOST="127.0.0.1").content.decode()
    assert 'data-copy="http://192.168.1.5:8359/join/' in answer
    assert "leads nowhere on other devices" not in answer


@pytest.mark.parametrize("change", [{"uses_allowed": "0"}, {"uses_allowed": "101"}, {"expires_at_0": "never"}, {"note": "x" * 101}])
def test_an_invitation_that_cannot_be_is_refused(change, admin):
    assert admin.post(f"{INVITATIONS}add/", {**NEW_INVITATION, **change}).status_code == 200
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("way", ["button", "action"])
def test_withdrawing(way, admin, invitation, charlie):
    page = f"{INVITATIONS}{invitation.pk}/change/"
    if way == "button":
        answer = admin.post(page, {**NEW_INVITATION, "_withdraw": "Withdraw"}, follow=True)
        assert "Nobody can come in by this invitation any more." in answer.content.decode()
    else:
        assert "1 withdrawn" in _act(admin, "withdraw", invitation, address=INVITATIONS).content.decode()
    assert "data-copy=" not in admin.get(page).content.decode()
    assert "Withdrawn" in admin.get(INVITATIONS).content.decode()
    assert charlie.get("/api" + links.invitation_path(invitation).replace("/join/", "/invitations/") + "/").status_code == 400


def test_the_list_has_a_query_budget(admin, alice, django_assert_max_num_queries):
    for number in range(30):
        Invitation.objects.create(created_by=alice, note=f"Guest {number}")
    with django_assert_max_num_queries(8):
        assert admin.get(INVITATIONS).content.count(b"data-copy=") == 30


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


def test_mailed_links_need_a_mail_server(admin):
    Household.objects.create()
    assert "This needs a mail server" in admin.post(HOUSEHOLD, {**FORM, "registration": "email"}).content.decode()
    admin.post(HOUSEHOLD, {**FORM, "registration": "email", "smtp_host": "mail.example.org", "smtp_from": "films@example.org"})
    assert Household.objects.get().registration == "email"


def _try_mail(admin, smtp, **change):
    fields = ("smtp_host", "smtp_port", "smtp_security", "smtp_from", "smtp_username")
    return admin.post(
        HOUSEHOLD, {**FORM, **{name: getattr(smtp, name) for name in fields}, "_test": "x", **change}, follow=True
    ).content.decode()


def test_a_test_mail_goes_to_the_owner(admin, smtp, mail_server):
    assert "send a test to alice@example.org" in admin.get(HOUSEHOLD).content.decode()
    answer = _try_mail(admin, smtp, server_name="Kino")
    assert "The mail server took the test: look for it at alice@example.org." in answer
    assert Household.objects.get().server_name == "Kino"
    (sent,) = mail_server.mails
    assert "To: alice@example.org" in sent
    assert "Subject: A test from Kino" in sent
    assert not OutboxMail.objects.exists()


def test_the_admin_speaks_one_language_and_mails_the_owners(admin, smtp, mail_server):
    admin.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    page = admin.get(HOUSEHOLD)
    assert (page.headers["Content-Language"], "Save and send a test" in page.content.decode()) == ("en", True)
    assert "The mail server took the test" in _try_mail(admin, smtp)
    assert "Subject: Ein Test von " in mail_server.mails[0]


def test_what_the_mail_server_said_is_shown(admin, smtp, mail_server):
    mail_server.refusing = "550 5.1.1 nobody of that name"
    assert "did not take the test: 550 5.1.1 nobody of that name" in _try_mail(admin, smtp)


def test_what_the_mail_server_repeats_does_not_show_the_password(admin, smtp, mail_server, caplog):
    mail_server.refusing_passwords = True
    answer = _try_mail(admin, smtp, smtp_username="films", smtp_password="hunter2")
    assert "did not take the test: 535 who are you" in answer
    for said in (answer, caplog.text, str(LogEntry.objects.values())):
        assert "hunter2" not in said
        assert "AGZpbG1zAGh1bnRlcjI=" not in said


@pytest.mark.parametrize(("change", "said"), [({"smtp_host": ""}, "No mail server is set"), ({"smtp_port": "1"}, "did not take the test")])
def test_a_server_that_is_not_there_is_said(change, said, admin, smtp):
    assert said in _try_mail(admin, smtp, **change)


def test_the_reset_link_of_the_outbox_works(mail, bob, charlie):
    assert mail.link.endswith(links.reset_path(bob).split("/")[-2] + "/" + mail.link.split("/")[-1])
