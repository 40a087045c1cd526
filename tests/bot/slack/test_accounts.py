"""Slack tells of every change of every account; what counts is whether it is closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.introductions import out_of_reach
from bot.slack.accounts import change_account, of_account
from bot.slack.asgi import shaped
from store import networks, officials
from tests.bot.stage import ANA, Stage
from tests.factories import NOW
from tests.fakes import TEAM


@pytest.fixture
def known(slack_stage: Stage) -> Stage:
    """The stage with a person whom the fake Slack's workspace knows."""
    with slack_stage.engine.begin() as connection:
        there = networks.workspace(connection, "slack", TEAM)
        assert there
        officials.identify(connection, there.id, "U0ALICE", slack_stage.official(ANA).id)
    return slack_stage


def changed(*, deleted: Any, person: str = "U0ALICE", **user: Any) -> dict[str, Any]:
    """The event as docs.slack.dev/reference/events/user_change shows it, shortened."""
    about = {"id": person, "team_id": TEAM, "name": "some-user", "deleted": deleted, "tz_offset": -25200}
    profile = {"profile": {"status_text": "riding a train", "status_emoji": ":mountain_railway:"}}
    inner = {"type": "user_change", "user": about | profile | user, "cache_ts": 1648596421}
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": "U0COUNTERPART", "is_bot": True}
    outer = {"token": "XXYYZZ", "team_id": TEAM, "api_app_id": "A123ABC456", "event": inner}
    return outer | {"type": "event_callback", "authorizations": [authorization], "event_time": 1648596421}


def hear(engine: Engine, payload: dict[str, Any]) -> None:
    account = of_account(shaped(payload))
    assert account
    change_account(account, engine, NOW)


def is_closed(engine: Engine) -> bool | None:
    with engine.connect() as connection:
        return out_of_reach.is_closed(connection, "slack", TEAM, "U0ALICE")


@pytest.fixture
def writes(known: Stage) -> Iterator[list[str]]:
    """The statements that change something."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(known.engine, "before_cursor_execute", note)
    yield seen
    event.remove(known.engine, "before_cursor_execute", note)


def test_a_closed_account_is_written_to_no_more_until_it_is_open_again(known: Stage):
    seen = [is_closed(known.engine)]
    for deleted in (True, False):
        hear(known.engine, changed(deleted=deleted))
        seen.append(is_closed(known.engine))

    assert seen == [False, True, False]


@pytest.mark.parametrize(
    "payload",
    [changed(deleted=False), changed(deleted=True, person="U0NOBODY"), changed(deleted="no")],
    ids=["open as before", "unknown", "unreadable"],
)
def test_of_most_changes_nothing_is_written(known: Stage, writes: list[str], payload: dict[str, Any]):
    hear(known.engine, payload)

    assert writes == []
