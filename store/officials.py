"""Officials, the chat identities by which they are known, and the offices they hold from a day to a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)

from matching.domain import NetworkId, Office, OfficeId, Official, OfficialId, WorkspaceId
from store import joined_places, tables
from store.places import OFFICE_COLUMNS, office_of
from store.statements import chunks, insert_once, insert_row, named


def _held() -> ColumnElement[bool]:
    on, until = bindparam("on", type_=Date), tables.tenure.c.until
    return and_(tables.tenure.c.since <= on, or_(until.is_(None), until > on))


# Read for every message to a person, so they are made once: making one takes longer than its answer.
_WITH_OFFICES = (
    select(tables.official, *OFFICE_COLUMNS)
    .join_from(
        tables.official,
        tables.tenure,
        and_(tables.tenure.c.official_id == tables.official.c.id, _held()),
        isouter=True,
    )
    .join(tables.office, tables.office.c.id == tables.tenure.c.office_id, isouter=True)
    .join(tables.jurisdiction, tables.jurisdiction.c.id == tables.office.c.jurisdiction_id, isouter=True)
    .order_by(tables.official.c.id, tables.tenure.c.since, tables.tenure.c.id)
)
_BY_ID = _WITH_OFFICES.where(
    tables.official.c.id == bindparam("official_id"), tables.official.c.network_id == bindparam("network_id")
)
_BY_IDENTITY = _WITH_OFFICES.where(
    tables.official.c.id
    == select(tables.identity.c.official_id)
    .where(
        tables.identity.c.workspace_id == bindparam("workspace_id"),
        tables.identity.c.chat_id == bindparam("chat_id"),
    )
    .scalar_subquery()
)
_HOLDERS = _WITH_OFFICES.where(
    tables.official.c.id.in_(
        select(tables.tenure.c.official_id)
        .where(
            tables.tenure.c.office_id == bindparam("office_id"),
            tables.tenure.c.network_id == bindparam("network_id"),
            _held(),
        )
        .correlate(None)
    )
)
_OFFICES = (
    select(tables.tenure.c.official_id, *OFFICE_COLUMNS)
    .join_from(tables.tenure, tables.office)
    .join(tables.jurisdiction)
    .where(tables.tenure.c.official_id.in_(bindparam("ids", expanding=True)), _held())
    .order_by(tables.tenure.c.since, tables.tenure.c.id)
)
_IDENTITIES = (
    select(tables.workspace.c.id, tables.workspace.c.chat, tables.workspace.c.external_id)
    .add_columns(tables.identity.c.chat_id, tables.workspace.c.away_since, tables.identity.c.gone_at)
    .join_from(tables.identity, tables.workspace)
    .where(tables.identity.c.official_id == bindparam("official_id"))
    .order_by(tables.identity.c.id)
)


@dataclass(frozen=True, slots=True)
class Identity:
    """How one workspace knows an official; `external_id` names the workspace, `chat_id` the person in it.

    They cannot be written to where the app is `away`, or their account `closed`.
    """

    workspace_id: WorkspaceId
    chat: str
    external_id: str
    chat_id: str
    away: bool = False
    closed: bool = False

    @property
    def reachable(self) -> bool:
        """Whether they can be written to there."""
        return not self.away and not self.closed


def add(
    conn: Connection, network_id: NetworkId, name: str, *, locale: str = "", demonstration: bool = False
) -> OfficialId:
    """Return a new official of the network, without identities and offices."""
    values = {"network_id": network_id, "name": name, "locale": locale, "demonstration": demonstration}
    return OfficialId(insert_row(conn, tables.official, **values))


def by_id(conn: Connection, network_id: NetworkId, official_id: OfficialId, on: date) -> Official | None:
    """Return the network's official with the offices held on that day, or None."""
    values = {"official_id": official_id, "network_id": network_id, "on": on}
    return next(iter(_officials(conn, _BY_ID, values)), None)


def by_identity(conn: Connection, workspace_id: WorkspaceId, chat_id: str, on: date) -> Official | None:
    """Return whom the workspace knows by this id, with the offices held on that day, or None."""
    values = {"workspace_id": workspace_id, "chat_id": chat_id, "on": on}
    return next(iter(_officials(conn, _BY_IDENTITY, values)), None)


def official_of(row: Row[Any], offices: tuple[Office, ...]) -> Official:
    """Return the official of a row that has every column of the table, with these offices."""
    return Official(
        id=OfficialId(row.id),
        network_id=NetworkId(row.network_id),
        name=row.name,
        locale=row.locale,
        offices=offices,
        demonstration=row.demonstration,
        told_at=row.told_at,
        prefers_peers=row.prefers_peers,
        verified_at=row.verified_at,
    )


def holders(conn: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> tuple[Official, ...]:
    """Return who holds the office on that day, those who joined the network first before the others."""
    values = {"network_id": network_id, "office_id": office_id, "on": on}
    return _officials(conn, _HOLDERS, values)


def offices_held(
    conn: Connection, official_ids: Iterable[OfficialId], on: date
) -> dict[OfficialId, tuple[Office, ...]]:
    """Return the offices each of these officials holds on that day, longest held first; none, no entry."""
    found: dict[OfficialId, dict[Office, None]] = {}
    for ids in chunks(official_ids):
        for row in conn.execute(_OFFICES, {"ids": ids, "on": on}).all():
            # A dict keeps the order and shows an office once even when two of its tenures overlap.
            found.setdefault(OfficialId(row.official_id), {})[office_of(row)] = None
    return {official_id: tuple(held) for official_id, held in found.items()}


def identify(conn: Connection, workspace_id: WorkspaceId, chat_id: str, official_id: OfficialId) -> None:
    """Let the workspace know the official by this id, which may have been somebody else's before.

    Raises IntegrityError for an official of another network than the workspace's.
    """
    network_id = select(tables.workspace.c.network_id).filter_by(id=workspace_id).scalar_subquery()
    named = {"workspace_id": workspace_id, "chat_id": chat_id}
    if not insert_once(conn, tables.identity, network_id=network_id, official_id=official_id, **named):
        conn.execute(update(tables.identity).filter_by(**named).values(official_id=official_id))


def identities(conn: Connection, official_id: OfficialId) -> tuple[Identity, ...]:
    """Return every way to reach the official, in the order in which they became known."""
    rows = conn.execute(_IDENTITIES, {"official_id": official_id})
    return tuple(
        Identity(
            WorkspaceId(row.id),
            row.chat,
            row.external_id,
            row.chat_id,
            away=row.away_since is not None,
            closed=row.gone_at is not None,
        )
        for row in rows
    )


def hold(conn: Connection, official_id: OfficialId, office_id: OfficeId, since: date) -> None:
    """Let the official hold the office from that day on; an open tenure of it goes on as it was.

    Raises IntegrityError for an office of another network than the official's.
    """
    network_id = select(tables.official.c.network_id).filter_by(id=official_id).scalar_subquery()
    tenure = {"official_id": official_id, "office_id": office_id}
    if insert_once(conn, tables.tenure, network_id=network_id, since=since, **tenure):
        return
    # Left before, and back with the same first day: that tenure opens again unless another one is open.
    other = tables.tenure.alias("other")
    open_already = exists().where(
        other.c.official_id == official_id, other.c.office_id == office_id, other.c.until.is_(None)
    )
    reopened = update(tables.tenure).filter_by(since=since, **tenure).where(~open_already)
    conn.execute(reopened.values(until=None))


def leave(conn: Connection, official_id: OfficialId, office_id: OfficeId, until: date) -> None:
    """End the official's open tenure of the office; `until` is the first day on which they no longer hold it.

    A tenure that would end on its first day, or before, is taken back.
    """
    tenure = tables.tenure
    still_open = and_(
        tenure.c.official_id == official_id, tenure.c.office_id == office_id, tenure.c.until.is_(None)
    )
    conn.execute(delete(tenure).where(still_open, tenure.c.since >= until))
    conn.execute(update(tenure).where(still_open).values(until=until))


def mark_told(conn: Connection, official_id: OfficialId, now: datetime) -> bool:
    """Note that the official was told what is stored; True only for the one call that noted it."""
    untold = update(tables.official).where(
        tables.official.c.id == official_id, tables.official.c.told_at.is_(None)
    )
    return conn.execute(untold.values(told_at=now)).rowcount == 1


def mark_verified(conn: Connection, official_id: OfficialId, now: datetime) -> bool:
    """Note that staff know the official to work for their government; True only for the first call."""
    unverified = update(tables.official).where(
        tables.official.c.id == official_id, tables.official.c.verified_at.is_(None)
    )
    first = conn.execute(unverified.values(verified_at=now)).rowcount == 1
    joined_places.note(conn, official_id, now)
    return first


def mark_unverified(conn: Connection, official_id: OfficialId) -> None:
    """Note that staff do not know the official to work for their government, whatever they knew before."""
    conn.execute(update(tables.official).filter_by(id=official_id).values(verified_at=None))


def set_name(conn: Connection, official_id: OfficialId, name: str) -> None:
    """Let peers read this name."""
    conn.execute(update(tables.official).filter_by(id=official_id).values(name=name))


def set_locale(conn: Connection, official_id: OfficialId, locale: str) -> None:
    """Let messages to the official be in this locale; "" for whatever their chat says."""
    conn.execute(update(tables.official).filter_by(id=official_id).values(locale=locale))


def locale(conn: Connection, official_id: OfficialId) -> str:
    """Return the locale of messages to the official, "" where nothing is known."""
    return str(conn.execute(select(tables.official.c.locale).filter_by(id=official_id)).scalar_one())


def set_prefers_peers(conn: Connection, official_id: OfficialId, *, prefers: bool) -> None:
    """Note whether places like theirs come first in the official's answers."""
    conn.execute(update(tables.official).filter_by(id=official_id).values(prefers_peers=prefers))


def _officials(conn: Connection, query: Select[Any], values: dict[str, Any]) -> tuple[Official, ...]:
    people: dict[int, Any] = {}
    held: dict[int, dict[int, Office]] = {}
    for row in named(conn.execute(query, values)):
        people[row.id] = row
        offices = held.setdefault(row.id, {})
        # Two tenures of one office may overlap.
        if row.office_id is not None and row.office_id not in offices:
            offices[row.office_id] = office_of(row)
    return tuple(official_of(row, tuple(held[number].values())) for number, row in people.items())
