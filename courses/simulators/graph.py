"""Draws the screens of a task as boxes and its steps as arrows, for the author."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from courses.simulators.model import Screen, Simulator, Step, Turn

_BOX_WIDTH, _BOX_HEIGHT, _GAP = 430, 64, 74
_LEFT, _TOP = 60, 90
_ASIDE = 570
"""Where words about wrong moves begin, to the right of the boxes."""
_LINE_HEIGHT = 22
_MAX_LETTERS = 64
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"
 height="{height}" role="img" aria-label={title}>
<defs><marker id="tip" markerWidth="6" markerHeight="6" refX="5" refY="3" orient="auto">
<path d="M0 0L6 3L0 6z" fill="#0b5334"/></marker></defs>
<rect width="{width}" height="{height}" fill="#fff"/>"""
_STYLE = 'font-family="Be Vietnam Pro, Noto Sans, DejaVu Sans, sans-serif" fill="#14212b"'


def screen_graph(simulator: Simulator) -> str:
    """Return an SVG picture: one row a step, from the first screen to the end.

    A box is a screen; the arrow below it is the right move; dashed lines to the right are wrong
    moves that the author speaks of (thin) and traps (red). The same simulator gives the same
    picture.
    """
    rows: list[str] = []
    y, width = _TOP, _ASIDE + 760
    for number, step in enumerate(simulator.steps, start=1):
        aside = list(_aside(step))
        height = max(_BOX_HEIGHT + _GAP, len(aside) * _LINE_HEIGHT + 30)
        rows.extend(_draw_box(simulator.get_screen(step.screen), y, f"{number}. {step.say}"))
        rows.extend(_draw_arrow(y, height, _move_label(step)))
        for index, (words, is_trap) in enumerate(aside):
            rows.extend(_draw_aside(y, index, words, is_trap=is_trap))
        y += height
    rows.extend(_draw_box(simulator.get_screen(simulator.end.screen), y, simulator.end.say))
    y += _BOX_HEIGHT + 40
    title = _text(_LEFT, 40, f"{simulator.simulator_id} · {simulator.title}", size=26, weight=700)
    goal = _text(_LEFT, 70, simulator.goal, size=18)
    head = _HEAD.format(width=width, height=y, title=quoteattr(simulator.title))
    return "\n".join([head, title, goal, *rows, "</svg>\n"])


def _draw_box(screen: Screen, y: int, say: str) -> Iterator[str]:
    yield (
        f'<rect x="{_LEFT}" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="12" '
        'fill="#e3f1e9" stroke="#0b5334" stroke-width="2"/>'
    )
    yield _text(_LEFT + 14, y + 26, f"{screen.title} [{screen.screen_id}]", size=17, weight=700)
    yield _text(_LEFT + 14, y + 50, say, size=15, letters=56)


def _draw_arrow(y: int, height: int, label: str) -> Iterator[str]:
    x = _LEFT + 40
    yield (
        f'<path d="M{x} {y + _BOX_HEIGHT}V{y + height - 3}" stroke="#0b5334" stroke-width="3" '
        'fill="none" marker-end="url(#tip)"/>'
    )
    yield _text(x + 14, y + _BOX_HEIGHT + 40, label, size=16, weight=700, letters=40)


def _draw_aside(y: int, index: int, words: str, *, is_trap: bool) -> Iterator[str]:
    colour, line_y = ("#9c1c0c" if is_trap else "#5b6b75"), y + 20 + index * _LINE_HEIGHT
    yield (
        f'<path d="M{_LEFT + _BOX_WIDTH} {min(line_y, y + _BOX_HEIGHT - 8)}L{_ASIDE - 12} '
        f'{line_y}" stroke="{colour}" stroke-width="2" stroke-dasharray="6 5" fill="none"/>'
    )
    yield _text(_ASIDE, line_y + 5, words, size=15, colour=colour, weight=700 if is_trap else 400)


def _aside(step: Step) -> Iterator[tuple[str, bool]]:
    """Yield what is said about traps and wrong moves, and whether it is a trap."""
    if step.trap is not None:
        yield f"⚠ {', '.join(step.trap.falls)}: {step.trap.say}", True
    for name, words in step.wrong.items():
        yield f"{name}: {words}", False
    yield f"…: {step.otherwise}", False


def _move_label(step: Step) -> str:
    kind = step.expect.move
    wanted = getattr(step.expect, kind)
    if kind == "order":
        wanted = " → ".join(wanted)
    elif kind == "sort":
        wanted = ", ".join(f"{card}→{group}" for card, group in wanted.items())
    elif kind == "own_words":
        wanted = f"≥ {wanted.min_letters}"
    turn = "⇄ " if step.turn is Turn.NEXT else ""
    return f"{turn}{kind}: {wanted}"


def _text(  # noqa: PLR0913
    x: int,
    y: int,
    words: str,
    *,
    size: int,
    weight: int = 400,
    colour: str = "",
    letters: int = _MAX_LETTERS + 20,
) -> str:
    shown = words if len(words) <= letters else f"{words[: letters - 1]}…"
    fill = f' style="fill:{colour}"' if colour else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" {_STYLE}{fill}>'
        f"{escape(shown)}</text>"
    )
