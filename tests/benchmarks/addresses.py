"""Does the time of an answer tell whose addresses are known here? `python -m tests.benchmarks.addresses` prints a table.

Known and unknown addresses are asked about in turn, with the real password hash and a real queue, in a house of its own. The last column
compares known addresses with themselves: what chance alone does. It wants an idle machine.
"""

import logging
import statistics
import time
from collections.abc import Callable
from itertools import count

from tests import conftest  # a data folder of its own, before Django is loaded

ROUNDS = 60
NEW = count()
KNOWN = "bob@example.org"


def main() -> None:
    """Print a row per address of the API and policy."""
    from django.conf import settings
    from django.core.management import call_command

    logging.disable(logging.WARNING)  # the queue tells of every task
    call_command("migrate", verbosity=0)
    if settings.QUEUE_DATABASE != "default":
        call_command("migrate", "django_q", database=settings.QUEUE_DATABASE, verbosity=0)
    from webapp.accounts import services
    from webapp.accounts.models import Household

    services.create_owner("alice@example.org", conftest.PASSWORD)
    services.create_member(KNOWN, conftest.PASSWORD)
    Household.objects.create(smtp_host="127.0.0.1", smtp_from="films@example.org")
    print(f"{'':34}{'known':>10}{'unknown':>10}{'ratio':>8}{'chance':>8}")
    row("sign in, wrong password", lambda email: post("/api/auth/login/", {"email": email, "password": "wrong"}, 401))
    for policy in ("approve", "email", "open"):
        Household.objects.update(registration=policy)
        row(f"register, {policy}", register)
    row("ask for a new password", lambda email: post("/api/password_reset/", {"email": email}, 200))


def register(email: str) -> None:
    """Ask for an account."""
    post("/api/auth/register/", {"email": email, "password": conftest.PASSWORD, "confirmed_password": conftest.PASSWORD}, 201)


def post(address: str, body: dict[str, str], status: int) -> None:
    """One request, as a stranger; nobody is slowed down."""
    from django.core.cache import cache
    from rest_framework.test import APIClient

    cache.clear()
    answer = APIClient().post(address, body, HTTP_HOST="localhost")
    assert answer.status_code == status, answer.content


def row(what: str, ask: Callable[[str], None]) -> None:
    """Compare the medians."""
    times: dict[str, list[float]] = {"known": [], "unknown": [], "known again": []}
    for number in range(3 * ROUNDS + 3):
        kind = list(times)[(number + number // 3) % 3]  # who comes first changes: being first may cost something
        email = f"{next(NEW)}@example.org" if kind == "unknown" else KNOWN
        begun = time.perf_counter()
        ask(email)
        times[kind].append(time.perf_counter() - begun)
    known, unknown, again = (statistics.median(each[1:]) for each in times.values())
    print(f"{what:34}{known * 1000:7.1f} ms{unknown * 1000:7.1f} ms{unknown / known:8.2f}{again / known:8.2f}", flush=True)


if __name__ == "__main__":
    main()
