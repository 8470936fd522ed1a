"""Who made films and series, as JSON."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from webapp.library.models import Credit
from webapp.watching.serializers.cards import NamedSerializer


class ActorSerializer(NamedSerializer):
    """Somebody who acts, and whom."""

    character = serializers.CharField(allow_blank=True)


class PeopleSerializer(serializers.Serializer[Any]):
    """Who made a film or a series, as its credits name them."""

    directors = NamedSerializer(many=True)
    writers = NamedSerializer(many=True)
    actors = ActorSerializer(many=True)


def people_json(credits_of: Iterable[Credit]) -> dict[str, Any]:
    """By what they did."""
    by_role: dict[str, list[dict[str, Any]]] = {"director": [], "writer": [], "actor": []}
    for credit in credits_of:
        named = {"id": credit.person_id, "name": credit.person.name}
        by_role[credit.role].append({**named, "character": credit.character} if credit.role == Credit.Role.ACTOR else named)
    return {"directors": by_role["director"], "writers": by_role["writer"], "actors": by_role["actor"]}
