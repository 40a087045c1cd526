"""`counterpart official add` and `leave`: officials who agreed to be asked, entered by the operator.

What follows from it, such as an introduction that waited for this office, is posted by the process that
serves: it waits there as rows of the table `due`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.directory import leaving
from bot.importing import countries
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.served import network_of
from bot.operator.workspaces import workspace_named
from bot.places.gazetteer import look_up
from bot.settings import read
from bot.wiring import clock, join_workspace, open_database
from matching.domain import Jurisdiction, Kind, NetworkId, Office, OfficeId, OfficialId
from store import audit, audit_views, directory, due, memberships, networks, officials, places, tasks
from store.audit import Act, watched
from store.memberships import MembershipDraft
from store.places import JurisdictionDraft
from store.tables.directory import MOST_CAPACITY


@dataclass(frozen=True, slots=True)
class NewOfficial:
    """What the operator typed. `jurisdiction` is "Bolton" or "Bolton, GB"; a missing name is the office.

    A missing capacity is that of every new member, or what a member said before.
    """

    jurisdiction: str
    office: str
    slack_user: str
    slack_workspace: str = ""
    name: str = ""
    capacity: int | None = None


def add_official(typed: NewOfficial) -> str:
    """Add the official and return what was done, in one sentence. Raises OperatorMistake."""
    if typed.capacity is not None and not 0 <= typed.capacity <= MOST_CAPACITY:
        raise OperatorMistake(f"--capacity is a whole number from 0 to {MOST_CAPACITY}.")
    settings = read()
    engine = open_database(settings)
    if typed.slack_workspace:
        join_workspace(engine, settings, "slack", typed.slack_workspace, audit.COMMAND_LINE)
    with engine.begin() as connection:
        network_id = networks.ensure(
            connection, settings.served_network, demonstration=settings.demonstration
        )
        office = _office(connection, network_id, typed)
        now, act = clock(), Act(network_id, audit.COMMAND_LINE, "member.add")
        with watched(connection, act, audit_views.person(network_id, "slack", typed.slack_user), now):
            _enter(connection, office, typed, network_id, now)
    engine.dispose()
    return f"{typed.slack_user} now holds: {office.name}, {office.jurisdiction.name}. They can be asked now."


def _enter(
    connection: Connection, office: Office, typed: NewOfficial, network_id: NetworkId, now: datetime
) -> None:
    """Let the person hold the office as a verified member."""
    workspace_id = workspace_named(connection, network_id, typed.slack_workspace).id
    known = officials.by_identity(connection, workspace_id, typed.slack_user, now.date())
    name = typed.name or f"{office.name}, {office.jurisdiction.name}"
    official_id = known.id if known else officials.add(connection, network_id, name)
    officials.identify(connection, workspace_id, typed.slack_user, official_id)
    held_before = directory.held_since(connection, official_id, office.id) is not None
    officials.hold(connection, official_id, office.id, now.date())
    joined = _join(connection, network_id, official_id, office, typed, now)
    if joined or not held_before:
        _schedule(connection, official_id, leaving.TENURE_BEGAN, now, office.id)


def take_out(slack_user: str, slack_workspace: str = "") -> str:
    """Let the official leave the directory, and return what was done. Raises OperatorMistake."""
    settings = read()
    engine = open_database(settings)
    with engine.begin() as connection:
        now = clock()
        _, network_id = network_of(connection, settings)
        workspace_id = workspace_named(connection, network_id, slack_workspace).id
        act = Act(network_id, audit.COMMAND_LINE, "member.remove")
        with watched(connection, act, audit_views.person(network_id, "slack", slack_user), now):
            found = officials.by_identity(connection, workspace_id, slack_user, now.date())
            left = found is not None and memberships.leave(connection, found.id, now)
            if found is None or not (left or found.offices):
                raise OperatorMistake(f"{slack_user} is nobody who joined the network, so nobody has left.")
            _schedule(connection, found.id, leaving.TENURE_ENDS, now)
            officials.mark_unverified(connection, found.id)
    engine.dispose()
    return f"{slack_user} has left. What waited for them goes to their offices while the bot serves."


def _join(  # noqa: PLR0913 (who, where, with what, when)
    connection: Connection,
    network_id: NetworkId,
    official_id: OfficialId,
    office: Office,
    typed: NewOfficial,
    now: datetime,
) -> bool:
    """Count the official as a verified member, since the operator knows them; True if that is new."""
    known = memberships.by_official(connection, official_id)
    said = known.said if known else MembershipDraft(time_zone=office.jurisdiction.time_zone or "")
    if typed.capacity is not None:
        said = replace(said, capacity=typed.capacity)
    joined = memberships.save(connection, network_id, official_id, said, now)
    verified = officials.mark_verified(connection, official_id, now)
    task = tasks.open_of(connection, network_id, "verify", official_id)
    if task is not None:
        tasks.close(connection, task.id, None, "verified", now)
    return joined or verified


def _schedule(
    connection: Connection,
    official_id: OfficialId,
    kind: str,
    now: datetime,
    office_id: OfficeId | None = None,
) -> None:
    """Let the serving process carry on with the official's tenures, of one office or of all."""
    for tenure in directory.open_tenures(connection, official_id):
        if office_id in (None, tenure.office_id):
            due.again(connection, tenure.network_id, kind, tenure.id, now)


def _office(connection: Connection, network_id: NetworkId, typed: NewOfficial) -> Office:
    jurisdiction = _jurisdiction(connection, network_id, typed.jurisdiction)
    return places.ensure_office(connection, network_id, jurisdiction, typed.office)


def _jurisdiction(connection: Connection, network_id: NetworkId, text: str) -> Jurisdiction:
    """Return the place that records of the network already name, else one that the gazetteer knows."""
    found = {
        office.jurisdiction for office in places.find_offices(connection, network_id, text.split(",")[0])
    }
    name, _, country = (part.strip() for part in text.partition(","))
    code = _country(country) if country else ""
    fitting = [
        each for each in found if each.name.casefold() == name.casefold() and code in ("", each.country)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        choices = "; ".join(f"{each.name}, {each.country}" for each in fitting)
        raise OperatorMistake(f"Several places are called {name}: {choices}. Add the country.")
    if not code:
        raise OperatorMistake(
            f"No record names {name} yet. Add its country, for example: --jurisdiction '{name}, GB'."
        )
    draft = look_up(name, code, "", Kind.CITY) or JurisdictionDraft(name, Kind.UNKNOWN, code)
    return places.ensure_jurisdiction(connection, network_id, draft)


def _country(text: str) -> str:
    try:
        return countries.code(text)
    except ValueError as unknown:
        raise OperatorMistake(str(unknown)) from unknown
