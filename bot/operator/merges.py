"""`counterpart practice merge` and `unmerge`: what staff decide in a form, decided at the command line."""

from collections.abc import Iterable, Mapping

from bot.forms import merge as merge_form
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import ENGLISH, as_text, operating
from bot.phrases import merge as merge_phrases
from bot.phrases import record as record_phrases
from bot.records import expiring_task, merging, run_out
from bot.records import parts as record_parts
from bot.records.merging import Pair
from bot.records.parts import BOTH, INTO, RECORD
from bot.shortening import cut, one_line
from bot.staff import told_later
from matching.domain import RecordId
from store import audit_views_of_care
from store.merges import Merging

SHOWN = 100  # characters of each text: enough to tell them apart, little enough for a line


def merge(name: str, into: str, chosen: Mapping[str, str], *, agreed: bool) -> str:
    """Merge the record into the other one; unless that is agreed, return what differs and change nothing.

    Raises OperatorMistake for two that cannot be merged, and for a choice that a part does not have.
    """
    with operating() as its:
        ids = [its.named(each).record.id for each in (name, into)]
        two = merging.pair_of(its.connection, its.network_id, *ids)
        _check(two, chosen)
        if not agreed:
            return _differences(two, chosen)
        seen = Merging(two.record.id, two.record.revision, two.into.id, two.into.revision, by=None)
        view = audit_views_of_care.merging(its.network_id, two.record.id, two.into.id)
        with its.watched("record.merge", view):
            merged = merging.merged(its.connection, its.network_id, seen, chosen, its.now)
        told_later.ended(its.connection, merged.over, its.now)
        if merged.of_draft:
            merging.tell_later(its.connection, its.network_id, two.record.id, its.now)
    return as_text(merged.message)


def unmerge(name: str) -> str:
    """Take the record's merge back and return what became of both. Raises OperatorMistake."""
    with operating() as its:
        record_id: RecordId = its.named(name).record.id
        with its.watched("record.unmerge", audit_views_of_care.unmerging(its.network_id, record_id)):
            unmerged = merging.unmerged(its.connection, its.network_id, record_id, None, its.now)
        state = its.named(name).state
        if state in merging.DRAFTS:
            merging.tell_later(its.connection, its.network_id, record_id, its.now)
        if state == "drafted":
            told_later.opened(its.connection, its.network_id, "draft", record_id, its.now)
        if run_out.has_run_out(its.connection, its.network_id, record_id, its.now):
            told_later.opened(its.connection, its.network_id, expiring_task.KIND, record_id, its.now)
    return as_text(unmerged)


def choices(pairs: Iterable[str]) -> dict[str, str]:
    """Return what PART=record, into or both says. Raises OperatorMistake for another form."""
    found = {}
    for each in pairs:
        part, equals, whose = each.partition("=")
        if not equals or part not in record_parts.COMPARED or whose not in (RECORD, INTO, BOTH):
            raise OperatorMistake(
                f"{each} is not PART=record, PART=into or PART=both; the parts are "
                f"{', '.join(record_parts.COMPARED)}."
            )
        found[part] = whose
    return found


def _check(two: Pair, chosen: Mapping[str, str]) -> None:
    differing = record_parts.differing(two.record, two.into)
    for part, whose in chosen.items():
        if part not in differing:
            raise OperatorMistake(
                f"{part}: the two do not differ there, or record {two.record.id} says nothing."
            )
        if sentence := merge_form.mistake(ENGLISH, two, part, whose):
            raise OperatorMistake(f"{part}={whose}: {sentence}")


def _differences(two: Pair, chosen: Mapping[str, str]) -> str:
    lines = [f"{each.id}  {each.key}  {cut(one_line(each.title), SHOWN)}" for each in (two.record, two.into)]
    for part in record_parts.differing(two.record, two.into):
        stays = chosen.get(part) or record_parts.choices(two.record, two.into, part)[0]
        label = record_phrases.label(ENGLISH.gettext, part)
        lines += [f"{part} ({label}): {stays} stays", *(_line(two, part, whose) for whose in (RECORD, INTO))]
    if fewer := two.fewer_readers(two.settled(chosen)):
        record, into = (
            merge_phrases.named(ENGLISH.gettext, each.id, cut(one_line(each.title), SHOWN))
            for each in (two.record, two.into)
        )
        lines.append(merge_phrases.fewer_readers(ENGLISH.gettext, record, into, fewer.value))
    return "\n".join(
        [
            *lines,
            "Nothing is merged yet. Choose with --take PART=record, =into or =both; merge with --yes.",
        ]
    )


def _line(two: Pair, part: str, whose: str) -> str:
    record = two.record if whose == RECORD else two.into
    text = one_line(record_parts.text_of(record, part)) or merge_phrases.empty(ENGLISH.gettext)
    return f"  {whose}: {cut(text, SHOWN)}"
