"""When the app is taken out of a workspace or let in: its tokens, and whom it reaches."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from sqlalchemy import Connection, Engine

from bot.introductions import out_of_reach
from bot.slack import reading
from store import audit, audit_views, installations
from store.audit import Act, Changed, Subject, watched

Body = dict[str, Any]

CHAT = "slack"

log = structlog.get_logger(__name__)


def register_leaving(app: AsyncApp, engine: Callable[[], Engine], clock: Callable[[], datetime]) -> None:
    """Make the app hear app_uninstalled and tokens_revoked, in either order and however often they come.

    Of an organisation that installed it, also which of its workspaces may use it.
    """

    async def on_leaving(body: Body) -> None:
        if _is_of_the_bot(body):
            await asyncio.to_thread(end_installation, body, engine(), clock())

    async def on_access(body: Body) -> None:
        await asyncio.to_thread(change_access, body, engine(), clock())

    app.event("app_uninstalled")(on_leaving)
    app.event("tokens_revoked")(on_leaving)
    app.event("team_access_granted")(on_access)
    app.event("team_access_revoked")(on_access)


def register_leaving_of_one(
    app: AsyncApp, engine: Callable[[], Engine], clock: Callable[[], datetime]
) -> None:
    """Make the app hear the same of the one workspace of SLACK_BOT_TOKEN, which has no installation."""
    began = clock()

    async def on_leaving(body: Body) -> None:
        if _is_of_the_bot(body) and _happened(body, clock()) >= began:  # else of a token before this one
            team, _ = reading.installed_in(body)
            await asyncio.to_thread(leave_workspace, engine(), team, clock())

    app.event("app_uninstalled")(on_leaving)
    app.event("tokens_revoked")(on_leaving)


def leave_workspace(engine: Engine, team: str, now: datetime) -> None:
    """Reach nobody in the workspace until `return_to_workspace`; said again, it changes nothing."""
    with engine.begin() as connection:
        if out_of_reach.app_left(connection, CHAT, [team], now):
            _note(connection, "app.uninstall", team, now)
            log.warning("uninstalled", reference=token_hex(4), account=team)


def return_to_workspace(engine: Engine, team: str, now: datetime) -> None:
    """Reach people again in this workspace, whose token Slack takes."""
    with engine.begin() as connection:
        if out_of_reach.app_returned(connection, CHAT, [team], now):
            _note(connection, "app.install", team, now)
            log.info("installed_again", reference=token_hex(4), account=team)


def end_installation(body: Body, engine: Engine, now: datetime) -> None:
    """Delete the tokens of the installation that the event is about, unless it is a newer one.

    Nobody whom it alone served is written to or asked from then on.
    """
    # An event older than the installation is about the one before it.
    happened, act = _happened(body, now), Act(None, audit.CHAT, "app.uninstall")
    with engine.begin() as connection:
        account = _account(connection, body)
        with watched(connection, act, audit_views.installation(account), now):
            if installations.end(connection, account, happened, now):
                _leave(connection, installations.teams_of(connection, account), now)
                log.info("uninstalled", account=account)


def change_access(body: Body, engine: Engine, now: datetime) -> None:
    """Keep which workspaces of an organisation its installation serves from now on, or no more."""
    event, (_, enterprise) = body["event"], reading.installed_in(body)
    teams = tuple(each for each in event.get("team_ids", ()) if reading.are_ids(each))
    if not reading.are_ids(enterprise):
        return
    act, view = Act(None, audit.CHAT, "app.access"), audit_views.installation(enterprise)
    with engine.begin() as connection, watched(connection, act, view, now):
        if event["type"] == "team_access_granted":
            installations.take_teams(connection, enterprise, teams)
            welcome_back(connection, teams, now)
        else:
            installations.leave_teams(connection, enterprise, teams, now)
            _leave(connection, teams, now)
    log.info(event["type"], account=enterprise, workspaces=teams)


def welcome_back(connection: Connection, teams: tuple[str, ...], now: datetime) -> None:
    """Reach people again in those of the workspaces that an installation serves now."""
    served = installations.served(connection, teams, yes=True)
    out_of_reach.app_returned(connection, CHAT, served, now)


def _account(connection: Connection, body: Body) -> str:
    """Return whose installation ended: the workspace's, or that of the organisation which serves it.

    Slack documents no `authorizations` for this event. Without them a workspace that ever installed the app
    by itself stands for itself alone: its own end comes twice, and must not end its organisation's.
    """
    team, enterprise = body.get("team_id", ""), body.get("enterprise_id", "")
    if told := body.get("authorizations"):
        return str(enterprise if any(each.get("is_enterprise_install") for each in told) else team)
    own = installations.of_account(connection, team) if team else None
    whole = installations.serving(connection, team, enterprise) if own is None else None
    return whole.account if whole else str(team)


def _leave(connection: Connection, teams: tuple[str, ...], now: datetime) -> None:
    unserved = installations.served(connection, teams, yes=False)
    out_of_reach.app_left(connection, CHAT, unserved, now)


def _is_of_the_bot(body: Body) -> bool:
    """Say whether the bot's own token ended, and not only tokens of persons, of which we have none."""
    revoked = body["event"].get("tokens")
    return revoked is None or bool(revoked.get("bot"))


def _happened(body: Body, now: datetime) -> datetime:
    """Return the latest moment at which it may have happened: Slack counts whole seconds."""
    if not body.get("event_time"):
        return now
    return datetime.fromtimestamp(body["event_time"], UTC) + timedelta(seconds=1)


def _note(connection: Connection, action: str, team: str, now: datetime) -> None:
    told = Changed(Subject("installation", team), {}, {})
    audit.note(connection, Act(None, audit.CHAT, action), [told], now)
