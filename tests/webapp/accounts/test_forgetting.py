"""What goes by itself: accounts that nobody activated, and mails that nobody needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, path_of
from webapp.accounts import links, services, tasks
from webapp.accounts.models import AuditEntry, Household, Invitation, OutboxMail, User

REGISTER = "/api/auth/register/"
FORM = {"email": "emil@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


@pytest.fixture
def choose(alice, smtp):
    """Let the owner, who has a mail server, choose who may make an account: `choose("email")`."""
    return lambda policy: Household.objects.update(registration=policy)


@pytest.fixture
def passes(db):
    """Let time pass for accounts and mails: `passes(days=3)`."""

    def go_by(**span) -> None:
        span = timedelta(**span) + timedelta(minutes=1)
        for user in User.objects.exclude(expires_at=None):
            User.objects.filter(pk=user.pk).update(expires_at=user.expires_at - span)
        for mail in OutboxMail.objects.all():
            moved = {name: at - span for name in ("created_at", "sent_at", "claimed_at", "due_at") if (at := getattr(mail, name))}
            OutboxMail.objects.filter(pk=mail.pk).update(**moved)

    return go_by


def emil() -> User | None:
    return User.objects.filter(email=FORM["email"]).first()


def removals() -> list[tuple[str, str, User | None]]:
    return [(entry.detail, entry.email, entry.actor) for entry in AuditEntry.objects.filter(kind=AuditEntry.Kind.EXPIRED)]


# Accounts


def test_who_never_opens_the_mailed_link_is_forgotten_in_a_month(choose, charlie, passes):
    choose("email")
    for email in (FORM["email"], "dora@example.org"):
        charlie.post(REGISTER, {**FORM, "email": email})
    passes(days=29)
    tasks.sweep()
    assert emil() is not None
    passes(days=1)
    for _ in range(2):
        tasks.sweep()
        assert [user.email for user in User.objects.all()] == ["alice@example.org"]
        assert removals() == [("Accounts: 2", "", None)]


def test_the_address_is_free_again(choose, charlie, passes, last_mail):
    choose("email")
    charlie.post(REGISTER, FORM)
    passes(days=30)
    tasks.sweep()
    assert charlie.post(REGISTER, FORM).status_code == 201
    assert charlie.get(path_of(last_mail())).status_code == 200
    assert emil().is_active


def test_who_asks_again_has_another_month(choose, charlie, passes):
    choose("email")
    charlie.post(REGISTER, FORM)
    passes(days=20)
    charlie.post(REGISTER, FORM)
    passes(days=20)
    tasks.sweep()
    assert emil() is not None
    passes(days=10)
    tasks.sweep()
    assert emil() is None


@pytest.mark.parametrize("meanwhile", ["email", "open", "closed"])
def test_who_waits_for_the_owner_stays(meanwhile, choose, charlie, passes):
    choose("approve")
    charlie.post(REGISTER, FORM)
    choose(meanwhile)
    passes(days=400)
    tasks.sweep()
    assert emil() is not None
    assert removals() == []


def test_who_turns_to_the_owner_after_a_mail_stays(choose, charlie, passes):
    for policy in ("email", "approve"):
        choose(policy)
        charlie.post(REGISTER, FORM)
    choose("email")
    passes(days=400)
    tasks.sweep()
    assert emil() is not None


def test_nobody_goes_while_the_owner_decides(choose, charlie, passes):
    choose("email")
    charlie.post(REGISTER, FORM)
    choose("approve")
    passes(days=30)
    tasks.sweep()
    assert emil() is not None
    choose("email")
    tasks.sweep()
    assert emil() is None


@pytest.mark.parametrize("how", ["the link", "approval", "an open house", "an invitation"])
@pytest.mark.parametrize("blocked", [False, True])
def test_who_was_ever_in_stays(how, blocked, alice, choose, charlie, passes, last_mail):
    choose("email")
    charlie.post(REGISTER, FORM)
    if how == "the link":
        charlie.get(path_of(last_mail()))
    elif how == "approval":
        services.approve(emil(), "http://testserver", owner=alice)
    elif how == "an open house":
        choose("open")
        charlie.post(REGISTER, FORM)
        choose("email")
    else:
        token = links.invitation_path(Invitation.objects.create(created_by=alice))[len("/join/") :]
        charlie.post(REGISTER, {**FORM, "invitation": token})
    assert emil().is_active
    User.objects.filter(email=FORM["email"]).update(is_active=not blocked)
    passes(days=400)
    tasks.sweep()
    assert emil() is not None


@pytest.mark.parametrize("asks", [False, True])
def test_whom_the_owner_made_stays(asks, alice, client, choose, charlie, passes):
    choose("email")
    client.force_login(alice)
    client.post("/admin/accounts/user/add/", {"email": FORM["email"], "password1": PASSWORD, "password2": PASSWORD})
    assert not emil().is_active
    if asks:
        charlie.post(REGISTER, FORM)
    passes(days=400)
    tasks.sweep()
    assert emil() is not None


# Mails


def test_a_sent_mail_is_kept_for_a_season(bob, smtp, charlie, mail_server, passes, last_mail):
    charlie.post("/api/password_reset/", {"email": bob.email})
    tasks.send_mail(last_mail().pk)
    passes(days=89)
    tasks.sweep()
    assert last_mail().sent_at is not None
    passes(days=1)
    tasks.sweep()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("why", ["no mail server", "a mail server that refuses"])
def test_a_mail_that_never_left_is_kept_while_its_link_is_good(why, bob, charlie, mail_server, passes, last_mail, request):
    if why != "no mail server":
        request.getfixturevalue("smtp")
    charlie.post("/api/password_reset/", {"email": bob.email})
    mail_server.refusing = "550 nobody of that name"
    tasks.send_mail(last_mail().pk)
    passes(days=2)
    tasks.sweep()
    form = {"new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    assert charlie.post(path_of(last_mail()), form).status_code == 200
    passes(days=1)
    tasks.sweep()
    assert not OutboxMail.objects.exists()


def test_a_mail_that_is_being_sent_stays(bob, smtp, charlie, passes, last_mail):
    charlie.post("/api/password_reset/", {"email": bob.email})
    passes(days=4)
    assert last_mail().claim()
    tasks.sweep()
    last_mail().note_sent()


def test_the_mail_of_who_waits_is_where_they_are_let_in(alice, client, choose, charlie, passes, last_mail):
    choose("approve")
    charlie.post(REGISTER, FORM, HTTP_ACCEPT_LANGUAGE="de")
    passes(days=100)
    tasks.sweep()
    client.force_login(alice)
    client.post("/admin/accounts/outboxmail/", {"_approve": FORM["email"]})
    assert emil().is_active
    assert (last_mail().purpose, last_mail().language) == ("approved", "de")
    tasks.sweep()
    assert [mail.purpose for mail in OutboxMail.objects.all()] == ["approved"]


def test_it_costs_one_query_however_many_there_are(bob, charlie, passes, django_assert_num_queries):
    for _ in range(3):
        charlie.post("/api/password_reset/", {"email": bob.email})
        OutboxMail.objects.update(sent_at=timezone.now())
    passes(days=90)
    with django_assert_num_queries(1):
        services.forget_old_mails()
    assert not OutboxMail.objects.exists()
