"""Everything that the dashboard shows at once."""

from typing import Any

from appliance.processes import usage
from webapp.dashboard.queries.attention import attention
from webapp.dashboard.queries.playing import playing
from webapp.dashboard.queries.preparing import standing
from webapp.dashboard.queries.storage import storage


def overview() -> dict[str, Any]:
    """What its template wants."""
    found = storage()
    return {
        "playing": playing(),
        "standing": standing(),
        "attention": attention(found.room),
        "storage": found,
        "machine": usage.measured(),
    }
