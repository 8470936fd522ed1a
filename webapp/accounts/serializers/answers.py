"""Shapes of answers that many addresses give."""

from typing import Any

from rest_framework import serializers


class DetailSerializer(serializers.Serializer[Any]):
    """One sentence for a person."""

    detail = serializers.CharField()


class RefusalSerializer(DetailSerializer):
    """Why not."""

    code = serializers.CharField(required=False, help_text="The reason, for programs; not with what any API may refuse, such as floods.")
