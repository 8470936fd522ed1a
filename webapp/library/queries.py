"""Questions about the library's rows."""

from pathlib import Path

from webapp.library.models import Source


def source_at(path: Path) -> Source | None:
    """The source whose original lies at `path`."""
    return Source.objects.select_related("video").filter(path=str(path)).first()


def moved_source(fingerprint: str) -> Source | None:
    """A source of this content whose original is not where it was: it moved."""
    alike = Source.objects.select_related("video").filter(fingerprint=fingerprint)
    return next((source for source in alike if not Path(source.path).exists()), None)
