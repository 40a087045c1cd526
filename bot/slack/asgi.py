"""The one HTTP path that Slack calls: everything that is not a well-formed, signed request ends here.

Bolt's own ASGI handlers decode and parse a body before they verify its signature, fail with 500 on what they
cannot parse, and lose a slash command whose text contains the word "payload". So the body is parsed and
verified here, and Bolt gets the payload.
"""

import json
import re
from collections.abc import Sequence
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl

import structlog
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

RETRY = "x-slack-retry-num"  # Slack's header; over Socket Mode the envelope says it

_TIMESTAMP = re.compile(r"[0-9]{1,12}")

log = structlog.get_logger(__name__)


class Refused(Exception):
    """A request that never reaches Bolt: the HTTP status that answers it, and its number in the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reference = token_hex(4)


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
            reference = refused.reference
            log.warning(
                "slack_request_refused", reference=reference, status=refused.status, reason=str(refused)
            )
            return Response(f"{refused} (reference {reference})", refused.status, media_type="text/plain")
        # In this mode Bolt takes a payload that somebody else has verified and parsed.
        headers = retry_header(request.headers.get(RETRY, ""))
        answer = await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode", headers=headers))
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
    return shaped(data)


def shaped(data: object) -> dict[str, Any]:
    """Return what we read of a payload in JSON. Raises Refused(400) if it is none of Slack's."""
    name = data.get("type") if isinstance(data, dict) else None
    if not isinstance(name, str):
        raise Refused(400, "not a payload")
    try:
        return KINDS.get(name, Other).model_validate(data).payload()
    except (ValidationError, RecursionError):
        raise Refused(400, "not in the shape of Slack's payloads") from None


def retry_header(number: str) -> dict[str, str | Sequence[str]]:
    """Return the header that tells a listener which retry of Slack's this is; none at the first delivery."""
    return {RETRY: number} if number.isascii() and number.isdigit() else {}
