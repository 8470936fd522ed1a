"""Links for telephones to photograph."""

import segno


def svg(text: str) -> str:
    """A QR code (ISO/IEC 18004) of this text as inline SVG, as large as its frame.

    It is dark on light with its quiet zone, whatever the page's colours are.
    """
    return segno.make(text, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", title="QR code", omitsize=True)
