"""Networks, their workspaces and their topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from matching.domain import NetworkId, WorkspaceId
from store import tables
from store.statements import insert_missing, insert_once


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack workspace, Teams tenant or console; `external_id` is the chat's name for it."""

    id: WorkspaceId
    network_id: NetworkId
    chat: str
    external_id: str
    demonstration: bool


def ensure(conn: Connection, name: str, *, demonstration: bool = False) -> NetworkId:
    """Return the network of this name, made if there was none; a network that exists stays what it is."""
    insert_once(conn, tables.network, name=name, demonstration=demonstration)
    return NetworkId(conn.execute(select(tables.network.c.id).filter_by(name=name)).scalar_one())


def hold(conn: Connection, network_id: NetworkId) -> None:
    """Let no other transaction hold the network until this one ends; reading and asking go on meanwhile."""
    # Writing a column without an index takes PostgreSQL's weaker lock, which references do not wait for; on
    # SQLite any write will do, since one transaction writes at a time.
    same = {"demonstration": tables.network.c.demonstration}
    conn.execute(update(tables.network).filter_by(id=network_id).values(same))


def every(conn: Connection) -> dict[str, NetworkId]:
    """Return all networks of the database, by name."""
    rows = conn.execute(select(tables.network.c.name, tables.network.c.id).order_by(tables.network.c.id))
    return {row.name: NetworkId(row.id) for row in rows}


def by_name(conn: Connection, name: str) -> NetworkId | None:
    """Return the network of this name, or None."""
    found = conn.execute(select(tables.network.c.id).filter_by(name=name)).scalar()
    return None if found is None else NetworkId(found)


def name(conn: Connection, network_id: NetworkId) -> str:
    """Return the network's name. Raises NoResultFound if there is none."""
    return str(conn.execute(select(tables.network.c.name).filter_by(id=network_id)).scalar_one())


def ensure_workspace(conn: Connection, network_id: NetworkId, chat: str, external_id: str) -> WorkspaceId:
    """Return the workspace, made in this network if nobody knew it.

    Raises ValueError if it belongs to another network: moving one would mix two networks.
    """
    insert_once(conn, tables.workspace, network_id=network_id, chat=chat, external_id=external_id)
    found = workspace(conn, chat, external_id)
    if found is None or found.network_id != network_id:
        raise ValueError(f"the {chat} workspace {external_id} belongs to another network")
    return found.id


def workspace(conn: Connection, chat: str, external_id: str) -> Workspace | None:
    """Return the workspace that the chat calls by this id, or None if it has not joined a network."""
    row = conn.execute(_BY_NAME, {"chat": chat, "external_id": external_id}).one_or_none()
    return None if row is None else _workspace_of(row)


def workspaces(conn: Connection, network_id: NetworkId, chat: str) -> tuple[Workspace, ...]:
    """Return the network's workspaces in one chat, the longest known first."""
    query = _workspaces().where(tables.workspace.c.network_id == network_id, tables.workspace.c.chat == chat)
    return tuple(_workspace_of(row) for row in conn.execute(query.order_by(tables.workspace.c.id)))


def networks_of(conn: Connection, chat: str, external_ids: Iterable[str] = ()) -> frozenset[NetworkId]:
    """Return the networks of these workspaces of the chat; without ids, of all its workspaces."""
    query, ids = select(tables.workspace.c.network_id).filter_by(chat=chat), list(external_ids)
    if ids:
        query = query.where(tables.workspace.c.external_id.in_(ids))
    return frozenset(NetworkId(found) for found in conn.execute(query).scalars())


def workspace_by_id(conn: Connection, workspace_id: WorkspaceId) -> Workspace:
    """Return the workspace. Raises NoResultFound if there is none."""
    return _workspace_of(conn.execute(_BY_ID, {"workspace_id": workspace_id}).one())


def ensure_topics(conn: Connection, network_id: NetworkId, names: Iterable[str]) -> None:
    """Add those topics that the network's closed list lacks."""
    wanted = sorted(set(names))
    insert_missing(conn, tables.topic, [{"network_id": network_id, "name": name} for name in wanted])


def topics(conn: Connection, network_id: NetworkId) -> tuple[str, ...]:
    """Return the network's closed list of topics, sorted."""
    query = select(tables.topic.c.name).filter_by(network_id=network_id)
    return tuple(sorted(conn.execute(query).scalars()))


def _workspaces() -> Select[Any]:
    return select(tables.workspace, tables.network.c.demonstration).join_from(
        tables.workspace, tables.network
    )


# Read with every event and message, so they are made once: making one takes longer than its answer.
_BY_NAME = _workspaces().where(
    tables.workspace.c.chat == bindparam("chat"),
    tables.workspace.c.external_id == bindparam("external_id"),
)
_BY_ID = _workspaces().where(tables.workspace.c.id == bindparam("workspace_id"))


def _workspace_of(row: Row[Any]) -> Workspace:
    return Workspace(
        WorkspaceId(row.id), NetworkId(row.network_id), row.chat, row.external_id, row.demonstration
    )
