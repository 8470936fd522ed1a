"""Whatever the OpenAPI document allows, and what it does not, is no error of ours, whoever asks; nor are numbers that nothing can have."""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import DateField, GenericIPAddressField, IntegerField, Model, UUIDField
from django.test import Client
from django.urls import get_resolver, reverse
from schemathesis.generation import GenerationMode

from tests.laws.test_strangers import routes
from webapp.accounts import services
from webapp.accounts.models import Invitation, User
from webapp.administration import ModelAdmin as OurModelAdmin
from webapp.library.models import Library, Video

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


# Numbers that no row can have

HUGE = str(2**63)
NUMBERS = (DateField, GenericIPAddressField, IntegerField, UUIDField)
OWNERS = sorted({route for route, _ in routes(get_resolver()) if route.startswith("admin/") and re.search("<(int|path):", route)})


@pytest.fixture
def owner(transactional_db: None, alice: User) -> Client:
    """Her browser in the admin, which shows what is an error of ours."""
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.mark.parametrize("route", OWNERS)
def test_a_huge_number_in_the_owners_addresses(route: str, owner: Client) -> None:
    address = "/" + re.sub("<str:[^>]*>", "poster", re.sub("<(int|path):[^>]*>", HUGE, route))
    assert {owner.get(address).status_code, owner.post(address).status_code} <= {302, 403, 404, 405}


@pytest.mark.parametrize(("model", "shown"), admin.site._registry.items(), ids=str)
def test_a_huge_number_in_the_owners_forms(model: type[Model], shown: ModelAdmin, owner: Client, rf: Any, alice: User) -> None:
    library = Library.objects.create(name="Films")
    Video.objects.create(library=library, title="Film")
    here = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    asked = rf.get(here)
    asked.user = alice
    found, is_ours = {}, isinstance(shown, OurModelAdmin)  # nothing leads to the queue's own pages
    for field in [each for each in model._meta.get_fields() if each.is_relation or isinstance(each, NUMBERS)]:
        for lookup in ("", "__in", "__gt", *(["__year"] if isinstance(field, DateField) else [])):
            found[field.name + lookup] = owner.get(here, {field.name + lookup: HUGE}).status_code
        found[f"{field.name} as a word"] = owner.get(here, {field.name: "x"}).status_code
        if isinstance(field, DateField) and is_ours:
            found[f"{field.name} in no year"] = owner.get(here, {f"{field.name}__year": "99999"}).status_code
    if is_ours:
        found["a new row"] = owner.get(f"{here}add/", {field.name: "x" for field in model._meta.fields}).status_code
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": HUGE, "_save": "Save"}
    found["list"] = owner.post(here, rows).status_code
    for action in shown.get_actions(asked):
        found[action] = owner.post(here, {"action": action, "_selected_action": [HUGE, HUGE], "keep": HUGE, "post": "yes"}).status_code
    assert {name: status for name, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("mistake", [OverflowError(), ValidationError("No %(value)s.", "invalid", {"value": "x"})])
def test_another_error_is_still_one_of_ours(mistake: Exception, owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise mistake

    monkeypatch.setattr("webapp.streaming.steering.put_first", broken)
    video = Video.objects.create(library=Library.objects.create(name="Films"), title="Film")
    assert owner.post(f"/admin/dashboard/first/{video.pk}/").status_code == 500


def test_a_list_that_is_broken_says_so(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("webapp.library.admin.videos.VideoAdmin.get_queryset", broken)
    answer = owner.get("/admin/library/video/", {"created_at__year": "2020"})
    assert owner.get(answer["Location"]).status_code == 500
