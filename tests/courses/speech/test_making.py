"""Audio files are made once, whole, and the same each time."""

import sys
from pathlib import Path

import pytest

from courses.findings import Severity
from courses.speech.checks import check_audio
from courses.speech.cli import main
from courses.speech.errors import VoiceFailedError, VoiceMissingError
from courses.speech.folder import find_missing, path_of
from courses.speech.making import make_audio
from courses.speech.opus import seconds_of
from courses.speech.sentences import text_key
from courses.speech.texts import spoken_texts
from courses.speech.voices import command_voice, find_voice

TEXTS = ["Bác bấm vào đây.", "Đúng rồi!", "Bác xem lại nhé."]


def files(folder):
    return {path.name: path.read_bytes() for path in (folder / "vi").iterdir()}


def test_each_sentence_gets_a_file_named_after_it(humming, tmp_path):
    made = make_audio(TEXTS, humming(), tmp_path / "out")

    assert (made.made, made.kept) == (3, 0)
    assert set(files(tmp_path / "out")) == {f"{text_key(text)}.opus" for text in TEXTS}
    assert seconds_of(files(tmp_path / "out")[f"{text_key(TEXTS[1])}.opus"]) > 0.3


def test_a_second_run_makes_only_what_is_missing(humming, tmp_path):
    out = tmp_path / "out"
    make_audio(TEXTS, humming(), out)
    before = files(out)
    path_of(out, "vi", text_key(TEXTS[0])).unlink()
    path_of(out, "vi", text_key(TEXTS[1])).write_bytes(b"")

    again = make_audio([*TEXTS, "Một câu mới."], humming(), out)

    assert (again.made, again.kept) == (3, 1)
    assert {name: files(out)[name] for name in before} == before


def test_a_voice_that_fails_leaves_whole_files_only(humming, tmp_path):
    out = tmp_path / "out"

    with pytest.raises(VoiceFailedError) as failure:
        make_audio(TEXTS, humming(bad="Đúng"), out)

    assert failure.value.params["reason"] == "no such word"
    assert all(seconds_of(sound) > 0 for sound in files(out).values())
    assert find_missing(TEXTS, out)[text_key("Đúng rồi!")] == "Đúng rồi!"
    assert not [name for name in files(out) if not name.endswith(".opus")]


def test_silence_for_words_is_a_failure_that_names_the_sentence(tmp_path):
    program = "import wave, sys\nf = wave.open(sys.stdout.buffer, 'wb')\n"
    program += "f.setnchannels(1), f.setsampwidth(2), f.setframerate(16000), f.writeframes(b'')"

    with pytest.raises(VoiceFailedError, match="voice_failed") as failure:
        make_audio(["Bác ơi"], command_voice([sys.executable, "-c", program]), tmp_path)

    assert "Bác ơi" in failure.value.params["reason"]


@pytest.mark.parametrize("wish", ["", "nobody", "piper:/nowhere.onnx", "command:", "command:no-x"])
def test_a_voice_that_is_not_there_is_told(wish):
    with pytest.raises(VoiceMissingError):
        find_voice(wish)


def test_what_is_no_wav_is_refused():
    with pytest.raises(VoiceFailedError):
        command_voice([sys.executable, "-c", "print('hello')"])("Bác ơi")


@pytest.mark.parametrize("key", ["../etc", "a" * 63, "A" * 64])
def test_no_name_leads_out_of_the_folder(key):
    with pytest.raises(ValueError, match="not a language"):
        path_of(Path(), "vi", key)
    with pytest.raises(ValueError, match="not a language"):
        path_of(Path(), "../vi", "a" * 64)


def test_the_command_speaks_a_course_with_espeak_and_says_what_it_did(package, tmp_path, capsys):
    out = tmp_path / "out"
    texts = tmp_path / "texts.txt"
    texts.write_text("Tiếp tục\nQuay lại\n", encoding="utf-8")
    for folder in ("lessons", "quizzes", "simulators"):
        assert (package / folder).is_dir()

    done = main([str(package), "--out", str(out), "--texts", str(texts)])
    again = main([str(package), "--out", str(out), "--texts", str(texts)])

    told = capsys.readouterr().out.splitlines()
    assert (done, again) == (0, 0)
    assert f"{text_key('Tiếp tục')}.opus" in files(out)
    assert ": 0 new" in told[1]


def test_the_command_refuses_what_is_no_course(tmp_path):
    assert main([str(tmp_path)]) == 2


def test_a_dry_run_makes_nothing_and_counts_what_is_missing(package, tmp_path, capsys):
    out = tmp_path / "out"

    code = main([str(package), "--out", str(out), "--dry-run"])

    assert code == 1
    assert not out.exists()
    assert "sentences have no audio" in capsys.readouterr().out


def test_missing_audio_is_one_warning_a_course(course, humming, tmp_path):
    texts, sound = spoken_texts(course), humming()("Bác ơi")

    def hum_once(_sentence):
        return sound

    make_audio(texts[3:], hum_once, tmp_path)

    [finding] = check_audio(course, tmp_path)
    make_audio(texts[:3], hum_once, tmp_path)

    assert finding.severity is Severity.WARNING
    assert finding.reason.startswith("3 sentences")
    assert texts[0] in finding.reason
    assert check_audio(course, tmp_path) == []
