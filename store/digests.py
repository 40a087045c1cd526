"""Who gets a summary when, and the summaries: one waits at most, and each week has one at most."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from matching.domain import NetworkId, OfficialId, RecordId, WorkspaceId
from store import tables
from store.statements import insert_once

_setting, _digest = tables.digest_setting.c, tables.digest.c


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a summary comes: a weekday (Monday is 0) and a time of day on the clock of a zone, "" for UTC.

    `empty_weeks` is "brief" or "skip"; `outsiders` says that people of other organisations read it.
    """

    weekday: int = 1
    at: str = "09:00"
    time_zone: str = ""
    empty_weeks: str = "brief"
    outsiders: bool = False


@dataclass(frozen=True, slots=True)
class DigestSetting:
    """The summaries of one conversation, or with `official_id` of one person; `state` is on or paused.

    `paused_why` is the chat's reason for a pause that nobody wanted.
    """

    id: int
    network_id: NetworkId
    workspace_id: WorkspaceId
    conversation: str
    official_id: OfficialId | None
    rhythm: Rhythm
    state: str
    paused_why: str


@dataclass(frozen=True, slots=True)
class KeptDigest:
    """One summary: of which week, and how far; `content` is what was sent of the time since until."""

    id: int
    network_id: NetworkId
    setting_id: int
    week: str
    state: str
    due_at: datetime
    why: str = ""
    content: str = ""
    since: datetime | None = None
    until: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a summary told: of which time, its content, and the record worth re-reading in it."""

    since: datetime
    until: datetime
    content: str = ""
    re_read_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """Of which time a summary was, and whether it told of it: one that was missed did not."""

    since: datetime
    until: datetime
    told: bool


def save(
    conn: Connection,
    network_id: NetworkId,
    reader: tuple[WorkspaceId, str | OfficialId],
    rhythm: Rhythm,
) -> DigestSetting:
    """Let the reader get summaries so from now on: a workspace and a conversation of it, or an official.

    A pause ends. Raises IntegrityError for a workspace or an official of another network.
    """
    where = _where(reader)
    values = {**asdict(rhythm), "state": "on", "paused_why": ""}
    if not insert_once(conn, tables.digest_setting, network_id=network_id, **where, **values):
        conn.execute(update(tables.digest_setting).filter_by(**_named(reader)).values(**values))
    found = of_reader(conn, reader)
    assert found is not None, "it was saved in this transaction"
    return found


def of_reader(conn: Connection, reader: tuple[WorkspaceId, str | OfficialId]) -> DigestSetting | None:
    """Return the summaries of a conversation or of an official, None where nobody set any."""
    row = conn.execute(select(tables.digest_setting).filter_by(**_named(reader))).one_or_none()
    return None if row is None else _setting_of(row)


def setting(conn: Connection, network_id: NetworkId, setting_id: int) -> DigestSetting | None:
    """Return the network's setting of this id, or None."""
    query = select(tables.digest_setting).filter_by(id=setting_id, network_id=network_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _setting_of(row)


def set_zone(conn: Connection, setting_id: int, time_zone: str) -> None:
    """Let the summaries of this setting come by another clock."""
    conn.execute(update(tables.digest_setting).filter_by(id=setting_id).values(time_zone=time_zone))


def pause(conn: Connection, setting_id: int, why: str = "") -> bool:
    """Let no summaries come until `resume`; True only for the one call that paused them."""
    running = update(tables.digest_setting).filter_by(id=setting_id, state="on")
    return conn.execute(running.values(state="paused", paused_why=why)).rowcount == 1


def pause_own(conn: Connection, official_id: OfficialId) -> None:
    """Let the official get no summary of their own any more, in whichever workspace."""
    running = update(tables.digest_setting).filter_by(official_id=official_id, state="on")
    conn.execute(running.values(state="paused", paused_why=""))


def resume(conn: Connection, setting_id: int) -> bool:
    """Let summaries come again; True only for the one call that ended the pause."""
    paused = update(tables.digest_setting).filter_by(id=setting_id, state="paused")
    return conn.execute(paused.values(state="on", paused_why="")).rowcount == 1


def of_workspaces(
    conn: Connection, workspaces: Iterable[WorkspaceId], state: str
) -> tuple[DigestSetting, ...]:
    """Return the settings of these workspaces that are in this state, those of persons too, oldest first."""
    query = select(tables.digest_setting).where(
        _setting.workspace_id.in_(list(workspaces)), _setting.state == state
    )
    return tuple(_setting_of(row) for row in conn.execute(query.order_by(_setting.id)))


def by_id(conn: Connection, network_id: NetworkId, digest_id: int) -> KeptDigest | None:
    """Return the network's summary, or None."""
    row = conn.execute(select(tables.digest).filter_by(id=digest_id, network_id=network_id)).one_or_none()
    return None if row is None else _digest_of(row)


def waiting(conn: Connection, setting_id: int) -> KeptDigest | None:
    """Return the summary that waits for its moment, or None."""
    row = conn.execute(select(tables.digest).filter_by(setting_id=setting_id, state="due")).one_or_none()
    return None if row is None else _digest_of(row)


def every_waiting(conn: Connection) -> tuple[tuple[DigestSetting, KeptDigest], ...]:
    """Return every summary of any network that waits for its moment, with its setting."""
    rows = conn.execute(select(tables.digest).filter_by(state="due").order_by(_digest.id)).all()
    kept = [_digest_of(row) for row in rows]
    settings = {row.id: _setting_of(row) for row in conn.execute(select(tables.digest_setting))}
    return tuple((settings[each.setting_id], each) for each in kept)


def plan(conn: Connection, of: DigestSetting, week: str, due_at: datetime) -> KeptDigest | None:
    """Return the summary of a week, now waiting for its moment; None if one waits or the week had one."""
    named = {"network_id": of.network_id, "setting_id": of.id, "week": week}
    if not insert_once(conn, tables.digest, state="due", due_at=due_at, **named):
        return None
    return waiting(conn, of.id)


def move(conn: Connection, digest_id: int, week: str, due_at: datetime) -> bool:
    """Let a summary that waits be that of another week or moment; False if it waits no more."""
    still = update(tables.digest).filter_by(id=digest_id, state="due")
    return conn.execute(still.values(week=week, due_at=due_at)).rowcount == 1


def end(  # noqa: PLR0913 (a compare and set says what, to which state, what it told, why and when)
    conn: Connection, digest_id: int, state: str, told: Told | None, now: datetime, *, why: str = ""
) -> bool:
    """Move a summary that waits to sent, skipped or missed; True only for the one call that moved it."""
    still = update(tables.digest).filter_by(id=digest_id, state="due")
    values = {"state": state, "why": why, "ended_at": now, **(asdict(told) if told else {})}
    return conn.execute(still.values(**values)).rowcount == 1


def refuse(conn: Connection, digest_id: int, why: str) -> bool:
    """Note that the chat did not take a summary that was sent; True only for the one call that noted it."""
    sent = update(tables.digest).filter_by(id=digest_id, state="sent")
    return conn.execute(sent.values(state="missed", why=why)).rowcount == 1


def times(conn: Connection, setting_id: int) -> tuple[Time, ...]:
    """Return of which times the summaries of this setting were, the earliest first."""
    query = select(_digest.since, _digest.until, _digest.state).where(
        _digest.setting_id == setting_id, _digest.since.is_not(None), _digest.until.is_not(None)
    )
    rows = conn.execute(query.order_by(_digest.since, _digest.until))
    return tuple(Time(row.since, row.until, told=row.state != "missed") for row in rows)


def has_week(conn: Connection, setting_id: int, week: str) -> bool:
    """Say whether the week had its summary, in whatever way it ended."""
    query = _of(setting_id).where(_digest.week == week, _digest.state != "due")
    return conn.execute(query).first() is not None


def history(conn: Connection, setting_id: int, limit: int) -> tuple[KeptDigest, ...]:
    """Return the last summaries, the latest first, without the one that waits."""
    query = _of(setting_id).where(_digest.state != "due").order_by(_digest.ended_at.desc(), _digest.id.desc())
    return tuple(_digest_of(row) for row in conn.execute(query.limit(limit)))


def re_read_lately(conn: Connection, setting_id: int, summaries: int) -> frozenset[RecordId]:
    """Return which records the last summaries recommended."""
    query = (
        select(_digest.re_read_id)
        .where(_digest.setting_id == setting_id, _digest.state == "sent")
        .order_by(_digest.until.desc())
        .limit(summaries)
    )
    return frozenset(RecordId(each) for each in conn.execute(query).scalars() if each is not None)


def _of(setting_id: int) -> Select[Any]:
    return select(tables.digest).where(_digest.setting_id == setting_id)


def _where(reader: tuple[WorkspaceId, str | OfficialId]) -> dict[str, Any]:
    workspace_id, where = reader
    named = {"conversation": where} if isinstance(where, str) else {"official_id": where}
    return {"workspace_id": workspace_id, **named}


def _named(reader: tuple[WorkspaceId, str | OfficialId]) -> dict[str, Any]:
    """Return by what the setting of a reader is found: a person has one, in whichever workspace."""
    where = _where(reader)
    return {"official_id": where["official_id"]} if "official_id" in where else where


def _setting_of(row: Row[Any]) -> DigestSetting:
    rhythm = Rhythm(row.weekday, row.at, row.time_zone, row.empty_weeks, row.outsiders)
    return DigestSetting(
        id=row.id,
        network_id=NetworkId(row.network_id),
        workspace_id=WorkspaceId(row.workspace_id),
        conversation=row.conversation,
        official_id=None if row.official_id is None else OfficialId(row.official_id),
        rhythm=rhythm,
        state=row.state,
        paused_why=row.paused_why,
    )


def _digest_of(row: Row[Any]) -> KeptDigest:
    return KeptDigest(
        id=row.id,
        network_id=NetworkId(row.network_id),
        setting_id=row.setting_id,
        week=row.week,
        state=row.state,
        due_at=row.due_at,
        why=row.why,
        content=row.content,
        since=row.since,
        until=row.until,
        ended_at=row.ended_at,
    )
