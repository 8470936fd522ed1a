"""The owner's dashboard, what its buttons do, the history of jobs, the logs."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from appliance import log_files
from appliance.log_files import NoSuchLog
from webapp import jobs as queue
from webapp.dashboard import services
from webapp.dashboard.forms import LogForm
from webapp.dashboard.queries.history import done
from webapp.dashboard.queries.overview import overview as found_now
from webapp.library.models import Video
from webapp.streaming import steering, stopping
from webapp.streaming.models import Playback, RunLease

View = Callable[..., HttpResponseBase]


def _page(view: View) -> View:
    """A page for the owner."""
    return admin.site.admin_view(require_safe(view))


def _button(view: Callable[..., str]) -> View:
    """What a button does: says in a sentence what came of it, back on the dashboard. Pressing it twice is no mistake."""

    def press(request: HttpRequest, **named: Any) -> HttpResponse:
        messages.success(request, view(**named))
        return redirect("admin:index")

    return admin.site.admin_view(require_POST(press))


def _render(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A page; the part of it that refreshes itself alone, for who asks for that."""
    if "part" in request.GET:
        return render(request, f"dashboard/_{template}.html", context)
    return render(request, f"dashboard/{template}.html", {**admin.site.each_context(request), "title": title, **context})


@_page
def overview(request: HttpRequest) -> HttpResponse:
    """Everything at once."""
    services.keep_storage_fresh()
    return _render(request, "overview", "Overview", found_now())


@_button
def stop(key: UUID) -> str:
    """End somebody's playing."""
    playback = Playback.objects.select_related("video").filter(key=key).first()
    if playback is None:
        return "That is not playing any more."
    stopping.stop(playback)
    return f"“{playback.video}” was stopped there. It can be begun anew in a minute."


@_button
def pause() -> str:
    """Prepare nothing ahead."""
    steering.pause()
    return "Preparing is paused; what is being made, a minute of film at most, is finished."


@_button
def resume() -> str:
    """Go on."""
    steering.resume()
    return "Preparing goes on."


@_button
def put_first(video_id: int) -> str:
    """Prepare a film before the others."""
    video = get_object_or_404(Video, pk=video_id)
    steering.put_first(video)
    return f"“{video}” is prepared before the others."


@_button
def unput_first(video_id: int) -> str:
    """Let a film wait for its turn."""
    video = get_object_or_404(Video, pk=video_id)
    steering.unput_first(video)
    return f"“{video}” waits for its turn."


@_button
def retry(source_id: int) -> str:
    """Try again what was given up of a film."""
    return _tried(steering.try_again(RunLease.objects.given_up().filter(source=source_id)))


@_button
def retry_all() -> str:
    """Try again what was given up of any film."""
    return _tried(steering.try_again(RunLease.objects.given_up()))


def _tried(count: int) -> str:
    return f"{count} {'piece is' if count == 1 else 'pieces are'} tried again." if count else "There is nothing to try again."


@_page
def jobs(request: HttpRequest) -> HttpResponse:
    """What the workers did."""
    failed_only = request.GET.get("failed") == "1"
    context = {"done": done(failed_only), "failed_only": failed_only, "waiting": queue.waiting()}
    return _render(request, "jobs", "Jobs", context)


@_page
def logs(request: HttpRequest) -> HttpResponse:
    """The end of a log: the one that was chosen, or the one that was written last."""
    files = log_files.listing(settings.PATHS.logs)
    form = LogForm(files, request.GET)
    wish = form.wish()
    file = next((each for each in files if each.name == wish.file), None)
    records = log_files.tail(file, wish.most, wish.level, wish.search) if file else []
    context = {"form": form, "file": file, "records": records, "query": urlencode(asdict(wish))}
    return _render(request, "logs", "Logs", context)


@_page
def download(request: HttpRequest, name: str) -> FileResponse:
    """A whole log, as a file."""
    try:
        file = log_files.named(settings.PATHS.logs, name)
    except NoSuchLog as error:
        raise Http404(str(error)) from error
    text = "text/plain; charset=utf-8"
    return FileResponse(file.path.open("rb"), as_attachment=True, filename=f"videoflix-{file.name}", content_type=text)
