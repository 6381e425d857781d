"""Archives made to hurt: each is refused, quickly, in little memory, with nothing written."""

import json
import subprocess
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest

from common.errors import DomainError
from courses.importers.safe_zip import open_archive

MIB = 1024 * 1024
LINK, DEVICE, PIPE = (kind << 16 for kind in (0o120777, 0o020666, 0o010666))
DEFLATED = zipfile.ZIP_DEFLATED
BAI = "bài"
MANY = 70_000


@pytest.fixture(scope="session")
def bombs(make_part, make_zip):
    """Contents of the hostile archives by name, made only once and only when asked for."""
    part, pack = make_part, make_zip

    def of(*names):
        return lambda: pack(*(part(name.encode("utf-8", "surrogatepass")) for name in names))

    def one(name=b"a.txt", **fields):
        return lambda: pack(part(name, **fields))

    def overlapping():
        kernel = part(b"k", bytes(MIB), DEFLATED)
        return pack(kernel, *(part(b"k%d" % n, bytes(MIB), DEFLATED, at=0) for n in range(200)))

    def same_bytes():
        return pack(part(b"a"), part(b"a2", b"y", local_name=b"a", at=0))

    def quoted():
        """Hide a second entry inside the bytes of the first."""
        inner = pack(part(b"b", b"inner"))[: 30 + 1 + 5]
        return pack(part(b"a", inner), part(b"b", b"inner", packed=b"", packed_size=5, at=31))

    def many():
        return _list_only(MANY % 65536)

    def many_true():
        return pack(*(part(b"%d" % n, b"") for n in range(6000)))

    return {
        "parent": of("../evil.txt"),
        "parent_inside": of("media/../../evil.txt"),
        "parent_last": of("media/.."),
        "parent_with_spaces": of(".. /evil.txt"),
        "absolute": of("/etc/evil.txt"),
        "two_slashes": of("//host/share/evil.txt"),
        "backslash": of("..\\evil.txt"),
        "backslash_inside": of("media\\evil.txt"),
        "unc": of("\\\\host\\share\\evil.txt"),
        "drive": of("C:/evil.txt"),
        "drive_relative": of("c:evil.txt"),
        "drive_backslash": of("C:\\evil.txt"),
        "full_width_slash": of("..／evil.txt"),
        "full_width_backslash": of("..＼evil.txt"),
        "full_width_dots": of("．．/evil.txt"),
        "two_dot_leader": of("‥/evil.txt"),
        "division_slash": of("..∕evil.txt"),
        "fraction_slash": of("..⁄evil.txt"),
        "full_width_drive": of("media/C：evil.txt"),
        "stream": of("media/a.txt:hidden"),
        "nul": of("a.txt\0.exe"),
        "line_feed": of("a\nb.txt"),
        "escape": of("a\x1b[2J.txt"),
        "right_to_left": of("a\u202egpj.exe"),
        "zero_width": of("a\u200b.txt"),
        "surrogate": of("a\ud800.txt"),
        "empty": of(""),
        "empty_part": of("media//a.txt"),
        "dot_part": of("media/./a.txt"),
        "only_dot": of("."),
        "trailing_dot": of("a.txt."),
        "trailing_space": of("a.txt "),
        "leading_space": of(" a.txt"),
        "folder_trailing_dot": of("media./a.txt"),
        "wildcard": of("a*.txt"),
        "pipe_sign": of("a|b.txt"),
        "long_part": of("a" * 200),
        "long_name": of("/".join(["a" * 60] * 5)),
        "deep": of("a/" * 20 + "a.txt"),
        "device_con": of("CON"),
        "device_nul_txt": of("media/nul.txt"),
        "device_com1": of("Com1.svg"),
        "device_lpt_superscript": of("LPT¹"),
        "device_folder": of("aux/a.txt"),
        "device_space": of("prn .txt"),
        "device_conin": of("CONIN$"),
        "same_name": of("a.txt", "a.txt"),
        "same_but_case": of("a.txt", "A.TXT"),
        "same_but_accents": of(BAI, unicodedata.normalize("NFD", BAI)),
        "same_but_width": of("a.txt", "ａ.txt"),
        "same_but_ligature": of("file.txt", "ﬁle.txt"),
        "file_then_folder": of("a", "a/b"),
        "folder_then_file": of("a/b", "A"),
        "named_folder_and_file": of("a/", "a"),
        "link": one(content=b"/etc/passwd", attributes=LINK),
        "link_folder": one(b"media/", content=b"", attributes=LINK),
        "device": one(attributes=DEVICE),
        "pipe": one(attributes=PIPE),
        "windows_link": one(attributes=0x400),
        "encrypted": one(flags=0x801),
        "strongly_encrypted": one(flags=0x841),
        "masked": one(flags=0x2800),
        "bzip2": one(method=zipfile.ZIP_BZIP2),
        "lzma": one(method=zipfile.ZIP_LZMA),
        "method_99": one(method=99),
        "other_local_name": one(local_name=b"b.txt"),
        "smaller_than_said": one(size=5000),
        "larger_than_said": one(content=b"x" * 5000, size=10),
        "bomb_said_to_be_small": one(content=bytes(50 * MIB), method=DEFLATED, size=1000),
        "bomb_said_to_be_fair": one(content=bytes(50 * MIB), method=DEFLATED, size=900_000),
        "folder_with_content": one(b"media/", content=b"xx"),
        "wrong_checksum": one(checksum=7),
        "broken_stream": one(method=DEFLATED, packed=b"\xff" * 40),
        "cut_stream": one(content=b"abc" * 90, method=DEFLATED, packed=b"\x4b\x4c"),
        "bytes_after_stream": one(content=b"", method=DEFLATED, packed=b"\x03\x00more"),
        "beyond_the_end": one(packed_size=999_999, size=999_999),
        "entry_outside": one(at=4_000_000_000),
        "bomb": one(content=bytes(100 * MIB), method=DEFLATED),
        "bomb_of_many": lambda: pack(
            *(part(b"%d" % n, bytes(900_000), DEFLATED) for n in range(300))
        ),
        "too_large": one(method=DEFLATED, packed=bytes(4 * MIB), size=350 * MIB),
        "overlap_bomb": overlapping,
        "overlap_same": same_bytes,
        "overlap_quoted": quoted,
        "many_entries": many_true,
        "many_said_few": many,
        "bytes_behind": lambda: pack(part(b"a"), behind=b"<script>"),
        "bytes_before": lambda: b"MZ\x90" + pack(part(b"a")),
        "count_is_wrong": lambda: pack(part(b"a"), count=60_000),
        "cut": lambda: pack(part(b"a", b"x" * 999))[:-10],
        "not_a_zip": lambda: b"%PDF-1.7 " * 40,
        "nothing": lambda: b"",
        "only_end": lambda: b"PK\x05\x06",
        "bad_utf8_name": one(b"\xff\xfe\xfd"),
        "zip64": lambda: _with_locator(pack(part(b"a"))),
    }


def _list_only(count):
    """A list of a million entries, all the same, that claims to hold few."""
    record = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    size = len(record) * 1_000_000
    end = b"PK\x05\x06" + bytes(4) + count.to_bytes(2, "little") * 2
    return record * 1_000_000 + end + size.to_bytes(4, "little") + bytes(6)


def _with_locator(raw):
    end = len(raw) - 22
    return raw[:end] + b"PK\x06\x07" + bytes(16) + raw[end:]


EXPECTED = {
    "escaping_name": """parent parent_inside parent_last parent_with_spaces absolute two_slashes
        backslash backslash_inside unc drive drive_relative drive_backslash full_width_slash
        full_width_backslash full_width_dots two_dot_leader division_slash fraction_slash""",
    "unsafe_name": """full_width_drive stream nul line_feed escape right_to_left zero_width empty
        empty_part dot_part only_dot trailing_dot trailing_space leading_space
        folder_trailing_dot wildcard pipe_sign long_part long_name deep""",
    "reserved_name": """device_con device_nul_txt device_com1 device_lpt_superscript
        device_folder device_space device_conin""",
    "twin_names": """same_name same_but_case same_but_accents same_but_width same_but_ligature
        file_then_folder folder_then_file named_folder_and_file""",
    "special_entry": "link link_folder device pipe windows_link",
    "encrypted": "encrypted strongly_encrypted masked",
    "unknown_compression": "bzip2 lzma method_99",
    "lying_size": """smaller_than_said larger_than_said bomb_said_to_be_small
        bomb_said_to_be_fair folder_with_content""",
    "damaged": """other_local_name wrong_checksum broken_stream cut_stream
        bytes_after_stream""",
    "bomb": "bomb bomb_of_many",
    "too_large": "too_large",
    "overlapping": "overlap_bomb overlap_same overlap_quoted beyond_the_end entry_outside",
    "too_many_entries": "many_entries many_said_few count_is_wrong",
    "unreadable": """bytes_behind bytes_before cut not_a_zip nothing only_end surrogate
        bad_utf8_name zip64""",
}
CASES = [(name, code) for code, names in EXPECTED.items() for name in names.split()]


def test_the_corpus_is_large_and_wholly_expected(bombs):
    assert sorted(name for name, _ in CASES) == sorted(bombs)
    assert len(bombs) >= 60


@pytest.mark.parametrize(("name", "code"), CASES, ids=[name for name, _ in CASES])
def test_a_hostile_archive_is_refused_and_writes_nothing(bombs, tmp_path, name, code):
    path = tmp_path / "hostile.zip"
    path.write_bytes(bombs[name]())
    started = time.perf_counter()

    with pytest.raises(DomainError) as refusal, open_archive(path) as archive:
        archive.unpack(tmp_path / "out")

    assert refusal.value.code == f"courses.archive_{code}"
    assert time.perf_counter() - started <= 10
    assert list(tmp_path.iterdir()) == [path]


CHILD = """
import json, sys
from pathlib import Path
from common.errors import DomainError
from courses.importers.safe_zip import open_archive

codes = {}
for path in sorted(Path(sys.argv[1]).glob("*.zip")):
    try:
        with open_archive(path) as archive:
            archive.unpack(path.with_suffix(""))
    except DomainError as refusal:
        codes[path.stem] = refusal.code
# Not ru_maxrss: a child begins with the peak of its parent.
status = Path("/proc/self/status").read_text()
used = int(status.split("VmHWM:")[1].split()[0]) // 1024
print(json.dumps({"codes": codes, "mebibytes": used}))
"""


def test_the_whole_corpus_is_refused_in_little_memory(bombs, tmp_path):
    for name, make in bombs.items():
        (tmp_path / f"{name}.zip").write_bytes(make())

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    answer = json.loads(done.stdout)
    assert set(answer["codes"]) == set(bombs)
    assert answer["mebibytes"] <= 200
    assert all(path.suffix == ".zip" for path in tmp_path.iterdir())
