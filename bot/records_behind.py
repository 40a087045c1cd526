"""The records behind the entries of an index: a record itself, or those that answered an earlier question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from matching.domain import (
    NO_OUTCOMES,
    AskedBefore,
    Candidate,
    EntryKey,
    EntryKind,
    NetworkId,
    QuestionId,
    RecordId,
)
from matching.entries import Within
from store import answered_questions, outcomes, records


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and how probably it answers the question."""

    key: EntryKey
    probability: float


def resolved(
    connection: Connection, network_id: NetworkId, found: Sequence[Found], on: date
) -> list[Candidate]:
    """Return each record once, at its most probable; an earlier question lends its own probability."""
    earlier_ids = [QuestionId(each.key.id) for each in found if each.key.kind is EntryKind.QUESTION]
    asked = answered_questions.asked_before(connection, network_id, earlier_ids, on)
    best: dict[RecordId, tuple[float, AskedBefore | None]] = {}
    for each in found:
        for record_id, before in _led_to(each.key, asked):
            earlier = best.get(record_id)
            best_before = before or (earlier[1] if earlier else None)
            best[record_id] = (max(each.probability, earlier[0] if earlier else 0.0), best_before)
    by_id = records.by_ids(connection, network_id, list(best))
    came_of = outcomes.of_records(connection, network_id, by_id)
    return [
        Candidate(
            by_id[record_id],
            *kept,
            came_of.get(record_id, NO_OUTCOMES),
            expired=by_id[record_id].expired(on),
        )
        for record_id, kept in best.items()
        if record_id in by_id
    ]


def findable(
    connection: Connection, network_id: NetworkId, within: Within, keys: Sequence[EntryKey]
) -> set[EntryKey]:
    """Return those of the entries that are records, or that lead to one that is within."""
    asked = [QuestionId(key.id) for key in keys if key.kind is EntryKind.QUESTION]
    if not asked or not within.leaves_out(EntryKind.RECORD):
        return set(keys)
    led = answered_questions.led_to(connection, network_id, asked)
    leading = {
        EntryKey(EntryKind.QUESTION, question_id)
        for question_id, found in led.items()
        if any(within.has(EntryKey(EntryKind.RECORD, each)) for each in found)
    }
    return leading | {key for key in keys if key.kind is EntryKind.RECORD}


def _led_to(
    key: EntryKey, asked: dict[QuestionId, list[AskedBefore]]
) -> list[tuple[RecordId, AskedBefore | None]]:
    if key.kind is EntryKind.RECORD:
        return [(RecordId(key.id), None)]
    return [(before.record_id, before) for before in asked.get(QuestionId(key.id), [])]
