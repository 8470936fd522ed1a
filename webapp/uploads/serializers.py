"""Uploads as JSON."""

from typing import Any

from rest_framework import serializers

from webapp.library.models import Library
from webapp.uploads.models import Upload


class ShelfSerializer(serializers.ModelSerializer[Library]):
    """A library that films can go to."""

    class Meta:
        model = Library
        fields = ["id", "name", "kind"]


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """One upload, for whoever sent it."""

    offset = serializers.IntegerField(read_only=True, help_text="Bytes that have arrived; the next part begins there.")

    class Meta:
        model = Upload
        fields = [
            "id", "file_name", "modified_at", "size", "offset", "state", "reason", "code", "library", "video", "expires_at", "created_at",
        ]  # fmt: skip


class UploadsSerializer(serializers.Serializer[Any]):
    """Everything that the page of uploads needs to know."""

    max_size = serializers.IntegerField(help_text="The largest film that may be sent now, in bytes (Tus-Max-Size).")
    part_size = serializers.IntegerField(help_text="The largest part of it, in bytes.")
    libraries = ShelfSerializer(many=True)
    uploads = UploadSerializer(many=True, help_text="One's own, newest first.")
