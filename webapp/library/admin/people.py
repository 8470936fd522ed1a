"""Who made films and series."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from webapp.administration import ModelAdmin, TabularInline, TakesAlongMixin
from webapp.library.admin.pages import PlainSearchMixin
from webapp.library.models import Credit, Person
from webapp.library.services import credited_by_hand, delete_person, rename_person


class CreditInline(TabularInline):
    """The people of a video or a series, in the order of its credits."""

    model = Credit
    fields = ["person", "role", "character", "order"]
    autocomplete_fields = ["person"]
    verbose_name_plural = "cast and crew"
    hide_title = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        """With who they are."""
        return Credit.objects.select_related("person")


class CreditsMixin(ModelAdmin):
    """Rows whose people are edited beside them."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save, and where people were changed, lock them."""
        super().save_related(request, form, formsets, change)
        if any(formset.model is Credit and formset.has_changed() for formset in formsets):
            credited_by_hand(form.instance)


@admin.register(Person)
class PersonAdmin(PlainSearchMixin, TakesAlongMixin, ModelAdmin):
    """Somebody who acted in films or made them: called anew, or taken out of all of them."""

    list_display = ["name", "in_videos", "in_series"]
    fields = ["name"]
    search_fields = ["name"]
    plain_field = "plain_name"
    ordering = ["plain_name", "name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """With what the list shows."""
        counts = {f"{kind}_count": Count(f"credits__{kind}", distinct=True) for kind in ("video", "series")}
        return Person.objects.annotate(**counts).order_by(*self.ordering)

    @admin.display(description="videos", ordering="video_count")
    def in_videos(self, person: Any) -> int:
        """In how many videos they are named."""
        return int(person.video_count)

    @admin.display(description="series", ordering="series_count")
    def in_series(self, person: Any) -> int:
        """In how many series, as a whole, they are named."""
        return int(person.series_count)

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm, change: bool) -> None:
        """Save; what they are named in follows a new name."""
        if form.changed_data:
            rename_person(obj)

    def delete_model(self, request: HttpRequest, obj: Person) -> None:
        """Delete; what they are named in follows."""
        delete_person(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Delete the chosen ones; what they are named in follows."""
        for person in queryset:
            delete_person(person)
