"""How a task is done right: as a page is pressed, and as the events that the server gets."""

import unicodedata

TONES = {
    "\u0301": "sac",
    "\u0300": "huyen",
    "\u0309": "hoi",
    "\u0303": "nga",
    "\u0323": "nang",
}


def press(page, selector):
    page.locator(selector).click()


def right_target(step):
    """Return what to press first; "" where something is typed."""
    expect = step.expect
    if expect.sort:
        return next(iter(expect.sort.values()))
    return expect.tap or expect.choose or expect.drag or (expect.order or [""])[0]


def text_of(step):
    """Return what a learner types at a step; own words are made up."""
    expect = step.expect
    if expect.own_words:
        return "hòa " * max(expect.own_words.min_letters // 3 + 1, expect.own_words.min_toned)
    wanted = expect.type or expect.code or expect.record or expect.number
    return "" if wanted is None else str(wanted)


def split_tone(word):
    plain = unicodedata.normalize("NFD", word)
    tone = "".join(one for one in plain if one in TONES)
    return unicodedata.normalize("NFC", "".join(one for one in plain if one not in TONES)), tone


def keys_of(text):
    """Yield the names of the keys on the screen: letters of a word, then its tone."""
    for index, word in enumerate(text.strip().lower().split(" ")):
        letters, tone = split_tone(word)
        yield from (["space"] if index else []) + list(letters)
        yield from [TONES[tone]] if tone else []
    yield "enter"


def play_step(page, step, act=press):
    """Take the right move by mouse or touch alone."""
    expect = step.expect
    if expect.order:
        for card in expect.order:
            act(page, f'[data-target="{card}"]')
    elif expect.sort:
        for _ in expect.sort:
            card = page.locator(".sim-sort").get_attribute("data-card")
            act(page, f'[data-target="{expect.sort[card]}"]')
    elif not text_of(step):
        act(page, f'[data-target="{right_target(step)}"]')
    else:
        for key in keys_of(text_of(step)):
            if not page.locator(f'[data-key="{key}"]').count():
                act(page, '[data-key="layer"]')
            act(page, f'[data-key="{key}"]')


def straight_way(simulator, hints=0):
    """Return the events of someone who does everything right at once, after so many hints."""
    events = [{"type": "hint"} for _ in range(hints)]
    for step in simulator.steps:
        move = step.expect.move
        wanted = getattr(step.expect, move)
        if move == "order":
            events.extend({"type": "order", "target": one} for one in wanted)
        elif move == "sort":
            events.extend({"type": "sort", "target": k, "group": v} for k, v in wanted.items())
        elif move == "own_words":
            letters = max(wanted.min_letters, wanted.min_toned)
            events.append({"type": move, "letters": letters, "toned": wanted.min_toned})
        elif move in ("tap", "choose", "drag"):
            events.append({"type": move, "target": wanted})
        else:
            names = {"type": "text", "record": "code"}
            events.append({"type": names.get(move, move), "value": wanted})
    return [{**one, "t": 900 * place} for place, one in enumerate(events)]
