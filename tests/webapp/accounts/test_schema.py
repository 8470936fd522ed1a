"""The OpenAPI schema, which the frontend's types are made from."""

import pytest
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator(patterns=None, urlconf="webapp.accounts.urls").get_schema(request=None, public=True)


def test_both_ways_to_sign_in_are_named(schema):
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert schema["components"]["securitySchemes"]["cookie"]["name"] == "videoflix_access"
    assert schema["paths"]["/auth/me/"]["get"]["security"] == [{"bearer": []}, {"cookie": []}]


def test_every_thing_has_one_name(schema):
    operations = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) == len(set(operations)) == 29
    assert not any(path.rstrip("/") != path.removesuffix("/") or "passwort" in path for path in schema["paths"])


def test_shapes_are_described(schema):
    signed_in = schema["components"]["schemas"]["SignedIn"]["properties"]
    assert set(signed_in) == {"access", "refresh", "user", "detail"}
    answers = schema["paths"]["/setup/"]["post"]["responses"]
    assert {"201", "403", "409"} <= set(answers)


def test_every_request_and_answer_has_an_example(schema):
    bodies = {
        f"{method} {path} {status}": answer["content"]["application/json"]
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        for status, answer in {"request": operation.get("requestBody", {}), **operation["responses"]}.items()
        if "content" in answer
    }
    assert len(bodies) > 25
    assert [name for name, body in bodies.items() if not body.get("examples")] == []
