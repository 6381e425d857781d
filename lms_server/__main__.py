"""``python -m lms_server``, the same as the command ``bus-lms``."""

import gc
import sys

# A quarter million objects of modules come to stay: looking for garbage among them took a sixth
# of the start, and would take its share of every later answer.
gc.disable()

from lms_server.cli import main as run_command  # noqa: E402


def main() -> int:
    """Run one command of ``bus-lms``; return its exit code."""
    gc.freeze()
    gc.enable()
    return run_command()


if __name__ == "__main__":
    sys.exit(main())
