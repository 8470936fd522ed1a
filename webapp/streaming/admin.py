"""Who plays, and who encodes, for the owner to see."""

from django.contrib import admin

from webapp.streaming.models import Playback, RunLease


@admin.register(Playback)
class PlaybackAdmin(admin.ModelAdmin):
    """What plays now."""

    list_display = ["video", "user", "rendition", "position", "paused", "updated_at"]

    def has_add_permission(self, request: object) -> bool:
        """Players make these."""
        return False


@admin.register(RunLease)
class RunLeaseAdmin(admin.ModelAdmin):
    """What is being prepared, and what failed and why; deleting a failed one lets it be tried again."""

    list_display = ["source", "renditions", "first_segment", "segment_count", "expires_at", "attempts", "reason"]

    def has_add_permission(self, request: object) -> bool:
        """Workers make these."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Only workers change them."""
        return False
