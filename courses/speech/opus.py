"""Sound in and out: whatever a voice or a browser wrote becomes small Ogg Opus."""

import io
from collections.abc import Iterator

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from common.errors import DomainError

BIT_RATE = 24_000
SAMPLE_RATE = 24_000
"""Opus knows it, and voices stop below 12 kHz anyhow."""
LONGEST_S = 60.0
"""Of one sentence."""
_CONTAINERS = (
    (0, b"RIFF", "wav"),
    (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (4, b"ftyp", "mp4"),
)
"""Where what stands, and what it is."""
_CODECS = frozenset({"opus", "aac", "pcm_s16le"})
_SHORTEST_S = 0.05
# Else five milliseconds of each file go into guessing its length: a voice writes to a pipe and
# leaves the size in the head of its WAV open.
_READING = {"wav": {"probesize": "2048"}}
# Half the time of the defaults at the same loudness and size; nobody waits for a packet.
_OPTIONS = {"application": "audio", "frame_duration": "60", "compression_level": "3", "vbr": "on"}


class BadSoundError(DomainError):
    """The bytes are no speech that can be played: ``reason`` says why."""

    code = "courses.bad_sound"


def to_opus(sound: bytes) -> bytes:
    """Return ``sound`` as Ogg Opus, mono; equal bytes give equal bytes.

    Args:
        sound: WAV (16 bit), or what browsers record: Opus in WebM or Ogg, AAC in MP4.

    Raises:
        BadSoundError: it is none of these, empty, or longer than ``LONGEST_S``.
    """
    packed = io.BytesIO()
    try:
        _transcode(sound, packed)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise BadSoundError(reason="damaged") from error
    return packed.getvalue()


def seconds_of(sound: bytes) -> float:
    """Return how long Ogg Opus plays, after decoding it to its end.

    Raises:
        BadSoundError: it is not Ogg Opus, damaged, empty or too long.
    """
    if container_of(sound) != "ogg":
        raise BadSoundError(reason="unknown")
    try:
        return sum(frame.samples / frame.sample_rate for frame in _frames(sound))
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise BadSoundError(reason="damaged") from error


def container_of(sound: bytes) -> str:
    """Return what the first bytes say the container is.

    Raises:
        BadSoundError: none that a browser records.
    """
    for start, magic, name in _CONTAINERS:
        if sound.startswith(magic, start):
            return name
    raise BadSoundError(reason="unknown")


def _transcode(sound: bytes, packed: io.BytesIO) -> None:
    # Bit-exact: no random serial number, no name of the program, so that files can be compared.
    with av.open(packed, "w", format="ogg", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("libopus", rate=SAMPLE_RATE, layout="mono", options=_OPTIONS)
        stream.bit_rate = BIT_RATE
        resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in _frames(sound):
            frame.pts = None
            for ready in resampler.resample(frame):
                out.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            out.mux(stream.encode(ready))
        out.mux(stream.encode(None))


def _frames(sound: bytes) -> Iterator[AudioFrame]:
    """Decode, and stop at what nobody records: pictures, other codecs, an hour of sound."""
    total = 0.0
    name = container_of(sound)
    with av.open(io.BytesIO(sound), "r", format=name, options=_READING.get(name)) as source:
        streams = source.streams.audio
        if len(streams) != 1 or len(source.streams) != 1:
            raise BadSoundError(reason="streams")
        if streams[0].codec_context.codec.canonical_name not in _CODECS:
            raise BadSoundError(reason="codec")
        for frame in source.decode(streams[0]):
            total += frame.samples / frame.sample_rate
            if total > LONGEST_S:
                raise BadSoundError(reason="too_long")
            yield frame
    if total < _SHORTEST_S:
        raise BadSoundError(reason="empty")
