"""Installations of the Slack app by OAuth: their encrypted tokens, who refreshes them, and when they end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace or organisation; `sealed` is encrypted, "" once the app has left."""

    account: str
    enterprise_wide: bool
    name: str
    bot_user: str
    sealed: str
    version: int
    installed_at: datetime
    expires_at: datetime | None
    left_at: datetime | None
    refreshing_until: datetime | None


@dataclass(frozen=True, slots=True)
class NewInstallation:
    """What Slack gave when somebody installed the app."""

    account: str
    sealed: str
    expires_at: datetime | None = None
    enterprise_wide: bool = False
    name: str = ""
    bot_user: str = ""


def save(conn: Connection, new: NewInstallation, now: datetime) -> None:
    """Keep the installation; one of the same workspace is replaced, also one that ended."""
    values = {
        "enterprise_wide": new.enterprise_wide,
        "name": new.name,
        "bot_user": new.bot_user,
        "sealed": new.sealed,
        "expires_at": new.expires_at,
        "installed_at": now,
    }
    insert_once(conn, tables.installation, account=new.account, version=0, **values)
    table = tables.installation
    again = update(table).where(table.c.account == new.account)
    conn.execute(again.values(version=table.c.version + 1, left_at=None, refreshing_until=None, **values))


def of_account(conn: Connection, account: str) -> Installation | None:
    """Return the installation with this Slack id, also one that ended; None if there never was one."""
    row = conn.execute(select(tables.installation).filter_by(account=account)).one_or_none()
    if row is None:
        return None
    names = Installation.__dataclass_fields__
    return Installation(**{name: getattr(row, name) for name in names})


def serving(conn: Connection, team: str, enterprise: str = "") -> Installation | None:
    """Return the installation whose tokens serve this workspace: its own, else its organisation's."""
    own = of_account(conn, team) if team else None
    if own is not None and own.left_at is None:
        return own
    row = conn.execute(select(tables.enterprise_team).filter_by(team=team)).one_or_none()
    if row is not None and row.left_at is not None:
        return None
    known = enterprise or (row.enterprise if row is not None else "")
    whole = of_account(conn, known) if known else None
    return whole if whole is not None and whole.left_at is None and whole.enterprise_wide else None


def every(conn: Connection) -> tuple[Installation, ...]:
    """Return all installations, also those that ended, the oldest first."""
    accounts = conn.execute(
        select(tables.installation.c.account).order_by(tables.installation.c.id)
    ).scalars()
    return tuple(found for each in accounts.all() if (found := of_account(conn, each)))


def knows_team(conn: Connection, team: str) -> bool:
    """Say whether it is known to which organisation a workspace belongs."""
    return conn.execute(select(tables.enterprise_team.c.team).filter_by(team=team)).first() is not None


def note_team(conn: Connection, team: str, enterprise: str) -> None:
    """Remember to which organisation a workspace belongs."""
    insert_once(conn, tables.enterprise_team, team=team, enterprise=enterprise)


def leave_teams(conn: Connection, enterprise: str, teams: Iterable[str], now: datetime) -> None:
    """Note that the organisation's installation serves these workspaces no more."""
    for team in teams:
        note_team(conn, team, enterprise)
        there = update(tables.enterprise_team).filter_by(team=team, enterprise=enterprise, left_at=None)
        conn.execute(there.values(left_at=now))


def take_teams(conn: Connection, enterprise: str, teams: Iterable[str]) -> None:
    """Note that the organisation's installation serves these workspaces."""
    for team in teams:
        note_team(conn, team, enterprise)
        row = update(tables.enterprise_team).filter_by(team=team)
        conn.execute(row.values(enterprise=enterprise, left_at=None))


def teams_of(conn: Connection, account: str) -> tuple[str, ...]:
    """Return the workspaces that an installation is for: its own, or those known of the organisation."""
    known = select(tables.enterprise_team.c.team).filter_by(enterprise=account)
    return tuple(conn.execute(known).scalars()) or (account,)


def served(conn: Connection, teams: Iterable[str], *, yes: bool) -> list[str]:
    """Return those of the workspaces that an installation serves; those that none does if not `yes`."""
    return [team for team in teams if (serving(conn, team) is not None) is yes]


def begin_refresh(conn: Connection, account: str, version: int, until: datetime, now: datetime) -> bool:
    """Take the turn to refresh these tokens; True for one caller until `until` is past."""
    table = tables.installation.c
    free = update(tables.installation).where(
        table.account == account,
        table.version == version,
        table.left_at.is_(None),
        or_(table.refreshing_until.is_(None), table.refreshing_until < now),
    )
    return conn.execute(free.values(refreshing_until=until)).rowcount == 1


def end_refresh(
    conn: Connection, account: str, version: int, sealed: str, expires_at: datetime | None
) -> bool:
    """Put the new tokens in the place of those of `version`; False if others stand there meanwhile."""
    table = tables.installation
    same = update(table).where(
        table.c.account == account, table.c.version == version, table.c.left_at.is_(None)
    )
    values = {"sealed": sealed, "expires_at": expires_at, "refreshing_until": None, "version": version + 1}
    return conn.execute(same.values(**values)).rowcount == 1


def end(conn: Connection, account: str, installed_before: datetime, now: datetime) -> bool:
    """Delete the tokens of an installation made before that moment; True for the one call that did."""
    table = tables.installation
    older = update(table).where(
        table.c.account == account, table.c.left_at.is_(None), table.c.installed_at < installed_before
    )
    gone = {"sealed": "", "expires_at": None, "refreshing_until": None, "left_at": now}
    if conn.execute(older.values(version=table.c.version + 1, **gone)).rowcount == 0:
        return False
    # What an organisation installs anew is not what it took out of single workspaces before.
    conn.execute(update(tables.enterprise_team).filter_by(enterprise=account).values(left_at=None))
    return True


def begin(conn: Connection, digest: str, expires_at: datetime, now: datetime) -> None:
    """Note that somebody began to install; what others began and never ended is forgotten."""
    conn.execute(delete(tables.install_state).where(tables.install_state.c.expires_at <= now))
    insert_once(conn, tables.install_state, digest=digest, expires_at=expires_at)


def use_state(conn: Connection, digest: str, now: datetime) -> bool:
    """Use up what was begun; True only once, and only in time."""
    state = tables.install_state.c
    used = delete(tables.install_state).where(state.digest == digest, state.expires_at > now)
    return conn.execute(used).rowcount == 1
