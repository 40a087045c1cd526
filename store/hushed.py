"""Threads in which the bot stays silent unless it is mentioned."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, select

from matching.domain import NetworkId, WorkspaceId
from store import tables
from store.statements import insert_once

# Run for every question, so it is made once: making it takes longer than its answer.
_END = delete(tables.hushed_thread).where(
    *(tables.hushed_thread.c[name] == bindparam(name) for name in ("workspace_id", "conversation", "thread"))
)


def hush(  # noqa: PLR0913 (a thread is named by these, and has no id of its own)
    conn: Connection,
    network_id: NetworkId,
    workspace_id: WorkspaceId,
    conversation: str,
    thread: str,
    now: datetime,
) -> bool:
    """Let the thread be hushed; True only for the call that hushed it.

    Raises IntegrityError when the workspace belongs to another network.
    """
    named = {"workspace_id": workspace_id, "conversation": conversation, "thread": thread}
    return insert_once(conn, tables.hushed_thread, network_id=network_id, hushed_at=now, **named)


def is_hushed(conn: Connection, workspace_id: WorkspaceId, conversation: str, thread: str) -> bool:
    """Say whether the bot stays silent in this thread."""
    named = tables.hushed_thread.c
    found = exists().where(
        named.workspace_id == workspace_id, named.conversation == conversation, named.thread == thread
    )
    return bool(conn.execute(select(found)).scalar_one())


def end(conn: Connection, workspace_id: WorkspaceId, conversation: str, thread: str) -> bool:
    """Let the bot be heard in the thread again; False if it was not hushed."""
    named = {"workspace_id": workspace_id, "conversation": conversation, "thread": thread}
    return conn.execute(_END, named).rowcount == 1
