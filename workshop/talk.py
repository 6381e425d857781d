"""What a person sees while long steps run, and how steps are run."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workshop.places import ROOT, environment


class StepFailedError(Exception):
    """A step ended badly; the text says what to do."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what happens now and how long it took."""
    say(f"- {title} ...")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")


def run(command: Sequence[str | Path], *, hint: str = "") -> str:
    """Run a program to its end; return what it printed, shown only when it fails.

    Raises:
        StepFailedError: it is not there or ended badly.
    """
    words = [str(word) for word in command]
    try:
        ended = subprocess.run(
            words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise StepFailedError(f"{words[0]} is not installed. {hint}") from error
    if ended.returncode != 0:
        raise StepFailedError(f"{' '.join(words)}\n{ended.stdout}{ended.stderr}\n{hint}")
    return ended.stdout


def run_counting(command: Sequence[str | Path], *, word: str, total: int) -> None:
    """Run a long program; show how many of its ``total`` lines with ``word`` have passed.

    Raises:
        StepFailedError: it ended badly.
    """
    words = [str(part) for part in command]
    seen: list[str] = []
    count = 0
    with subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            seen.append(line)
            if word in line:
                count += 1
                _show_count(min(count, total), total)
    if process.returncode != 0:
        raise StepFailedError(f"{' '.join(words)}\n{''.join(seen[-40:])}")


def _show_count(count: int, total: int) -> None:
    if sys.stdout.isatty():
        print(f"\r  {count} of {total}", end="\n" if count == total else "", flush=True)
    elif count == total or count % max(1, total // 5) == 0:
        say(f"  {count} of {total}")
