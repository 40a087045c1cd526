"""Texts in which officials tell what they did: each open until it is confirmed, thrown away or too old."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from matching.domain import IntroductionId, NetworkId, OfficialId, ProposalId
from store import tables
from store.statements import insert_row


@dataclass(frozen=True, slots=True)
class Told:
    """What an official told: in which language, where, and from which introduction if it came of one."""

    network_id: NetworkId
    author_id: OfficialId
    text: str
    language: str
    source: str
    introduction_id: IntroductionId | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was told, under its id; the text is "" once its state is not "open" any more."""

    id: ProposalId
    told: Told
    state: str
    told_at: datetime


def add(conn: Connection, told: Told, now: datetime) -> ProposalId:
    """Keep what was told and return its id.

    Raises IntegrityError when author or introduction belong to another network.
    """
    values = {
        "network_id": told.network_id,
        "author_id": told.author_id,
        "introduction_id": told.introduction_id,
        "source": told.source,
        "text": told.text,
        "language": told.language,
    }
    return ProposalId(insert_row(conn, tables.proposal, **values, state="open", told_at=now))


def by_id(conn: Connection, network_id: NetworkId, proposal_id: ProposalId) -> Proposal | None:
    """Return the network's proposal in whatever state it is, or None."""
    query = select(tables.proposal).filter_by(id=proposal_id, network_id=network_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _proposal_of(row)


def close(conn: Connection, proposal_id: ProposalId, state: str, now: datetime) -> bool:
    """Bring an open proposal into this state and forget its text; True only for the one call that did."""
    still_open = update(tables.proposal).filter_by(id=proposal_id, state="open")
    return conn.execute(still_open.values(state=state, text="", closed_at=now)).rowcount == 1


def discard_all(conn: Connection, author_id: OfficialId, now: datetime) -> int:
    """Throw away what this official told and has not confirmed; return how much that was."""
    still_open = update(tables.proposal).filter_by(author_id=author_id, state="open")
    return conn.execute(still_open.values(state="discarded", text="", closed_at=now)).rowcount


def _proposal_of(row: Row[Any]) -> Proposal:
    introduction_id = None if row.introduction_id is None else IntroductionId(row.introduction_id)
    told = Told(
        network_id=NetworkId(row.network_id),
        author_id=OfficialId(row.author_id),
        text=row.text,
        language=row.language,
        source=row.source,
        introduction_id=introduction_id,
    )
    return Proposal(ProposalId(row.id), told, row.state, row.told_at)
