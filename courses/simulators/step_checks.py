"""A step whose move can be made on its screen, and whose kind words fit a move."""

from courses.findings import Finding, Place
from courses.simulators.model import MOVES, Expectation, Simulator, Step
from courses.simulators.targets import Targets
from courses.simulators.words import fold, is_like_password, plain_code
from courses.yaml_file import Path, YamlFile


def check_step(
    simulator: Simulator, step: Step, targets: Targets, yaml: YamlFile, index: int
) -> list[Finding]:
    """Return the faults of one step, whose screen has these ``targets``."""
    path: Path = ("steps", index)
    place = yaml.place((*path, "expect"))
    if not step.expect.is_single:
        single = place.error(
            "A step waits for exactly one move.",
            "Keep one of %(moves)s.",
            moves=", ".join(MOVES),
        )
        return [single]
    findings = _check_expectation(simulator, step.expect, targets, place)
    wanted = _wanted_names(simulator, step.expect)
    for word in step.wrong:
        place = yaml.place((*path, "wrong", word))
        if not _is_known(simulator, step.expect, targets, word):
            findings.append(
                place.error(
                    "'%(word)s' is not on the screen.",
                    "Name what can be pressed, placed or typed there.",
                    word=word,
                )
            )
        if word in wanted or (step.expect.type is not None and fold(word) in wanted):
            findings.append(
                place.error("'%(word)s' is the right move.", "Remove it from 'wrong'.", word=word)
            )
    for word in step.trap.falls if step.trap else ():
        if word not in _names(simulator, targets) - wanted:
            findings.append(
                yaml.place((*path, "trap")).error(
                    "'%(word)s' cannot be a trap here.",
                    "Name a wrong move of this screen.",
                    word=word,
                )
            )
    return findings


def _names(simulator: Simulator, targets: Targets) -> frozenset[str]:
    """Return all names of moves on a screen but numbers and texts."""
    found = targets.tap | targets.choose | targets.drag | targets.order | targets.sort
    found |= {f"{card}/{group}" for card in targets.sort for group in targets.groups}
    return found | frozenset(simulator.codes if targets.letters or targets.digits else ())


def _is_known(simulator: Simulator, expect: Expectation, targets: Targets, word: str) -> bool:
    if word.isascii() and word.isdigit() and int(word) < targets.number_limit:
        return True
    if expect.type is not None and len(word) <= targets.letters:
        return True
    if expect.own_words is not None and word == "too_short":
        return True
    return word in _names(simulator, targets)


def _wanted_names(simulator: Simulator, expect: Expectation) -> frozenset[str]:
    """Return the names of the right move, which ``wrong`` and ``falls`` must not hold."""
    moves = (expect.tap, expect.choose, expect.drag, expect.number)
    wanted = {str(move) for move in moves if move is not None}
    if expect.type is not None:
        wanted.update(fold(one) for one in (expect.type, *expect.accept))
    for code in (expect.code, expect.record):
        if code is not None:
            wanted.update(one for one in simulator.codes if plain_code(one) == plain_code(code))
    wanted.update(f"{card}/{group}" for card, group in (expect.sort or {}).items())
    return frozenset(wanted)


def _check_expectation(
    simulator: Simulator, expect: Expectation, targets: Targets, place: Place
) -> list[Finding]:
    if expect.accept and expect.type is None:
        return [place.error("'accept' belongs to 'type'.", "Remove 'accept'.")]
    kind = expect.move
    if kind in ("tap", "choose", "drag"):
        return _check_press(kind, getattr(expect, kind), targets, place)
    if kind == "number":
        return _check_number(expect, targets, place)
    if kind in ("type", "own_words"):
        return _check_writing(expect, targets, place)
    if kind in ("code", "record"):
        return _check_code(simulator, getattr(expect, kind), targets, place)
    return _check_cards(expect, targets, place)


def _check_press(kind: str, target: str, targets: Targets, place: Place) -> list[Finding]:
    if target in getattr(targets, kind):
        return []
    return [
        place.error(
            "'%(target)s' cannot be reached by %(kind)s on this screen.",
            "Correct the id, or the kind of move.",
            target=target,
            kind=kind,
        )
    ]


def _check_number(expect: Expectation, targets: Targets, place: Place) -> list[Finding]:
    if expect.number is not None and 0 <= expect.number < targets.number_limit:
        return []
    return [place.error("The number cannot be typed here.", "Add a number pad to the screen.")]


def _check_writing(expect: Expectation, targets: Targets, place: Place) -> list[Finding]:
    texts = [one for one in (expect.type, *expect.accept) if one is not None]
    longest = max((len(one) for one in texts), default=0)
    if expect.own_words is not None:
        longest = max(expect.own_words.min_letters, expect.own_words.min_toned)
    if not targets.letters:
        return [place.error("Nothing can be written here.", "Add a keyboard to the screen.")]
    if longest > targets.letters:
        return [place.error("The keyboard takes fewer letters.", "Raise its 'max_letters'.")]
    if any(is_like_password(one) for one in texts):
        return [place.error("This could be a real password.", "Put 'tap' or 'mau' into it.")]
    if any(not fold(one) for one in texts):
        return [place.error("There is nothing to type.", "Write at least one letter.")]
    return []


def _check_code(simulator: Simulator, code: str, targets: Targets, place: Place) -> list[Finding]:
    findings = []
    if plain_code(code) not in [plain_code(one) for one in simulator.codes]:
        findings.append(
            place.error(
                "'%(code)s' is not declared.", "Add it to 'codes' of the simulator.", code=code
            )
        )
    is_on_pad = code.isdigit() and len(code) == targets.digits
    if not is_on_pad and len(code) > targets.letters:
        findings.append(
            place.error(
                "The code cannot be typed here.",
                "Add a pad with as many digits, or a keyboard, to the screen.",
            )
        )
    return findings


def _check_cards(expect: Expectation, targets: Targets, place: Place) -> list[Finding]:
    if expect.order is not None:
        if sorted(expect.order) == sorted(targets.order):
            return []
        return [
            place.error("The order does not name each card once.", "List all cards of the screen.")
        ]
    sort = expect.sort or {}
    if targets.sort and set(sort) == targets.sort and targets.groups.issuperset(sort.values()):
        return []
    return [
        place.error(
            "The groups do not name each card once.", "Give every card one group of the screen."
        )
    ]
