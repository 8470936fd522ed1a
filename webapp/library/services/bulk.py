"""Many videos are changed at once, by hand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from webapp.library.models import Category, Tag, Video
from webapp.library.services.identification import lock


def change_many(videos: Iterable[Video], fields: Mapping[str, Any], genres: Sequence[Category] = (), tags: Sequence[str] = ()) -> int:
    """Write the same into all of them, add these genres and tags, and lock what was written; how many videos there were.

    All of them or, should anything fail, none.
    """
    written = [*fields, *(["genres"] if genres else []), *(["tags"] if tags else [])]
    count = 0
    with transaction.atomic():
        marks = [Tag.objects.get_or_create(name=name)[0] for name in tags]
        for video in videos:
            for name, value in fields.items():
                setattr(video, name, value)
            video.save(update_fields=list(fields))
            video.genres.add(*genres)
            video.tags.add(*marks)
            lock(video, written)
            count += 1
    return count
