"""``courses graph``: the picture of one task, for its author."""

import argparse
import sys
from pathlib import Path

from common.files import write_atomic
from courses.findings import Severity
from courses.languages import terminal_language, translator
from courses.loader import read_package, say_plainly
from courses.simulators.checks import check_simulator
from courses.simulators.graph import screen_graph

OK, REFUSED = 0, 1


def add_graph_command(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of ``courses``; it sets ``run(options) -> exit code``."""
    graph = parts.add_parser("graph", help="draw the screens and steps of a task")
    graph.add_argument("path", type=Path, help="a package")
    graph.add_argument("task", help="the id of a simulator, such as KNS-04-T1")
    graph.add_argument("out", type=Path, help="the .svg file to write")
    graph.set_defaults(run=run_graph)


def run_graph(options: argparse.Namespace) -> int:
    """Write the picture; say why not when there is no such task, or it cannot be played."""
    found = [
        one
        for one in say_plainly(read_package(options.path)).simulators
        if one.source.simulator_id == options.task
    ]
    if not found:
        sys.stderr.write(f"{options.path}: no readable simulator {options.task}\n")
        return REFUSED
    errors = [one for one in check_simulator(found[0]) if one.severity is Severity.ERROR]
    translate = translator(terminal_language())
    sys.stderr.writelines(f"{error.render(translate)}\n" for error in errors)
    if errors:
        return REFUSED
    write_atomic(options.out, screen_graph(found[0].source).encode())
    sys.stdout.write(f"{options.out}\n")
    return OK
