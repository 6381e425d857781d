"""What comes in as sound goes out as small Ogg Opus, or is refused."""

import io
import math
import struct
import wave

import av
import pytest

from courses.speech.opus import BadSoundError, seconds_of, to_opus


def wav(seconds=1.0, *, rate=22050, channels=1):
    samples = [int(8000 * math.sin(at / 11)) for at in range(int(rate * seconds) * channels)]
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return packed.getvalue()


def recorded(container, codec, seconds=1.0, rate=48000):
    """Sound as a browser packs it."""
    packed = io.BytesIO()
    with (
        av.open(io.BytesIO(wav(seconds, rate=rate))) as source,
        av.open(packed, "w", format=container) as out,
    ):
        stream = out.add_stream(codec, rate=rate, layout="mono")
        for frame in source.decode(audio=0):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return packed.getvalue()


@pytest.mark.parametrize(
    "sound",
    [wav(2), wav(2, rate=16000, channels=2), recorded("webm", "libopus", 2)],
    ids=["voice", "stereo", "browser"],
)
def test_sound_keeps_its_length_and_gets_small(sound):
    packed = to_opus(sound)

    assert packed.startswith(b"OggS")
    assert seconds_of(packed) == pytest.approx(2, abs=0.1)
    assert len(packed) < 9000


def test_equal_sound_gives_equal_files():
    assert to_opus(wav()) == to_opus(wav())


def test_what_was_packed_may_be_packed_again():
    assert seconds_of(to_opus(to_opus(wav()))) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        (b"", "unknown"),
        (b"<svg onload=alert(1)>", "unknown"),
        (b"PK\x03\x04" + bytes(500), "unknown"),
        (b"RIFF\x00\x00\x00\x00WAVE", "damaged"),
        (b"OggS" + bytes(400), "damaged"),
        (b"\x1aE\xdf\xa3" + b"\xff" * 400, "damaged"),
        (wav(0.01), "empty"),
        (wav(61, rate=8000), "too_long"),
        (recorded("ogg", "flac"), "codec"),
        (recorded("matroska", "pcm_f32le"), "codec"),
    ],
)
def test_what_nobody_records_is_refused(sound, reason):
    with pytest.raises(BadSoundError) as refusal:
        to_opus(sound)

    assert refusal.value.params["reason"] == reason


def test_only_whole_ogg_opus_may_be_kept_as_it_is():
    with pytest.raises(BadSoundError):
        seconds_of(wav())
