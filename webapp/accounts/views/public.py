"""What all addresses have in common that are open to people who are not signed in."""

import math
from typing import Any

from django.contrib.auth import login
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appliance.errors import VideoflixError
from webapp.accounts import cookies, errors, tokens
from webapp.accounts.authentication import CHALLENGE
from webapp.accounts.callers import caller_of
from webapp.accounts.models import AuditEntry, User
from webapp.accounts.origin import NotFromElsewhere
from webapp.accounts.serializers import Person, SignedInSerializer
from webapp.accounts.services import SignedIn, begin_sign_in
from webapp.accounts.signals import SESSION_SIGN_IN
from webapp.accounts.viewers import Viewer

BACKEND = "django.contrib.auth.backends.ModelBackend"
STATUS = {
    errors.SignInRefused: status.HTTP_401_UNAUTHORIZED,
    errors.WaitsForActivation: status.HTTP_401_UNAUTHORIZED,
    errors.SignInEnded: status.HTTP_401_UNAUTHORIZED,
    errors.BeingSetUp: status.HTTP_403_FORBIDDEN,
    errors.RegistrationClosed: status.HTTP_403_FORBIDDEN,
    errors.NotForChildren: status.HTTP_403_FORBIDDEN,
    errors.PinRefused: status.HTTP_403_FORBIDDEN,
    errors.PasswordWanted: status.HTTP_403_FORBIDDEN,
    errors.FromElsewhere: status.HTTP_403_FORBIDDEN,
    errors.PresenceRefused: status.HTTP_403_FORBIDDEN,
    errors.NoSuchPairing: status.HTTP_404_NOT_FOUND,
    errors.NoSuchDevice: status.HTTP_404_NOT_FOUND,
    errors.NoSuchProfile: status.HTTP_404_NOT_FOUND,
    errors.OwnerExists: status.HTTP_409_CONFLICT,
    errors.AddressTaken: status.HTTP_409_CONFLICT,
    errors.LastProfile: status.HTTP_409_CONFLICT,
    errors.TooManyProfiles: status.HTTP_409_CONFLICT,
    errors.TooManyTries: status.HTTP_429_TOO_MANY_REQUESTS,
    errors.TooManyPins: status.HTTP_429_TOO_MANY_REQUESTS,
}


class WordedView(APIView):
    """Words refusals, and keeps its answers out of every cache."""

    def handle_exception(self, exc: Exception) -> Response:
        """Say a refusal: `detail` is for people, `code` for programs."""
        if not isinstance(exc, VideoflixError):
            return super().handle_exception(exc)
        answer = {"detail": str(exc)}
        if isinstance(exc, errors.Refusal):
            answer["code"] = exc.code
        code = STATUS.get(type(exc), status.HTTP_400_BAD_REQUEST)
        headers = {"WWW-Authenticate": CHALLENGE} if code == status.HTTP_401_UNAUTHORIZED else {}
        if isinstance(exc, errors.TooManyTries | errors.TooManyPins):
            headers["Retry-After"] = str(math.ceil(exc.wait))
        return Response(answer, status=code, headers=headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep tokens out of every cache."""
        response.headers.setdefault("Cache-Control", "no-store")
        return super().finalize_response(request, response, *args, **kwargs)


class PublicView(WordedView):
    """Open to everyone who does not come from another website. Who was signed in before plays no part."""

    authentication_classes = []
    permission_classes = [NotFromElsewhere]


def validated(shape: type[serializers.BaseSerializer[Any]], request: Request, partial: bool = False) -> dict[str, Any]:
    """The request's body in this shape; `partial`: or a part of it.

    Raises ValidationError (400) naming the fields.
    """
    body = shape(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def sign_in(
    request: Request,
    user: User,
    detail: str,
    code: int = status.HTTP_200_OK,
    kind: AuditEntry.Kind = AuditEntry.Kind.SIGNED_IN,
) -> Response:
    """Sign this user in on the device that asks, and answer with the tokens; the owner's admin opens too."""
    return signed_in_answer(request, begin_sign_in(user, caller_of(request), kind=kind), detail, code)


def signed_in_answer(request: Request, signed_in: SignedIn, detail: str, code: int = status.HTTP_200_OK) -> Response:
    """The tokens of a new sign-in; the owner's admin opens too."""
    open_admin(request, signed_in.user, signed_in.viewer)
    return tokens_answer(signed_in, detail, code)


def open_admin(request: Request, user: User, viewer: Viewer) -> None:
    """Let an owner into the embedded admin, too; for everybody else, and while a child watches, its session ends."""
    session = request._request.session
    if user.is_staff and viewer.is_grown_up:
        login(request._request, user, backend=BACKEND)
        session[SESSION_SIGN_IN] = viewer.sign_in
    else:
        session.flush()  # nobody inherits the admin of the person before


def tokens_answer(signed_in: SignedIn, detail: str, code: int = status.HTTP_200_OK) -> Response:
    """The tokens, in the body and as cookies."""
    person = Person(signed_in.user, signed_in.profile, signed_in.viewer.is_grown_up)
    body = {"access": signed_in.access, "refresh": signed_in.refresh, "user": person, "detail": detail}
    response = Response(SignedInSerializer(body, context={"viewer": signed_in.viewer}).data, status=code)
    media = tokens.media_cookie(signed_in.identity)
    cookies.set_cookies(response, access=signed_in.access, refresh=signed_in.refresh, media=media)
    return response
