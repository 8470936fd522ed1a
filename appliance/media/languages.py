"""Languages as players want them (BCP 47), from whatever files say: ISO 639 codes of two or three letters, tags, names."""

from functools import cache

import langcodes
from langcodes.tag_parser import LanguageTagError

UNKNOWN = frozenset({"", "und", "mis", "mul", "zxx"})  # ISO 639's ways to say that there is none
# What people of the house may read: the language's name in itself, and in English as in "Film.German.srt".
NAMES = {
    "ar": ("العربية", "Arabic"),
    "bg": ("Български", "Bulgarian"),
    "cs": ("Čeština", "Czech"),
    "da": ("Dansk", "Danish"),
    "de": ("Deutsch", "German"),
    "el": ("Ελληνικά", "Greek"),
    "en": ("English", "English"),
    "es": ("Español", "Spanish"),
    "et": ("Eesti", "Estonian"),
    "fa": ("فارسی", "Persian"),
    "fi": ("Suomi", "Finnish"),
    "fr": ("Français", "French"),
    "he": ("עברית", "Hebrew"),
    "hi": ("हिन्दी", "Hindi"),
    "hr": ("Hrvatski", "Croatian"),
    "hu": ("Magyar", "Hungarian"),
    "id": ("Bahasa Indonesia", "Indonesian"),
    "it": ("Italiano", "Italian"),
    "ja": ("日本語", "Japanese"),
    "ko": ("한국어", "Korean"),
    "lt": ("Lietuvių", "Lithuanian"),
    "lv": ("Latviešu", "Latvian"),
    "nb": ("Norsk bokmål", "Norwegian"),
    "nl": ("Nederlands", "Dutch"),
    "pl": ("Polski", "Polish"),
    "pt": ("Português", "Portuguese"),
    "ro": ("Română", "Romanian"),
    "ru": ("Русский", "Russian"),
    "sk": ("Slovenčina", "Slovak"),
    "sl": ("Slovenščina", "Slovenian"),
    "sr": ("Српски", "Serbian"),
    "sv": ("Svenska", "Swedish"),
    "th": ("ไทย", "Thai"),
    "tr": ("Türkçe", "Turkish"),
    "uk": ("Українська", "Ukrainian"),
    "vi": ("Tiếng Việt", "Vietnamese"),
    "zh": ("中文", "Chinese"),
}
CODES = {name.casefold(): code for code, names in NAMES.items() for name in names}


@cache
def language_tag(said: str) -> str:
    """The BCP 47 tag for a code, a tag or a name ("ger", "pt_BR", "German"); "" where it says no language."""
    word = said.strip().casefold()
    if word in CODES:
        return CODES[word]
    try:
        tag = langcodes.standardize_tag(word)
    except (LanguageTagError, ValueError):
        return ""
    return tag if tag not in UNKNOWN and langcodes.tag_is_valid(tag) else ""


def language_name(tag: str) -> str:
    """The language's name in itself ("Deutsch", "Português (BR)"); the tag where we have none, "" where there is no tag."""
    base, _, rest = tag.partition("-")
    if base not in NAMES:
        return tag
    return f"{NAMES[base][0]} ({rest})" if rest else NAMES[base][0]
