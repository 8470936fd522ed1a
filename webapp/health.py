"""How the appliance is, for everybody who asks: the supervisor, the window, a monitoring system."""

import logging
import shutil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appliance.version import version
from webapp import jobs

ENOUGH_BYTES = 1024**3  # below this much free space even the database is at risk

_log = logging.getLogger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say which parts are well. Cheap, without sign-in, never an error; 503 when the database cannot be reached."""
    database = _database()
    queues = {"play": jobs.is_alive("play"), "prepare": jobs.is_alive("prepare")}
    disk = _disk()
    well = database and all(queues.values()) and disk["ok"]
    answer = {
        "status": "ok" if well else "degraded",
        "version": version(),
        "web": True,
        "database": database,
        "queues": queues,
        "disk": disk,
        "watching": _watching() if database else 0,
    }
    return JsonResponse(answer, status=200 if database else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        _log.warning("The database cannot be reached.", exc_info=True)
        return False
    return True


def _disk() -> dict[str, Any]:
    try:
        free = shutil.disk_usage(settings.PATHS.root).free
    except OSError:  # the drive is gone
        return {"free_bytes": 0, "ok": False}
    return {"free_bytes": free, "ok": free >= ENOUGH_BYTES}


def _watching() -> int:
    """How many devices play something at this moment; a paused one can wait."""
    from webapp.streaming.models import Playback

    try:
        return Playback.objects.alive().filter(paused=False).count()
    except DatabaseError:  # not migrated yet
        return 0
