"""Forms of the library in the owner's admin."""

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget

from webapp.library.models import OnlineLookup


class OnlineLookupForm(forms.ModelForm):
    """Whether and where facts of films are looked up."""

    class Meta:
        model = OnlineLookup
        fields = "__all__"
        widgets = {"tmdb_key": UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"})}
        help_texts = {"tmdb_key": "Your own: an API key or a read access token. Never shown; leave it empty to keep the one that is set."}

    def clean_tmdb_key(self) -> str:
        """An empty field keeps the key that is set."""
        return str(self.cleaned_data["tmdb_key"].strip() or self.initial.get("tmdb_key", ""))
