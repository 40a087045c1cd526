"""Whom a chat reaches: workspaces from which the app was taken out, and accounts that were closed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, select, update

from matching.domain import IntroductionId, NetworkId, WorkspaceId
from store import tables
from store.introduction_statements import OPEN

_identity, _workspace, _introduction = tables.identity.c, tables.workspace.c, tables.introduction.c

# An identity by which somebody can be written to; `workspace` has to be joined.
IS_REACHABLE = and_(_identity.gone_at.is_(None), _workspace.away_since.is_(None))

# Asked for every event, so it is made once: making one takes longer than its answer.
_GONE_AT = select(_identity.gone_at).where(
    _identity.workspace_id == bindparam("workspace_id"), _identity.chat_id == bindparam("chat_id")
)

# A request that waits for somebody whom no chat reaches any more.
_STRANDED = (
    select(_introduction.id, _introduction.network_id)
    .where(
        _introduction.state.in_(OPEN),
        ~exists()
        .where(_identity.official_id == _introduction.peer_id, _identity.workspace_id == _workspace.id)
        .where(IS_REACHABLE)
        .correlate(tables.introduction),
    )
    .order_by(_introduction.id)
)


def leave(conn: Connection, chat: str, external_ids: Iterable[str], now: datetime) -> list[WorkspaceId]:
    """Note that the app was taken out of these workspaces; return those of networks where it was before."""
    here = (_workspace.chat == chat, _workspace.external_id.in_(list(external_ids)))
    found = conn.execute(select(_workspace.id).where(*here, _workspace.away_since.is_(None))).scalars().all()
    there = update(tables.workspace).where(_workspace.id.in_(found), _workspace.away_since.is_(None))
    conn.execute(there.values(away_since=now))
    return [WorkspaceId(each) for each in found]


def come_back(conn: Connection, chat: str, external_ids: Iterable[str]) -> list[WorkspaceId]:
    """Note that the app is in these workspaces again; return those from which it was away."""
    here = (_workspace.chat == chat, _workspace.external_id.in_(list(external_ids)))
    away = conn.execute(select(_workspace.id).where(*here, _workspace.away_since.is_not(None)))
    found = away.scalars().all()
    conn.execute(update(tables.workspace).where(_workspace.id.in_(found)).values(away_since=None))
    return [WorkspaceId(each) for each in found]


def is_closed(conn: Connection, workspace_id: WorkspaceId, chat_id: str) -> bool | None:
    """Return whether the person's account there was closed when last heard of; None for somebody unknown."""
    row = conn.execute(_GONE_AT, {"workspace_id": workspace_id, "chat_id": chat_id}).one_or_none()
    return None if row is None else row.gone_at is not None


def close_account(conn: Connection, workspace_id: WorkspaceId, chat_id: str, now: datetime) -> bool:
    """Note that the person's account is closed; True only for the one call that noted it."""
    there = update(tables.identity).filter_by(workspace_id=workspace_id, chat_id=chat_id, gone_at=None)
    return conn.execute(there.values(gone_at=now)).rowcount == 1


def open_account(conn: Connection, workspace_id: WorkspaceId, chat_id: str) -> None:
    """Note that the person can be written to there."""
    there = update(tables.identity).filter_by(workspace_id=workspace_id, chat_id=chat_id)
    conn.execute(there.where(_identity.gone_at.is_not(None)).values(gone_at=None))


def stranded(conn: Connection, workspaces: Iterable[WorkspaceId]) -> list[tuple[IntroductionId, NetworkId]]:
    """Return the open requests to people of these workspaces whom no chat reaches any more, oldest first."""
    of_them = select(_identity.official_id).where(_identity.workspace_id.in_(list(workspaces)))
    rows = conn.execute(_STRANDED.where(_introduction.peer_id.in_(of_them)))
    return [(IntroductionId(row.id), NetworkId(row.network_id)) for row in rows]
