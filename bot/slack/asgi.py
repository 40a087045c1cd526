"""The one HTTP path that Slack calls: everything that is not a well-formed, signed request ends here.

Bolt's own ASGI handlers decode and parse a body before they verify its signature, fail with 500 on what they
cannot parse, and lose a slash command whose text contains the word "payload". So the body is parsed and
verified here, and Bolt gets the payload.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.config import SlackConfig
from bot.slack.payloads import KINDS, Command, Other

PATH = "/slack/events"

# Slack's largest documented payload, a view with 250 kB of blocks and its state, fits four times.
LARGEST_BODY = 1_000_000  # bytes

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class Refused(Exception):
    """A request that never reaches Bolt; `status` is the HTTP status that answers it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def slack_route(app: AsyncApp, config: SlackConfig) -> Route:
    """Return the route for events, commands and buttons.

    Answers 400 to a body over 1 MB, not in UTF-8 or not in the shape of Slack's; 401 to a wrong signature or
    one older than five minutes; 405 to anything but POST.
    """
    verifier = SignatureVerifier(config.signing_secret)

    async def endpoint(request: Request) -> Response:
        try:
            payload = await _payload(request, verifier)
        except Refused as refused:
            return Response(str(refused), refused.status, media_type="text/plain")
        # In this mode Bolt takes a payload that somebody else has verified and parsed.
        answer = await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())

    return Route(PATH, endpoint, methods=["POST"])


async def _payload(request: Request, verifier: SignatureVerifier) -> dict[str, Any]:
    try:
        text = (await _body(request)).decode()
    except UnicodeDecodeError:
        raise Refused(400, "not UTF-8") from None
    payload = parsed(text)
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (_TIMESTAMP.fullmatch(timestamp) and signature.isascii()):
        raise Refused(401, "not signed")
    if not verifier.is_valid(text, timestamp, signature):
        raise Refused(401, "wrong or old signature")
    return payload


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise Refused(400, "too large")
    except ClientDisconnect:
        raise Refused(400, "incomplete") from None
    return bytes(body)


def parsed(text: str) -> dict[str, Any]:
    """Return what we read of the payload in a body. Raises Refused(400) if it is none of Slack's."""
    form = {} if text.lstrip().startswith(("{", "[")) else dict(parse_qsl(text, keep_blank_values=True))
    if "command" in form or "ssl_check" in form:
        return Command.model_validate(form).payload()
    try:
        data = json.loads(form.get("payload", text))
    except (ValueError, RecursionError):
        raise Refused(400, "neither JSON nor a form") from None
    name = data.get("type") if isinstance(data, dict) else None
    if not isinstance(name, str):
        raise Refused(400, "not a payload")
    try:
        return KINDS.get(name, Other).model_validate(data).payload()
    except (ValidationError, RecursionError):
        raise Refused(400, "not in the shape of Slack's payloads") from None
