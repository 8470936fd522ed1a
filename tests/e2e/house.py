"""A household's films for pages to show: short, all of them different, with posters that we draw ourselves."""

import colorsys
import math
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests import media_factory

POSTER = (600, 900)
NFO = """<{kind}><title>{title}</title><plot>{plot}</plot>{rest}</{kind}>"""


@dataclass(frozen=True)
class Film:
    """One film: what it is called, and what its NFO file says."""

    title: str
    year: int
    genre: str
    plot: str = ""
    rating: str = "FSK 12"
    collection: str = ""
    tags: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Show:
    """One series with so many episodes in each season."""

    title: str
    year: int
    seasons: tuple[int, ...]
    plot: str = ""


def shelve(folder: Path, films: list[Film], shows: list[Show], make: media_factory.Maker = media_factory.h264_mp4) -> None:
    """Lay them into a folder, as people do: a folder for each, with poster and NFO file. `make` makes the MP4 that all of them are."""
    small = folder.with_name("small.mp4")
    media_factory.once(small, make)
    for film in films:
        place = folder / f"{film.title} ({film.year})"
        place.mkdir(parents=True)
        _another(small, place / f"{place.name}.mp4")
        draw_poster(film.title, place / "poster.jpg")
        rest = f"<year>{film.year}</year><genre>{film.genre}</genre><mpaa>{film.rating}</mpaa>"
        rest += f"<set><name>{film.collection}</name></set>" if film.collection else ""
        rest += "".join(f"<tag>{tag}</tag>" for tag in film.tags)
        rest += "".join(f"<actor><name>{name}</name><role>{name}</role></actor>" for name in film.actors)
        (place / f"{place.name}.nfo").write_text(NFO.format(kind="movie", title=film.title, plot=film.plot, rest=rest))
    for show in shows:
        place = folder / f"{show.title} ({show.year})"
        place.mkdir(parents=True)
        draw_poster(show.title, place / "poster.jpg")
        (place / "tvshow.nfo").write_text(NFO.format(kind="tvshow", title=show.title, plot=show.plot, rest=f"<year>{show.year}</year>"))
        for season, episodes in enumerate(show.seasons, 1):
            for episode in range(1, episodes + 1):
                _another(small, place / f"Season {season}" / f"{show.title} S{season:02}E{episode:02}.mp4")


def _another(small: Path, path: Path) -> None:
    """The small film with a box behind it that players skip (ISO/IEC 14496-12 8.1.2), so that it is another one."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(small.read_bytes() + (8 + 64).to_bytes(4) + b"free" + random.Random(path.name).randbytes(64))


def draw_poster(title: str, path: Path) -> None:
    """Hills under a sky, in colours that follow from the title, with the title above them."""
    chance = random.Random(title)
    hue, width, height = chance.random(), *POSTER
    picture = Image.new("RGB", POSTER)
    draw = ImageDraw.Draw(picture)
    for row in range(height):
        draw.line([(0, row), (width, row)], _colour(hue, 0.65, 0.18 + 0.6 * row / height))
    sun, radius = (chance.uniform(0.2, 0.8) * width, chance.uniform(0.35, 0.5) * height), chance.uniform(50, 110)
    glow = Image.new("L", POSTER)
    ImageDraw.Draw(glow).ellipse([sun[0] - radius, sun[1] - radius, sun[0] + radius, sun[1] + radius], 235)
    picture.paste(_colour(hue + 0.08, 0.25, 1), mask=glow.filter(ImageFilter.GaussianBlur(3)))
    draw = ImageDraw.Draw(picture)
    for layer in range(4):
        base, waves = (
            height * (0.58 + 0.11 * layer),
            [(chance.uniform(0.5, 2.5), chance.uniform(0, 6.3), chance.uniform(20, 60)) for _ in range(3)],
        )
        ridge = [
            (x, base + sum(size * math.sin(rate * x * 6.3 / width + start) for rate, start, size in waves)) for x in range(0, width + 1, 6)
        ]
        draw.polygon([*ridge, (width, height), (0, height)], _colour(hue - 0.06, 0.6, 0.5 - 0.12 * layer))
    font = ImageFont.load_default(62)
    lines = _lines(title.upper(), draw, font, width - 80)
    for number, line in enumerate(lines):
        draw.text((width / 2, 90 + 72 * number), line, "white", font, anchor="mm")
    picture.save(path, quality=88)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _lines(text: str, draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if draw.textlength(longer, font) <= room else [*lines, word]
    return [line for line in lines if line]
