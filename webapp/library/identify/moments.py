"""When a home video was filmed, told from its name, and what it is then called."""

import re
from datetime import date, datetime

from webapp.library.identify.details import Details
from webapp.library.titles import from_file_name

# "IMG_20200801_153000", "PXL_20230504_101112345", "2020-08-01 15.30.00", "VID-20200801-WA0001", "2020-08-01 Birthday"
DAY = r"(?P<year>(?:19|20)\d\d)(?P<between>[-._ ]?)(?P<month>0[1-9]|1[0-2])(?P=between)(?P<day>0[1-9]|[12]\d|3[01])"
TIME = (
    r"(?:[-_ T.]+(?:at )?(?P<hour>[01]\d|2[0-3])(?P<colon>[-.:_h ]?)(?P<minute>[0-5]\d)(?P=colon)(?P<second>[0-5]\d)"
    r"(?:\d{3}|\.\d{3})?(?!\d))?"
)
MOMENT = re.compile(rf"(?<!\d){DAY}{TIME}(?!\d)")
GERMAN = re.compile(r"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>(?:19|20)\d\d)(?!\d)")
CAMERA = re.compile(
    r"(?:img|vid|pxl|mov|mvi|dsc|dscn|gopr|gh01|gx01|dji|video|whatsapp video|signal|screenrecord(?:ing)?|movie)?[-_ ]*", re.IGNORECASE
)
AFTER = re.compile(r"[-_ ]*(?:wa\d+|\d{1,9}|[~(]\d+\)?|\.?(?:mp|ts|lv))*[-_ ]*", re.IGNORECASE)


def of_home_video(name: str) -> Details:
    """A title and the moment; names that cameras give are called by that moment."""
    found = MOMENT.search(name) or GERMAN.search(name)
    moment = _moment(found) if found else None
    stem = name.rpartition(".")[0] or name
    if found is None or moment is None:
        return Details(title=from_file_name(name))
    if CAMERA.fullmatch(stem[: found.start()]) and AFTER.fullmatch(stem[found.end() :]):
        timed = found.groupdict().get("hour") is not None
        return Details(title=moment.strftime("%Y-%m-%d %H:%M" if timed else "%Y-%m-%d"), captured_at=moment)
    return Details(title=from_file_name(name), captured_at=moment)


def _moment(found: "re.Match[str]") -> datetime | None:
    """In local time, which is all that a name knows; None for the 31st of June."""
    parts = found.groupdict()
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - the caller knows the zone of the house
