"""Labels of ratings boards, on one scale."""

import pytest

from webapp.library.models import Library, Video
from webapp.library.ratings import BOARDS, age_of


@pytest.mark.parametrize(
    ("label", "age"),
    [
        # Germany
        ("FSK 0", 0), ("FSK 6", 6), ("FSK 12", 12), ("FSK 16", 16), ("FSK 18", 18), ("fsk-12", 12), ("FSK12", 12), ("DE:16", 16),
        ("Freigegeben ab 12 Jahren", 12), ("FSK o.A.", 0), ("Keine Jugendfreigabe", 18), ("FSK ohne Altersbeschränkung", 0),
        # United States: films, television
        ("G", 0), ("PG", 8), ("PG-13", 13), ("R", 17), ("NC-17", 18), ("Rated PG-13", 13), ("Rated R", 17), ("US:R", 17), ("MPAA PG", 8),
        ("TV-Y", 0), ("TV-Y7", 7), ("TV-Y7-FV", 7), ("TV-G", 0), ("TV-PG", 8), ("TV-14", 14), ("TV-MA", 17), ("tv-ma", 17),
        ("mpaa|PG-13|300|", 13), ("us-tv|TV-MA|600|", 17),
        # United Kingdom, Ireland
        ("U", 4), ("Uc", 0), ("12A", 12), ("BBFC 15", 15), ("GB:18", 18), ("R18", 18), ("BBFC PG", 8), ("IFCO 12A", 12), ("15A", 15),
        # France, the Netherlands
        ("CNC U", 0), ("Tous publics", 0), ("CNC 16", 16), ("FR:12", 12), ("Kijkwijzer AL", 0), ("Kijkwijzer 9", 9), ("AL", 0), ("NL:6", 6),
        # Australia, New Zealand
        ("ACB M", 15), ("MA15+", 15), ("MA 15+", 15), ("R18+", 18), ("X18+", 18), ("AU:PG", 8), ("R13", 13), ("OFLC M", 16),
        # The north
        ("Btl", 0), ("SE:11", 11), ("NO:A", 0), ("DK:7", 7), ("K-12", 12), ("FI:S", 0), ("Medietilsynet 15", 15),
        # Elsewhere
        ("14A", 14), ("18A", 18), ("VM14", 14), ("M/12", 12), ("16+", 16), ("BR:L", 0), ("UA", 12), ("ES:A", 0), ("R21", 18),
        ("JMK 10", 10),
        # Marks that differ by the board, without its name: the strictest
        ("A", 18), ("M", 16), ("S", 18),
        ("PG 13", 13), ("R 12", 17),
    ],
)  # fmt: skip
def test_what_a_label_means(label, age):
    assert age_of(label) == age


@pytest.mark.parametrize(
    "label",
    [
        "",
        "  ",
        "NR",
        "Not Rated",
        "Unrated",
        "UR",
        "N/A",
        "None",
        "E",
        "approved",
        "7/10",
        "8.5",
        "99",
        "2012",
        "0,5",
        "FSK",
        "-",
        "🎬",
        "R" * 60,
    ],
)
def test_what_means_nothing_is_unrated(label):
    assert age_of(label) is None


def test_every_board_has_names_of_its_own_and_sane_ages():
    for names, marks in BOARDS:
        assert names
        assert all(mark == mark.upper() and 0 <= age <= 18 for mark, age in marks.items())


def test_a_named_board_wins_over_what_others_mean():
    assert (age_of("A"), age_of("NO:A"), age_of("CA:A")) == (18, 0, 18)


def test_saving_a_video_computes_its_age(db):
    library = Library.objects.create(name="Films")
    video = Video.objects.create(library=library, title="Film", rating="FSK 12")
    assert Video.objects.get().age == 12
    video.rating = "PG-13"
    video.save(update_fields=["rating"])
    assert Video.objects.get().age == 13
    video.rating = "who knows"
    video.save()
    assert Video.objects.get().age is None


def test_another_column_alone_leaves_the_rest(db):
    video = Video.objects.create(library=Library.objects.create(name="Films"), title="Film", rating="FSK 12")
    Video.objects.update(rating="FSK 16", age=16)
    video.title = "Other"
    video.save(update_fields=["title"])
    assert (Video.objects.get().rating, Video.objects.get().age) == ("FSK 16", 16)
