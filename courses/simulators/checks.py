"""A simulator that can be played to its end, and that nobody takes for the real thing."""

from collections import Counter

from courses.findings import Finding, Place
from courses.loader import Written
from courses.simulators.machine import Targets, screen_targets
from courses.simulators.model import PRETEND_ACCOUNT, WATERMARK, Expectation, Simulator, Step
from courses.simulators.parts import (
    ActionsPart,
    ChoicesPart,
    GridPart,
    ListPart,
    NumberPart,
    Part,
    ScannerPart,
)
from courses.yaml_file import Path, YamlFile


def check_simulator(written: Written[Simulator]) -> list[Finding]:
    """Return the faults of one simulator."""
    simulator, yaml = written.source, written.yaml
    findings = _check_pretence(simulator, yaml)
    findings.extend(_check_screens(simulator, yaml))
    targets = {one.screen_id: screen_targets(one) for one in simulator.screens}
    findings.extend(_check_unique([one.step_id for one in simulator.steps], yaml, "steps"))
    for index, step in enumerate(simulator.steps):
        if step.screen in targets:
            findings.extend(_check_step(step, targets[step.screen], yaml, index))
        else:
            findings.append(_no_screen(yaml.place(("steps", index, "screen")), step.screen))
    if simulator.end.screen not in targets:
        findings.append(_no_screen(yaml.place(("end", "screen")), simulator.end.screen))
    return findings


def _check_pretence(simulator: Simulator, yaml: YamlFile) -> list[Finding]:
    findings = []
    if simulator.watermark != WATERMARK:
        findings.append(
            yaml.place(("watermark",)).error(
                "The watermark is changed.", f"Remove the line, or write '{WATERMARK}'."
            )
        )
    if set(simulator.persona.account) != {"0"}:
        findings.append(
            yaml.place(("persona", "account")).error(
                "The account number could be real.", f"Write '{PRETEND_ACCOUNT}'."
            )
        )
    return findings


def _check_screens(simulator: Simulator, yaml: YamlFile) -> list[Finding]:
    findings = _check_unique([one.screen_id for one in simulator.screens], yaml, "screens")
    used = {step.screen for step in simulator.steps} | {simulator.end.screen}
    for index, screen in enumerate(simulator.screens):
        place = yaml.place(("screens", index))
        if screen.screen_id not in used:
            findings.append(
                place.warning(f"No step shows the screen {screen.screen_id}.", "Remove it.")
            )
        ids = [target for part in screen.parts for target in _ids(part)]
        findings.extend(
            place.error(f"'{one}' is used twice on this screen.", "Give each its own id.")
            for one, count in Counter(ids).items()
            if count > 1
        )
        for kind in (ScannerPart, NumberPart):
            if sum(isinstance(part, kind) for part in screen.parts) > 1:
                findings.append(
                    place.error("Two parts of one kind do not fit.", "Make two screens of it.")
                )
    return findings


def _ids(part: Part) -> list[str]:
    if isinstance(part, GridPart | ListPart | ActionsPart | ChoicesPart):
        return [button.id for button in part.buttons]
    if isinstance(part, ScannerPart):
        return [thing.id for thing in part.things]
    return []


def _check_unique(ids: list[str], yaml: YamlFile, key: str) -> list[Finding]:
    return [
        yaml.place((key, index)).error(f"The id {one} is used twice.", "Give it another name.")
        for index, one in enumerate(ids)
        if one in ids[:index]
    ]


def _no_screen(place: Place, name: str) -> Finding:
    return place.error(f"There is no screen {name}.", "Name one of the screens above.")


def _check_step(step: Step, targets: Targets, yaml: YamlFile, index: int) -> list[Finding]:
    path: Path = ("steps", index)
    findings = _check_expectation(step.expect, targets, yaml.place((*path, "expect")))
    known = targets.tap | targets.choose | targets.drag
    for word in step.wrong:
        if not (word in known or (word.isdigit() and int(word) < targets.number_limit)):
            findings.append(
                yaml.place((*path, "wrong", word)).error(
                    f"'{word}' is not on the screen.", "Name a button, or a number on a number pad."
                )
            )
        if word in _wanted(step.expect):
            findings.append(
                yaml.place((*path, "wrong", word)).error(
                    f"'{word}' is the right move.", "Remove it from 'wrong'."
                )
            )
    for word in step.trap.falls if step.trap else ():
        if word not in known or word in _wanted(step.expect):
            findings.append(
                yaml.place((*path, "trap")).error(
                    f"'{word}' cannot be a trap here.", "Name a wrong button of this screen."
                )
            )
    return findings


def _wanted(expect: Expectation) -> set[str]:
    moves = (expect.tap, expect.choose, expect.drag, expect.number)
    return {str(move) for move in moves if move is not None}


def _check_expectation(expect: Expectation, targets: Targets, place: Place) -> list[Finding]:
    if not expect.is_single:
        return [
            place.error(
                "A step waits for exactly one move.", "Keep one of tap, choose, drag, number."
            )
        ]
    if expect.number is not None:
        if 0 <= expect.number < targets.number_limit:
            return []
        return [place.error("The number cannot be typed here.", "Add a number pad to the screen.")]
    for kind in ("tap", "choose", "drag"):
        target = getattr(expect, kind)
        if target is not None and target not in getattr(targets, kind):
            return [
                place.error(
                    f"'{target}' cannot be reached by {kind} on this screen.",
                    "Correct the id, or the kind of move.",
                )
            ]
    return []
