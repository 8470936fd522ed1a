"""What all addresses have in common that are open to people who are not signed in."""

from typing import Any

from django.contrib.auth import login
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appliance.errors import VideoflixError
from webapp.accounts import cookies, errors, tokens
from webapp.accounts.authentication import CHALLENGE
from webapp.accounts.models import User
from webapp.accounts.origin import NotFromElsewhere
from webapp.accounts.serializers import SignedInSerializer
from webapp.accounts.services import SignedIn, begin_sign_in
from webapp.accounts.signals import SESSION_SIGN_IN

BACKEND = "django.contrib.auth.backends.ModelBackend"
STATUS = {
    errors.SignInRefused: status.HTTP_401_UNAUTHORIZED,
    errors.WaitsForActivation: status.HTTP_401_UNAUTHORIZED,
    errors.SignInEnded: status.HTTP_401_UNAUTHORIZED,
    errors.BeingSetUp: status.HTTP_403_FORBIDDEN,
    errors.RegistrationClosed: status.HTTP_403_FORBIDDEN,
    errors.FromElsewhere: status.HTTP_403_FORBIDDEN,
    errors.PresenceRefused: status.HTTP_403_FORBIDDEN,
    errors.OwnerExists: status.HTTP_409_CONFLICT,
    errors.AddressTaken: status.HTTP_409_CONFLICT,
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
        headers = {"WWW-Authenticate": CHALLENGE} if code == status.HTTP_401_UNAUTHORIZED else None
        return Response(answer, status=code, headers=headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep tokens out of every cache."""
        response.headers.setdefault("Cache-Control", "no-store")
        return super().finalize_response(request, response, *args, **kwargs)


class PublicView(WordedView):
    """Open to everyone who does not come from another website. Who was signed in before plays no part."""

    authentication_classes = []
    permission_classes = [NotFromElsewhere]


def validated(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body in this shape.

    Raises ValidationError (400) naming the fields.
    """
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def sign_in(request: Request, user: User, detail: str, code: int = status.HTTP_200_OK) -> Response:
    """Sign this user in on the device that asks, and answer with the tokens; the owner's admin opens too."""
    return signed_in_answer(request, begin_sign_in(user), detail, code)


def signed_in_answer(request: Request, signed_in: SignedIn, detail: str, code: int = status.HTTP_200_OK) -> Response:
    """The tokens of a new sign-in; the owner's admin opens too."""
    if signed_in.user.is_staff:
        open_admin(request, signed_in)
    else:
        request._request.session.flush()  # nobody inherits the admin of the person before
    return tokens_answer(signed_in, detail, code)


def open_admin(request: Request, signed_in: SignedIn) -> None:
    """Sign the owner in to the embedded admin, too."""
    login(request._request, signed_in.user, backend=BACKEND)
    request._request.session[SESSION_SIGN_IN] = signed_in.identity.sign_in


def tokens_answer(signed_in: SignedIn, detail: str, code: int = status.HTTP_200_OK) -> Response:
    """The tokens, in the body and as cookies."""
    body = {"access": signed_in.access, "refresh": signed_in.refresh, "user": signed_in.user, "detail": detail}
    response = Response(SignedInSerializer(body).data, status=code)
    media = tokens.media_cookie(signed_in.identity)
    cookies.set_cookies(response, access=signed_in.access, refresh=signed_in.refresh, media=media)
    return response
