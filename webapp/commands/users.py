"""`videoflix user`: people come in, and come in again. Django is set up before this is imported."""

from urllib.parse import urlsplit

from appliance import config as configuration
from appliance import hosts
from appliance.processes import listening, lock
from webapp.accounts import queries, services
from webapp.accounts.callers import AT_THE_MACHINE
from webapp.accounts.models import AuditEntry
from webapp.accounts.services import audit


def add_user(email: str, owner: bool, password: str) -> None:
    """Make somebody who can sign in at once; the owner looks after the library.

    Raises VideoflixError when the address or the password will not do.
    """
    make = services.create_owner if owner else services.create_member
    kind = AuditEntry.Kind.MADE_OWNER if owner else AuditEntry.Kind.APPROVED
    audit.record(kind, AT_THE_MACHINE, user=make(email, password))


def reset_password(email: str, password: str) -> None:
    """Give somebody a new password.

    Raises VideoflixError when there is no such user or the password will not do.
    """
    audit.record(AuditEntry.Kind.PASSWORD_CHANGED, AT_THE_MACHINE, user=services.set_password(email, password))


def reset_link(email: str) -> str:
    """A link by which somebody chooses a new password, once: whoever can call this sits at the machine, as their presence proves.

    Raises VideoflixError when there is no such user, or one who may not sign in.
    """
    user, path = services.reset_path(email)
    audit.record(AuditEntry.Kind.PASSWORD_RESET_ASKED, AT_THE_MACHINE, user=user)
    return _origin() + path


def _origin() -> str:
    """Where Videoflix answers, or will: by an address that every device in the house reaches, where the network is on."""
    config = configuration.current()
    here = lock.announced(config.paths.lock) or listening.base_url(config.host, config.port)
    home = hosts.home_address() if config.host is None and queries.lan_enabled() else None
    return here if home is None else listening.base_url(home, urlsplit(here).port or config.port)
