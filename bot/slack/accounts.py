"""Accounts of people, of whose every change Slack tells: what counts is whether one is closed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine

from bot.introductions import out_of_reach
from bot.outgoing import workspace_name
from bot.slack import reading

CHAT = "slack"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account that changed, and in which workspaces it may be known to us."""

    teams: tuple[str, ...]
    person: str
    closed: bool


def register_accounts(app: AsyncApp, engine: Callable[[], Engine], clock: Callable[[], datetime]) -> None:
    """Make the app hear which accounts are closed or opened again."""

    async def on_change(body: dict[str, Any]) -> None:
        account = of_account(body)
        if account is not None:
            await asyncio.to_thread(change_account, account, engine(), clock())

    app.event("user_change")(on_change)


def of_account(body: dict[str, Any]) -> Account | None:
    """Return the account that an event says has changed; None if it does not name it."""
    account = body["event"].get("account", {})
    named = (reading.installed_in(body)[0], account.get("team_id", ""))
    teams = tuple(dict.fromkeys(team for team in named if reading.are_ids(team)))
    person = account.get("id", "")
    return Account(teams, person, bool(account.get("deleted"))) if teams and reading.are_ids(person) else None


def change_account(account: Account, engine: Engine, now: datetime) -> None:
    """Keep that an account is closed, or open again; of most changes nothing is written."""
    with engine.connect() as connection:
        teams = [
            team
            for team in account.teams
            if out_of_reach.is_closed(connection, CHAT, team, account.person) is (not account.closed)
        ]
    for team in teams:
        with engine.begin() as connection:
            if account.closed:
                out_of_reach.account_closed(connection, CHAT, team, account.person, now)
            else:
                out_of_reach.account_opened(connection, CHAT, team, account.person)
        log.info("account_changed", workspace=workspace_name(CHAT, team), closed=account.closed)
