"""Who is staff of a network, as its chats know them, and where staff read what they have to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, select, update

from matching.domain import NetworkId, WorkspaceId
from store import tables
from store.networks import Workspace, workspace_by_id
from store.statements import insert_missing, insert_once


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person of staff; `external_id` names the workspace, `source` says who named them."""

    chat: str
    external_id: str
    chat_id: str
    source: str


def is_staff(conn: Connection, workspace_id: WorkspaceId, chat_id: str) -> bool:
    """Say whether this person of the workspace is staff, whoever named them."""
    named = exists().where(tables.staff.c.workspace_id == workspace_id, tables.staff.c.chat_id == chat_id)
    return bool(conn.execute(select(named)).scalar_one())


def add(conn: Connection, workspace_id: WorkspaceId, chat_id: str, source: str) -> bool:
    """Let the person be staff by this source; True only for the call that named them."""
    network_id = _network_of(conn, workspace_id)
    named = {"workspace_id": workspace_id, "chat_id": chat_id, "source": source}
    return insert_once(conn, tables.staff, network_id=network_id, **named)


def remove(conn: Connection, workspace_id: WorkspaceId, chat_id: str, source: str) -> bool:
    """Let this source no longer name the person; False if it did not. Another source may still name them."""
    named = delete(tables.staff).filter_by(workspace_id=workspace_id, chat_id=chat_id, source=source)
    return conn.execute(named).rowcount == 1


def replace_source(conn: Connection, workspace_id: WorkspaceId, source: str, chat_ids: Iterable[str]) -> None:
    """Let exactly these people of the workspace be staff by this source; other sources stay as they are."""
    wanted = sorted(set(chat_ids))
    others = tables.staff.c.chat_id.not_in(wanted)
    conn.execute(delete(tables.staff).filter_by(workspace_id=workspace_id, source=source).where(others))
    named = {"network_id": _network_of(conn, workspace_id), "workspace_id": workspace_id, "source": source}
    insert_missing(conn, tables.staff, [named | {"chat_id": chat_id} for chat_id in wanted])


def every(conn: Connection, network_id: NetworkId) -> tuple[StaffMember, ...]:
    """Return the network's staff, by workspace, person and source: who has two sources is there twice."""
    query = (
        select(tables.workspace.c.chat, tables.workspace.c.external_id)
        .add_columns(tables.staff.c.chat_id, tables.staff.c.source)
        .join_from(tables.staff, tables.workspace)
        .where(tables.staff.c.network_id == network_id)
        .order_by(tables.workspace.c.id, tables.staff.c.chat_id, tables.staff.c.source)
    )
    return tuple(StaffMember(*row) for row in conn.execute(query))


def set_conversation(conn: Connection, workspace_id: WorkspaceId, conversation: str) -> None:
    """Let the tasks of staff be posted where the settings say; "" ends only what settings said before."""
    named = update(tables.workspace).filter_by(id=workspace_id)
    if not conversation:
        named = named.filter_by(staff_chose_it=False)
    conn.execute(named.values(staff_conversation=conversation, staff_chose_it=False))


def choose_conversation(conn: Connection, workspace_id: WorkspaceId, conversation: str) -> None:
    """Let the tasks of staff be posted in this conversation of the workspace, as staff chose."""
    named = update(tables.workspace).filter_by(id=workspace_id)
    conn.execute(named.values(staff_conversation=conversation, staff_chose_it=True))


def leave_conversation(conn: Connection, workspace_id: WorkspaceId, conversation: str) -> bool:
    """Let no tasks be posted in this conversation any more; False if they were not."""
    here = update(tables.workspace).filter_by(id=workspace_id, staff_conversation=conversation)
    return conn.execute(here.values(staff_conversation="", staff_chose_it=False)).rowcount == 1


def conversations(conn: Connection, network_id: NetworkId) -> tuple[tuple[Workspace, str], ...]:
    """Return where the network's staff read what they have to do: workspaces, each with a conversation."""
    query = select(tables.workspace.c.id, tables.workspace.c.staff_conversation).where(
        tables.workspace.c.network_id == network_id, tables.workspace.c.staff_conversation != ""
    )
    rows = conn.execute(query.order_by(tables.workspace.c.id)).all()
    return tuple((workspace_by_id(conn, WorkspaceId(row.id)), row.staff_conversation) for row in rows)


def _network_of(conn: Connection, workspace_id: WorkspaceId) -> NetworkId:
    query = select(tables.workspace.c.network_id).filter_by(id=workspace_id)
    return NetworkId(conn.execute(query).scalar_one())
