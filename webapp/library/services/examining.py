"""The second half of a scan: films that were listed are opened, one after the other, and become Sources or are refused."""

import logging
from datetime import timedelta
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from appliance.media.errors import MediaRefused
from webapp.library.models import FoundFile
from webapp.library.services.importing import import_file

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)  # longer than a film takes; after a crash somebody else tries then
MOST_ATTEMPTS = 3
CRASHED = "Videoflix broke off each time that it read this file: there must be something wrong with it."
UNEXPECTED = "The file cannot be read; the log says more."


def examine_next() -> FoundFile | None:
    """Examine the film whose turn it is and give its row as it is now; None when there is none that somebody else is not at."""
    for found in FoundFile.objects.to_examine(timezone.now()).select_related("folder__library")[:10]:
        if _claim(found):
            _examine(found)
            return found
    return None


def try_again(found: FoundFile) -> None:
    """Have a film that was refused, or removed, examined once more."""
    FoundFile.objects.filter(pk=found.pk).update(state=FoundFile.State.WAITING, reason="", attempts=0, claimed_until=None)


def _claim(found: FoundFile) -> bool:
    """Take it, unless somebody else did."""
    as_seen = FoundFile.objects.filter(pk=found.pk, state=found.state, attempts=found.attempts, claimed_until=found.claimed_until)
    return bool(as_seen.update(claimed_until=timezone.now() + CLAIM, attempts=F("attempts") + 1))


def _examine(found: FoundFile) -> None:
    """Take it in, or keep why not. What a drive or the database hid is tried again; a film that ends our process, not for ever."""
    if found.attempts >= MOST_ATTEMPTS:
        return _refuse(found, found.reason or CRASHED)
    try:
        import_file(Path(found.path), found.folder.library)
    except MediaRefused as error:
        if isinstance(error.__cause__, OSError) or not Path(found.path).exists():
            FoundFile.objects.filter(pk=found.pk).update(reason=str(error))  # the claim stays: nobody tries again at once
        else:
            _refuse(found, str(error))
    except (OperationalError, InterfaceError) as error:  # the database is busy or away: the claim stays, as above
        log.warning("%s is examined later: %s", found, error)
    except Exception:
        log.exception("%s cannot be examined", found)
        _refuse(found, UNEXPECTED)


def _refuse(found: FoundFile, reason: str) -> None:
    """Keep why, unless the file is another by now."""
    same = FoundFile.objects.filter(pk=found.pk, size=found.size, modified_ns=found.modified_ns)
    same.update(state=FoundFile.State.REFUSED, reason=reason, claimed_until=None)
    found.state, found.reason = FoundFile.State.REFUSED, reason
