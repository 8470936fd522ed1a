"""How the dashboard writes numbers."""

from django import template

from webapp.sizes import size_text

register = template.Library()
register.filter("size", size_text)


@register.filter
def clock(seconds: float) -> str:
    """A place in a film: 1:02:03, or 2:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def lasting(seconds: float) -> str:
    """A stretch of time, as exact as anybody wants to know: 3 h 20 min, 5 min, 12 s, 0.4 s."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"


@register.filter
def share(part: float, whole: float) -> str:
    """Percent of a whole, as CSS wants it."""
    return f"{min(100.0, 100 * part / whole):.2f}" if whole else "0"


@register.filter
def get(mapping: dict[str, int], key: str) -> int:
    """What a mapping holds, or 0."""
    return mapping.get(key, 0)
