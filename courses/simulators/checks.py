"""A simulator that can be played to its end, and that nobody takes for the real thing."""

from collections import Counter

from courses.findings import Finding, Place
from courses.loader import Written
from courses.simulators.model import PRETEND_ACCOUNT, WATERMARK, Frame, Screen, Simulator, Step
from courses.simulators.parts import (
    CardsPart,
    CoachPart,
    FormPart,
    KeyboardPart,
    NumberPart,
    Part,
    PinPart,
    ProgressPart,
    ScannerPart,
)
from courses.simulators.step_checks import check_step
from courses.simulators.targets import screen_targets, targets_of
from courses.simulators.words import is_practice_code
from courses.yaml_file import YamlFile

MAX_ORDER = 6
"""Cards to put in order that fit on a screen."""
_ONLY_ONE = (ScannerPart, NumberPart, PinPart, KeyboardPart, CardsPart)


def check_simulator(written: Written[Simulator]) -> list[Finding]:
    """Return the faults of one simulator."""
    simulator, yaml = written.source, written.yaml
    findings = _check_pretence(simulator, yaml)
    findings.extend(_check_screens(simulator, yaml))
    targets = {one.screen_id: screen_targets(one) for one in simulator.screens}
    findings.extend(_check_unique([one.step_id for one in simulator.steps], yaml, "steps"))
    for index, step in enumerate(simulator.steps):
        if step.screen in targets:
            findings.extend(check_step(simulator, step, targets[step.screen], yaml, index))
            findings.extend(_check_coach(simulator, step, yaml.place(("steps", index))))
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
                "The watermark is changed.",
                "Remove the line, or write '%(watermark)s'.",
                watermark=WATERMARK,
            )
        )
    if set(simulator.persona.account) != {"0"}:
        findings.append(
            yaml.place(("persona", "account")).error(
                "The account number could be real.", "Write '%(account)s'.", account=PRETEND_ACCOUNT
            )
        )
    findings.extend(
        yaml.place(("codes", index)).error(
            "'%(code)s' could be a real code.",
            "Use zeros, or rising digits such as '112233'.",
            code=code,
        )
        for index, code in enumerate(simulator.codes)
        if not is_practice_code(code)
    )
    return findings


def _check_screens(simulator: Simulator, yaml: YamlFile) -> list[Finding]:
    findings = _check_unique([one.screen_id for one in simulator.screens], yaml, "screens")
    used = {step.screen for step in simulator.steps} | {simulator.end.screen}
    typed = {step.step_id for step in simulator.steps}
    for index, screen in enumerate(simulator.screens):
        place = yaml.place(("screens", index))
        if screen.screen_id not in used:
            findings.append(
                place.warning(
                    "No step shows the screen %(screen)s.", "Remove it.", screen=screen.screen_id
                )
            )
        findings.extend(_check_parts(screen, place))
        findings.extend(_check_look(screen, place))
        for part in screen.parts:
            findings.extend(_check_part(part, place, typed))
    return findings


def _check_parts(screen: Screen, place: Place) -> list[Finding]:
    ids = [target for part in screen.parts for target in _ids(part)]
    findings = [
        place.error("'%(id)s' is used twice on this screen.", "Give each its own id.", id=one)
        for one, count in Counter(ids).items()
        if count > 1
    ]
    if sum(isinstance(part, _ONLY_ONE) for part in screen.parts) > 1:
        findings.append(
            place.error(
                "Only one scanner, pad, keyboard or set of cards fits.", "Make two screens of it."
            )
        )
    return findings


def _ids(part: Part) -> list[str]:
    """Return the ids a part takes; twice what it names twice."""
    targets = targets_of(part)
    if not (targets.tap or targets.choose or targets.drag or targets.order or targets.sort):
        return []
    names = ("buttons", "fields", "products", "photos", "places", "things", "cards", "groups")
    return [one.id for name in names for one in getattr(part, name, ())]


def _check_look(screen: Screen, place: Place) -> list[Finding]:
    if screen.look is Frame.WEB and not screen.address:
        return [place.error("A web page has an address.", "Add 'address', such as 'cho.test'.")]
    if screen.look is Frame.PHONE and screen.address:
        return [place.error("Only a web page has an address.", "Add 'look: web'.")]
    return []


def _check_part(part: Part, place: Place, steps: set[str]) -> list[Finding]:
    if isinstance(part, ProgressPart) and part.current > len(part.steps):
        return [place.error("'current' is behind the last step.", "Count the steps from 1.")]
    if isinstance(part, CardsPart) and not part.groups and len(part.cards) > MAX_ORDER:
        return [
            place.error("Too many cards to put in order.", "Keep at most %(most)s.", most=MAX_ORDER)
        ]
    if isinstance(part, CardsPart) and len(part.groups) == 1:
        return [place.error("One group is no choice.", "Write 2 to 4 groups.")]
    if isinstance(part, FormPart):
        return [
            place.error(
                "There is no step %(step)s.", "Name the step where it was typed.", step=field.shows
            )
            for field in part.fields
            if field.shows and field.shows not in steps
        ]
    return []


def _check_coach(simulator: Simulator, step: Step, place: Place) -> list[Finding]:
    screen = simulator.get_screen(step.screen)
    has_coach = any(isinstance(part, CoachPart) for part in screen.parts)
    if not has_coach or step.trap is not None or step.expect.choose is None:
        return []
    return [
        place.warning(
            "Nobody can take the mouse away here.",
            "Let one choice do the elder's work, and name it under 'trap'.",
        )
    ]


def _check_unique(ids: list[str], yaml: YamlFile, key: str) -> list[Finding]:
    return [
        yaml.place((key, index)).error(
            "The id %(id)s is used twice.", "Give it another name.", id=one
        )
        for index, one in enumerate(ids)
        if one in ids[:index]
    ]


def _no_screen(place: Place, name: str) -> Finding:
    return place.error(
        "There is no screen %(screen)s.", "Name one of the screens above.", screen=name
    )
