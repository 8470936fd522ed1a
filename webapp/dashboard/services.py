"""Measuring what takes long."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from webapp.dashboard.models import StorageReport
from webapp.jobs import enqueue_once
from webapp.library.models import Source
from webapp.streaming import disk

MEASURE = "webapp.dashboard.tasks.measure_storage"
FRESH = timedelta(minutes=5)


def measure_storage() -> None:
    """Walk through the folders of segments, and write down what they take."""
    libraries = dict(Source.objects.order_by().values_list("pk", "video__library"))
    found: dict[str, Counter[str]] = {}
    in_all = 0
    for source, sizes in disk.measured():
        in_all += sum(sizes.values())
        if source in libraries:
            found.setdefault(str(libraries[source]), Counter()).update(sizes)
    report = {"taken_at": timezone.now(), "bytes_by_library": found, "bytes_in_all": in_all}
    StorageReport.objects.update_or_create(pk=1, defaults=report)


def keep_storage_fresh() -> None:
    """Have it measured by a worker when that was too long ago: only while somebody looks at it."""
    if not StorageReport.objects.filter(taken_at__gt=timezone.now() - FRESH).exists():
        enqueue_once(MEASURE, queue="play")  # somebody waits for it
