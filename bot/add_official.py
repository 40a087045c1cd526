"""`counterpart official add`: an official who agreed to be asked, entered by the operator."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.gazetteer import look_up
from bot.importing import countries
from bot.operator_mistake import OperatorMistake
from bot.settings import read
from bot.wiring import clock, join_workspace, open_database
from matching.domain import Jurisdiction, Kind, NetworkId, Office, WorkspaceId
from store import networks, officials, places
from store.places import JurisdictionDraft


@dataclass(frozen=True, slots=True)
class NewOfficial:
    """What the operator typed. `jurisdiction` is "Bolton" or "Bolton, GB"; a missing name is the office."""

    jurisdiction: str
    office: str
    slack_user: str
    slack_workspace: str = ""
    name: str = ""


def add_official(typed: NewOfficial) -> str:
    """Add the official and return what was done, in one sentence. Raises OperatorMistake."""
    settings = read()
    engine = open_database(settings)
    if typed.slack_workspace:
        join_workspace(engine, settings, "slack", typed.slack_workspace)
    with engine.begin() as connection:
        network_id = networks.ensure(connection, settings.network)
        office = _office(connection, network_id, typed)
        workspace_id = _workspace(connection, network_id)
        today = clock().date()
        known = officials.by_identity(connection, workspace_id, typed.slack_user, today)
        name = typed.name or f"{office.name}, {office.jurisdiction.name}"
        official_id = known.id if known else officials.add(connection, network_id, name)
        officials.identify(connection, workspace_id, typed.slack_user, official_id)
        officials.hold(connection, official_id, office.id, today)
    engine.dispose()
    return f"{typed.slack_user} now holds: {office.name}, {office.jurisdiction.name}. They can be asked now."


def _workspace(connection: Connection, network_id: NetworkId) -> WorkspaceId:
    found = networks.workspaces(connection, network_id, "slack")
    if len(found) == 1:
        return found[0].id
    if not found:
        raise OperatorMistake("No Slack workspace is known yet. Name it with --slack-workspace T0123ABCD.")
    names = ", ".join(each.external_id for each in found)
    raise OperatorMistake(f"Several Slack workspaces are known: {names}. Name one with --slack-workspace.")


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
