"""What films and what is prepared of them take, by library and rendition."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Sum

from webapp.dashboard.models import StorageReport
from webapp.library.models import Library, Source
from webapp.streaming import disk
from webapp.streaming.disk import Room

COMPANIONS, SOUND = "Subtitles and pictures", "Sound"


@dataclass(frozen=True)
class Shelf:
    """One library; everything in bytes."""

    name: str
    originals: int
    renditions: Mapping[str, int]

    @property
    def prepared(self) -> int:
        """What its prepared renditions take."""
        return sum(self.renditions.values())


@dataclass(frozen=True)
class Storage:
    """Where the room went. `taken_at` is when prepared films were measured; None: not yet."""

    taken_at: datetime | None
    shelves: list[Shelf]
    renditions: list[str]  # in all shelves, the largest picture first
    room: Room
    disk: int  # bytes that the drive of the data folder holds

    @property
    def largest(self) -> int:
        """What the largest library's prepared renditions take: the chart's whole width."""
        return max((shelf.prepared for shelf in self.shelves), default=0)

    @property
    def elsewhere(self) -> int:
        """What everything else on that drive takes."""
        return max(0, self.disk - self.room.free - self.room.used)


def storage() -> Storage:
    """As it was measured last; free space as it is now."""
    report = StorageReport.objects.filter(pk=1).first()
    measured = report or StorageReport()
    originals = dict(Source.objects.order_by().values_list("video__library").annotate(Sum("size")))
    prepared = {int(pk): _kinds(sizes) for pk, sizes in measured.bytes_by_library.items()}
    shelves = [Shelf(str(each), originals.get(each.pk, 0), prepared.get(each.pk, {})) for each in Library.objects.all()]
    names = sorted({name for shelf in shelves for name in shelf.renditions}, key=_order)
    drive = shutil.disk_usage(settings.PATHS.segments)
    return Storage(report.taken_at if report else None, shelves, names, disk.room(measured.bytes_in_all), drive.total)


def _kinds(renditions: Mapping[str, int]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for name, size in renditions.items():
        kinds[_kind(name)] += size
    return kinds


def _kind(name: str) -> str:
    """Rungs stay what they are; the many sounds of films are one kind, as is what lies beside the segments."""
    if name.startswith("audio-"):
        return SOUND
    return name if name.removesuffix("p").isdigit() else COMPANIONS


def _order(name: str) -> tuple[int, str]:
    height = name.removesuffix("p")
    return (-int(height), "") if height.isdigit() else (0, name)
