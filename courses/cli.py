"""Commands for authors: begin a package, check it, pack it into one file, unpack it."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from common.errors import DomainError
from courses.archive import SUFFIX, PackedCourse, write_archive
from courses.bank_commands import add_bank_commands
from courses.builder import build_course
from courses.checker import check_package, has_errors
from courses.errors import BrokenPackageError
from courses.findings import Finding, Phrase, Severity, Translate, phrase
from courses.languages import LANGUAGES, terminal_language, translator
from courses.reading import measure_reading
from courses.schema import SOURCES, FileKind, json_schemas
from courses.simulators.graph_command import add_graph_command
from courses.skeleton import write_skeleton
from courses.speech.checks import check_audio
from courses.unpacking import unpack_package

OK, REFUSED, USAGE = 0, 1, 2


def check(path: Path, audio: Path | None = None, *, language: str = "en") -> int:
    """Check one package, or every package in a folder, and print each finding.

    Args:
        path: a package, or a folder of packages.
        audio: a folder of audio; sentences without any are warnings.
        language: one of ``LANGUAGES``.

    Returns:
        0 when all can be used, 1 when one has an error, 2 when ``path`` holds no package.
    """
    folders = find_packages(path)
    translate = translator(language)
    if not folders:
        told = phrase("%(path)s: no course.yaml here or one folder below", path=str(path))
        print(told.render(translate), file=sys.stderr)
        return USAGE
    codes = [_check_one(folder, audio, translate) for folder in folders]
    return max(codes)


def pack(path: Path, out: Path) -> int:
    """Pack a package into ``out`` and print the file and its hash.

    Returns:
        0 when written, 1 when the package has errors, 2 when ``path`` is no package.
    """
    if not (path / "course.yaml").is_file():
        print(f"{path}: no course.yaml here", file=sys.stderr)
        return USAGE
    try:
        packed = pack_package(path, out)
    except BrokenPackageError as error:
        print(error.params["finding"], file=sys.stderr)
        return REFUSED
    print(f"{packed.path} {packed.package_hash}")
    return OK


def pack_package(path: Path, out: Path) -> PackedCourse:
    """Write ``<course>-<version>.course.zip`` into the folder ``out``.

    Raises:
        BrokenPackageError: the package has errors.
        OSError: ``out`` cannot be written.
    """
    package, findings = check_package(path)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors or package.course is None:
        raise BrokenPackageError(finding=str(errors[0]), count=len(errors))
    source = package.course.source
    out.mkdir(parents=True, exist_ok=True)
    return write_archive(package.contents, out / f"{source.course_id}-{source.version}{SUFFIX}")


def unpack(file: Path, out: Path) -> int:
    """Unpack a packed course into ``out`` and print the folder and the hash.

    Raises:
        DomainError: the file is refused, or another package lies there.
    """
    unpacked = unpack_package(file, out)
    print(f"{unpacked.folder} {unpacked.package_hash}")
    return OK


def find_packages(path: Path) -> list[Path]:
    """Return ``path`` if it is a package, else the packages in it, sorted."""
    if (path / "course.yaml").is_file():
        return [path]
    return sorted(manifest.parent for manifest in path.glob("*/course.yaml"))


def new(out: Path, course_id: str) -> int:
    """Write a small whole course to begin with.

    Raises:
        DomainError: the id has another form, or something lies there.
    """
    print(write_skeleton(out, course_id))
    return OK


def schema(kind: FileKind) -> int:
    """Print the JSON Schema of one kind of file."""
    print(json.dumps(json_schemas()[kind], indent=2, ensure_ascii=False))
    return OK


def add_commands(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add all commands for authors; each sets ``run(options) -> exit code``."""
    starting = parts.add_parser("new", help="write a small whole course to begin with")
    starting.add_argument("out", type=Path, help="the folder to write into")
    starting.add_argument("course_id", metavar="ID", help="such as KNS-09")
    starting.set_defaults(run=lambda options: new(options.out, options.course_id))
    checking = parts.add_parser("check", help="print every fault with file, line and remedy")
    checking.add_argument("path", type=Path, help="a package, or a folder of packages")
    checking.add_argument("--audio", type=Path, help="a folder of audio that must be complete")
    checking.add_argument(
        "--lang", choices=LANGUAGES, help="of the findings; else that of the terminal"
    )
    checking.set_defaults(run=_run_check)
    packing = parts.add_parser("pack", help="write a package as one file")
    packing.add_argument("path", type=Path, help="a package")
    packing.add_argument("out", type=Path, help="the folder to write into")
    packing.set_defaults(run=lambda options: pack(options.path, options.out))
    unpacking = parts.add_parser("unpack", help="write the folder of a packed course")
    unpacking.add_argument("file", type=Path, help="a .course.zip")
    unpacking.add_argument("out", type=Path, help="the folder to write into")
    unpacking.set_defaults(run=lambda options: unpack(options.file, options.out))
    schemas = parts.add_parser("schema", help="print the JSON Schema of one kind of file")
    schemas.add_argument("kind", choices=sorted(SOURCES))
    schemas.set_defaults(run=lambda options: schema(options.kind))
    add_bank_commands(parts)
    add_graph_command(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``python -m courses``; a refusal is told on standard error, without a traceback."""
    parser = argparse.ArgumentParser(prog="python -m courses", description=__doc__)
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except DomainError as error:
        reason = (type(error).__doc__ or "").partition("\n")[0]
        print(f"refused: {reason} [{error}]", file=sys.stderr)
    except OSError as error:
        print(f"refused: {error}", file=sys.stderr)
    return REFUSED


def _run_check(options: argparse.Namespace) -> int:
    language = options.lang or terminal_language()
    return check(options.path, options.audio, language=language)


def _check_one(folder: Path, audio: Path | None, translate: Translate) -> int:
    package, findings = check_package(folder)
    if audio is not None and not has_errors(findings):
        findings += check_audio(build_course(package), audio)
    for finding in findings:
        print(f"{folder}/{finding.render(translate)}")
    print(f"{folder.name}: {_summary(findings).render(translate)}")
    if has_errors(findings):
        return REFUSED
    reading = measure_reading(build_course(package))
    print(f"{folder.name}: {reading.told.render(translate)}")
    return OK


def _summary(findings: Sequence[Finding]) -> Phrase:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    return phrase("%(errors)s errors, %(warnings)s warnings", errors=errors, warnings=warnings)
