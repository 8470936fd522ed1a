"""The film of `videoflix demo`: half a minute of picture and sound, made on the spot, so that nothing need be shipped."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from appliance import child
from appliance.media.ffmpeg import executable

TITLE = "Lights at Home"
FRAME_RATE = 24
SIZE = (1280, 720)  # pixels
SCENE_SECONDS = 12
CROSSING_SECONDS = 3  # how long a scene dissolves into the next
SECONDS = 3 * SCENE_SECONDS - 2 * CROSSING_SECONDS
TIMEOUT = 300.0  # seconds: it takes about ten on two slow cores

# Small pictures, enlarged: what is soft anyway need not be computed at full size.
DUSK = "gradients=s=320x180:r=24:n=4:c0=0x03050f:c1=0x10204a:c2=0x6a1b52:c3=0x07304a:x0=0:y0=180:x1=320:y1=0:speed=0.012:seed=11"
GLOW = "gradients=s=320x180:r=24:n=3:c0=0x402060:c1=0x08182a:c2=0x000000:x0=220:y0=60:x1=20:y1=170:speed=0.01:seed=3:type=radial"
# From 0.03 to 0.00003 across the picture in one scene: spirals all the way. More rounds a point are not seen.
SPIRALS = (
    "mandelbrot=s=640x360:r=24:maxiter=500:inner=black:start_x=-0.743643887:start_y=-0.131825904"
    f":start_scale=0.03:end_scale=0.00003:end_pts={SCENE_SECONDS * FRAME_RATE}"
)
EMBERS = "life=s=256x144:r=8:mold=12:ratio=0.09:seed=5:life_color=white:death_color=white:mold_color=black"
EMBER_COLOURS = "gradients=s=256x144:r=24:n=3:c0=0xff5e3a:c1=0xffb347:c2=0x8a2be2:speed=0.02:seed=4"
TITLE_FADES = "fade=in:st=1.5:d=1.5:alpha=1,fade=out:st=6.5:d=1.5:alpha=1"

WARM_CHORD = (87.31, 174.61, 220.00, 261.63, 329.63)  # F major seventh, Hz
CLEAR_CHORD = (65.41, 130.81, 196.00, 293.66, 392.00)  # C with a ninth, Hz
CHORD_SECONDS = 15  # from one chord to the other and back


def make(destination: Path) -> None:
    """Write the film to `destination`, an MP4 that plays while it loads.

    Raises ChildFailed when ffmpeg cannot make it, OSError when the disk refuses.
    """
    title = destination.with_suffix(".png")
    try:
        _draw_title(title)
        child.run([executable(), *arguments(title, destination)], TIMEOUT)
    finally:
        title.unlink(missing_ok=True)


def arguments(title: Path, destination: Path) -> list[str]:
    """ffmpeg's arguments: three scenes that dissolve into each other, a title over the first, a pad of two chords."""
    return [
        *("-nostdin", "-v", "error", "-y"),  # -y: a draft that an interrupted attempt left is written over
        *("-i", str(title)),
        # Everything else is made inside one graph. As inputs of their own, the generators sometimes wait for each other for ever.
        *("-filter_complex", ";".join([*_scenes(), f"{_sound()}[sound]"])),
        *("-map", "[picture]", "-map", "[sound]"),
        *("-c:v", "libx264", "-preset", "superfast", "-crf", "23", "-profile:v", "high", "-pix_fmt", "yuv420p"),
        *("-maxrate", "6M", "-bufsize", "6M"),  # the spirals are nearly noise: bounded for slow Wi-Fi
        *("-g", str(2 * FRAME_RATE), "-keyint_min", str(2 * FRAME_RATE), "-sc_threshold", "0"),  # cut every 2 s, so that it starts at once
        *("-c:a", "aac", "-b:a", "128k"),
        *("-metadata", f"title={TITLE}"),
        *("-movflags", "+faststart"),  # the index in front: playable before the end has arrived
        *("-f", "mp4", str(destination)),
    ]


def _scenes() -> list[str]:
    """The picture's part of the filter graph. Colours are mixed as RGB: in YUV the blend modes shift the hue."""
    full = f"scale={SIZE[0]}:{SIZE[1]}:flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuv420p"
    # 8 bits of a slow dark gradient show as bands; a little moving grain hides them.
    done = f"noise=c0s=2:c0f=t,setsar=1,fps={FRAME_RATE},settb=1/{FRAME_RATE},trim=duration={SCENE_SECONDS},setpts=PTS-STARTPTS"
    dissolve = f"xfade=transition=fade:duration={CROSSING_SECONDS}"
    apart = SCENE_SECONDS - CROSSING_SECONDS
    said = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"  # not left for players to guess
    return [
        f"{DUSK},format=gbrp[dusk]",
        f"{GLOW},format=gbrp[glow]",
        f"[dusk][glow]blend=all_mode=screen,{full}[sky]",
        f"[0:v]format=yuva420p,loop=loop=-1:size=1,setpts=N/{FRAME_RATE}/TB,{TITLE_FADES}[title]",  # one picture lasts for its fades
        f"[sky][title]overlay=format=yuv420,{done}[first]",
        # The fractal's own colours are loud: only its lightness is kept, and coloured anew.
        f"{SPIRALS},format=gray,gblur=0.5,format=yuv444p,pseudocolor=preset=magma,{full},{done}[second]",
        f"{EMBERS},fps={FRAME_RATE},format=gbrp,tmix=frames=9,gblur=1.4[cells]",  # tmix: steps of 1/8 s melt into a movement
        f"{EMBER_COLOURS},format=gbrp[colours]",
        "[cells][colours]blend=all_mode=multiply,split[sharp][soft]",
        "[soft]gblur=5[halo]",
        f"[sharp][halo]blend=all_mode=screen,{full},{done}[third]",
        f"[first][second]{dissolve}:offset={apart}[both]",
        f"[both][third]{dissolve}:offset={2 * apart},fade=in:d=1,fade=out:st={SECONDS - 2}:d=2,{said}[picture]",
    ]


def _sound() -> str:
    """Two chords of sines that swell into each other, a little apart on the left and the right."""
    left, right = (_voices(WARM_CHORD, "+", side) + "+" + _voices(CLEAR_CHORD, "-", side) for side in (0.0, 0.4))
    fades = f"afade=in:d=2,afade=out:st={SECONDS - 3}:d=3"
    return f"aevalsrc='{left}|{right}':s=48000:c=stereo:d={SECONDS},{fades}"


def _voices(chord: Sequence[float], swell: str, phase: float) -> str:
    tones = "+".join(
        # Higher tones softer; each trembles at its own pace, as strings do.
        f"{0.16 / (number + 1.6):.3f}*(1+0.25*sin({0.9 + 0.3 * number:.1f}*t+{phase * number:.1f}))*sin(2*PI*{tone}*t+{phase})"
        for number, tone in enumerate(chord)
    )
    return f"(0.5{swell}0.5*cos(2*PI*t/{CHORD_SECONDS}))*({tones})"


def _draw_title(destination: Path) -> None:
    """The title as a transparent picture: Pillow brings a font along, a system may have none."""
    card = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    draw = ImageDraw.Draw(card)
    middle = (SIZE[0] // 2, SIZE[1] // 2)
    draw.text(middle, TITLE, fill=(255, 255, 255, 235), font=ImageFont.load_default(96), anchor="mm")
    below = (middle[0], middle[1] + 92)
    draw.text(below, "made on your own machine, just now", fill=(255, 255, 255, 170), font=ImageFont.load_default(30), anchor="mm")
    card.save(destination, "PNG")
