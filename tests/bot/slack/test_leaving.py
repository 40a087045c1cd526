"""An organisation takes the app out of one of its workspaces or lets it in, or the one workspace does."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.slack import reading
from bot.slack.app import make_app
from bot.slack.asgi import shaped, slack_route
from bot.slack.config import SlackConfig
from bot.slack.leaving import (
    change_access,
    end_installation,
    register_leaving_of_one,
    return_to_workspace,
)
from matching.domain import NetworkId
from store import audit_reading, installations, networks, reach
from store.installations import NewInstallation
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import Deliveries
from tests.factories import NOW, add_network
from tests.fakes import BOT, TEAM
from tests.serving import served

ORGANISATION, TOWN = "E0STATE", "T0TOWN"
LATER = NOW + timedelta(minutes=2)
UNINSTALLED: dict[str, Any] = {"type": "app_uninstalled"}


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


def is_away(engine: Engine, team: str = TOWN) -> bool:
    with engine.begin() as connection:
        away = reach.come_back(connection, "slack", [team])
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


# The end of an organisation's installation


def ended(**fields: Any) -> dict[str, Any]:
    """The event as docs.slack.dev/reference/events/app_uninstalled has it: without `authorizations`."""
    outer = {"token": "XXYYZZ", "team_id": TOWN, "api_app_id": "A123ABC456", "event": UNINSTALLED}
    times = {"event_id": "Ev123ABC456", "event_time": int(NOW.timestamp()) + 60}
    return shaped({"type": "event_callback"} | outer | times | fields)


def serves(engine: Engine, team: str = TOWN) -> str:
    with engine.connect() as connection:
        found = installations.serving(connection, team)
    return found.account if found else ""


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"enterprise_id": ORGANISATION},
        {"enterprise_id": ORGANISATION, "team_id": None},
        {"enterprise_id": ORGANISATION, "team_id": "T0OTHER"},
        {"team_id": ORGANISATION},
    ],
)
def test_an_organisation_that_takes_the_app_out_ends_its_installation(
    organised: Engine, fields: dict[str, Any]
):
    before = serves(organised)

    for _ in range(2):
        end_installation(ended(**fields), organised, LATER)

    assert (before, serves(organised), is_away(organised)) == (ORGANISATION, "", True)


@pytest.mark.parametrize("fields", [{}, {"enterprise_id": ORGANISATION}])
def test_a_workspace_that_takes_out_its_own_app_leaves_the_organisations(
    organised: Engine, fields: dict[str, Any]
):
    with organised.begin() as connection:
        installations.save(connection, NewInstallation(TOWN, "sealed"), NOW)

    for _ in range(2):
        end_installation(ended(**fields), organised, LATER)

    assert (serves(organised), is_away(organised)) == (ORGANISATION, False)


def test_an_end_where_nothing_is_installed_changes_nothing(organised: Engine):
    end_installation(ended(team_id="T0STRANGER"), organised, LATER)

    assert serves(organised) == ORGANISATION


# The one workspace of SLACK_BOT_TOKEN

REVOKED: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}
OF_PERSONS: dict[str, Any] = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ALICE"]}}


@pytest.fixture
def one(engine: Engine, config: SlackConfig) -> Iterator[Deliveries]:
    """Slack's side of an app of one workspace, which began to run at NOW."""
    with engine.begin() as connection:
        networks.ensure_workspace(connection, add_network(connection), "slack", TEAM)
    app = make_app(config, Inbox().accept, no_desk)
    register_leaving_of_one(app, lambda: engine, lambda: NOW)
    with served(Starlette(routes=[slack_route(app, config)])) as url:
        yield Deliveries(url)


def deliver(app: Deliveries, event: dict[str, Any], after: int = 60) -> None:
    """Deliver what happened so many seconds after the app began to run."""
    assert app.event(event, event_time=int(NOW.timestamp()) + after).status == 200


@pytest.mark.parametrize("order", [(UNINSTALLED, REVOKED), (REVOKED, UNINSTALLED, REVOKED)])
def test_the_workspace_of_the_token_is_out_of_reach_until_the_next_start_and_one_line_says_so(
    one: Deliveries, engine: Engine, order: tuple[dict[str, Any], ...]
):
    with capture_logs() as logs:
        for event in order:
            deliver(one, event)
    away = [is_away(engine, TEAM)]
    for _ in range(2):
        return_to_workspace(engine, TEAM, NOW)

    away.append(is_away(engine, TEAM))
    [line] = logs
    assert away == [True, False]
    assert (line["account"], len(line["reference"])) == (TEAM, 8)
    with engine.connect() as connection:
        entries = list(audit_reading.entries(connection, NetworkId(0)))
    assert [(each.action, each.subject) for each in entries] == [
        ("app.uninstall", f"installation:{TEAM}"),
        ("app.install", f"installation:{TEAM}"),
    ]


def test_the_end_of_an_older_token_and_those_of_persons_change_nothing(one: Deliveries, engine: Engine):
    deliver(one, UNINSTALLED, after=-60)
    deliver(one, OF_PERSONS)

    assert not is_away(engine, TEAM)
