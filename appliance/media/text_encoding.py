"""Bytes of a text file -> str, whatever encoding its author's computer had."""

import codecs

from charset_normalizer import CharsetMatch, from_bytes

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What computers of each language's speakers wrote before UTF-8: no guess is as good as knowing the language.
CODE_PAGES: dict[tuple[str, ...], str] = {
    ("cp1250",): "bs cs hr hu pl ro sk sl sq",
    ("cp1251", "koi8_r", "iso8859_5"): "be bg kk mk mn ru sr uk",
    ("cp1252",): "af ca da de en es eu fi fr ga gl is it nb nl nn no pt sv",
    ("cp1253",): "el",
    ("cp1254",): "az tr",
    ("cp1255",): "he",
    ("cp1256",): "ar fa ur",
    ("cp1257",): "et lt lv",
    ("cp1258",): "vi",
    ("cp874",): "th",
    ("cp932", "euc_jp"): "ja",
    ("gb18030", "big5"): "zh",
    ("cp949",): "ko",
}
ANYWHERE = ("cp1252", "cp1250", "cp1251", "koi8_r", "iso8859_5", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949")
SAMPLE_BYTES = 50_000


def decode(data: bytes, language: str = "") -> str:
    """The text in `data`; `language` (BCP 47, "" where unknown) tells the code page where the bytes do not. Never fails.

    Line ends come out as one line feed each.
    """
    text = data.decode(_encoding(data, language), errors="replace")
    return "\n".join(text.replace("\0", "").splitlines())


def _encoding(data: bytes, language: str) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    if data[1::2].count(0) > len(data) / 5:
        return "utf-16-le"
    if data[::2].count(0) > len(data) / 5:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _code_page(data, language.partition("-")[0])
    return "utf-8"


def _code_page(data: bytes, language: str) -> str:
    pages = next((pages for pages, languages in CODE_PAGES.items() if language in languages.split()), ANYWHERE)
    page = _likeliest(data, pages) if len(pages) > 1 else pages[0]
    # ISO 8859-2 leaves these bytes to nobody, and Windows has there what most words of its languages need.
    return "iso8859_2" if page == "cp1250" and not any(0x80 <= byte < 0xA0 for byte in data) else page


def _likeliest(data: bytes, pages: tuple[str, ...]) -> str:
    """The page that reads best; among equals the one that is named first."""
    found = from_bytes(data[:SAMPLE_BYTES], cp_isolation=list(pages))
    best = found.best()
    if best is None:
        return pages[0]
    as_good = {name for match in found if _merits(match) == _merits(best) for name in match.could_be_from_charset}
    return next((page for page in pages if page in as_good), best.encoding)


def _merits(match: CharsetMatch) -> tuple[float, float]:
    return match.chaos, match.coherence
