"""What tests of accounts share: browsers with cookies, the outbox, secrets of presence, threads."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from rest_framework.test import APIClient

from appliance import secrets
from tests.conftest import PASSWORD
from tests.webapp.accounts.mail_server import MailServer, serving
from webapp.accounts.models import Household, OutboxMail, User

ORIGIN = "http://testserver"
NEW_PASSWORD = "a battery of staples, quite correct"


class Browser(APIClient):
    """Keeps cookies and says which page a request comes from."""

    def __init__(self, origin: str = ORIGIN) -> None:
        super().__init__(HTTP_ORIGIN=origin)

    def sign_in(self, user: User, password: str = PASSWORD) -> dict[str, Any]:
        answer = self.post("/api/auth/login/", {"email": user.email, "password": password})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refresh(self, **body: str) -> Any:
        return self.post("/api/auth/token/refresh/", body)

    @property
    def is_signed_in(self) -> bool:
        return self.get("/api/auth/me/").status_code == 200

    @property
    def sees_admin(self) -> bool:
        return self.get("/admin/").status_code == 200


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def alices(alice: User) -> Browser:
    """Alice's browser, signed in by cookies."""
    browser = Browser()
    browser.sign_in(alice)
    return browser


@pytest.fixture
def bobs(bob: User) -> Browser:
    """Bob's browser, signed in by cookies."""
    browser = Browser()
    browser.sign_in(bob)
    return browser


@pytest.fixture
def waiting(db: None) -> User:
    """Dora has registered and is not activated yet."""
    return User.objects.create_user("dora@example.org", PASSWORD)


@pytest.fixture
def last_mail() -> Callable[[], OutboxMail]:
    return lambda: OutboxMail.objects.latest("id")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving() as server:
        yield server


@pytest.fixture
def smtp(db: None, mail_server: MailServer) -> Household:
    """A household whose mail server is set."""
    return Household.objects.create(
        smtp_host="127.0.0.1", smtp_port=mail_server.server_address[1], smtp_security="none", smtp_from="films@example.org"
    )


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was queued, instead of doing it."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr("webapp.jobs.enqueue", lambda *arguments, queue: calls.append((*arguments, queue)))
    return calls


@pytest.fixture
def presence() -> Iterator[Callable[[str], str]]:
    """Mint a one-time secret, as the launcher does."""
    folder = settings.PATHS.presence
    yield lambda purpose: secrets.mint_presence(folder, purpose)
    for left in folder.glob("*"):
        left.unlink()


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Call functions at the same moment, each in a thread of its own, and give their results."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        results: list[Any] = [None] * len(calls)
        start = threading.Barrier(len(calls))

        def work(index: int) -> None:
            start.wait()
            try:
                results[index] = calls[index]()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(index,)) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


def path_of(mail: OutboxMail) -> str:
    """The address of the API behind the frontend's page in a mail."""
    path = mail.link.removeprefix(ORIGIN)
    return path.replace("/reset-password/", "/api/password_confirm/").replace("/activate/", "/api/activate/") + "/"
