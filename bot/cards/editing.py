"""Cards about changing records, and about checking them again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.card import Button, Card
from bot.cards.tasks import done, framed
from bot.messages.editing import (
    ChangeNoted,
    EditGivenUp,
    EditMet,
    ExpiringShown,
    HistoryShown,
    PartShown,
    RecordChecked,
    RecordExpired,
    RecordMoved,
    RecordSaved,
    RecordsExpiring,
    RevisionShown,
    Values,
    VerificationNoted,
)
from bot.phrases import Words
from bot.phrases import editing as say
from bot.phrases import follow_up as follow_up_phrases
from bot.phrases import profile as profile_phrases
from bot.phrases import record as record_phrases
from bot.phrases.staff import more_records
from bot.shortening import cut, cut_from, difference, one_line, share, title

# Characters of one version, and of all of them together: with their labels, in any of our languages, they
# stay below what Slack takes in a message, were all 21 fields changed by both.
LONGEST_PART, LONGEST_VERSIONS = 400, 9_000
MOST_REPORTS = 5  # the latest of what was said about one record: each as long as a reason
LONGEST_NOTE = 200  # characters of a reason among other lines


def _saved(message: RecordSaved, words: Words) -> Card:
    _ = words.gettext
    hidden = () if message.state == "published" else (say.not_found_by_anybody(_),)
    return Card(
        paragraphs=(
            say.saved(_, message.record_id, title(message.title)),
            say.changed(_, _labels(message.fields, words)),
            *hidden,
        ),
        buttons=(_button("record_history", say.history_button(_), message.record_id, message.title),),
    )


def _met(message: EditMet, words: Words) -> Card:
    _ = words.gettext
    state = {"withdrawn": say.now_withdrawn(_), "published": say.now_published(_)}.get(message.state, "")
    rest = (say.more_fields(_, words.ngettext, len(message.rest)), _labels(message.rest, words))
    longest = _longest(message.parts, words)
    return Card(
        heading=f"{message.record_id}. {title(message.title)}",
        paragraphs=(
            say.met(_, message.by),
            *(line for each in message.parts for line in _versions(each, longest, words)),
        ),
        closing=tuple(filter(None, (*(rest if message.rest else ()), state))),
        buttons=(
            Button("edit_again", say.edit_again(_), (message.edit_id,), primary=True),
            Button("keep_theirs", say.keep_theirs(_), (message.edit_id,)),
        ),
    )


def _longest(parts: Sequence[PartShown], words: Words) -> int:
    """Return how many characters of each version are shown; what it said may stand before both others."""
    shown = (
        min(len(_value(part.field, values, words)), LONGEST_PART)
        for part in parts
        for values in (part.before, part.before, part.theirs, part.mine)
    )
    return min(share(shown, LONGEST_VERSIONS), LONGEST_PART)


def _versions(part: PartShown, longest: int, words: Words) -> list[str]:
    """Return what a field said, says, and would say; a version that left it as it was has no line.

    Each begins where it differs from what it said. Where the two differ far from each other, what it said
    stands before both.
    """
    _ = words.gettext
    before = _value(part.field, part.before, words)
    told = ((part.theirs, say.now_it_says), (part.mine, say.you_wrote))
    later = [(_value(part.field, each, words), says) for each, says in told if each != part.before]
    if not later:
        return [f"• {record_phrases.label(_, part.field)}", say.it_said(_, cut(before, longest))]
    starts = [difference(before, text) for text, _says in later]
    if max(starts) - min(starts) < longest // 2:
        starts = [min(starts)] * len(starts)
    lines, shown = [f"• {record_phrases.label(_, part.field)}"], -1
    for (text, says), start in zip(later, starts, strict=True):
        if start != shown:
            lines.append(say.it_said(_, cut_from(before, start, longest)))
        lines.append(says(_, cut_from(text, start, longest)))
        shown = start
    return lines


def _value(field: str, values: Values, words: Words) -> str:
    shown: dict[str, Callable[[str], str]] = {
        "result": words.result,
        "status": lambda code: record_phrases.status(words.gettext, code),
        "visibility": lambda code: record_phrases.visibility(words.gettext, code),
        "source_lang": words.language,
    }
    return words.listed(map(shown.get(field, str), values)).strip() or say.nothing(words.gettext)


def _given_up(message: EditGivenUp, words: Words) -> Card:
    return Card(paragraphs=(say.given_up(words.gettext, title(message.title)),))


def _moved(message: RecordMoved, words: Words) -> Card:
    _, short = words.gettext, title(message.title)
    if message.state != "withdrawn":
        return Card(paragraphs=(say.restored(_, message.record_id, short),))
    reason = (say.because(_, message.reason),) if message.reason else ()
    ids = (message.record_id, message.revision)
    return Card(
        paragraphs=(say.withdrawn(_, message.record_id, short), *reason),
        buttons=(Button("restore_record", say.put_back(_), ids, f"{say.put_back(_)}: {short}"),),
    )


def _verified(message: VerificationNoted, words: Words) -> Card:
    day = words.day(message.until)
    return Card(paragraphs=(say.verified_until(words.gettext, title(message.title), day),))


def _history(message: HistoryShown, words: Words) -> Card:
    _ = words.gettext
    earlier = (say.earlier(_, words.ngettext, message.more),) if message.more else ()
    return Card(
        heading=say.history(_, message.record_id, title(message.title)),
        paragraphs=(*(_revision(each, words) for each in message.revisions), *_who_said(message, words)),
        notes=earlier,
    )


def _revision(revision: RevisionShown, words: Words) -> str:
    _ = words.gettext
    what = words.listed((words.day(revision.on), revision.by, say.change(_, revision.change)))
    fields = f": {_labels(revision.fields, words)}" if revision.fields else ""
    note = f" – {cut(one_line(revision.note), LONGEST_NOTE)}" if revision.note else ""
    return f"{revision.number}. {what}{fields}{note}"


def _who_said(message: HistoryShown, words: Words) -> Iterator[str]:
    _ = words.gettext
    if message.said:
        yield say.who_said_it(_)
    for each in message.said:
        approved = say.approved_by(_, each.approved_by) if each.approved_by else ""
        day = words.day(each.on) if each.on else ""
        who = words.listed((each.by, one_line(each.role), day, one_line(each.source), approved))
        yield f"• {_labels(each.fields, words)}: {cut(who, LONGEST_NOTE)}"


def _expiring(message: RecordsExpiring, words: Words) -> Card:
    _ = words.gettext
    thanks = (say.thank_you(_, title(message.confirmed)),) if message.confirmed else ()
    if not message.records:
        return Card(paragraphs=(*thanks, say.all_checked(_)))
    count = len(message.records) + message.more
    more = (more_records(_, words.ngettext, message.more),) if message.more else ()
    return Card(
        paragraphs=(
            *thanks,
            say.check_again(_, words.ngettext, count),
            *(f"{each.record_id}. {_until(each, words)}" for each in message.records),
            *more,
        ),
        notes=_how_to_check(message, words),
        buttons=tuple(_checking(message, words)),
    )


def _how_to_check(message: RecordsExpiring, words: Words) -> tuple[str, ...]:
    """Return how to read a record, what to choose if it is wrong and cannot be changed here, and why."""
    _, several = words.gettext, len(message.records)
    how = say.how_to_read(words.ngettext, message.records[0].record_id, several)
    otherwise = () if message.can_edit else (say.if_changed(_, words.ngettext, several),)
    return (how, *otherwise, say.why_checked(_))


def _checking(message: RecordsExpiring, words: Words) -> list[Button]:
    _, offered = words.gettext, list[Button]()
    for each in message.records:
        short = title(each.title)
        right = profile_phrases.still_right(_, short)
        offered.append(Button("still_right", right, (each.record_id,), right))
        if message.can_edit:
            offered.append(_button("edit_record", say.edit(_), each.record_id, short))
        else:
            offered.append(something_changed(each.record_id, short, words))
    return offered


def something_changed(record_id: int, about: str, words: Words) -> Button:
    """Return the button for who looks after a record and cannot change it."""
    return _button("something_changed", say.something_changed(words.gettext), record_id, about)


def _expired(message: RecordExpired, words: Words) -> Card:
    _, record = words.gettext, message.record
    where = say.expired_where(_, message.office, words.place(message.place)) if message.office else ""
    ids, short = record.record_id, title(record.title)
    said = [f"{each.by}: {each.text}" if each.by else each.text for each in message.reports[-MOST_REPORTS:]]
    why = said or [say.reminded(_, message.asked), say.why_checked(_, over=True)]
    card = Card(
        heading=say.something_changed(_) if said else say.expired_heading(_),
        paragraphs=tuple(filter(None, (_until(record, words, over=not said), where, *why))),
        buttons=(
            _button("verify_record", say.verify_title(_), ids, short),
            _button("edit_record", say.edit(_), ids, short),
            _button("withdraw_record", say.withdraw(_), ids, short),
            done(message.task, words, short),
        ),
    )
    return framed(message.task, words, card)


def _until(record: ExpiringShown, words: Words, *, over: bool = False) -> str:
    if not record.verify_by:
        return f"“{title(record.title)}”"
    return say.verified_until(words.gettext, title(record.title), words.day(record.verify_by), over=over)


def _labels(fields: Values, words: Words) -> str:
    return words.listed(record_phrases.label(words.gettext, each) for each in fields)


def _button(action: str, label: str, record_id: int, about: str) -> Button:
    return Button(action, label, (record_id,), f"{label}: {title(about)}")


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    RecordSaved: _saved,
    EditMet: _met,
    EditGivenUp: _given_up,
    RecordMoved: _moved,
    VerificationNoted: _verified,
    HistoryShown: _history,
    RecordsExpiring: _expiring,
    RecordChecked: lambda message, words: Card(
        paragraphs=(say.thank_you(words.gettext, title(message.title)),)
    ),
    ChangeNoted: lambda message, words: Card(
        paragraphs=(follow_up_phrases.draft_kept(words.gettext, title(message.title), changed=False),)
    ),
    RecordExpired: _expired,
}
