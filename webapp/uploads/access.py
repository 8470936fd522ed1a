"""Who may upload, and whose upload is whose. A refusal of one upload is a 404."""

from typing import Any, cast
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from webapp.accounts.access import may_upload, viewer_of
from webapp.accounts.errors import NotForChildren
from webapp.accounts.models import User
from webapp.uploads.errors import MayNotUpload, NoSuchUpload
from webapp.uploads.models import Upload
from webapp.uploads.queries import of_user


class MayUpload(BasePermission):
    """Lets the owner in, and members when the owner says so; no children."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Let in who may.

        Raises NotForChildren or MayNotUpload.
        """
        viewer = viewer_of(request)
        if not viewer.is_grown_up:
            raise NotForChildren
        if not may_upload(cast(User, request.user), viewer):
            raise MayNotUpload
        return True


def own_upload(request: Request, upload_id: UUID) -> Upload:
    """One's own upload that has not been given up.

    Raises NoSuchUpload, also for somebody else's.
    """
    upload = of_user(cast(User, request.user)).select_related("library").filter(pk=upload_id).first()
    if upload is None:
        raise NoSuchUpload
    return upload
