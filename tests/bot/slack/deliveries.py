"""What Slack sends to the app: signed events, commands and presses of buttons, as real HTTP requests."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fakes import BOT, SIGNING_SECRET, TEAM

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Response:
    """The app's answer to one delivery."""

    status: int
    text: str


@dataclass(frozen=True)
class Deliveries:
    """Slack, as the app under test at `url` meets it."""

    url: str
    secret: str = SIGNING_SECRET

    def event(self, event: dict[str, Any], **envelope: Any) -> Response:
        """Deliver one event of the Events API."""
        authorization = {"team_id": TEAM, "user_id": BOT, "is_bot": True, "enterprise_id": None}
        body = {"type": "event_callback", "team_id": TEAM, "event": event, "authorizations": [authorization]}
        return self.send(json.dumps(body | envelope).encode(), JSON)

    def command(self, text: str, command: str = "/ask", **fields: str) -> Response:
        """Deliver a slash command that Alice typed in the channel C0HELP."""
        body = {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "user_id": "U0ALICE",
            "user_name": "alice",
            "channel_id": "C0HELP",
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        }
        return self.send(urlencode(body | fields).encode(), FORM)

    def press(self, action_id: str, value: str, **fields: Any) -> Response:
        """Deliver Alice's press of a button of the message 1700000001.000100 in C0HELP."""
        action = {"type": "button", "action_id": action_id, "value": value, "action_ts": "1700000009.000300"}
        container = {"type": "message", "channel_id": "C0HELP", "message_ts": "1700000001.000100"}
        body = {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "network"},
            "user": {"id": "U0ALICE", "username": "alice", "team_id": TEAM},
            "channel": {"id": "C0HELP", "name": "help"},
            "container": container,
            "actions": [action],
        }
        return self.send(urlencode({"payload": json.dumps(body | fields)}).encode(), FORM)

    def send(self, body: bytes, content_type: str = JSON, *, age: int = 0, **headers: str) -> Response:
        """Send a signed body; `age` in seconds makes its timestamp old, `headers` replace the signature's."""
        timestamp = str(int(time.time()) - age)
        signed = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        own = {"x_slack_request_timestamp": timestamp, "x_slack_signature": f"v0={digest}"} | headers
        named = {name.replace("_", "-"): value for name, value in own.items()}
        return self.request("POST", body, {"Content-Type": content_type, **named})

    def request(self, method: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Response:
        """Send any request to the path that Slack calls."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, "/slack/events", body, headers or {})
            answer = connection.getresponse()
            return Response(answer.status, answer.read().decode())
        finally:
            connection.close()


def mention(text: str, **fields: Any) -> dict[str, Any]:
    """Return the event of Alice's post that mentions the bot in C0HELP."""
    event = {"type": "app_mention", "user": "U0ALICE", "text": f"<@{BOT}> {text}", "ts": "1700000001.000100"}
    return event | {"channel": "C0HELP"} | fields


def direct_message(text: str, **fields: Any) -> dict[str, Any]:
    """Return the event of Alice's direct message to the bot."""
    event = {"type": "message", "user": "U0ALICE", "text": text, "ts": "1700000002.000100"}
    return event | {"channel": "D0ALICE", "channel_type": "im"} | fields
