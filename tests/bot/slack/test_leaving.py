"""An organisation takes the app out of one of its workspaces, or lets it in: Slack's words as documented."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.slack import reading
from bot.slack.asgi import shaped
from bot.slack.leaving import change_access
from matching.domain import NetworkId
from store import audit_reading, installations, networks, reach
from store.installations import NewInstallation
from tests.factories import NOW, add_network

ORGANISATION, TOWN = "E0STATE", "T0TOWN"


@pytest.fixture
def organised(engine: Engine) -> Engine:
    """An organisation that installed the app, and a workspace of it that takes part in a network."""
    with engine.begin() as connection:
        installations.save(connection, NewInstallation(ORGANISATION, "sealed", enterprise_wide=True), NOW)
        networks.ensure_workspace(connection, add_network(connection), "slack", TOWN)
        installations.note_team(connection, TOWN, ORGANISATION)
    return engine


def told(kind: str, *teams: Any, **fields: Any) -> dict[str, Any]:
    """The event as docs.slack.dev/reference/events/team_access_revoked has it."""
    authorization = {"enterprise_id": ORGANISATION, "team_id": TOWN, "is_bot": False}
    outer = {"token": "XXYYZZ", "team_id": None, "enterprise_id": ORGANISATION, "api_app_id": "A123ABC456"}
    event = {"type": kind, "team_ids": list(teams)}
    around = {"type": "event_callback", "event": event, "authorizations": [authorization]}
    return shaped(outer | around | fields)


def is_away(engine: Engine) -> bool:
    with engine.begin() as connection:
        away = reach.come_back(connection, "slack", [TOWN])
        connection.rollback()
    return bool(away)


def test_the_event_is_read_with_the_organisations_token_whatever_workspace_it_names():
    assert reading.installed_in(told("team_access_revoked", TOWN)) == ("", ORGANISATION)


def test_people_of_the_workspace_are_out_of_reach_until_the_app_is_let_in(organised: Engine):
    seen = []
    for kind in ("revoked", "revoked", "granted"):
        change_access(told(f"team_access_{kind}", TOWN), organised, NOW)
        seen.append(is_away(organised))

    assert seen == [True, True, False]


def test_it_stands_in_the_audit_trail_which_workspaces_they_are(organised: Engine):
    for kind in ("revoked", "revoked", "granted"):
        change_access(told(f"team_access_{kind}", TOWN), organised, NOW)

    with organised.connect() as connection:
        entries = list(audit_reading.entries(connection, NetworkId(0)))
    assert [(each.action, json.loads(each.after)) for each in entries] == [
        ("app.access", {"taken_out_of": [TOWN]}),
        ("app.access", {"taken_out_of": None}),
    ]


@pytest.mark.parametrize("teams", [(), ("not a workspace", 7, None)])
def test_what_names_no_workspace_changes_nothing(organised: Engine, teams: tuple[Any, ...]):
    change_access(told("team_access_revoked", *teams), organised, NOW)

    with organised.connect() as connection:
        assert list(audit_reading.entries(connection, NetworkId(0))) == []


def test_an_event_without_an_organisation_changes_nothing(organised: Engine):
    nameless = told("team_access_revoked", TOWN, enterprise_id=None, authorizations=[])

    change_access(nameless, organised, NOW)

    assert not is_away(organised)
