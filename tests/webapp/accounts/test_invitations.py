"""Coming in by invitation."""

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser
from webapp.accounts import links
from webapp.accounts.models import Household, Invitation, User

REGISTER = "/api/auth/register/"
FORM = {"email": "emil@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


@pytest.fixture
def invitation(alice) -> Invitation:
    Household.objects.create(server_name="Cinema", registration="closed")
    return Invitation.objects.create(created_by=alice, note="For the neighbours")


def _token(invitation: Invitation) -> str:
    return links.invitation_path(invitation).removeprefix("/join/")


def _uses(invitation: Invitation) -> int:
    invitation.refresh_from_db()
    return invitation.uses


ENDS = {
    "used up": lambda: {"uses": 1},
    "expired": lambda: {"expires_at": timezone.now()},
    "withdrawn": lambda: {"withdrawn_at": timezone.now()},
}


@pytest.mark.parametrize("end", ["/", ""])
def test_the_link_says_where_it_leads(end, invitation, charlie):
    answer = charlie.get(f"/api/invitations/{_token(invitation)}{end}")
    assert answer.status_code == 200
    assert set(answer.json()) == {"server_name", "expires_at"}
    assert answer.json()["server_name"] == "Cinema"
    assert _uses(invitation) == 0


@pytest.mark.parametrize("end", ENDS)
def test_what_has_ended_lets_nobody_in(end, invitation, charlie):
    Invitation.objects.update(**ENDS[end]())
    for answer in (
        charlie.get(f"/api/invitations/{_token(invitation)}/"),
        charlie.post(REGISTER, {**FORM, "invitation": _token(invitation)}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "invitation-invalid")
    assert User.objects.count() == 1


@pytest.mark.parametrize("forged", ["1", "1.x", "x", "..", "1.\u2603", "99999999999999999999.x", "2" * 190])
def test_a_forged_link_lets_nobody_in(forged, invitation, charlie):
    assert charlie.get(f"/api/invitations/{forged}/").status_code == 400
    assert charlie.post(REGISTER, {**FORM, "invitation": forged}).status_code == 400


def test_the_signature_is_for_one_invitation(invitation, charlie):
    other = Invitation.objects.create()
    forged = f"{other.pk}.{_token(invitation).partition('.')[2]}"
    assert charlie.get(f"/api/invitations/{forged}/").status_code == 400


def test_no_other_signature_will_do(invitation, waiting, charlie):
    uid, token = links.activation_path(waiting).split("/")[-2:]
    for forged in (token, f"{invitation.pk}.{token}", uid):
        assert charlie.get(f"/api/invitations/{forged}/").status_code == 400
    assert charlie.get(f"/api/activate/{uid}/{_token(invitation)}/").status_code == 400


@pytest.mark.parametrize("policy", Household.Registration.values)
def test_who_is_invited_is_in_at_once(policy, invitation, charlie):
    Household.objects.update(registration=policy)
    assert charlie.post(REGISTER, {**FORM, "invitation": _token(invitation)}).status_code == 201
    assert charlie.post("/api/auth/login/", FORM).status_code == 200
    assert _uses(invitation) == 1


def test_an_empty_invitation_is_none(invitation, charlie):
    assert charlie.post(REGISTER, {**FORM, "invitation": ""}).json()["code"] == "registration-closed"


@pytest.mark.parametrize("value", [None, 1.5, [], {}, True, "x" * 201])
def test_what_is_no_invitation_is_a_clear_refusal(value, invitation, charlie):
    assert charlie.post(REGISTER, {**FORM, "invitation": value}).status_code == 400
    assert User.objects.count() == 1


def test_a_slip_of_the_finger_does_not_use_it_up(invitation, charlie):
    answer = charlie.post(REGISTER, {**FORM, "confirmed_password": "other", "invitation": _token(invitation)})
    assert list(answer.json()) == ["confirmed_password"]
    assert _uses(invitation) == 0


def test_known_and_unknown_addresses_use_it_alike(invitation, bob, charlie):
    """Otherwise looking at the invitation afterwards would tell who lives here."""
    Invitation.objects.update(uses_allowed=2)
    token = _token(invitation)
    known, unknown = (charlie.post(REGISTER, {**FORM, "email": email, "invitation": token}) for email in (bob.email, FORM["email"]))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert _uses(invitation) == 2
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_who_waited_comes_in_by_the_new_password(invitation, waiting, charlie):
    charlie.post(REGISTER, {**FORM, "email": waiting.email, "invitation": _token(invitation)})
    login = {"email": waiting.email, "password": NEW_PASSWORD}
    assert charlie.post("/api/auth/login/", login).status_code == 200
    assert charlie.post("/api/auth/login/", {**login, "password": PASSWORD}).status_code == 401


def test_nobody_is_invited_before_there_is_an_owner(db, charlie):
    token = _token(Invitation.objects.create())
    assert charlie.post(REGISTER, {**FORM, "invitation": token}).json()["code"] == "being-set-up"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_come_in_as_it_allows(invitation, at_once):
    Invitation.objects.update(uses_allowed=2)
    forms = [{**FORM, "email": f"guest{number}@example.org", "invitation": _token(invitation)} for number in range(5)]
    answers = at_once(*[lambda form=form: Browser().post(REGISTER, form) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [201, 201, 400, 400, 400]
    assert User.objects.filter(email__startswith="guest").count() == 2
    assert _uses(invitation) == 2
