"""The owner changes many videos at once."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from webapp.library.admin.pages import PagesMixin
from webapp.library.forms import ManyForm
from webapp.library.models import Video
from webapp.library.services import change_many

APPLY = "_apply"
MOST_NAMED = 20  # on the page; of more it says how many


class ManyMixin(PagesMixin):
    """Videos are changed together."""

    @admin.action(description="Change the selected videos …", permissions=["change"])
    def change_many(self, request: HttpRequest, queryset: QuerySet[Video]) -> HttpResponse | None:
        """Ask what is to change, then change it."""
        form = ManyForm(request.POST if APPLY in request.POST else None)
        if form.is_valid():
            said = form.cleaned_data
            videos = Video.objects.filter(pk__in=queryset.values("pk"))  # as they are, not as the list shows them
            changed = change_many(videos.iterator(), form.fields_to_write(), said["genres"], said["tags"])
            self.message_user(request, f"{changed} videos were changed, and no scan changes that.", messages.SUCCESS)
            return None
        count = queryset.count()
        return self.page(
            request,
            "many.html",
            "Change one video" if count == 1 else f"Change {count} videos",
            form=form,
            named=queryset[:MOST_NAMED],
            more=max(0, count - MOST_NAMED),
            checkbox=ACTION_CHECKBOX_NAME,
            chosen=request.POST.getlist(ACTION_CHECKBOX_NAME),
            across=request.POST.get("select_across", "0"),
            apply=APPLY,
        )
