"""QR codes."""

import xml.etree.ElementTree as ElementTree

from webapp.accounts import qr


def test_a_qr_code_is_a_picture_of_its_own():
    picture = ElementTree.fromstring(qr.svg("http://192.168.1.5:8359/join/1.abc"))
    assert picture.tag.endswith("svg")
    assert 'fill="#fff"' in ElementTree.tostring(picture, encoding="unicode")  # readable on a dark page, too
    left, top, width, height = map(int, picture.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert width == height >= 25 + 2 * 4  # with its quiet zone
    assert not {"width", "height"} & set(picture.attrib)  # as large as its frame


def test_nothing_of_the_text_is_markup():
    assert "script" not in qr.svg("<script>")
    assert qr.svg("a") != qr.svg("b")
