"""What the audit trail keeps of each kind of subject: this module alone decides it, docs/audit.md lists it.

An entry can never be deleted, so nothing stands here that somebody may want forgotten: no name of a person,
no question, no token, nothing of whom a member avoids.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from matching.domain import NetworkId, OfficialId, RecordId, TaskId, WorkspaceId
from store import channel_settings, networks, tables, tasks
from store.audit import Seen, Subject, View
from store.statements import chunks

# Of a record everything but what follows from the rest, and its network, which the chain names.
_OF_RECORD = [
    column
    for column in tables.record.c
    if column.name not in ("id", "network_id", "content_hash", "updated_at")
]


def record(network_id: NetworkId, record_id: RecordId) -> View:
    """Return the view of one record of the network, in whatever state it is."""
    return lambda conn: _records(conn, tables.record.c.id == record_id, network_id)


def records(network_id: NetworkId, keys: Iterable[str]) -> View:
    """Return the view of the network's records with these keys, drafts among them."""
    wanted = tuple(keys)

    def view(conn: Connection) -> Seen:
        found: dict[Subject, Any] = {}
        for chunk in chunks(wanted):
            found.update(_records(conn, tables.record.c.key.in_(chunk), network_id))
        return found

    return view


def official(official_id: OfficialId) -> View:
    """Return the view of an official: offices, membership, and what staff found."""

    def view(conn: Connection) -> Seen:
        row = conn.execute(
            select(tables.official.c.network_id, tables.official.c.verified_at).filter_by(id=official_id)
        ).one_or_none()
        if row is None:
            return {}
        checked = tasks.latest_of(conn, NetworkId(row.network_id), "verify", official_id)
        seen = {
            "verified": row.verified_at is not None,
            "checked": "" if checked is None else checked.outcome or checked.state,
            "offices": _offices(conn, official_id),
            **_membership(conn, official_id),
        }
        return {Subject("official", str(official_id)): seen}

    return view


def person(network_id: NetworkId, chat: str, chat_id: str) -> View:
    """Return the view of whom the chat knows by this id, in whichever workspace of the network."""

    def view(conn: Connection) -> Seen:
        query = (
            select(tables.identity.c.official_id)
            .join_from(tables.identity, tables.workspace)
            .where(tables.workspace.c.network_id == network_id, tables.workspace.c.chat == chat)
            .where(tables.identity.c.chat_id == chat_id)
            .distinct()
        )
        found = conn.execute(query.order_by(tables.identity.c.official_id)).scalars().all()
        return together(*(official(OfficialId(each)) for each in found))(conn)

    return view


def staff(workspace_id: WorkspaceId) -> View:
    """Return the view of the workspace's staff, each with who named them, and of where staff read."""

    def view(conn: Connection) -> Seen:
        query = (
            select(tables.workspace.c.external_id, tables.staff.c.chat_id, tables.staff.c.source)
            .join_from(tables.staff, tables.workspace)
            .where(tables.staff.c.workspace_id == workspace_id)
            .order_by(tables.staff.c.chat_id, tables.staff.c.source)
        )
        seen: dict[Subject, dict[str, Any]] = {}
        for row in conn.execute(query):
            subject = Subject("staff", f"{row.external_id}/{row.chat_id}")
            seen.setdefault(subject, {"named_by": []})["named_by"].append(row.source)
        return {**seen, **_workspaces(conn, tables.workspace.c.id == workspace_id)}

    return view


def topics(network_id: NetworkId) -> View:
    """Return the view of the network's closed list of topics."""
    return lambda conn: {
        Subject("network", str(network_id)): {"topics": list(networks.topics(conn, network_id))}
    }


def workspace(chat: str, external_id: str) -> View:
    """Return the view of a workspace: its network, and where staff read there."""
    here = (tables.workspace.c.chat == chat) & (tables.workspace.c.external_id == external_id)
    return lambda conn: _workspaces(conn, here)


def channel(workspace_id: WorkspaceId, conversation: str) -> View:
    """Return the view of how the bot behaves in one conversation."""

    def view(conn: Connection) -> Seen:
        named = select(tables.workspace.c.external_id).filter_by(id=workspace_id)
        setting = channel_settings.of(conn, workspace_id, conversation)
        seen = {
            "answers": setting.answers,
            "language": setting.language,
            "private": setting.private,
            "topics": list(setting.topics),
        }
        return {Subject("channel", f"{conn.execute(named).scalar_one()}/{conversation}"): seen}

    return view


def task(network_id: NetworkId, task_id: int) -> View:
    """Return the view of a task of staff; a question that it is about is named by its id alone."""

    def view(conn: Connection) -> Seen:
        found = tasks.by_id(conn, network_id, TaskId(task_id))
        if found is None:
            return {}
        about = {"kind": found.kind, "about": found.subject_id}
        return {Subject("task", str(task_id)): {**about, "state": found.state, "outcome": found.outcome}}

    return view


def installation(account: str) -> View:
    """Return the view of the app in a workspace or organisation, without its tokens."""

    def view(conn: Connection) -> Seen:
        installed = tables.installation.c
        query = select(installed.enterprise_wide, installed.installed_at, installed.left_at)
        row = conn.execute(query.where(installed.account == account)).one_or_none()
        if row is None:
            return {}
        seen = {
            "whole_organisation": row.enterprise_wide,
            "installed_at": _text(row.installed_at),
            "left_at": _text(row.left_at),
        }
        return {Subject("installation", account): seen}

    return view


def together(*views: View) -> View:
    """Return the view that shows what each of them does."""

    def view(conn: Connection) -> Seen:
        return {subject: seen for each in views for subject, seen in each(conn).items()}

    return view


def _records(conn: Connection, condition: Any, network_id: NetworkId) -> dict[Subject, dict[str, Any]]:
    query = select(tables.record.c.id, *_OF_RECORD).where(tables.record.c.network_id == network_id, condition)
    rows = conn.execute(query.order_by(tables.record.c.id)).mappings().all()
    topics: dict[int, list[str]] = {row["id"]: [] for row in rows}
    topic = tables.record_topic.c
    named = select(topic.record_id, topic.topic).where(topic.record_id.in_(topics))
    for found in conn.execute(named.order_by(topic.topic)):
        topics[found.record_id].append(found.topic)
    return {
        Subject("record", str(row["id"])): {
            **{column.name: row[column.name] for column in _OF_RECORD},
            "verified_on": _text(row["verified_on"]),
            "topics": topics[row["id"]],
        }
        for row in rows
    }


def _offices(conn: Connection, official_id: OfficialId) -> list[str]:
    query = (
        select(tables.office.c.id, tables.office.c.name, tables.jurisdiction.c.name.label("place"))
        .join_from(tables.tenure, tables.office)
        .join(tables.jurisdiction)
        .where(tables.tenure.c.official_id == official_id, tables.tenure.c.until.is_(None))
        .order_by(tables.tenure.c.since, tables.tenure.c.id)
    )
    return [f"{row.name}, {row.place} (office {row.id})" for row in conn.execute(query)]


def _membership(conn: Connection, official_id: OfficialId) -> dict[str, Any]:
    member = tables.membership.c
    query = select(member.left_at, member.paused_until, member.capacity, member.visibility)
    row = conn.execute(query.where(member.official_id == official_id)).one_or_none()
    if row is None:
        return {"member": False}
    said = {"capacity": row.capacity, "visibility": row.visibility}
    return {"member": row.left_at is None, "paused_until": _text(row.paused_until), **said}


def _workspaces(conn: Connection, condition: Any) -> dict[Subject, dict[str, Any]]:
    query = (
        select(tables.workspace.c.chat, tables.workspace.c.external_id, tables.network.c.name)
        .add_columns(tables.workspace.c.staff_conversation)
        .join_from(tables.workspace, tables.network)
        .where(condition)
    )
    return {
        Subject("workspace", f"{row.chat}/{row.external_id}"): {
            "network": row.name,
            "staff_channel": row.staff_conversation,
        }
        for row in conn.execute(query)
    }


def _text(moment: Any) -> str | None:
    return None if moment is None else str(moment)
