"""The verbs of the server itself."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.migrations.loader import MigrationLoader

from webapp.commands import serving


def test_a_database_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("connection failed: connection refused\n\tIs the server running?")

    monkeypatch.setattr(MigrationLoader, "build_graph", refuse)
    with pytest.raises(serving.DatabaseUnusable) as unusable:
        serving.migrate()
    place = "VIDEOFLIX_DATABASE_URL" if settings.CONFIG.database_url else Path(settings.DATABASES["default"]["NAME"]).name
    assert place in str(unusable.value)
    assert str(unusable.value).endswith("connection refused.")
