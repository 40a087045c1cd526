"""Whom to ask about a question: the officials behind its matches who can be asked now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from matching import peers
from matching.domain import (
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PeerReason,
    PracticeRecord,
    RecordId,
)
from store import introductions, loads, memberships, officials, records
from store.questions import Question

NO_REPEAT_WITHIN = timedelta(days=90)  # the issue: no pair is introduced twice within 90 days


@dataclass(frozen=True, slots=True)
class PeerToAsk:
    """Somebody to ask, for which office and because of which record.

    `near_quorum` names a governing body of which one more member in the conversation would be a quorum.
    """

    official: Official
    office: Office
    record: PracticeRecord | None
    reasons: tuple[PeerReason, ...]
    near_quorum: str = ""


def choose(  # noqa: PLR0913 (who asks what, pointing where, and when)
    connection: Connection,
    question: Question,
    asker: Official,
    first_record: RecordId | None,
    now: datetime,
    *,
    without: frozenset[OfficialId] = frozenset(),
) -> list[PeerToAsk]:
    """Return whom to ask, best first; empty when nobody can be asked now."""
    since = now - NO_REPEAT_WITHIN
    paired = introductions.paired_since(connection, question.network_id, asker.id, since)
    chosen: dict[OfficialId, PeerToAsk] = {}
    for record in _records(connection, question, first_record):
        for each in _behind(connection, record, asker, now):
            if each.official.id not in paired | without:
                chosen.setdefault(each.official.id, each)
    return list(chosen.values())


def nobody_joined(connection: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Say whether no current member holds the office."""
    for holder in officials.holders(connection, network_id, office_id, on):
        member = memberships.by_official(connection, holder.id)
        if member is not None and member.left_at is None:
            return False
    return True


def _records(
    connection: Connection, question: Question, first_record: RecordId | None
) -> Iterator[PracticeRecord]:
    matched = loads.matches_of(connection, question.id)
    wanted = dict.fromkeys((*([first_record] if first_record is not None else []), *matched))
    found = records.by_ids(connection, question.network_id, wanted)
    return (found[each] for each in wanted if each in found)


def _behind(
    connection: Connection, record: PracticeRecord, asker: Official, now: datetime
) -> Iterator[PeerToAsk]:
    office = record.office
    if office is None or (asker.jurisdiction and asker.jurisdiction.id == office.jurisdiction.id):
        return
    for holder in officials.holders(connection, asker.network_id, office.id, now.date()):
        if holder.id != asker.id and holder.verified_at and _can_be_asked(connection, holder, now):
            reasons = peers.reasons(asker.jurisdiction, office.jurisdiction)
            yield PeerToAsk(holder, office, record, reasons)


def _can_be_asked(connection: Connection, holder: Official, now: datetime) -> bool:
    member = memberships.by_official(connection, holder.id)
    if member is None or member.left_at is not None or member.said.capacity == 0:
        return False
    if member.paused_until is not None and member.paused_until > now:
        return False
    return not any(first <= now.date() <= last for first, last in member.said.quiet)
