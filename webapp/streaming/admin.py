"""Who plays, who encodes, and the room it takes, for the owner to see."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join

from appliance.media import hardware
from webapp.administration import ModelAdmin, OnlyRowMixin, ReadOnlyMixin
from webapp.library.models import VideoQuerySet
from webapp.streaming import disk, policy, steering, stopping
from webapp.streaming.models import Playback, PreparedVideo, RunLease, SegmentStore


@admin.register(Playback)
class PlaybackAdmin(ReadOnlyMixin, ModelAdmin):
    """What plays now, and played lately; Stop ends it, as on the dashboard."""

    list_display = ["video", "user", "profile", "sign_in", "client", "address", "rendition", "position", "paused", "updated_at"]
    list_select_related = ["video", "user", "profile", "sign_in"]
    actions = ["stop"]

    @admin.action(description="Stop the selected")
    def stop(self, request: HttpRequest, queryset: QuerySet[Playback]) -> None:
        """End them, on their players too."""
        playbacks = list(queryset)
        for playback in playbacks:
            stopping.stop(playback)
        self.message_user(request, f"{len(playbacks)} stopped.")


@admin.register(RunLease)
class RunLeaseAdmin(ReadOnlyMixin, ModelAdmin):
    """What is being prepared, and what failed and why."""

    list_display = ["source", "renditions", "first_segment", "segment_count", "expires_at", "attempts", "reason"]
    actions = ["try_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RunLease]:
        """With what the list shows: timelines are long."""
        return RunLease.objects.select_related("source").defer("source__facts_json", "source__timeline_json")

    @admin.action(description="Try the selected again that failed too often")
    def try_again(self, request: HttpRequest, queryset: QuerySet[RunLease]) -> None:
        """Have them begun anew."""
        self.message_user(request, f"{steering.try_again(queryset)} are tried again.")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and why it rests."""
        _complain(request)
        return super().changelist_view(request, extra_context)


@admin.register(PreparedVideo)
class PreparedVideoAdmin(ReadOnlyMixin, ModelAdmin):
    """How much room each video's segments take, and which come first."""

    list_display = ["title", "series", "library", "room"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["title", "series__title"]
    actions = ["put_first"]

    @admin.action(description="Prepare the selected before the others")
    def put_first(self, request: HttpRequest, queryset: QuerySet[PreparedVideo]) -> None:
        """The first of the list is the first."""
        videos = list(queryset)
        for video in reversed(videos):
            steering.put_first(video)
        self.message_user(request, f"{len(videos)} are prepared before the others.")

    def get_queryset(self, request: HttpRequest) -> VideoQuerySet:
        """With what the list shows."""
        return PreparedVideo.objects.listed().select_related("library", "series")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and whether there is room for more."""
        _complain(request)
        return super().changelist_view(request, extra_context)

    @admin.display
    def room(self, video: PreparedVideo) -> str:
        """What is kept of all its sources."""
        return disk.gigabytes(disk.usage_of(list(video.sources.all())))


@admin.register(SegmentStore)
class SegmentStoreAdmin(OnlyRowMixin, ModelAdmin):
    """What prepared films may take, what they do take, and what prepares them.

    The page says in several places how it stands: that is found out once, when its row is read.
    """

    fields = ["paused", "budget_gigabytes", "floor_gigabytes", "taken", "preparing", "devices", "encoders"]
    readonly_fields = ["taken", "preparing", "devices", "encoders"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SegmentStore | None:
        """The row, with how it stands."""
        store = super().get_object(request, object_id, from_field)
        if store is not None:
            store.standing = _Standing(store)
        return store

    @admin.display(description="taken now")
    def taken(self, store: Any) -> str:
        """What segments take of what they may, and what is free."""
        found = store.standing.room
        return f"{disk.gigabytes(found.used)} of {disk.gigabytes(found.budget)}; {disk.gigabytes(found.free)} are free"

    @admin.display(description="prepared ahead")
    def preparing(self, store: Any) -> str:
        """How far each library is, or why nothing of it is prepared now."""
        lines = ((sentence,) for sentence in store.standing.libraries)
        return format_html_join("", "<div>{}</div>", lines) or "There is no library yet."

    @admin.display(description="needed by devices")
    def devices(self, store: Any) -> str:
        """The rungs that libraries are prepared in which go by the household's devices."""
        names = sorted(store.standing.plan.played, key=lambda name: (len(name), name))
        return f"The lowest rung of each film{', and what was played lately: ' if names else ''}{', '.join(names)}."

    @admin.display
    def encoders(self, store: SegmentStore) -> str:
        """What the last self-tests on this machine said; nothing before the first encode."""
        tests = hardware.remembered(settings.PATHS.encoders)
        if not tests:
            return "They are tested when the first film is prepared."
        chosen = hardware.choose(tests).name
        lines = ((f"{test}{' This one is used.' if test.encoder == chosen else ''}",) for test in tests)
        return format_html_join("", "<div>{}</div>", lines)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **named: Any) -> HttpResponse:
        """The one page, and whether there is room for more."""
        _complain(request, context["original"].standing)
        return super().render_change_form(request, context, *args, **named)


class _Standing:
    """How preparing stands now."""

    def __init__(self, store: SegmentStore) -> None:
        self.room, self.plan = disk.room(store=store), policy.plan(store=store)

    @cached_property
    def libraries(self) -> list[str]:
        """A sentence for each."""
        return policy.standing(self.plan, self.room)


def _complain(request: HttpRequest, standing: _Standing | None = None) -> None:
    """Say why nothing is prepared now, if that is so."""
    if request.method != "GET":
        return
    standing = standing or _Standing(SegmentStore.current())
    if standing.room.complaint:
        messages.warning(request, standing.room.complaint)
    for sentence in policy.pauses(standing.plan):
        messages.info(request, sentence)
