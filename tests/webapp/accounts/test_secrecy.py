"""Nothing secret is written down: every flow is gone through, then logs, audit log and outbox are searched."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from appliance import logs
from tests.conftest import PASSWORD
from tests.webapp.accounts.conftest import NEW_PASSWORD, Browser, path_of
from webapp.accounts import cookies, links, services
from webapp.accounts.access import media_token
from webapp.accounts.models import AuditEntry, Household, Invitation, OutboxMail, Pairing, Profile, RotatedToken, User

WRONG, WEAK, PIN, WRONG_PIN, SMTP = "Tr0ub4dor-wrong", "weak-pw", "83172", "40961", "hunter2-smtp"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The file that the web process would write, with everything in it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(tmp_path, "web", "DEBUG")
    yield tmp_path / "web.log"
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def secrets() -> list[str]:
    return [PASSWORD, NEW_PASSWORD, WRONG, WEAK, PIN, WRONG_PIN, SMTP]


def _search(log: Path, secrets: list[str]) -> None:
    """Look for each secret in what was written down."""
    written = {
        "log": log.read_text(),
        "audit log": "\n".join(str(list(vars(entry).values())) for entry in AuditEntry.objects.all()),
        "outbox": "\n".join(mail.error for mail in OutboxMail.objects.all()),
    }
    assert "django.request" in written["log"], "nothing was logged at all"
    assert [(where, secret) for where, text in written.items() for secret in secrets if secret in text] == []


def test_passwords_and_links(log, secrets, alice, bob, bobs, last_mail, presence):
    stranger = Browser()
    for email in (bob.email, WRONG, PASSWORD):
        stranger.post("/api/auth/login/", {"email": email, "password": WRONG})
    stranger.post("/api/auth/login", {"email": bob.email, "password": [PASSWORD]})
    form = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD}
    stranger.post("/api/auth/register/", {**form, "password": WEAK})
    stranger.post("/api/auth/register/", form)
    activation = path_of(last_mail())
    stranger.get(activation + "x")
    stranger.post(activation)
    stranger.get(activation)
    stranger.post("/api/password_reset/", {"email": bob.email})
    reset = path_of(last_mail())
    stranger.post(reset, {"new_password": WEAK, "confirm_password": WEAK})
    stranger.get(reset)
    stranger.post(reset.replace("/api/password_confirm/", "/reset-password/"))
    guess = presence("setup")
    for purpose in ("setup", "auth/presence"):
        stranger.post(f"/api/{purpose}/", {**form, "secret": guess})
    secret = presence("sign-in")
    stranger.post("/api/auth/presence/", {"secret": secret})
    stranger.post(reset, {"new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD})
    tokens = [link.rstrip("/").rpartition("/")[2] for link in (activation, reset)]
    _search(log, [*secrets, *tokens, guess, secret])


def test_invitations_and_the_own_password(log, secrets, alice, bob, bobs, client):
    client.force_login(alice)
    invited = client.post("/admin/accounts/invitation/add/", {"uses_allowed": "1", "expires_at_0": "2100-01-01", "expires_at_1": "12:00"})
    token = links.invitation_path(Invitation.objects.get()).rpartition("/")[2]
    client.get(invited.url)
    form = {"email": "dora@example.org", "password": NEW_PASSWORD, "confirmed_password": NEW_PASSWORD, "invitation": token}
    stranger = Browser()
    for address in (f"/api/invitations/{token}/", f"/api/invitations/{token}x/", f"/join/{token}", f"/api/invitations/{token}"):
        stranger.get(address)
        stranger.post(address)
    for change in ({"password": WEAK}, {"invitation": f"{token}x"}, {}, {}):
        stranger.post("/api/auth/register/", {**form, **change})
    passwords = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    for change in ({"current_password": WRONG}, {"new_password": WEAK, "confirm_password": WEAK}, {}):
        bobs.post("/api/auth/password/", {**passwords, **change})
    assert User.objects.get(pk=bob.pk).check_password(NEW_PASSWORD)
    _search(log, [*secrets, token])


def test_tokens(log, secrets, bob, bobs):
    jar = {name: bobs.cookies[name].value for name in (cookies.ACCESS, cookies.REFRESH, cookies.MEDIA)}
    media = media_token(bob, 1)
    stranger = Browser()
    stranger.get("/api/auth/me/", HTTP_AUTHORIZATION=f"Bearer {jar[cookies.ACCESS]}x")
    stranger.get(f"/api/video/1/480p/index.m3u8?token={media}")
    stranger.get(f"/api/video/2/480p/index.m3u8?token={media}")
    newest = bobs.refresh().json()
    RotatedToken.objects.update(rotated_at=timezone.now() - timedelta(seconds=61))
    assert stranger.refresh(refresh=jar[cookies.REFRESH]).status_code == 401
    bobs.post("/api/auth/logout/", {"refresh": newest["refresh"]})
    _search(log, [*secrets, *jar.values(), media, newest["access"], newest["refresh"]])


def test_codes_and_pins(log, secrets, alice, bob, bobs):
    profile = Profile(user=bob, name="Dora")
    profile.set_pin(PIN)
    profile.save()
    tv = Browser()
    offers = [tv.post("/api/devices/pairing/", {"name": "Living room"}).json() for _ in range(2)]
    codes = [code for offer in offers for code in (offer["user_code"], offer["user_code"].replace("-", ""), offer["device_code"])]
    for offer in offers:
        address = f"/api/devices/pairing/{offer['user_code']}/"
        for _ in range(2):
            tv.post("/api/devices/pairing/token/", {"device_code": offer["device_code"]})
        tv.get(address)
        bobs.post(address)
        bobs.get(address)
        bobs.post(f"{address}approve/", {"profile": profile.pk, "pin": WRONG_PIN})
        bobs.post(f"{address}approve/", {"profile": PIN, "pin": {"a": PIN}})
    bobs.post(f"/api/devices/pairing/{offers[0]['user_code']}/approve/", {"profile": profile.pk, "pin": PIN})
    bobs.post(f"/api/devices/pairing/{offers[1]['user_code'].replace('-', '')}/deny/")
    for offer in offers:
        bobs.get(f"/api/devices/pairing/{offer['user_code']}/")
        tv.post("/api/devices/pairing/token/", {"device_code": offer["device_code"]})
    assert str(Pairing.objects.first()) == "Living room"
    _search(log, [*secrets, *codes])


def test_the_owners_admin_and_the_mail_server(log, secrets, alice, bob, client, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("535 authentication failed")

    monkeypatch.setattr(EmailBackend, "open", refuse)
    client.post("/admin/login/", {"username": alice.email, "password": WRONG})
    client.post("/admin/login/", {"username": alice.email, "password": PASSWORD})
    household = {"server_name": "Cinema", "smtp_host": "127.0.0.1", "smtp_port": "2525", "smtp_security": "none", "registration": "approve"}
    client.post("/admin/accounts/household/1/change/", {**household, "smtp_password": SMTP, "smtp_from": "films@example.org"})
    client.post(f"/admin/accounts/user/{bob.pk}/password/", {"password1": WEAK, "password2": WEAK})
    client.post(f"/admin/accounts/user/{bob.pk}/password/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    client.post("/admin/nowhere/")
    Household.objects.update_or_create(pk=1, defaults={"smtp_host": "127.0.0.1", "smtp_password": SMTP, "smtp_from": "films@example.org"})
    services.request_password_reset(bob.email, "http://testserver")
    mail = OutboxMail.objects.get()
    try:
        services.deliver(mail.pk)
    except Exception:
        logging.getLogger("django-q").warning("The task failed.", exc_info=True)
    assert "535" in OutboxMail.objects.get().error
    assert User.objects.get(pk=bob.pk).check_password(NEW_PASSWORD)
    _search(log, [*secrets, mail.link.rpartition("/")[2]])
