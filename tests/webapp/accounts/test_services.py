"""What other rooms ask for: the command line, the tests, the demo."""

import pytest
from django.core.management import call_command

from appliance.errors import VideoflixError
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import queries, services
from webapp.accounts.models import User


def test_an_owner_looks_after_the_library(db):
    assert not queries.owner_exists()
    owner = services.create_owner("Alice@Example.org", NEW_PASSWORD)
    assert (owner.email, owner.is_owner, owner.is_staff, owner.is_active) == ("alice@example.org", True, True, True)
    assert queries.owner_exists()


def test_a_member_may_sign_in_at_once(db):
    member = services.create_member("bob@example.org", NEW_PASSWORD)
    assert (member.is_active, member.is_owner, member.is_staff) == (True, False, False)


@pytest.mark.parametrize("make", [services.create_owner, services.create_member])
@pytest.mark.parametrize(
    ("email", "password"), [("nobody", NEW_PASSWORD), ("dora@example.org", "short"), ("BOB@example.org", NEW_PASSWORD)]
)
def test_a_refusal_is_one_clear_sentence(make, email, password, bob):
    with pytest.raises(VideoflixError, match=r"^[A-Z].*\.$"):
        make(email, password)
    assert User.objects.count() == 1


def test_a_new_password_is_set_by_address(bob, bobs):
    services.set_password(" BOB@example.org", NEW_PASSWORD)
    bob.refresh_from_db()
    assert bob.check_password(NEW_PASSWORD)
    assert not bobs.is_signed_in


@pytest.mark.parametrize(("email", "password"), [("nobody@example.org", NEW_PASSWORD), ("bob", NEW_PASSWORD), ("bob@example.org", "short")])
def test_a_password_that_cannot_be_set(email, password, bob):
    with pytest.raises(VideoflixError, match=r"^[A-Z].*\.$"):
        services.set_password(email, password)


def test_a_better_hash_of_the_same_password_signs_nobody_out(bob, bobs, settings):
    settings.PASSWORD_HASHERS = list(reversed(settings.PASSWORD_HASHERS))
    before = bob.password
    bobs.sign_in(bob)
    bob.refresh_from_db()
    assert bob.password != before
    assert bob.session_epoch == 0
    assert bobs.is_signed_in


def test_djangos_own_command_makes_owners_too(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW_PASSWORD)
    call_command("createsuperuser", email="Alice@Example.org", interactive=False, verbosity=0)
    assert User.objects.get().email == "alice@example.org"
    assert queries.owner_exists()


def test_migrations_are_complete(db):
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)
