"""What makes a good address and a good password."""

import pytest

from webapp.accounts.errors import BadAddress, WeakPassword
from webapp.accounts.models import User
from webapp.accounts.rules import check_password, checked_email, normal_email


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        pytest.param("Bob@Example.ORG", "bob@example.org", id="case"),
        pytest.param("  bob@example.org\n", "bob@example.org", id="space"),
        pytest.param("ｂｏｂ@example.org", "bob@example.org", id="fullwidth letters"),
        pytest.param("boſs@example.org", "boss@example.org", id="long s"),
        pytest.param("\u212aarl@example.org", "karl@example.org", id="Kelvin sign"),
        pytest.param("bob@bu\u0308cher.example", "bob@xn--bcher-kva.example", id="combining umlaut"),
        pytest.param("bob@Bücher.Example", "bob@xn--bcher-kva.example", id="umlaut"),
        pytest.param("bob@XN--BCHER-KVA.example", "bob@xn--bcher-kva.example", id="umlaut in ASCII"),
        pytest.param("bob@exam\u00adple.org", "bob@example.org", id="soft hyphen"),
        pytest.param("bob@exam\u200bple.org", "bob@example.org", id="space of no width"),
        pytest.param("bob@example\u3002org", "bob@example.org", id="ideographic full stop"),
        pytest.param("bob@ex\u0430mple.org", "bob@xn--exmple-4nf.org", id="Cyrillic a"),
    ],
)
def test_one_spelling_per_address(written, normal):
    assert checked_email(written) == normal
    assert normal_email(normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob",
        "bob@",
        "@example.org",
        "bob@example",
        "b ob@example.org",
        "bob@example.org\0",
        "a@" + "b" * 250 + ".org",
        "dıgıt@example.org",
        "b\u043eb@example.org",
        "bob\u200b@example.org",
        "bob@exam\u202eple.org",
        "bob@" + "ü" * 70 + ".org",
        "bob@.org",
        "bob@example..org",
        "bob@[127.0.0.1]\r\nBcc: eve@example.org",
    ],
)
def test_what_is_no_address(text):
    with pytest.raises(BadAddress):
        checked_email(text)


@pytest.mark.parametrize("password", ["short", "12345678901", "password1", "bobs-place@example", "x" * 1025, ""])
def test_what_is_no_password(password):
    with pytest.raises(WeakPassword) as refusal:
        check_password(password, User(email="bobs-place@example.org"))
    assert str(refusal.value)


def test_the_database_keeps_one_spelling(bob):
    assert User.objects.create_user("Dora@Example.ORG").email == "dora@example.org"
    assert User.objects.get_by_natural_key(" BOB@example.org") == bob


def test_who_is_active_has_been_activated(bob, waiting):
    assert bob.activated_at is not None
    assert waiting.activated_at is None
    waiting.is_active = True
    waiting.save(update_fields=["is_active"])
    waiting.refresh_from_db()
    assert waiting.activated_at is not None
