"""What an import would do, as lines for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.importing.comparing import Difference
from bot.importing.words import shortened
from bot.phrases import editing as phrases
from bot.phrases import words
from bot.records.contribute import Compared, NewTopic, Reading
from bot.shortening import difference
from store.revisions import Change

# New records, topics, places and columns that are named; changed records are named all, with every field.
LISTED = 20
SHOWN = 80  # characters of a text, so that both sides of a change fit under each other


def counts(compared: Sequence[Compared]) -> str:
    """Return how many records are new, changed and unchanged, as one sentence."""
    found = Counter(each.change for each in compared)
    return f"{found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged."


def warnings(reading: Reading, compared: Sequence[Compared], topics: Sequence[NewTopic]) -> Iterator[str]:
    """Give what should be known before anything is imported."""
    hidden = [each for each in compared if each.unpublished]
    if hidden:
        yield f"{len(hidden)} of the changed records are not published now. Importing publishes them:"
        yield from (f"    {_named(each)}, {_why(each.unpublished)}" for each in hidden[:LISTED])
    if len(hidden) > LISTED:
        yield f"    ... and {len(hidden) - LISTED} more."
    if reading.doubtful:
        yield f"Line {reading.doubtful} seems to name the columns once more; it would be a record."
    if reading.says_nothing:
        yield (
            "These records say nothing but title and place: no row has a problem, an action or an outcome. "
            "Does the file name them otherwise? See --map."
        )
    if edited := sum(each.edited_here for each in compared):
        yield f"{edited} of the changed records were edited here since their last import; that would be lost."
    if topics:
        yield f"New topics: {_listed([_topic(each) for each in topics])}."
    if reading.unused:
        yield f"Columns not used: {_listed([shortened(each) for each in reading.unused])}."


def lines(compared: Sequence[Compared]) -> Iterator[str]:
    """Give the new records, the first of them by name, then each changed one field by field."""
    new = [each for each in compared if each.change == "new"]
    for each in new[:LISTED]:
        yield f"new: {_named(each)}"
    if len(new) > LISTED:
        yield f"... and {len(new) - LISTED} more new ones."
    for each in compared:
        if each.change == "changed":
            yield f"changed{', edited here since' if each.edited_here else ''}: {_named(each)}"
            for changed in each.differences:
                yield from _difference(changed)


def _why(by: Change | None) -> str:
    """Return by which change a record is not published, and for which reason if one was given."""
    if by is None:
        return ""
    kind = phrases.change(words("en").gettext, by.kind)
    return f"{kind}: {shortened(by.note, 2 * SHOWN)}" if by.note else kind


def _topic(topic: NewTopic) -> str:
    return f"{topic.name} (did you mean {topic.near}?)" if topic.near else topic.name


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _named(each: Compared) -> str:
    draft = each.contribution.draft
    return f"{shortened(draft.key, SHOWN)} (line {each.contribution.line}): {shortened(draft.title, SHOWN)}"


def _difference(changed: Difference) -> Iterator[str]:
    before, after = _text(changed.before), _text(changed.after)
    start = difference(before, after)
    yield f"    {changed.field}: {_part(before, start)}"
    yield f"    {' ' * len(changed.field)}→ {_part(after, start)}"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _part(text: str, start: int) -> str:
    """Return the text from there on one line, cut, with quotation marks, "nothing" for an empty one."""
    if not text:
        return "nothing"
    return f'"{"…" if start else ""}{shortened(text[start : start + 2 * SHOWN], SHOWN)}"'
