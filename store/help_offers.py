"""Offers to help with a question: each official offers once, and the asker decides once, or it lapses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from matching.domain import NetworkId, OfficeId, OfficialId, QuestionId, WorkspaceId
from store import tables
from store.statements import insert_once

# Offers that wait for the asker, each a message to them: as many peers as are asked for a question at most.
MOST_WAITING = 3


@dataclass(frozen=True, slots=True)
class HelpOffer:
    """An official of an office can help with a question.

    `state` is offered, accepted, declined, or lapsed: unanswered for too long, or the two are not to meet.
    """

    network_id: NetworkId
    question_id: QuestionId
    official_id: OfficialId
    office_id: OfficeId
    state: str


def add(conn: Connection, offer: HelpOffer, now: datetime) -> bool:
    """Keep the offer; True only for the first one of this official for the question.

    Raises IntegrityError when any part belongs to another network.
    """
    return insert_once(
        conn,
        tables.help_offer,
        network_id=offer.network_id,
        question_id=offer.question_id,
        official_id=offer.official_id,
        office_id=offer.office_id,
        state=offer.state,
        offered_at=now,
    )


def of(
    conn: Connection, network_id: NetworkId, question_id: QuestionId, official_id: OfficialId
) -> HelpOffer | None:
    """Return the official's offer to help with the question, or None."""
    named = {"network_id": network_id, "question_id": question_id, "official_id": official_id}
    row = conn.execute(select(tables.help_offer).filter_by(**named)).one_or_none()
    return None if row is None else _offer(row)


def decide(conn: Connection, offer: HelpOffer, state: str, now: datetime) -> bool:
    """Move an open offer to accepted, declined or lapsed; True only for the one call that moved it."""
    still = update(tables.help_offer).filter_by(
        question_id=offer.question_id, official_id=offer.official_id, state="offered"
    )
    return conn.execute(still.values(state=state, decided_at=now)).rowcount == 1


def waiting(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> int:
    """Return how many offers to help with the question wait for its asker."""
    named = {"network_id": network_id, "question_id": question_id, "state": "offered"}
    query = select(func.count()).select_from(tables.help_offer).filter_by(**named)
    return conn.execute(query).scalar_one()


def for_answer_of(conn: Connection, workspace_id: WorkspaceId, asker_id: OfficialId) -> tuple[HelpOffer, ...]:
    """Return the offers that wait for this asker about what they asked in the workspace, oldest first."""
    offer, question = tables.help_offer.c, tables.question.c
    query = (
        select(tables.help_offer)
        .join(tables.question, question.id == offer.question_id)
        .where(question.workspace_id == workspace_id, question.asker_id == asker_id, offer.state == "offered")
        .order_by(offer.offered_at, offer.official_id)
    )
    return tuple(_offer(row) for row in conn.execute(query))


def each_waiting(
    conn: Connection, network_id: NetworkId, question_id: QuestionId
) -> tuple[tuple[HelpOffer, datetime], ...]:
    """Return the offers to help with the question that wait for its asker, each with when it was made."""
    named = {"network_id": network_id, "question_id": question_id, "state": "offered"}
    rows = conn.execute(select(tables.help_offer).filter_by(**named).order_by(tables.help_offer.c.offered_at))
    return tuple((_offer(row), row.offered_at) for row in rows)


def _offer(row: Row[Any]) -> HelpOffer:
    of = (NetworkId(row.network_id), QuestionId(row.question_id), OfficialId(row.official_id))
    return HelpOffer(*of, OfficeId(row.office_id), row.state)
