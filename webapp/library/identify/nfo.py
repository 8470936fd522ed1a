"""NFO files -> Details: what other programs and people wrote down beside their films, in Kodi's form.

https://kodi.wiki/view/NFO_files: `movie`, `episodedetails` (several in one file for several episodes) and `tvshow`.
"""

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from appliance.media.text_encoding import decode
from webapp.library.identify.details import CreditDetails, Details, SeriesDetails, film_year
from webapp.library.models import Credit
from webapp.library.ratings import age_of
from webapp.library.titles import one_line

log = logging.getLogger(__name__)

LARGEST_BYTES = 2 * 1024 * 1024
HIGHEST_NUMBER = 32767  # of seasons and episodes, as the database keeps them
MOST_NAMES = 200  # of people, genres or tags; more is no film
ROOT = re.compile(r"<(movie|episodedetails|tvshow)[\s>]")
DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.:-]+)["']""")
PROLOGUE = re.compile(r"<\?xml[^<>]*\?>")  # looks no further than the next tag, or a hostile file takes hours
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
IMDB = re.compile(r"imdb\.com/(?:[a-z-]+/)?title/(tt\d{5,10})")
TMDB = re.compile(r"themoviedb\.org/(?:movie|tv)/(\d{1,10})")
REASON = re.compile(r"\s+(?:for|wegen|pour)\s.*", re.IGNORECASE)  # "Rated R for some violence"


def of_film(film: Path, alone: bool) -> Details:
    """What the NFO file of a film or an episode says; `alone`: no other film lies in its folder, which may have one `movie.nfo`."""
    for name in (f"{film.stem}.nfo", *(("movie.nfo",) if alone else ())):
        text = _text(film.with_name(name))
        if text:
            roots = [root for root in _roots(text, film.with_name(name)) if root.tag != "tvshow"]
            return (_details(roots) if roots else Details()).over(_addresses(text))
    return Details()


def of_series(folder: Path) -> SeriesDetails:
    """What `tvshow.nfo` in a series' folder says."""
    path = folder / "tvshow.nfo"
    text = _text(path)
    for root in _roots(text, path) if text else ():
        if root.tag == "tvshow":
            return SeriesDetails(
                title=_one(root, "title"),
                year=film_year(_one(root, "year")) or film_year(_one(root, "premiered")),
                description=_long(root, "plot") or _long(root, "outline"),
                genres=_names(root, "genre"),
                rating=_rating(root),
                tmdb_id=_ids(root).get("tmdb", ""),
                credits=_credits(root),
            )
    return SeriesDetails()


def _details(roots: list[Element]) -> Details:
    """One film, or the episodes of one file: their titles together, else what the first one says."""
    root = roots[0]
    is_episode = root.tag == "episodedetails"
    episodes = [number for each in roots if (number := _number(each, "episode")) is not None]
    last = _number(root, "episodenumberend") or max(episodes, default=0)
    ids = _ids(root)
    released = _day(_one(root, "aired") or _one(root, "premiered") or _one(root, "releasedate"))
    return Details(
        title=one_line(" / ".join(dict.fromkeys(filter(None, (_one(each, "title") for each in roots))))),
        original_title=_one(root, "originaltitle"),
        year=film_year(_one(root, "year")) or (released.year if released else None),
        released_on=released,
        tagline=_one(root, "tagline"),
        description="\n\n".join(filter(None, (_long(each, "plot") or _long(each, "outline") for each in roots))),
        series=SeriesDetails(title=_one(root, "showtitle")) if is_episode else SeriesDetails(),
        season_number=_number(root, "season") if is_episode else None,
        episode_number=episodes[0] if is_episode and episodes else None,
        episode_last=last if is_episode and episodes and last > episodes[0] else None,
        collection=_collection(root),
        genres=_names(root, "genre"),
        tags=_names(root, "tag"),
        credits=_credits(root),
        rating=_rating(root),
        imdb_id=ids.get("imdb", ""),
        tmdb_id=ids.get("tmdb", ""),
        edition=_one(root, "edition")[:100],
    )


def _text(path: Path) -> str:
    """The whole file; nothing when there is none, or none that can be an NFO file."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error)
        return ""
    if len(data) > LARGEST_BYTES:
        log.warning("%s is passed over: it is too large for an NFO file.", path)
        return ""
    return ILLEGAL.sub("", _decoded(data))


def _decoded(data: bytes) -> str:
    """What the file says of its own encoding is believed when it makes sense."""
    declared = DECLARED.search(data[:200])
    if declared is not None and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(LookupError, UnicodeError):
            text = data.decode(declared[1].decode())
            if ROOT.search(text):
                return text
    return decode(data)


def _roots(text: str, path: Path) -> list[Element]:
    """The elements that describe something. Around them there may be anything: a prologue, an address, a drawing."""
    begin = ROOT.search(text)
    if begin is None:
        return []
    if "<!ENTITY" in text:
        log.warning("%s is passed over: it declares entities of its own, as no NFO file needs and bombs do.", path)
        return []
    end = text.rfind(f"</{begin[1]}>")
    whole = PROLOGUE.sub("", text[begin.start() : end + len(begin[1]) + 3 if end >= 0 else None])
    try:
        # Within an element there is no place for a document type, so there are no entities but XML's own.
        return list(fromstring(f"<nfo>{BARE_AMPERSAND.sub('&amp;', whole)}</nfo>", forbid_dtd=True))
    except (ParseError, DefusedXmlException, RecursionError, ValueError) as error:
        log.warning("%s is passed over: it is no XML that can be read: %s", path, error)
        return []


def _one(root: Element, name: str) -> str:
    """The text of the first element that has one, on one line."""
    return next((text for element in root.findall(name) if (text := one_line(element.text or ""))), "")


def _long(root: Element, name: str) -> str:
    return next((text for element in root.findall(name) if (text := (element.text or "").strip())), "")[:20_000]


def _number(root: Element, name: str) -> int | None:
    text = _one(root, name)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    return number if 0 <= number <= HIGHEST_NUMBER else None


def _names(root: Element, name: str) -> tuple[str, ...]:
    """Each once; older programs write several into one element, with slashes between them."""
    found = (one_line(part)[:100] for element in root.findall(name) for part in (element.text or "").split(" / "))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_NAMES]


def _day(text: str) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(text[:10])
        return day if film_year(day.year) else None
    return None


def _collection(root: Element) -> str:
    found = root.find("set")
    return "" if found is None else (_one(found, "name") or one_line(found.text or ""))[:200]


def _credits(root: Element) -> tuple[CreditDetails, ...]:
    return tuple(dict.fromkeys(_people(root)))[:MOST_NAMES]


def _people(root: Element) -> Iterator[CreditDetails]:
    yield from (CreditDetails(name, Credit.Role.DIRECTOR) for name in _names(root, "director"))
    yield from (CreditDetails(name, Credit.Role.WRITER) for tag in ("credits", "writer") for name in _names(root, tag))
    for actor in root.findall("actor"):
        if name := _one(actor, "name"):
            yield CreditDetails(name[:200], Credit.Role.ACTOR, _one(actor, "role")[:200])


def _rating(root: Element) -> str:
    """The label of a ratings board; of several, the strictest that is known."""
    labels = [one_line(REASON.sub("", label))[:60] for tag in ("mpaa", "certification") for label in _one(root, tag).split(" / ")]
    known = [label for label in labels if label and age_of(label) is not None]
    return max(known, key=lambda label: age_of(label) or 0, default=next(filter(None, labels), ""))


def _ids(root: Element) -> dict[str, str]:
    """Numbers in the databases of others, by the database's name."""
    found = {element.get("type", "").lower(): one_line(element.text or "") for element in root.findall("uniqueid")}
    older = {"imdb": _one(root, "imdbid") or _one(root, "imdb_id") or _one(root, "id"), "tmdb": _one(root, "tmdbid")}
    if not older["imdb"].startswith("tt"):
        older["imdb"] = ""
    return {name: (found.get(name) or older[name])[:20] for name in older}


def _addresses(text: str) -> Details:
    imdb, tmdb = IMDB.search(text), TMDB.search(text)
    return Details(imdb_id=imdb[1] if imdb else "", tmdb_id=tmdb[1] if tmdb else "")
