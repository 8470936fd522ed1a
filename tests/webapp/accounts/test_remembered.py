"""What this process remembers of sign-ins, and forgets at once."""

import pytest
from django.db import transaction

from webapp.accounts import remembered, services
from webapp.accounts.models import Profile, SignIn


@pytest.fixture
def asked():
    """Ask for one key; the list tells how often that asked the source."""
    calls = []

    def ask(answer="somebody"):
        return remembered.recall("key", lambda: calls.append(1) or answer)

    ask.calls = calls
    return ask


def test_an_answer_is_asked_for_once(asked):
    assert [asked() for _ in range(3)] == ["somebody"] * 3
    assert len(asked.calls) == 1


def test_nobody_is_asked_for_every_time(asked):
    assert [asked(None) for _ in range(3)] == [None] * 3
    assert len(asked.calls) == 3


@pytest.mark.parametrize(("seconds", "count"), [(29.0, 1), (30.0, 2)])
def test_an_answer_is_good_for_30_seconds(seconds, count, asked, monkeypatch):
    monkeypatch.setattr(remembered.time, "monotonic", lambda: 1000.0)
    asked()
    monkeypatch.setattr(remembered.time, "monotonic", lambda: 1000.0 + seconds)
    asked()
    assert len(asked.calls) == count


def test_it_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 10)
    for number in range(25):
        remembered.recall(number, lambda: "somebody")
    assert len(remembered._kept) <= 10


def test_what_was_asked_before_a_change_is_not_kept(db, asked):
    """A thread reads the old row, another one changes it: what the first one read must not stay."""

    def read_while_it_changes():
        remembered.forget()
        return "as it was"

    assert remembered.recall("key", read_while_it_changes) == "as it was"
    assert asked() == "somebody"


@pytest.mark.django_db(transaction=True)
def test_it_is_forgotten_again_when_others_can_see_the_change(asked):
    with transaction.atomic():
        remembered.forget()
        asked("as others still see it")
    assert asked("as it is") == "as it is"


@pytest.mark.parametrize(
    "change",
    [
        lambda bob, sign_in: services.end_sign_in(sign_in.pk.hex),
        lambda bob, sign_in: services.sign_out_everywhere(bob),
        lambda bob, sign_in: bob.save(update_fields=["is_active"]),
        lambda bob, sign_in: bob.profiles.get().save(),
        lambda bob, sign_in: Profile.objects.all().delete(),
        lambda bob, sign_in: services.make_profile(bob, name="Mia"),
        lambda bob, sign_in: SignIn.objects.all().delete(),
        lambda bob, sign_in: bob.delete(),
    ],
    ids=["signed out", "everywhere", "blocked", "profile", "profiles deleted", "profile made", "swept", "deleted"],
)
def test_whatever_may_matter_forgets(change, bob, asked):
    services.begin_sign_in(bob)
    asked()
    change(bob, SignIn.objects.get())
    asked()
    assert len(asked.calls) == 2
