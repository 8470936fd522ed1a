"""People read refusals in their own language: the frontend words what is ours, Django what is its own."""

import re

import pytest

from tests.laws.sources import read
from tests.webapp.accounts.conftest import NEW_PASSWORD
from webapp.accounts import errors

REGISTER = "/api/auth/register/"
FORM = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}


def test_every_refusal_has_words_in_the_frontend():
    codes = {refusal.code for refusal in errors.Refusal.__subclasses__()}
    assert len(codes) == len(errors.Refusal.__subclasses__())
    assert set(re.findall(r"^  'refusal\.([\w-]+)'", read("bundled_frontend/src/i18n/en.ts"), re.MULTILINE)) == codes


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


def test_another_website_is_refused_by_name(alice, charlie):
    answer = charlie.post(REGISTER, FORM, HTTP_ORIGIN="https://evil.example")
    assert (answer.status_code, answer.json()["code"]) == (403, "from-elsewhere")
