"""What the admin's pages are made of: django-unfold's classes. To a type checker they are Django's, which say more of themselves."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from webapp.sizes import size_text

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as AnyModelAdmin
    from django.contrib.admin import TabularInline
    from django.contrib.admin.forms import AdminAuthenticationForm as AuthenticationForm
    from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
    from django.contrib.auth.forms import BaseUserCreationForm as UserCreationForm
else:
    from unfold.admin import ModelAdmin as AnyModelAdmin
    from unfold.admin import TabularInline
    from unfold.forms import AdminPasswordChangeForm, AuthenticationForm, UserChangeForm, UserCreationForm

__all__ = [
    "AdminPasswordChangeForm",
    "AuthenticationForm",
    "ModelAdmin",
    "OnlyRowMixin",
    "ReadOnlyMixin",
    "SizeMixin",
    "TabularInline",
    "TakesAlongMixin",
    "UserChangeForm",
    "UserCreationForm",
]


class ModelAdmin(AnyModelAdmin):
    """The pages of a table. What somebody types behind their addresses breaks none."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list; without filters whose values only the database finds out to make no sense."""
        try:
            return super().get_changelist_instance(request)
        except (DataError, OverflowError, ValueError) as error:
            if not request.GET.keys() - {ERROR_FLAG}:  # no filter's fault
                raise
            raise IncorrectLookupParameters from error

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A form for a new row begins as its table says, whatever the address does."""
        return {}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """As Django lists them, without rows that only tie two others together: nobody knows those by a name."""
        listed, counts, wanted, protected = super().get_deleted_objects(objs, request)
        ties = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        names = tuple(f"{capfirst(tie.verbose_name)}: " for tie in ties)
        kinds = {tie.verbose_name_plural for tie in ties}
        return _without(listed, names), {kind: count for kind, count in counts.items() if kind not in kinds}, wanted, protected


def _without(listed: list[Any], names: tuple[str, ...]) -> list[Any]:
    """A list of rows, in which the rows that go along with one follow it as a list, without those that are called so."""
    kept = [_without(each, names) if isinstance(each, list) else each for each in listed if not str(each).startswith(names)]
    return [each for each in kept if each != []]


class ReadOnlyMixin:
    """Rows that the appliance writes and people only read: nobody adds, changes or deletes any here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class SizeMixin:
    """Rows of files: `readable_size` is the column of their size."""

    @admin.display(description="size", ordering="size")
    def readable_size(self, row: Any) -> str:
        """As people read it."""
        return size_text(row.size)


class TakesAlongMixin(ModelAdmin):
    """What belongs to a row goes with it: that nobody may delete it alone is no obstacle."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """As Django lists them, without what they want leave for."""
        listed, counts, _, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected


class OnlyRowMixin(ModelAdmin):
    """A table of one row, which is always there."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Straight to its page."""
        row, _ = self.model._default_manager.get_or_create(pk=1)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It is there."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
