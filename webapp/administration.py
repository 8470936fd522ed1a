"""What the admin's pages are made of: django-unfold's classes. To a type checker they are Django's, which say more of themselves."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.contrib.admin.forms import AdminAuthenticationForm as AuthenticationForm
    from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
    from django.contrib.auth.forms import BaseUserCreationForm as UserCreationForm
else:
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.forms import AdminPasswordChangeForm, AuthenticationForm, UserChangeForm, UserCreationForm

__all__ = [
    "AdminPasswordChangeForm",
    "AuthenticationForm",
    "ModelAdmin",
    "TabularInline",
    "UserChangeForm",
    "UserCreationForm",
]
