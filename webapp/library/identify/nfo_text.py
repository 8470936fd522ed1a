"""Details -> the text of an NFO file in Kodi's form, so that other programs read what was collected here."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from webapp.library.identify.details import Details, SeriesDetails
from webapp.library.models import Credit

OURS = "Written by Videoflix"  # a file with these words may be written anew


def of_film(details: Details) -> str:
    """A `movie` or an `episodedetails`."""
    is_episode = details.episode_number is not None or details.season_number is not None
    root = Element("episodedetails" if is_episode else "movie")
    _add(root, "title", details.title)
    _add(root, "originaltitle", details.original_title)
    if is_episode:
        _add(root, "showtitle", details.series.title)
        _add(root, "season", details.season_number)
        _add(root, "episode", details.episode_number)
        _add(root, "episodenumberend", details.episode_last)
    _add(root, "year", details.year)
    _add(root, "aired" if is_episode else "premiered", details.released_on)
    _add(root, "tagline", details.tagline)
    _add(root, "plot", details.description)
    _add(root, "mpaa", details.rating)
    _add_ids(root, imdb=details.imdb_id, tmdb=details.tmdb_id)
    _add_all(root, "genre", details.genres)
    _add_all(root, "tag", details.tags)
    if details.collection:
        _add(SubElement(root, "set"), "name", details.collection)
    _add(root, "edition", details.edition)
    _add_people(root, details)
    return _text(root)


def of_series(details: SeriesDetails) -> str:
    """A `tvshow`."""
    root = Element("tvshow")
    _add(root, "title", details.title)
    _add(root, "year", details.year)
    _add(root, "plot", details.description)
    _add(root, "mpaa", details.rating)
    _add_ids(root, tmdb=details.tmdb_id)
    _add_all(root, "genre", details.genres)
    _add_people(root, details)
    return _text(root)


def _add(parent: Element, name: str, value: object) -> None:
    if value not in ("", None):
        SubElement(parent, name).text = str(value)


def _add_all(parent: Element, name: str, values: tuple[str, ...]) -> None:
    for value in values:
        _add(parent, name, value)


def _add_ids(parent: Element, **ids: str) -> None:
    for name, number in ids.items():
        if number:
            SubElement(parent, "uniqueid", {"type": name}).text = number


def _add_people(root: Element, details: Details | SeriesDetails) -> None:
    names = {Credit.Role.DIRECTOR: "director", Credit.Role.WRITER: "credits"}
    for order, credit in enumerate(details.credits):
        if credit.role in names:
            _add(root, names[Credit.Role(credit.role)], credit.name)
            continue
        actor = SubElement(root, "actor")
        _add(actor, "name", credit.name)
        _add(actor, "role", credit.character)
        _add(actor, "order", order)


def _text(root: Element) -> str:
    indent(root)
    xml = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!-- {OURS} -->\n{xml}\n'
