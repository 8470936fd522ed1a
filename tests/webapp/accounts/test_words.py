"""People read refusals in their own language: the frontend words what is ours, Django what is its own."""

import re

import pytest

from appliance.media.errors import Flaw
from tests.laws.sources import read
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import errors
from webapp.uploads import errors as _  # noqa: F401 -- all refusals there are
from webapp.uploads.services.adding import PUT_OFF

REGISTER = "/api/auth/register/"
FORM = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


def every_kind_of(refusal):
    """Those that have no further kinds: what people meet."""
    for kind in refusal.__subclasses__():
        yield from every_kind_of(kind) if kind.__subclasses__() else [kind]


def test_every_refusal_has_words_in_the_frontend():
    refusals = list(every_kind_of(errors.Refusal))
    codes = [refusal.code for refusal in refusals] + [flaw.code for flaw in Flaw] + [PUT_OFF]
    assert len(set(codes)) == len(codes)
    assert set(re.findall(r"^  'refusal\.([\w-]+)'", read("bundled_frontend/src/i18n/en.ts"), re.MULTILINE)) == set(codes)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"email": "nobody"}, "email", "Gib eine gültige E-Mail Adresse an."),
        ({"email": "nıck@exampleı.org"}, "email", "Gib eine gültige E-Mail Adresse an."),  # good for Django, not for us
        (dict.fromkeys(("password", "confirmed_password"), FORM["email"]), "password", "Das Passwort ist zu ähnlich zu E-Mail-Adresse."),
    ],
)
def test_mistakes_are_explained_in_german(change, field, sentence, alice, charlie):
    answer = charlie.post(REGISTER, {**FORM, **change}, HTTP_ACCEPT_LANGUAGE="de")
    assert answer.status_code == 400
    assert answer.json() == {field: [sentence]}


@pytest.mark.parametrize(
    ("language", "activation", "reset"),
    [
        ("de-AT,de;q=0.9", "Dein Konto bei Videoflix aktivieren", "Ein neues Passwort für Videoflix"),
        ("fr", "Activate your account for Videoflix", "A new password for Videoflix"),
    ],
)
def test_mails_speak_the_language_of_who_asks(language, activation, reset, alice, bob, charlie, last_mail):
    charlie.post(REGISTER, FORM, HTTP_ACCEPT_LANGUAGE=language)
    assert last_mail().subject == activation
    assert last_mail().link in last_mail().body
    charlie.post("/api/password_reset/", {"email": bob.email}, HTTP_ACCEPT_LANGUAGE=language)
    assert last_mail().subject == reset
    assert last_mail().body.splitlines()[0] in ("Hallo,", "Hello,")


def test_another_website_is_refused_by_name(alice, charlie):
    answer = charlie.post(REGISTER, FORM, HTTP_ORIGIN="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "from-elsewhere")
