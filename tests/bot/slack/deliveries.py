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
from tests.fakes_views import Shown

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

    def press(self, action_id: str, value: str, kind: str = "button", **fields: Any) -> Response:
        """Deliver Alice's press of a button of the message 1700000001.000100 in C0HELP."""
        action = {"type": kind, "action_id": action_id, "value": value, "action_ts": "1700000009.000300"}
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

    def press_in_home(self, action_id: str, value: str, **fields: Any) -> Response:
        """Deliver Alice's press of a button of her Home tab."""
        return self.press(action_id, value, container={"type": "view", "view_id": "V0HOME"}, **fields)

    def shortcut(self, callback_id: str, message: dict[str, Any] | None = None, **fields: Any) -> Response:
        """Deliver Alice's choice of a shortcut, at a message of C0HELP if one is given."""
        body: dict[str, Any] = {"type": "shortcut", "callback_id": callback_id, **_who("U0ALICE")}
        if message is not None:
            channel = {"id": "C0HELP", "name": "help"}
            body |= {"type": "message_action", "message": message, "message_ts": message["ts"]}
            body["channel"] = channel
        return self.send(urlencode({"payload": json.dumps(body | fields)}).encode(), FORM)

    def submit(self, shown: Shown, filled_in: dict[str, Any], **fields: Any) -> Response:
        """Deliver the press of a modal's submit button; of each field the value, or the chosen values."""
        body = submission(shown, filled_in)
        return self.send(urlencode({"payload": json.dumps(body | fields)}).encode(), FORM)

    def search(self, shown: Shown, field: str, typed: str, **fields: Any) -> Response:
        """Deliver what somebody typed into a field that asks the app for its choices."""
        view = {"id": shown.id, "hash": shown.hash, "state": {"values": {}}, **shown.view}
        named = {"action_id": _action(shown.inputs[field]), "block_id": field, "value": typed}
        body = {"type": "block_suggestion", **_who(shown.person), **named, "view": view}
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


def home_opened(**fields: Any) -> dict[str, Any]:
    """Return the event of Alice opening the app's Home tab."""
    return {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0ALICE", "tab": "home"} | fields


def submission(shown: Shown, filled_in: dict[str, Any]) -> dict[str, Any]:
    """Return what Slack says of a modal that was filled in and sent."""
    state = {
        name: {_action(block): _state(block, filled_in.get(name))} for name, block in shown.inputs.items()
    }
    view = {"id": shown.id, "hash": shown.hash, "state": {"values": state}, **shown.view}
    return {"type": "view_submission", **_who(shown.person), "view": view}


def _who(person: str) -> dict[str, Any]:
    name = person.removeprefix("U0").lower()
    return {
        "team": {"id": TEAM, "domain": "network"},
        "user": {"id": person, "username": name, "name": name, "team_id": TEAM},
    }


def _action(block: dict[str, Any]) -> str:
    return str(block["element"]["action_id"])


def _state(block: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return what Slack says of a filled in element; a field that is left alone keeps its initial value."""
    kind, element = block["element"]["type"], block["element"]
    if kind in ("static_select", "radio_buttons", "external_select"):
        chosen = {"value": value} if value else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind in ("multi_static_select", "checkboxes"):
        several = element.get("initial_options", []) if value is None else [{"value": each} for each in value]
        return {"type": kind, "selected_options": several}
    if kind == "users_select":
        return {"type": kind, "selected_user": value or element.get("initial_user")}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": value or element.get("initial_conversation")}
    return {"type": kind, "value": element.get("initial_value") if value is None else value}
