"""What the labels of ratings boards mean, on one scale: the youngest age, in years, that a title is for.

A mark that names an age means that age; the others are listed here. PG counts as 8 everywhere: "a PG film should not unsettle a child
aged around eight or older" (BBFC, Classification Guidelines). In doubt the stricter meaning counts.
"""

import re
import unicodedata

OLDEST = 18
LAST_YEAR = 21  # Singapore's R21 is the oldest age that a board names; a larger number is no age

# The names that a board goes by, its country's too, and those of its marks that name no age, or mean another.
BOARDS: list[tuple[set[str], dict[str, int]]] = [
    ({"MPA", "MPAA", "US", "USA"}, {"G": 0, "PG": 8, "R": 17, "NC-17": 18, "X": 18}),
    ({"US-TV", "US", "USA"}, {"TV-Y": 0, "TV-G": 0, "TV-PG": 8, "TV-MA": 17}),
    ({"BBFC", "GB", "UK"}, {"UC": 0, "U": 4, "PG": 8}),
    ({"FSK", "DE", "DEUTSCHLAND", "GERMANY"}, {"OA": 0, "OHNE ALTERSBESCHRÄNKUNG": 0, "KEINE JUGENDFREIGABE": 18, "KJ": 18, "SPIO/JK": 18}),
    ({"JMK", "AT", "AUSTRIA"}, {"UNEINGESCHRÄNKT": 0}),
    ({"IFCO", "IE", "IRELAND"}, {"G": 0, "PG": 8}),
    ({"CNC", "FR", "FRANCE"}, {"U": 0, "TP": 0, "TOUS PUBLICS": 0, "X": 18}),
    ({"KIJKWIJZER", "NICAM", "NL", "NETHERLANDS"}, {"AL": 0}),
    ({"ACB", "AU", "AUSTRALIA"}, {"P": 0, "C": 0, "G": 0, "PG": 8, "M": 15, "MA": 15, "R": 18, "X": 18}),
    ({"OFLC", "NZ"}, {"G": 0, "PG": 8, "M": 16, "R": 18}),
    ({"SE", "SWEDEN", "STATENS MEDIERÅD"}, {"BTL": 0, "BARNTILLÅTEN": 0}),
    ({"MEDIETILSYNET", "NO", "NORWAY"}, {"A": 0}),
    ({"MEDIERÅDET", "DK", "DENMARK"}, {"A": 0}),
    ({"KAVI", "FI", "FINLAND"}, {"S": 0, "T": 0}),
    ({"CA", "CANADA"}, {"G": 0, "PG": 8, "A": 18, "R": 18}),
    ({"ICAA", "ES", "SPAIN"}, {"A": 0, "APTA": 0, "TP": 0, "X": 18}),
    ({"IT", "ITALY"}, {"T": 0}),
    ({"BR", "BRAZIL"}, {"L": 0, "LIVRE": 0}),
    ({"CBFC", "INDIA"}, {"U": 0, "UA": 12, "A": 18, "S": 18}),
    ({"KMRB", "KR"}, {"ALL": 0}),
]
USUALLY_UNNAMED = BOARDS[:3]  # people write "R" and "U" for the American and the British one, and name the others

WORD = re.compile(r"[^\W_][^\W_/-]*(?:[/-][^\W_/-]+)*")
NUMBER = re.compile(r"(?<![\d,])\d{1,2}(?![\d,])")


def age_of(label: str) -> int | None:
    """The youngest age in years, 0 to 18, that a title with this label is for; None when it says nothing that is known here.

    Takes what people and files write: "FSK 12", "ab 12", "PG-13", "Rated R", "GB:15", "12A", "mpaa|TV-MA|600|".
    """
    words = WORD.findall(unicodedata.normalize("NFC", label).upper().replace(".", ""))
    named = [board for board in BOARDS if not board[0].isdisjoint(words)]
    names = {name for board in named for name in board[0]}
    marks = [word for word in words if word not in names]
    meanings = [_meaning(mark, named) for mark in (" ".join(marks), *marks)]
    known = [meaning for meaning in meanings if meaning is not None]
    ages = known[:1] + _ages_named(marks)
    return min(max(ages), OLDEST) if ages else None


def _meaning(mark: str, named: list[tuple[set[str], dict[str, int]]]) -> int | None:
    """What a mark means to the boards that are named, else to those that rarely are, else at most to any."""
    for boards in (named,) if named else (USUALLY_UNNAMED, BOARDS):
        found = [marks[mark] for _, marks in boards if mark in marks]
        if found:
            return max(found)
    return None


def _ages_named(marks: list[str]) -> list[int]:
    """The one number in a label, when it can be an age."""
    numbers = [int(number) for mark in marks for number in NUMBER.findall(mark)]
    return numbers if len(numbers) == 1 and numbers[0] <= LAST_YEAR else []
