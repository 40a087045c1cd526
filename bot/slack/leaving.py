"""When the app is taken out of a workspace: its tokens are deleted, and nothing is posted there any more."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from sqlalchemy import Engine

from store import audit, audit_views, installations
from store.audit import Act, watched

log = structlog.get_logger(__name__)


def register_leaving(app: AsyncApp, engine: Callable[[], Engine], clock: Callable[[], datetime]) -> None:
    """Make the app hear app_uninstalled and tokens_revoked, in either order and however often they come."""

    async def on_leaving(body: dict[str, Any]) -> None:
        revoked = body["event"].get("tokens")
        if revoked is not None and not revoked.get("bot"):
            return  # only tokens of persons, and we have none
        await asyncio.to_thread(end_installation, body, engine(), clock())

    app.event("app_uninstalled")(on_leaving)
    app.event("tokens_revoked")(on_leaving)


def end_installation(body: dict[str, Any], engine: Engine, now: datetime) -> None:
    """Delete the tokens of the installation that the event is about, unless it is a newer one."""
    # Slack counts whole seconds. An event older than the installation is about the one before it.
    happened = datetime.fromtimestamp(body["event_time"], UTC) if body.get("event_time") else now
    whole = any(each.get("is_enterprise_install") for each in body.get("authorizations", ()))
    account = body.get("enterprise_id", "") if whole else body.get("team_id", "")
    act, view = Act(None, audit.CHAT, "app.uninstall"), audit_views.installation(account)
    with engine.begin() as connection, watched(connection, act, view, now):
        if installations.end(connection, account, happened + timedelta(seconds=1), now):
            log.info("uninstalled", account=account)
