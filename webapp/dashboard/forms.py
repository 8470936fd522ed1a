"""What the owner asks of a log."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms

from appliance.log_files import LEVELS, LogFile

USUAL, MOST = 200, 2000  # records


@dataclass(frozen=True)
class Wish:
    """Which log, which records of it, and how many."""

    file: str
    level: str
    search: str
    most: int


class LogForm(forms.Form):
    """Filters of the log viewer; what makes no sense is as good as not said."""

    file = forms.ChoiceField(required=False)
    level = forms.ChoiceField(required=False, label="At least", choices=[(level, level.capitalize()) for level in LEVELS])
    search = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    most = forms.IntegerField(required=False, label="Records", min_value=1, max_value=MOST)

    def __init__(self, files: Sequence[LogFile], said: Any) -> None:
        names = [file.name for file in files]
        self._usual = Wish(names[0] if names else "", "INFO", "", USUAL)
        usual = asdict(self._usual)
        super().__init__({**usual, **{name: said[name] for name in usual if name in said}})
        self.fields["file"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What is to be shown."""
        self.is_valid()
        return replace(self._usual, **{name: value for name, value in self.cleaned_data.items() if value})
