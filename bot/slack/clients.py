"""Which token speaks to which workspace, kept fresh where the tokens of an app are rotated."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any, Protocol, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Connection, Engine

from bot.messenger import Undelivered
from bot.sealing import Seal
from bot.slack.errors import code_of
from store import installations
from store.engine import DatabaseFailed
from store.installations import Installation

# Tokens live twelve hours. Refreshed this long before their end, the old one still serves while one process
# refreshes it, and Slack may be down for that long.
REFRESH_BEFORE = timedelta(hours=2)

# How long one process holds the turn: a call of CALL_TIMEOUT, and the writes. Who died is replaced after it,
# and after a failure nobody asks Slack again before.
REFRESH_WITHIN = timedelta(seconds=30)

# Slack gives tokens once: what one lost connection kept from being written is written on another.
KEEP_ATTEMPTS = 3

# What Slack answers when a refresh token is good for nothing any more; whatever else it says may pass.
REFRESH_REFUSED = {"invalid_refresh_token", "token_revoked", "account_inactive", "invalid_grant"}

# What else a refresh may fail with.
UNANSWERED = (SlackApiError, aiohttp.ClientError, TimeoutError)

NOT_INSTALLED = "app_not_installed"  # our own reason: there is no token of the workspace, or none any more

T = TypeVar("T")
log = structlog.get_logger(__name__)


class NotNow(Exception):
    """Another process is refreshing the tokens of this workspace, or it failed a moment ago."""


class Clients(Protocol):
    """Clients by workspace."""

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        """Return a client for the workspace. Raises Undelivered if the app is not installed there."""

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        """Return a client with another token than the one that Slack called expired."""


class OneClient:
    """The one workspace of SLACK_BOT_TOKEN."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        """Return the one client."""
        return self._client

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        """Raise Undelivered: a token that was set is not refreshed."""
        raise Undelivered("token_expired")


class RenewedClient(AsyncWebClient):
    """A client for one request: a call that Slack refuses as the token expired is made with a new one.

    The messenger lets the runner try again instead; whoever pressed a button has three seconds.
    """

    def __init__(self, of_request: AsyncWebClient, clients: Clients, team: str) -> None:
        """Take the address, the token and the handlers of the request's own client."""
        super().__init__(
            token=of_request.token,
            base_url=of_request.base_url,
            timeout=of_request.timeout,
            retry_handlers=of_request.retry_handlers,
        )
        self._clients = clients
        self._team = team

    async def api_call(self, api_method: str, **told: Any) -> AsyncSlackResponse:
        """Make the call. Raises what Slack answered where there is no new token."""
        try:
            return await super().api_call(api_method, **told)
        except SlackApiError as refused:
            if code_of(refused) != "token_expired":
                raise
            try:
                self.token = (await self._clients.anew(self._team, self.token)).token
            except (Undelivered, NotNow, DatabaseFailed):
                raise refused from None
        return await super().api_call(api_method, **told)


@dataclass(frozen=True, slots=True)
class AppSecrets:
    """What Slack knows our app by."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _New:
    """What Slack gave for a refresh token; `sealed` holds the new one too."""

    token: str
    sealed: str
    expires_at: datetime


class InstalledClients:
    """The workspaces and organisations that installed the app by OAuth."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        seal: Seal,
        secrets: AppSecrets,
        make: Callable[[str | None], AsyncWebClient],
        clock: Callable[[], datetime],
    ) -> None:
        """Take the database, which is asked for at each use; `make` makes a client with a token or none."""
        self._engine = engine
        self._seal = seal
        self._make = make
        self._clock = clock
        self._secrets = secrets
        self._plain = make(None)
        self._plain.retry_handlers = []  # waiting for a 429 could take longer than the turn
        self._renewals: dict[str, asyncio.Task[str]] = {}

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        """Return a client whose token serves; while it does, nobody waits for the next one.

        Raises Undelivered, NotNow, or what kept a token that is over from being refreshed.
        """
        found = await self._serving(team, enterprise)
        if self._ends_within(found, timedelta(0)):
            return self._make(await asyncio.shield(self._renewal(found)))
        if self._ends_within(found, REFRESH_BEFORE) and not self._is_taken(found):
            self._renewal(found)
        return self._make(self._tokens(found)["token"])

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        """Return a client with another token than the refused one. Raises as `of` does."""
        found = await self._serving(team, "")
        tokens = self._tokens(found)
        if tokens["token"] != refused:
            return self._make(tokens["token"])
        if not tokens["refresh"]:
            raise Undelivered("token_expired")
        return self._make(await asyncio.shield(self._renewal(found)))

    async def finished(self) -> None:
        """Return when no token is on its way here: what Slack gave must be kept before we stop."""
        if self._renewals:
            await asyncio.wait(tuple(self._renewals.values()))

    def _renewal(self, found: Installation) -> asyncio.Task[str]:
        """Return the one refresh of these tokens in this process, which begins now unless it is under way.

        A task of its own: whoever waits for it may give up, but a refresh that is given up loses the tokens.
        """
        if (running := self._renewals.get(found.account)) is not None:
            return running
        task = self._renewals[found.account] = asyncio.create_task(self._renewed(found))
        task.add_done_callback(partial(self._ended, found.account))
        return task

    def _ended(self, account: str, task: asyncio.Task[str]) -> None:
        del self._renewals[account]
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, (*UNANSWERED, Undelivered, NotNow)):
            log.error("token_not_refreshed", reference=token_hex(4), account=account, exc_info=error)

    async def _renewed(self, found: Installation) -> str:
        """Use the refresh token; return the new token. Raises Undelivered, NotNow, or one of UNANSWERED.

        Where it fails the turn stays taken for its time, so that not every request asks Slack again.
        """
        now = self._clock()
        until = now + REFRESH_WITHIN
        if not await self._write(
            lambda c: installations.begin_refresh(c, found.account, found.version, until, now)
        ):
            return await self._of_somebody_else(found)
        try:
            new = await self._exchanged(self._tokens(found)["refresh"])
        except UNANSWERED as failed:
            code = code_of(failed) if isinstance(failed, SlackApiError) else ""
            self._log_refusal(found, code or type(failed).__name__)
            if code in REFRESH_REFUSED:
                raise Undelivered(code) from failed
            raise
        return new.token if await self._is_kept(found, new) else await self._of_somebody_else(found)

    async def _is_kept(self, found: Installation, new: _New) -> bool:
        for _ in range(KEEP_ATTEMPTS - 1):
            with suppress(DatabaseFailed):
                return await self._write(partial(_keep, found, new))
        return await self._write(partial(_keep, found, new))

    def _log_refusal(self, found: Installation, error: str) -> None:
        account, until = found.account, found.expires_at
        log.error("token_not_refreshed", reference=token_hex(4), account=account, error=error, until=until)

    async def _exchanged(self, refresh: str) -> _New:
        answer = await self._plain.oauth_v2_access(
            client_id=self._secrets.client_id,
            client_secret=self._secrets.client_secret,
            grant_type="refresh_token",
            refresh_token=refresh,
        )
        token, lasts = str(answer["access_token"]), timedelta(seconds=int(answer["expires_in"]))
        sealed = sealed_tokens(self._seal, token, str(answer.get("refresh_token") or ""))
        return _New(token, sealed, (self._clock() + lasts).astimezone(UTC))

    async def _of_somebody_else(self, before: Installation) -> str:
        """Return the token that took the place of that one. Raises NotNow, or Undelivered if the app left."""
        found = await self._read(lambda c: installations.of_account(c, before.account))
        if found is None or found.left_at is not None:
            raise Undelivered(NOT_INSTALLED)
        if found.version == before.version:
            raise NotNow(before.account)
        return self._tokens(found)["token"]

    async def _serving(self, team: str, enterprise: str) -> Installation:
        def read(connection: Connection) -> tuple[Installation | None, bool]:
            is_new = bool(enterprise and team) and not installations.knows_team(connection, team)
            return installations.serving(connection, team, enterprise), is_new

        found, is_new = await self._read(read)
        if found is not None and is_new:  # once: nothing is written before most acknowledgements
            await self._write(lambda c: installations.note_team(c, team, enterprise))
        if found is None:
            raise Undelivered(NOT_INSTALLED)
        return found

    def _tokens(self, found: Installation) -> dict[str, str]:
        return dict(json.loads(self._seal.unseal(found.sealed)))

    def _ends_within(self, found: Installation, time: timedelta) -> bool:
        return found.expires_at is not None and found.expires_at - self._clock() < time

    def _is_taken(self, found: Installation) -> bool:
        return found.refreshing_until is not None and found.refreshing_until >= self._clock()

    async def _read(self, function: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine().connect() as connection:
                return function(connection)

        return await asyncio.to_thread(run)

    async def _write(self, function: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine().begin() as connection:
                return function(connection)

        return await asyncio.to_thread(run)


def _keep(found: Installation, new: _New, connection: Connection) -> bool:
    return installations.end_refresh(connection, found.account, found.version, new.sealed, new.expires_at)


def sealed_tokens(seal: Seal, token: str, refresh: str) -> str:
    """Return both tokens of an installation as one encrypted text."""
    return seal.seal(json.dumps({"token": token, "refresh": refresh}))
