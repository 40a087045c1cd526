"""What the audit trail keeps of each kind of subject: this module alone decides it, docs/audit.md lists it.

An entry can never be deleted, so nothing stands here that somebody may want forgotten: no name of a person,
no question, no token, nothing of whom a member avoids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from matching.domain import CallId, NetworkId, OfficialId, RecordId, TaskId, WorkspaceId
from store import channel_settings, digests, networks, practice_calls, tables, tasks
from store.audit import Seen, Subject, View
from store.statements import chunks

# Of a record everything but what follows from the rest, and its network, which the chain names.
_OF_RECORD = [
    column
    for column in tables.record.c
    if column.name not in ("id", "network_id", "content_hash", "updated_at", "revision")
]


# Read before and after most changes, so they are made once: making one takes longer than its answer.
_verify = tables.task.alias("verify")
_OFFICIAL = (
    select(tables.official.c.verified_at, _verify.c.outcome, _verify.c.state)
    .add_columns(tables.membership.c.joined_at, tables.membership.c.left_at)
    .add_columns(tables.membership.c.paused_until, tables.membership.c.capacity)
    .add_columns(tables.membership.c.visibility)
    .join_from(
        tables.official,
        tables.membership,
        tables.membership.c.official_id == tables.official.c.id,
        isouter=True,
    )
    .join(
        _verify,
        and_(
            _verify.c.network_id == tables.official.c.network_id,
            _verify.c.kind == "verify",
            _verify.c.subject_id == tables.official.c.id,
        ),
        isouter=True,
    )
    .where(tables.official.c.id == bindparam("official_id"))
    .order_by(_verify.c.id.desc())
    .limit(1)
)
_OFFICES = (
    select(tables.office.c.id, tables.office.c.name, tables.jurisdiction.c.name.label("place"))
    .join_from(tables.tenure, tables.office)
    .join(tables.jurisdiction)
    .where(tables.tenure.c.official_id == bindparam("official_id"), tables.tenure.c.until.is_(None))
    .order_by(tables.tenure.c.since, tables.tenure.c.id)
)
_KNOWN_AS = (
    select(tables.identity.c.official_id)
    .join_from(tables.identity, tables.workspace)
    .where(
        tables.workspace.c.network_id == bindparam("network_id"),
        tables.workspace.c.chat == bindparam("chat"),
        tables.identity.c.chat_id == bindparam("chat_id"),
    )
    .distinct()
    .order_by(tables.identity.c.official_id)
)
_RECORDS = select(tables.record.c.id, *_OF_RECORD).order_by(tables.record.c.id)
_NAMED = _RECORDS.where(
    tables.record.c.network_id == bindparam("network_id"),
    tables.record.c.key.in_(bindparam("keys", expanding=True)),
)
_NUMBERED = _RECORDS.where(
    tables.record.c.network_id == bindparam("network_id"), tables.record.c.id == bindparam("record_id")
)
_TOPICS = (
    select(tables.record_topic)
    .where(tables.record_topic.c.record_id.in_(bindparam("ids", expanding=True)))
    .order_by(tables.record_topic.c.topic)
)

_READERS = (
    select(tables.record_reader.c.record_id, tables.record_reader.c.jurisdiction_id)
    .where(tables.record_reader.c.record_id.in_(bindparam("ids", expanding=True)))
    .order_by(tables.record_reader.c.jurisdiction_id)
)


def record(network_id: NetworkId, record_id: RecordId) -> View:
    """Return the view of one record of the network, in whatever state it is."""
    values = {"network_id": network_id, "record_id": record_id}
    return lambda conn: _records(conn, _NUMBERED, values)


def record_pair(record_id: RecordId, other_id: RecordId) -> View:
    """Return the view of two records: whether staff told them apart."""

    def view(conn: Connection) -> Seen:
        first, second = sorted((record_id, other_id))
        pair = select(tables.record_pair.c.apart_at).filter_by(record_id=first, other_id=second)
        apart = conn.execute(pair).scalar() is not None
        return {Subject("record", str(record_id)): {"not_the_same_as": [other_id] if apart else []}}

    return view


def records(network_id: NetworkId, keys: Iterable[str]) -> View:
    """Return the view of the network's records with these keys, drafts among them."""
    wanted = tuple(keys)

    def view(conn: Connection) -> Seen:
        found: dict[Subject, Any] = {}
        for chunk in chunks(wanted):
            found.update(_records(conn, _NAMED, {"network_id": network_id, "keys": chunk}))
        return found

    return view


def official(official_id: OfficialId) -> View:
    """Return the view of an official: offices, membership, and what staff found."""

    def view(conn: Connection) -> Seen:
        row = conn.execute(_OFFICIAL, {"official_id": official_id}).one_or_none()
        if row is None:
            return {}
        offices = conn.execute(_OFFICES, {"official_id": official_id})
        seen = {
            "verified": row.verified_at is not None,
            "checked": row.outcome or row.state or "",
            "offices": [f"{each.name}, {each.place} (office {each.id})" for each in offices],
            "member": row.joined_at is not None and row.left_at is None,
            "paused_until": _text(row.paused_until),
            "capacity": row.capacity,
            "visibility": row.visibility,
        }
        return {Subject("official", str(official_id)): seen}

    return view


def person(network_id: NetworkId, chat: str, chat_id: str) -> View:
    """Return the view of whom the chat knows by this id, in whichever workspace of the network."""

    def view(conn: Connection) -> Seen:
        named = {"network_id": network_id, "chat": chat, "chat_id": chat_id}
        found = conn.execute(_KNOWN_AS, named).scalars().all()
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


def digest(workspace_id: WorkspaceId, conversation: str) -> View:
    """Return the view of when one conversation gets its summary, and whether one was wanted out of turn."""

    def view(conn: Connection) -> Seen:
        of = digests.of_reader(conn, (workspace_id, conversation))
        if of is None:
            return {}
        named = select(tables.workspace.c.external_id).filter_by(id=workspace_id)
        waits = digests.waiting(conn, of.id)
        seen = {**asdict(of.rhythm), "state": of.state, "next": waits.week if waits else ""}
        return {Subject("digest", f"{conn.execute(named).scalar_one()}/{conversation}"): seen}

    return view


def task(network_id: NetworkId, task_id: int) -> View:
    """Return the view of a task of staff; a question that it is about is named by its id alone."""

    def view(conn: Connection) -> Seen:
        found = tasks.by_id(conn, network_id, TaskId(task_id))
        if found is None:
            return {}
        seen = {
            "kind": found.kind,
            "about": found.subject_id,
            "state": found.state,
            "outcome": found.outcome,
            "assigned_to": found.assigned_to,
        }
        return {Subject("task", str(task_id)): seen}

    return view


def draft_of_task(network_id: NetworkId, task_id: int) -> View:
    """Return the view of a task of staff and of the draft that it is about."""

    def view(conn: Connection) -> Seen:
        seen = dict(task(network_id, task_id)(conn))
        found = tasks.by_id(conn, network_id, TaskId(task_id))
        if found is not None and found.kind == "draft":
            seen.update(record(network_id, RecordId(found.subject_id))(conn))
        return seen

    return view


def call(network_id: NetworkId, call_id: CallId) -> View:
    """Return the view of a call for practices: where it stands and whether it is open, not its words."""

    def view(conn: Connection) -> Seen:
        found = practice_calls.by_id(conn, network_id, call_id)
        if found is None:
            return {}
        seen = {
            "conversation": found.conversation,
            "opened_at": found.opened_at,
            "closed_at": found.closed_at,
        }
        return {Subject("call", str(call_id)): {name: str(value or "") for name, value in seen.items()}}

    return view


def quote(network_id: NetworkId, quote_id: int) -> View:
    """Return the view of a reply that is to be an answer: what its author said, never the text."""
    return _quotes(tables.quoted_answer.c.network_id == network_id, tables.quoted_answer.c.id == quote_id)


def quotes_chosen(network_id: NetworkId, official_id: OfficialId) -> View:
    """Return the view of the replies that this official chose and whose authors have not said yet."""
    of = tables.quoted_answer.c
    return _quotes(of.network_id == network_id, of.chosen_by == official_id, of.state == "asked")


def _quotes(*conditions: Any) -> View:
    of = tables.quoted_answer.c
    query = select(of.id, of.question_id, of.author_id, of.state).where(*conditions).order_by(of.id)
    return lambda conn: {
        Subject("answer", str(row.id)): {
            "question": row.question_id,
            "author": row.author_id,
            "state": row.state,
        }
        for row in conn.execute(query)
    }


def installation(account: str) -> View:
    """Return the view of the app in a workspace or organisation, without its tokens."""

    def view(conn: Connection) -> Seen:
        installed = tables.installation.c
        query = select(installed.enterprise_wide, installed.installed_at, installed.left_at)
        row = conn.execute(query.where(installed.account == account)).one_or_none()
        if row is None:
            return {}
        of_it = tables.enterprise_team.c
        out = select(of_it.team).where(of_it.enterprise == account, of_it.left_at.is_not(None))
        seen = {
            "whole_organisation": row.enterprise_wide,
            "installed_at": _text(row.installed_at),
            "left_at": _text(row.left_at),
            "taken_out_of": list(conn.execute(out.order_by(of_it.team)).scalars()) or None,
        }
        return {Subject("installation", account): seen}

    return view


def together(*views: View) -> View:
    """Return the view that shows what each of them does."""

    def view(conn: Connection) -> Seen:
        return {subject: seen for each in views for subject, seen in each(conn).items()}

    return view


def _records(
    conn: Connection, query: Select[Any], values: Mapping[str, Any]
) -> dict[Subject, dict[str, Any]]:
    rows = conn.execute(query, values).mappings().all()
    topics: dict[int, list[str]] = {row["id"]: [] for row in rows}
    readers: dict[int, list[int]] = {row["id"]: [] for row in rows}
    for found in conn.execute(_TOPICS, {"ids": list(topics)}) if topics else ():
        topics[found.record_id].append(found.topic)
    for found in conn.execute(_READERS, {"ids": list(readers)}) if readers else ():
        readers[found.record_id].append(found.jurisdiction_id)
    return {
        Subject("record", str(row["id"])): {
            **{column.name: row[column.name] for column in _OF_RECORD},
            "verified_on": _text(row["verified_on"]),
            "verify_by": _text(row["verify_by"]),
            "topics": topics[row["id"]],
            "readers": readers[row["id"]],
        }
        for row in rows
    }


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
