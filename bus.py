"""Bus LMS from nothing, with Python 3.11 or newer alone.

python3 bus.py                  set up, then a demo: bus server, registry, a class
python3 bus.py test [...]       set up, then every gate and test; or pytest as asked
python3 bus.py check NAME ...   single gates, such as format, lint, types
python3 bus.py campaign NAME    a fault campaign: kill, powercut, resume, wifi
python3 bus.py bench NAME       a benchmark: answers, pages, weight, reactions, coldstart, ...
python3 bus.py setup            set up only
"""

import argparse
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be told, not shown an error
    sys.exit("Bus LMS needs Python 3.11 or newer; this is " + sys.version.split()[0])

from workshop import demo, gates, setting_up, speaking, system
from workshop.places import PYTHON, ROOT, environment
from workshop.talk import StepFailedError, say

_SCRIPTS = {"campaign": "tests/campaigns", "bench": "bench"}


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; return 0, 1 (failed) or 2 (usage)."""
    asked, rest = _parser().parse_known_args(arguments)
    if rest and asked.command != "test":
        _parser().error(f"unknown: {' '.join(rest)}")
    try:
        return _do(asked, rest)
    except StepFailedError as error:
        say(f"\nSet-up stopped: {error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 1


def _do(asked: argparse.Namespace, rest: list[str]) -> int:
    if asked.command in _SCRIPTS and not _script(asked).exists():
        names = {path.stem for path in _script(asked).parent.glob("[a-z]*.py")}
        say(f"There is no {asked.name}; there are: {', '.join(sorted(names - {'test_smokes'}))}")
        return 2
    setting_up.set_up()
    speaking.make_audio()
    match asked.command:
        case "setup":
            return 0
        case "test":
            return _test(rest)
        case "check":
            passed = [gates.run_gate(name) for name in asked.gates]
            return 0 if all(passed) else 1
        case "campaign" | "bench":
            return _run_script(asked)
        case _:
            return demo.run_demo()


def _test(rest: list[str]) -> int:
    if rest:
        return 0 if gates.run_tests(rest) else 1
    system.install_test_programs()
    setting_up.set_up_tests()
    return 0 if gates.run_all() else 1


def _script(asked: argparse.Namespace) -> Path:
    return ROOT / _SCRIPTS[asked.command] / f"{asked.name}.py"


def _run_script(asked: argparse.Namespace) -> int:
    """Run one campaign or benchmark with its own arguments."""
    # -P: a benchmark called courses must not hide the package of that name.
    command = [str(PYTHON), "-P", str(_script(asked)), *asked.arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bus.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("setup", help="set up only")
    commands.add_parser("test", help="every gate and test, or pytest with its own arguments")
    check = commands.add_parser("check", help="single gates")
    check.add_argument("gates", nargs="+", choices=list(gates.GATES), metavar="NAME")
    for name in _SCRIPTS:
        runs = commands.add_parser(name)
        runs.add_argument("name")
        runs.add_argument("arguments", nargs="*")
    return parser


if __name__ == "__main__":
    sys.exit(main())
