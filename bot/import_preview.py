"""What an import would do, as lines for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from bot.importing.comparing import Compared, Difference
from bot.importing.words import one_line

LISTED = 20  # new records that are named; changed ones are named all, with every field
SHOWN = 80  # characters of a text, so that both sides of a change fit under each other
BEFORE = 20  # characters that two texts have in common and that are shown before their first difference


def counts(compared: Sequence[Compared]) -> str:
    """Return how many records are new, changed and unchanged, as one sentence."""
    found = Counter(each.change for each in compared)
    return f"{found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged."


def lines(compared: Sequence[Compared]) -> Iterator[str]:
    """Give the new records, the first of them by name, then each changed one field by field."""
    new = [each for each in compared if each.change == "new"]
    for each in new[:LISTED]:
        yield f"new: {_named(each)}"
    if len(new) > LISTED:
        yield f"... and {len(new) - LISTED} more new ones."
    for each in compared:
        if each.change == "changed":
            yield f"changed: {_named(each)}"
            for difference in each.differences:
                yield from _difference(difference)


def _named(each: Compared) -> str:
    draft = each.contribution.draft
    return f"{_cut(draft.key)} (line {each.contribution.line}): {_cut(draft.title)}"


def _difference(difference: Difference) -> Iterator[str]:
    before, after = _text(difference.before), _text(difference.after)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(0, alike - BEFORE)
    yield f"    {difference.field}: {_part(before, start)}"
    yield f"    {' ' * len(difference.field)}→ {_part(after, start)}"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _part(text: str, start: int) -> str:
    """Return the text from there on one line, cut, with quotation marks, "nothing" for an empty one."""
    if not text:
        return "nothing"
    return f'"{"…" if start else ""}{_cut(text[start : start + 2 * SHOWN])}"'


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
