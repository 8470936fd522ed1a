"""Whatever the OpenAPI document allows, and what it does not, is no error of ours, whoever asks."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from schemathesis.generation import GenerationMode

from webapp.accounts import services
from webapp.accounts.models import Invitation, User

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")  # tus: bytes by another name
EXAMPLES = 6  # of each kind, for each operation and each person
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture
def document(transactional_db: None) -> Any:
    """The OpenAPI document, with the application behind it."""
    from webapp.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)


def operations(document: Any) -> Iterator[Any]:
    return (found.ok() for found in document.get_all_operations())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["stranger", "member", "owner"])
def test_nothing_is_an_error_of_ours(who: str, document: Any, alice: User, bob: User) -> None:
    Invitation.objects.create(created_by=alice)
    person = {"stranger": None, "member": bob, "owner": alice}[who]

    def headers() -> dict[str, str]:
        """A new sign-in each time: what was asked before may have ended the last one."""
        if person is None:
            return {}
        person.refresh_from_db()
        return {"Authorization": f"Bearer {services.begin_sign_in(person).access}"}

    asked = {operation.label: answers(operation, headers) for operation in operations(document)}
    assert len(asked) > 20
    assert {label: statuses for label, statuses in asked.items() if any(status >= 500 for status in statuses)} == {}


def answers(operation: Any, headers: Callable[[], dict[str, str]]) -> set[int]:
    """Give the statuses of what the operation answers to requests of its form, and to others."""
    found: set[int] = set()

    def ask(case: Any) -> None:
        cache.clear()  # nobody is slowed down here
        found.add(case.call(headers=headers()).status_code)

    def ask_all(mode: GenerationMode) -> None:
        SETTINGS(hypothesis.given(case=operation.as_strategy(generation_mode=mode))(ask))()

    ask_all(GenerationMode.POSITIVE)
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):  # where any text will do, there is no other
        ask_all(GenerationMode.NEGATIVE)
    return found
