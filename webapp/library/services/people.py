"""Who made what, put right by hand: search follows, and no scan undoes it."""

from django.db import transaction

from webapp.library.models import Person, Series, Video
from webapp.library.services.identification import lock


def credited_by_hand(row: Video | Series) -> None:
    """A person changed who made this."""
    row.save(update_fields=["search_text"])
    lock(row, ["people"])


def rename_person(person: Person) -> None:
    """Keep what somebody is called by hand, everywhere they are named."""
    with transaction.atomic():
        person.save()
        for row in _credits_of(person):
            credited_by_hand(row)


def delete_person(person: Person) -> None:
    """Remove somebody from all that they are named in."""
    with transaction.atomic():
        named = _credits_of(person)
        person.delete()
        for row in named:
            credited_by_hand(row)


def _credits_of(person: Person) -> list[Video | Series]:
    """Everything that somebody is named in, each once."""
    return [*person.videos.distinct(), *person.series.distinct()]
