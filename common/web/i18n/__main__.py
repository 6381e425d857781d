"""``python -m common.web.i18n compile`` or ``check``: the catalogues of the whole tree."""

import argparse
import sys
from pathlib import Path

from common.web.i18n.catalogues import compile_all, find_gaps

ROOT = Path(__file__).parents[3]


def main(arguments: list[str] | None = None, *, root: Path = ROOT) -> int:
    """Compile or check the catalogues below ``root``; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m common.web.i18n", description=__doc__)
    parser.add_argument("command", choices=("compile", "check"))
    command = parser.parse_args(arguments).command
    if command == "compile":
        sys.stdout.write(f"{compile_all(root)} catalogues\n")
        return 0
    gaps = find_gaps(root)
    sys.stdout.writelines(f"{gap}\n" for gap in gaps)
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
