"""The first page as JSON."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from webapp.watching.queries.home import FilledRow
from webapp.watching.serializers.cards import CardSerializer, CardWriter


class RowSerializer(serializers.Serializer[Any]):
    """Titles under one heading."""

    key = serializers.CharField(help_text="Stays the same from one visit to the next.")
    title_key = serializers.ChoiceField(
        choices=["continue-watching", "my-list", "new", "new-episodes", "genre"], help_text="For words of the client's own."
    )
    title = serializers.CharField(help_text="In English; of a genre, its name.")
    items = CardSerializer(many=True)


class HomeSerializer(serializers.Serializer[Any]):
    """The first page of a profile: rows that have something in them."""

    rows = RowSerializer(many=True)


def home_json(rows: list[FilledRow], request: Request) -> dict[str, Any]:
    """The rows, in the form of HomeSerializer."""
    writer = CardWriter(request)
    return {
        "rows": [
            {"key": row.row.key, "title_key": row.row.kind, "title": row.row.title, "items": [writer.card(card) for card in row.cards]}
            for row in rows
        ]
    }
