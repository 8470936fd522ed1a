"""Asks the web process how it is, over HTTP, as anybody else would."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 3.0


def get_json(base_url: str, path: str, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any] | None:
    """The JSON object at `path`, whatever its status; None when nobody answers with one. Never through a proxy."""
    place = urlsplit(base_url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else None


def is_well(base_url: str) -> bool:
    """Whether web process and database are up; the queues are started after them."""
    health = get_json(base_url, "/api/health/")
    return health is not None and bool(health.get("web")) and bool(health.get("database"))


def watching(base_url: str) -> int:
    """How many devices play something now; 0 when nobody can say."""
    health = get_json(base_url, "/api/health/")
    return int(health.get("watching") or 0) if health is not None else 0
