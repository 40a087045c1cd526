"""Socket Mode: Slack's payloads over connections that we open, so that no public address is needed.

An envelope is acknowledged as an HTTP request is: only after what it holds was stored, and on the connection
it came by. What was not acknowledged Slack sends again. The SDK's own client is not used: after a connection
that fails it dials the same address for ever, and Slack's addresses are good for one connection only.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from secrets import token_hex
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.asgi import Refused, retry_header, shaped
from bot.slack.errors import is_passing
from bot.slack.payloads import Command
from bot.slack.workspace import SlackUnavailable, out_of_reach, reason

CONNECTIONS = 2  # while Slack renews one, after some hours, the other one listens; Slack allows ten
PING = 10.0  # seconds: a connection that does not answer a ping for so long is given up
LONGEST_WAIT = 30.0  # seconds between attempts to connect, when Slack has been away for a while
TO_FINISH = 3.0  # seconds for what is being stored when we stop: Slack waits no longer for it

_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)

log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(app: AsyncApp, client: AsyncWebClient, app_token: str) -> AsyncIterator[None]:
    """Take what Slack sends while the block lasts. Raises SlackUnavailable if Slack refuses the token."""
    door = _Door(app, client, app_token)
    try:
        first = await door.address()
    except SlackApiError as refused:
        if is_passing(refused):
            raise out_of_reach(client, refused) from refused
        raise SlackUnavailable(_not_accepted(refused)) from refused
    except _FAILURES as unreachable:
        raise out_of_reach(client, unreachable) from unreachable
    addresses = [first] + [""] * (CONNECTIONS - 1)
    async with aiohttp.ClientSession() as session:
        keeping = [asyncio.create_task(door.keep(session, address)) for address in addresses]
        try:
            yield
        finally:
            await door.close(keeping)


class _Door:
    """The connections of one app, and what is on its way through them."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._busy: set[asyncio.Task[None]] = set()
        self._listening: set[asyncio.Task[bool]] = set()
        self._closing = asyncio.Event()

    async def address(self) -> str:
        """Return the address of one new connection."""
        return str((await self._client.apps_connections_open(app_token=self._app_token))["url"])

    async def keep(self, session: aiohttp.ClientSession, address: str) -> None:
        """Keep one connection open; when Slack announces its end, open the next one beside it."""
        wait = 0.0
        while not self._closing.is_set():
            replace = asyncio.Event()
            listening = asyncio.create_task(self._listen(session, address, replace))
            self._listening.add(listening)
            listening.add_done_callback(self._listening.discard)
            await replace.wait()
            wait, address = min(LONGEST_WAIT, wait * 2 or 1.0) if _failed(listening) else 0.0, ""
            if wait:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), wait)

    async def close(self, keeping: list[asyncio.Task[None]]) -> None:
        """Let what is being stored be acknowledged, then end the connections."""
        self._closing.set()
        if self._busy:
            await asyncio.wait(self._busy, timeout=TO_FINISH)
        ending = [*keeping, *self._listening, *self._busy]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    async def _listen(self, session: aiohttp.ClientSession, address: str, replace: asyncio.Event) -> bool:
        """Take envelopes until the connection ends; return whether Slack greeted us by it."""
        greeted = False
        try:
            async with session.ws_connect(address or await self.address(), heartbeat=PING) as connection:
                async for message in connection:
                    envelope = _envelope(message)
                    greeted = greeted or envelope.get("type") == "hello"
                    if envelope.get("type") == "disconnect":
                        replace.set()
                    elif "envelope_id" in envelope and not self._closing.is_set():
                        self._take(connection, envelope)
        except _FAILURES as failed:
            _say_why(failed)
        finally:
            # The task must count as done when the waiting loop asks for its result.
            asyncio.get_running_loop().call_soon(replace.set)
        return greeted

    def _take(self, connection: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        task = asyncio.create_task(self._answer(connection, envelope))
        self._busy.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("slack_request_failed", reference=token_hex(4), exc_info=error)

    async def _answer(self, connection: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        try:
            payload = _payload(envelope)
        except Refused as refused:
            log.warning("slack_request_refused", reference=refused.reference, reason=str(refused))
            return
        headers = retry_header(str(envelope.get("retry_attempt") or ""))
        answer = await self._app.async_dispatch(
            AsyncBoltRequest(body=payload, mode="socket_mode", headers=headers)
        )
        if answer.status != 200:  # on_error has logged it; Slack sends events again
            return
        acknowledgement: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if envelope.get("accepts_response_payload") is True and answer.body:
            acknowledgement["payload"] = _content(answer)
        try:
            await connection.send_json(acknowledgement)
        except _FAILURES as failed:
            reference = token_hex(4)
            log.warning("socket_not_acknowledged", reference=reference, reason=type(failed).__name__)


def _not_accepted(refused: SlackApiError) -> str:
    return (
        f"Slack does not accept SLACK_APP_TOKEN ({reason(refused)}). It needs the App-Level Token with "
        "the scope connections:write, from Basic Information of your Slack app, and Socket Mode on."
    )


def _say_why(failed: Exception) -> None:
    """Write down why there is no connection; where it will not pass by itself, also what to do."""
    why, tell = type(failed).__name__, log.warning
    if isinstance(failed, SlackApiError):
        why = reason(failed)
        if not is_passing(failed):
            why, tell = _not_accepted(failed), log.error
    tell("socket_not_connected", reference=token_hex(4), reason=why)


def _failed(listening: asyncio.Task[bool]) -> bool:
    """Say whether Slack never greeted us by this connection; one that goes on beside the next has not."""
    if not listening.done():
        return False
    if error := listening.exception():
        log.error("socket_not_connected", reference=token_hex(4), exc_info=error)
    return bool(error) or not listening.result()


def _envelope(message: aiohttp.WSMessage) -> dict[str, Any]:
    """Return what a message of the connection holds; nothing, and a line in the log, if no envelope."""
    try:
        data = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and isinstance(data.get("envelope_id", ""), str):
        return data
    log.warning("slack_request_refused", reference=token_hex(4), reason="no envelope")
    return {}


def _payload(envelope: dict[str, Any]) -> dict[str, Any]:
    payload = envelope.get("payload")
    if envelope.get("type") == "slash_commands" and isinstance(payload, dict):
        return Command.model_validate(payload).payload()
    return shaped(payload)


def _content(answer: BoltResponse) -> dict[str, Any]:
    """Return what an acknowledgement carries: an object as it is, a sentence as the text of a message."""
    kind = answer.first_headers().get("content-type", "")
    content = json.loads(answer.body) if kind.startswith("application/json") else None
    return content if isinstance(content, dict) else {"text": answer.body}
