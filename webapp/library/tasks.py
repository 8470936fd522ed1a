"""What the workers call. Tasks take ids and call services, which know no queue."""

import logging

from webapp.library import services
from webapp.library.models import Video
from webapp.library.online.provider import LookupFailed

log = logging.getLogger(__name__)


def look_up(video_id: int) -> None:
    """Fill the gaps in what is known of a video from a database online."""
    video = Video.objects.select_related("library", "series").filter(pk=video_id).first()
    if video is None:
        return
    try:
        found = services.look_up(video)
    except LookupFailed as failure:
        log.warning("“%s” was not looked up: %s %s", video, failure, failure.tail)
    else:
        log.info("“%s” was looked up: %s.", video, "found" if found else "it is not clear which title it is")
