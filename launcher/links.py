"""Links that carry a one-time secret: proof that whoever opens them is at this machine."""

from appliance import secrets
from appliance.config import Config
from appliance.processes import health


def has_owner(base_url: str) -> bool:
    """Whether the first run is over; also when nobody can say, for a set-up link would lead nowhere then."""
    setup = health.get_json(base_url, "/api/setup/")
    return setup is None or bool(setup.get("owner_exists", True))


def setup(config: Config, base_url: str) -> str:
    """Where the owner's account is made."""
    return f"{base_url}/setup#{secrets.mint_presence(config.paths.presence, 'setup')}"


def start(config: Config, base_url: str) -> str:
    """Where the window begins: with the set-up, as long as there is no owner."""
    return f"{base_url}/" if has_owner(base_url) else setup(config, base_url)


def way_in(config: Config, base_url: str) -> str:
    """Where whoever sits at this machine becomes the owner: signed in as such, or by the set-up while there is none."""
    return enter(config, base_url, "/") if has_owner(base_url) else setup(config, base_url)


def enter(config: Config, base_url: str, page: str) -> str:
    """A page, signed in as the owner. The secret stands behind the #, so that no server's log ever sees it."""
    return f"{base_url}/enter?next={page}#{secrets.mint_presence(config.paths.presence, 'sign-in')}"
