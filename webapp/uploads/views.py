"""tus 1.0.0 over HTTP: https://tus.io/protocols/resumable-upload (core, creation, termination, checksum, expiration)."""

import io
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from webapp.accounts.models import User
from webapp.accounts.serializers import RefusalSerializer
from webapp.accounts.views.public import WordedView
from webapp.library.models import Library
from webapp.uploads import protocol, queries, services
from webapp.uploads.access import MayUpload, own_upload
from webapp.uploads.errors import BadHeader, OtherContent, OtherVersion, UploadRefusal
from webapp.uploads.models import Upload
from webapp.uploads.serializers import UploadsSerializer


def _header(name: str, kind: Any = OpenApiTypes.STR, required: bool = True, description: str = "") -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, required=required, description=description)


TUS = _header("Tus-Resumable", description=protocol.VERSION)


class TusView(WordedView):
    """What all addresses of the protocol have in common."""

    permission_classes = [IsAuthenticated, MayUpload]
    without_version: ClassVar[frozenset[str]] = frozenset({"OPTIONS"})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Some clients can only POST, and say in X-HTTP-Method-Override what they mean."""
        meant = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and meant in ("PATCH", "DELETE"):
            request.method = meant
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody in who may not upload, or who speaks another version.

        Raises OtherVersion.
        """
        super().initial(request, *args, **kwargs)
        if request.method not in self.without_version and request.headers.get("Tus-Resumable") != protocol.VERSION:
            raise OtherVersion

    def handle_exception(self, exc: Exception) -> Response:
        """Refusals of uploads know their status."""
        response = super().handle_exception(exc)
        if isinstance(exc, UploadRefusal):
            response.status_code = exc.status
        if isinstance(exc, OtherVersion):
            response.headers["Tus-Version"] = protocol.VERSION
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say in every answer what is spoken here."""
        response.headers["Tus-Resumable"] = protocol.VERSION
        return super().finalize_response(request, response, *args, **kwargs)


class UploadsView(TusView):
    """All of one's own, and new ones."""

    without_version = frozenset({"OPTIONS", "GET"})

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]  # DRF hands its own over
        """What is spoken here, and how large a film may be."""
        return Response(
            status=status.HTTP_204_NO_CONTENT,
            headers={
                "Tus-Version": protocol.VERSION,
                "Tus-Extension": ",".join(protocol.EXTENSIONS),
                "Tus-Max-Size": str(services.most_bytes(_user(request))),
                "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
            },
        )

    @extend_schema(responses={200: UploadsSerializer, 403: RefusalSerializer})
    def get(self, request: Request) -> Response:
        """Everything one sends and has sent lately, where it can go, and how large it may be."""
        known = {
            "max_size": services.most_bytes(_user(request)),
            "part_size": protocol.PART_BYTES,
            "libraries": Library.objects.all(),
            "uploads": queries.shown_to(_user(request)),
        }
        return Response(UploadsSerializer(known).data)

    @extend_schema(
        parameters=[
            TUS,
            _header("Upload-Length", OpenApiTypes.INT, description="Bytes of the whole film."),
            _header("Upload-Metadata", description="`filename`, and if wanted `library` (its number) and `lastModified`."),
        ],
        request=None,
        responses={201: None, 400: RefusalSerializer, 403: RefusalSerializer, 413: RefusalSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin to send a film (tus: Creation). Location is where its parts go."""
        if "Upload-Defer-Length" in request.headers:
            raise BadHeader("The length of the film has to be known from the start (Upload-Length).")
        size = protocol.number("Upload-Length", request.headers.get("Upload-Length"))
        upload = services.begin(_user(request), size, request.headers.get("Upload-Metadata", ""))
        headers = {"Location": reverse("upload", args=[upload.pk]), "Upload-Expires": _expires(upload)}
        return Response(status=status.HTTP_201_CREATED, headers=headers)


class UploadView(TusView):
    """One of one's own."""

    def head(self, request: Request, upload_id: UUID) -> Response:
        """How much has arrived (tus: Core protocol, HEAD)."""
        upload = own_upload(request, upload_id)
        headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Upload-Expires": _expires(upload)}
        if upload.metadata:
            headers["Upload-Metadata"] = upload.metadata
        return Response(headers=headers)

    @extend_schema(
        parameters=[
            TUS,
            _header("Upload-Offset", OpenApiTypes.INT, description="Where this part begins."),
            _header("Upload-Checksum", required=False, description=f"`<algorithm> <Base64>`, with {', '.join(protocol.ALGORITHMS)}."),
        ],
        request={protocol.PART_TYPE: OpenApiTypes.BINARY},
        responses={204: None} | dict.fromkeys((400, 404, 409, 413, 415, 423, 460, 507), RefusalSerializer),
    )
    def patch(self, request: Request, upload_id: UUID) -> Response:
        """Send the next part, of 16 MiB at most (tus: Core protocol, PATCH). With the last one, the film goes into its library."""
        upload = own_upload(request, upload_id)
        if request.content_type.partition(";")[0].strip().lower() != protocol.PART_TYPE:
            raise OtherContent
        offset = protocol.number("Upload-Offset", request.headers.get("Upload-Offset"))
        length = protocol.number("Content-Length", request.headers.get("Content-Length") or "0")
        checksum = protocol.checksum(request.headers.get("Upload-Checksum"))
        upload = services.receive(upload, offset, request.stream or io.BytesIO(), length, checksum)
        headers = {"Upload-Offset": str(upload.offset), "Upload-Expires": _expires(upload)}
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)

    @extend_schema(parameters=[TUS], responses={204: None, 404: RefusalSerializer, 409: RefusalSerializer})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Give it up (tus: Termination)."""
        services.call_off(own_upload(request, upload_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _user(request: Request) -> User:
    return cast(User, request.user)


def _expires(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())
