"""Playlists of a video, from what is known of its sources."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from appliance.media import codecs
from appliance.media.audio import STEREO, Sound
from appliance.media.hls.names import INIT, SUBTITLES_SEGMENT, segment_name, versioned
from appliance.media.hls.playlist import AudioRendition, MediaSegment, SubtitleRendition, Variant, media, multivariant
from appliance.media.ladder import Rung
from appliance.media.languages import language_name, language_tag
from appliance.media.renditions import Rendition, bandwidth
from webapp.streaming import queries
from webapp.streaming.queries import Playable
from webapp.streaming.subtitles import Subtitles, shown_of

AUDIO_GROUP, SUBTITLE_GROUP = "audio", "subtitles"
RANGES = {"sdr": "SDR", "pq": "PQ", "hlg": "HLG"}


def multivariant_playlist(video_id: int, chosen: Iterable[tuple[Playable, Rendition]], token: str) -> str:
    """The multivariant playlist (RFC 8216 4.3.4) of these video renditions, with all sound and all subtitles of their sources.

    A `token`, for players that can send neither header nor cookie, is written into every address.
    """
    pairs = list(chosen)
    sources = {found.number: found for found, _ in pairs}.values()
    sound = [entry for found in sources for entry in _sound(video_id, found, token)]
    texts = [entry for found in sources for entry in _subtitles(video_id, found, token)]
    variants = [_variant(video_id, found, rendition, token) for found, rendition in pairs]
    return multivariant(variants, sound, texts)


def media_playlist(video_id: int, found: Playable, rendition: Rendition, token: str) -> str:
    """The media playlist (RFC 8216 4.3.3) of one rendition: complete from the first moment, whatever is encoded."""
    query = _query({"v": found.version}, token)
    base = reverse("segment", args=[video_id, versioned(rendition.name, found.number), INIT]).removesuffix(INIT)
    timeline = found.timeline
    segments = [MediaSegment(f"{base}{segment_name(n)}{query}", timeline.duration(n)) for n in range(timeline.count)]
    return media(segments, f"{base}{INIT}{query}")


def subtitle_playlist(video_id: int, found: Playable, subtitles: Subtitles, token: str) -> str:
    """The media playlist (RFC 8216 4.3.3) of subtitles: one segment, as long as the film."""
    name = versioned(subtitles.name, found.number)
    address = reverse("segment", args=[video_id, name, SUBTITLES_SEGMENT]) + _query({"v": subtitles.version}, token)
    return media([MediaSegment(address, found.timeline.seconds(found.timeline.count))])


def _address(video_id: int, found: Playable, name: str, token: str) -> str:
    return reverse("media-playlist", args=[video_id, versioned(name, found.number)]) + _query({}, token)


def _query(parameters: dict[str, str], token: str) -> str:
    query = urlencode({**parameters, "token": token} if token else parameters)
    return f"?{query}" if query else ""


def _group(found: Playable) -> str:
    return versioned(AUDIO_GROUP, found.number)


def _sound(video_id: int, found: Playable, token: str) -> list[AudioRendition]:
    entries: list[AudioRendition] = []
    for rendition in found.renditions:
        if rendition.sound is not None:
            names = {entry.name for entry in entries}
            address = _address(video_id, found, rendition.name, token)
            entries.append(_sound_entry(rendition.sound, _group(found), address, names))
    return entries


def _subtitles(video_id: int, found: Playable, token: str) -> list[SubtitleRendition]:
    return [
        SubtitleRendition(
            group=versioned(SUBTITLE_GROUP, found.number),
            name=subtitles.label,
            uri=_address(video_id, found, subtitles.name, token),
            language=subtitles.language,
            default=subtitles.default,
            forced=subtitles.forced,
            hearing_impaired=subtitles.hearing_impaired,
        )
        for subtitles in shown_of(found)
    ]


def _sound_entry(sound: Sound, group: str, address: str, taken: set[str]) -> AudioRendition:
    track = sound.track
    surround = sound.channels > STEREO
    language = language_tag(track.language)
    name = track.title or language_name(language) or "Sound"
    name = f"{name} {sound.channels - 1}.1" if surround else name
    if name in taken:  # every NAME in a group differs (4.3.4.1.1)
        name = f"{name} ({sound.name})"
    # Surround is for those who choose it: a player that picks by itself gets what every device can play.
    return AudioRendition(group, name, address, language, sound.default and not surround, not surround, sound.channels)


def _variant(video_id: int, found: Playable, rendition: Rendition, token: str) -> Variant:
    video = found.facts.video
    sounds = [other for other in found.renditions if other.sound is not None]
    sound_rate = max((bandwidth(sound, found.timeline) for sound in sounds), default=0)
    average = queries.average_bit_rate(found, rendition)
    picture = _rung_codec(found, rendition.rung) if rendition.rung else video.codec_string
    return Variant(
        uri=_address(video_id, found, rendition.name, token),
        bandwidth=bandwidth(rendition, found.timeline) + sound_rate,
        average_bandwidth=None if average is None else average + sound_rate,
        codecs=",".join([picture, codecs.AAC_LC] if sounds else [picture]),
        width=rendition.rung.width if rendition.rung else video.display_width,
        height=rendition.rung.height if rendition.rung else video.display_height,
        frame_rate=video.frame_rate,
        video_range="SDR" if rendition.rung else RANGES[video.transfer],
        audio_group=_group(found) if sounds else None,
        subtitle_group=versioned(SUBTITLE_GROUP, found.number) if shown_of(found) else None,
    )


def _rung_codec(found: Playable, rung: Rung) -> str:
    """What the encoder wrote into the rung's init segment; before there is one, the most it may write."""
    try:
        init = (found.folder / rung.name / INIT).read_bytes()
    except FileNotFoundError:
        return codecs.avc1_high(rung.width, rung.height, float(found.facts.video.frame_rate))
    return codecs.avc1(init[init.index(b"avcC") + 4 :])
