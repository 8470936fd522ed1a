"""What links for other devices begin with."""

import pytest
from django.test import RequestFactory

from webapp.accounts.origin import house_origin


@pytest.mark.parametrize(
    ("host", "house", "origin"),
    [
        ("192.168.1.5:8359", "http://192.168.1.6:8359", "http://192.168.1.5:8359"),
        ("films.local:8359", None, "http://films.local:8359"),
        ("127.0.0.1:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359"),
        ("localhost:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359"),
        ("[::1]:8359", "http://192.168.1.5:8359", "http://192.168.1.5:8359"),
        ("127.0.0.1:8359", None, "http://127.0.0.1:8359"),
    ],
)
def test_an_address_that_only_this_machine_knows_is_no_use_elsewhere(host, house, origin, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr("webapp.server.house_address", lambda: house)
    assert house_origin(RequestFactory().get("/", HTTP_HOST=host)) == origin
