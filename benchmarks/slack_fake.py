"""A Slack that answers at once and remembers what was posted, and when.

Run: `python -m benchmarks.slack_fake PORT`. It has no rules: those are kept by the fake Slack of the tests.
This one is for time, in a process of its own.
"""

import itertools
import json
import sys
import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

TEAM = "T0NETWORK"
BOT = "U0COUNTERPART"
TOKEN = "xoxb-bench"
SECRET = "a signing secret for measuring"


class FakeSlack:
    """Answers of the Web API, and the posts: moment, channel, thread and the key of the delivery."""

    def __init__(self) -> None:
        self._posts: list[tuple[float, str, str, str]] = []
        self._moments = itertools.count(1_800_000_000)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one call of the Web API."""
        method, arguments = request.match_info["method"], await _arguments(request)
        return web.json_response({"ok": True, **self._result(method, arguments)})

    async def posts(self, request: web.Request) -> web.Response:
        """Answer what was posted from the n-th post on; moments are of the machine's monotonic clock."""
        return web.json_response(self._posts[int(request.query["since"]) :])

    def _result(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = arguments.get("channel", "")
        if method == "auth.test":
            return {"team_id": TEAM, "user_id": BOT}
        if method == "users.info":
            return {"user": {"id": arguments["user"], "team_id": TEAM, "locale": "en-US"}}
        if method == "conversations.open":
            return {"channel": {"id": f"D{arguments['users'].replace(',', '')}"}}
        if method == "conversations.info":
            shape = {"id": channel, "is_channel": True, "is_member": True, "is_private": False}
            return {"channel": shape | {"is_ext_shared": False}}
        if method in ("conversations.history", "conversations.replies"):
            return {"messages": []}
        if method == "chat.getPermalink":
            return {"permalink": f"https://network.slack.test/archives/{channel}/p1"}
        return self._posted(channel, arguments) if method.startswith("chat.") else {}

    def _posted(self, channel: str, arguments: dict[str, Any]) -> dict[str, Any]:
        metadata = json.loads(arguments.get("metadata", "{}"))
        key = metadata.get("event_payload", {}).get("key", "")
        self._posts.append((time.monotonic(), channel, arguments.get("thread_ts", ""), key))
        moment = f"{next(self._moments)}.000100"
        return {"channel": channel, "ts": moment, "message_ts": moment}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if "json" in request.content_type:
        arguments = dict(await request.json())
        return arguments | {"metadata": json.dumps(arguments.get("metadata") or {})}
    return {**request.query, **dict(parse_qsl(await request.text()))}


def main() -> None:
    """Serve until stopped."""
    fake = FakeSlack()
    application = web.Application(client_max_size=10_000_000)
    application.router.add_route("*", "/api/{method}", fake.answer)
    application.router.add_get("/posts", fake.posts)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
