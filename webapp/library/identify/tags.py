"""Tags inside a film -> Details: what MP4 (iTunes) and Matroska carry."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.utils.dateparse import parse_datetime

from appliance.media.sidecars import FILM_SUFFIXES
from webapp.library.identify.details import CreditDetails, Details, SeriesDetails, film_year
from webapp.library.models import Credit, Library
from webapp.library.titles import RELEASE_MARK, one_line

ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|to|me|info)\b", re.IGNORECASE)
EPISODE = re.compile(r"\bs\d{1,3}\s?e\d{1,3}\b|\b\d{1,2}x\d{2,3}\b", re.IGNORECASE)
EMPTY_TITLES = re.compile(r"(?:untitled|title|video|movie|film|main ?feature|unknown|dvd|avi|mp4)?[\s_\d.-]*", re.IGNORECASE)
FIRST_CAMERA = 1990  # the clock of a camera that was never set says 1904 or 1970


def of_film(tags: Mapping[str, str], kind: str) -> Details:
    """What the tags of a film say, by their names in small letters."""
    captured = _moment(tags) if kind == Library.Kind.HOME_VIDEOS else None
    return Details(
        title=trusted_title(tags.get("title", "")),
        year=None if kind == Library.Kind.HOME_VIDEOS else film_year(tags.get("date_released") or tags.get("date")),
        captured_at=captured,
        description=next((tags[name] for name in ("synopsis", "description", "summary") if tags.get(name)), ""),
        series=SeriesDetails(title=one_line(tags.get("show", ""))),
        season_number=_number(tags.get("season_number", "")),
        episode_number=_number(tags.get("episode_sort", "")),
        genres=_names(tags.get("genre", "")),
        credits=tuple(CreditDetails(name, Credit.Role.DIRECTOR) for name in _names(tags.get("director", ""))),
        rating=one_line(tags.get("itunextc", "") or tags.get("law_rating", ""))[:60],
        imdb_id=one_line(tags.get("imdb", ""))[:20],
        tmdb_id=one_line(tags.get("tmdb", "")).rpartition("/")[2][:20],
    )


def trusted_title(title: str) -> str:
    """The title inside a film, when it is one: releases leave their own names there, converters the name of a file."""
    line = one_line(title)
    is_none = ADDRESS.search(line) or RELEASE_MARK.search(line) or EPISODE.search(line) or EMPTY_TITLES.fullmatch(line)
    return "" if is_none or Path(line).suffix.lower() in FILM_SUFFIXES else line


def _moment(tags: Mapping[str, str]) -> datetime | None:
    """When a camera filmed it: Apple's tag knows the zone; the other one is UTC (ISO/IEC 14496-12, 8.2.2)."""
    for name in ("com.apple.quicktime.creationdate", "creation_time"):
        try:
            moment = parse_datetime(tags.get(name, ""))
        except ValueError:
            continue
        if moment is not None and FIRST_CAMERA <= moment.year <= date.max.year - 1:
            return moment
    return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in re.split(r"[;,/]", text) if (name := one_line(part)[:100])))[:20]
