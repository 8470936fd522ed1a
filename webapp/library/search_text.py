"""Texts as they are compared: no case, no accents, no punctuation; and how titles are ordered."""

import re
import unicodedata
from collections.abc import Iterable

# Letters that have no accent to take off.
ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"})
END_OF_TITLES, END_OF_PEOPLE = "\x1e", "\x1f"  # in what search looks in; no text has them
APOSTROPHES = re.compile(r"['’‘`´ʼ]")
NO_LETTER = re.compile(r"[\W_]+")
NUMBER = re.compile(r"\d+")
DIGITS = 6  # so that "Rocky 10" stands behind "Rocky 2"

# Languages of libraries in one house mix. Words that begin English titles more often ("As", "I", "On") are left out.
ARTICLES = frozenset(
    ("the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los", "las", "una",
     "il", "lo", "gli", "uno", "het", "een", "en", "ett", "den", "det")
)  # fmt: skip
ELIDED = re.compile(r"^[lL]['’](?=\w)")
NO_ARTICLE = re.compile(r"(die (hard|another|alone|laughing|by|now|fighting)|den of|en route|a to)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """The words of a text, folded: "Amélie – L'été" is "amelie lete"."""
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).casefold()  # before and after: 𝖠 is a letter only when apart
    folded = unicodedata.normalize("NFKD", apart).translate(ALIKE)
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    return NO_LETTER.sub(" ", letters).strip()


def searched(titles: Iterable[str], names: Iterable[str], description: str) -> str:
    """What search looks in: titles, each behind a line feed, names (people, tags), description; folded."""
    return f"\n{_folded(titles)}{END_OF_TITLES}{_folded(names)}{END_OF_PEOPLE}{plain(description)}"


def sort_title(title: str, longest: int = 300) -> str:
    """A title without its article, in any usual language, as it is ordered; numbers by their size."""
    words = ELIDED.sub("", title.strip())
    first, _, rest = words.partition(" ")
    if first.casefold() in ARTICLES and plain(rest) and not NO_ARTICLE.match(words):
        words = rest
    return NUMBER.sub(lambda number: number[0].zfill(DIGITS), plain(words) or title.casefold())[:longest]


def _folded(texts: Iterable[str]) -> str:
    """One a line, each once."""
    return "\n".join(dict.fromkeys(filter(None, map(plain, texts))))
