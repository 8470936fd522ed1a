"""Brakes on guessing and on flooding; generous, because a household shares one address. A refusal carries Retry-After."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from webapp.accounts import attempts, links


class PerAddress(SimpleRateThrottle):
    """So many requests from one network address. What a proxy header says is not believed: anyone can write one."""

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count per kind of request and network address."""
        return f"accounts.throttle.{self.scope}.{_network(request.META.get('REMOTE_ADDR', ''))}"


class SignInsPerAddress(PerAddress):
    """Any sign-in, right or wrong."""

    scope, rate = "sign-in", "120/min"


class RegistrationsPerAddress(PerAddress):
    """New accounts."""

    scope, rate = "register", "30/min"


class ResetsPerAddress(PerAddress):
    """Links for new passwords, and tries at them."""

    scope, rate = "reset", "60/min"


class PairingsPerAddress(PerAddress):
    """Devices that want to be let in."""

    scope, rate = "pairing", "30/min"


class PollsPerAddress(PerAddress):
    """Their questions: one of them asks twenty times a minute."""

    scope, rate = "pairing-poll", "600/min"


class InvitationsPerAddress(PerAddress):
    """Looks at invitations."""

    scope, rate = "invitation", "60/min"


class CodesPerUser(SimpleRateThrottle):
    """Codes that one person looks up or decides about: enough for slips of the finger, far too few to guess one."""

    scope, rate = "pairing-code", "30/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count per account."""
        return f"accounts.throttle.{self.scope}.{request.user.pk}"


class PerAccount(SimpleRateThrottle):
    """So many requests that name one account, known or not."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """One count per kind of request and account; None without an address."""
        email = _email(request)
        return None if email is None else f"accounts.throttle.{self.scope}.{attempts.address_digest(email)}"


class ResetsPerAccount(PerAccount):
    """Links for new passwords: nobody's outbox is flooded."""

    scope, rate = "reset-account", "20/hour"


class RegistrationsPerAccount(PerAccount):
    """Requests for an account."""

    scope, rate = "register-account", "20/hour"


class LinksPerAccount(SimpleRateThrottle):
    """Tries at the links of one account."""

    scope, rate = "link-account", "30/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One count per account, however its number is spelled."""
        return f"accounts.throttle.{self.scope}.{links.user_id(view.kwargs['uidb64'])}"


class FailedSignIns(BaseThrottle):
    """Wrong passwords for one account; who knows the password is never slowed down by their own sign-ins."""

    seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Let through unless too many were wrong lately; the view counts them (`attempts.count_failure`)."""
        self.seconds = attempts.seconds_to_wait(self._account(request))
        return self.seconds <= 0

    def _account(self, request: Request) -> str:
        return _email(request) or ""

    def wait(self) -> float:
        """Seconds until the next try."""
        return self.seconds


class FailedPasswords(FailedSignIns):
    """Wrong passwords for the account that is signed in: the same count as at the door."""

    def _account(self, request: Request) -> str:
        return str(getattr(request.user, "email", ""))


def _email(request: Request) -> str | None:
    """The address in the body, which nobody has checked yet."""
    email = request.data.get("email") if isinstance(request.data, Mapping) else None
    return email if isinstance(email, str) else None


def _network(address: str) -> str:
    """An IPv4 address; of IPv6 its network, because every device has all the addresses of one (RFC 4291 2.5.1)."""
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
