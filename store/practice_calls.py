"""Calls for practices: proposed to staff, posted once, open until staff close them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from matching.domain import CallId, NetworkId, OfficialId, QuestionId, WorkspaceId
from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class Proposal:
    """What staff may call for: about which questions, what these are called today, and in which words."""

    title: str
    text: str
    about: AbstractSet[QuestionId] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """A call for practices. Proposed: `opened_at` and `asked_by` are None; over: `closed_at` is not.

    `about` is empty of a call that an earlier version posted.
    """

    id: CallId
    title: str
    text: str
    about: frozenset[QuestionId]
    asked_by: OfficialId | None
    conversation: str
    opened_at: datetime | None
    closed_at: datetime | None

    def is_about(self, title: str, about: AbstractSet[QuestionId]) -> bool:
        """Say whether it is about these questions: of one title, or of the fewer ones half are the same.

        Questions are answered, and others come: the name of what they have in common changes with a few.
        """
        shared = len(self.about & about)
        return self.title == title or (shared > 0 and 2 * shared >= min(len(self.about), len(about)))


@dataclass(frozen=True, slots=True)
class Posting:
    """Who posts a call, where, and in which words."""

    asked_by: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    text: str


def propose(conn: Connection, network_id: NetworkId, proposal: Proposal, now: datetime) -> CallId:
    """Keep the call that staff may post, as it is now; return its id, the same for the same title."""
    call, title = tables.practice_call, proposal.title
    said = {"text": proposal.text, "about": sorted(proposal.about), "proposed_at": now}
    insert_once(conn, call, network_id=network_id, title=title, **said)
    proposed = (call.c.network_id == network_id, call.c.title == title, call.c.opened_at.is_(None))
    conn.execute(update(call).where(*proposed).values(**said))
    return CallId(conn.execute(select(call.c.id).where(*proposed)).scalar_one())


def by_id(conn: Connection, network_id: NetworkId, call_id: CallId) -> Call | None:
    """Return the network's call, proposed, open or over, or None."""
    row = conn.execute(
        select(tables.practice_call).filter_by(id=call_id, network_id=network_id)
    ).one_or_none()
    return None if row is None else _call(row)


def running(conn: Connection, network_id: NetworkId) -> tuple[Call, ...]:
    """Return the calls that are posted and not over, oldest first."""
    call = tables.practice_call
    query = select(call).filter_by(network_id=network_id, closed_at=None).where(call.c.opened_at.is_not(None))
    return tuple(_call(row) for row in conn.execute(query.order_by(call.c.id)))


def open_once(
    conn: Connection, network_id: NetworkId, call_id: CallId, posting: Posting, now: datetime
) -> bool:
    """Let the proposed call be open; True only for the call of this function that opened it.

    False as well while another call of its title is open.
    """
    call, other = tables.practice_call, tables.practice_call.alias("other")
    is_running = exists().where(
        other.c.network_id == network_id,
        other.c.title == call.c.title,
        other.c.opened_at.is_not(None),
        other.c.closed_at.is_(None),
    )
    proposed = (
        update(call)
        .filter_by(id=call_id, network_id=network_id)
        .where(call.c.opened_at.is_(None), ~is_running.correlate(call))
    )
    values = {
        "asked_by": posting.asked_by,
        "workspace_id": posting.workspace_id,
        "conversation": posting.conversation,
        "text": posting.text,
        "opened_at": now,
    }
    return conn.execute(proposed.values(**values)).rowcount == 1


def take_back(conn: Connection, network_id: NetworkId, call_id: CallId, now: datetime) -> bool:
    """Let the open call, which the chat refused, be proposed again; False if it is not open.

    It is over instead where the same title was proposed anew meanwhile.
    """
    call, other = tables.practice_call, tables.practice_call.alias("other")
    again = exists().where(
        other.c.network_id == network_id, other.c.title == call.c.title, other.c.opened_at.is_(None)
    )
    is_open = update(call).filter_by(id=call_id, network_id=network_id, closed_at=None)
    unposted = {"opened_at": None, "asked_by": None, "workspace_id": None, "conversation": ""}
    refused = is_open.where(call.c.opened_at.is_not(None), ~again.correlate(call))
    if conn.execute(refused.values(**unposted)).rowcount == 1:
        return True
    return close_once(conn, network_id, call_id, now)


def close_once(conn: Connection, network_id: NetworkId, call_id: CallId, now: datetime) -> bool:
    """Let the open call be over; True only for the call of this function that closed it."""
    call = tables.practice_call
    is_open = update(call).filter_by(id=call_id, network_id=network_id).where(call.c.closed_at.is_(None))
    return conn.execute(is_open.where(call.c.opened_at.is_not(None)).values(closed_at=now)).rowcount == 1


def _call(row: Row[Any]) -> Call:
    return Call(
        id=CallId(row.id),
        title=row.title,
        text=row.text,
        about=frozenset(map(QuestionId, row.about)),
        asked_by=None if row.asked_by is None else OfficialId(row.asked_by),
        conversation=row.conversation,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
