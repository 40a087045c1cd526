"""The least that a Slack app can do, for comparison: `python -m benchmarks.slack_floor PORT`.

A bare Bolt application on Bolt's own ASGI handler that verifies, dispatches and echoes, and stores nothing.
"""

import logging
import sys
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.slack_fake import SECRET, TEAM, TOKEN
from bot.web import KEEP_ALIVE


def make_floor() -> AsyncApp:
    """Return the application."""
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id or TEAM, bot_token=TOKEN)

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def on_command(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack(body.get("text", ""))

    async def on_event(body: dict[str, Any]) -> None:
        pass

    app.command("/peers")(on_command)
    app.event("message")(on_event)
    return app


def main() -> None:
    """Serve until stopped."""
    uvicorn.run(
        AsyncSlackRequestHandler(make_floor()),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE,
    )


if __name__ == "__main__":
    main()
