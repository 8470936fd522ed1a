"""Shapes of answers that many addresses give."""

from typing import Any

from rest_framework import serializers

from webapp.accounts.serializers.examples import example


@example(detail="One sentence for a person.")
class DetailSerializer(serializers.Serializer[Any]):
    """One sentence for a person."""

    detail = serializers.CharField()


@example(detail="One sentence for a person.", code="link-invalid")
class RefusalSerializer(DetailSerializer):
    """Why not."""

    code = serializers.CharField(required=False, help_text="The reason, for programs; not with what any API may refuse, such as floods.")
