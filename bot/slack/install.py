"""Installing by OAuth: /slack/install begins, /slack/oauth_redirect ends it, each with a plain page."""

import asyncio
import html
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.joining import join_installed
from bot.pages.install_pages import (
    CANCELLED,
    NOT_KEPT,
    NOT_STORED,
    NOTHING,
    OLD,
    REFUSED,
    UNREACHABLE,
    AboutUs,
    failed,
    installed,
)
from bot.sealing import Seal
from bot.slack.clients import AppSecrets, InstalledClients, sealed_tokens
from bot.slack.errors import code_of
from bot.slack.leaving import welcome_back
from bot.slack.scopes import BOT_SCOPES
from store import audit, audit_views, installations
from store.audit import Act, watched
from store.engine import DatabaseFailed
from store.installations import NewInstallation

# Long enough to read what Slack asks, and to fetch an administrator.
STATE_LASTS = timedelta(minutes=10)

PATH_OF_END = "/slack/oauth_redirect"

# "__Host-" lets a browser take the cookie only over HTTPS, for this host alone.
COOKIE = "__Host-counterpart-install"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Installing:
    """What the two pages need; `engine` is asked for at each use, `open_to` is the network that takes all."""

    engine: Callable[[], Engine]
    seal: Seal
    secrets: AppSecrets
    client: AsyncWebClient
    clients: InstalledClients
    authorize_url: str
    redirect_url: str
    clock: Callable[[], datetime]
    open_to: str = ""
    about: AboutUs = NOTHING


def install_routes(told: Installing) -> list[Route]:
    """Return the routes of both pages."""

    async def begin(request: Request) -> Response:
        state, now = token_urlsafe(32), told.clock()
        try:
            await asyncio.to_thread(_remember, told, state, now)
        except _Failed as failure:
            return _failure_page(failure, told.about)
        generator = AuthorizeUrlGenerator(
            client_id=told.secrets.client_id,
            scopes=BOT_SCOPES,
            redirect_uri=quote(told.redirect_url, safe="") or None,
            authorization_url=told.authorize_url,
        )
        answer = RedirectResponse(generator.generate(state), 302, {"Cache-Control": "no-store"})
        lasts = int(STATE_LASTS.total_seconds())
        # Lax: Slack sends the browser back from its own site, and the cookie has to come with it.
        answer.set_cookie(COOKIE, state, max_age=lasts, secure=True, httponly=True, samesite="lax", path="/")
        return answer

    async def end(request: Request) -> Response:
        try:
            page = await _ended(told, request)
        except _Failed as failure:
            page = _failure_page(failure, told.about)
        page.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
        return page

    return [Route("/slack/install", begin), Route(PATH_OF_END, end)]


class _Failed(Exception):
    """Nothing was installed; `sentence` is for the person, the reason for the log."""

    def __init__(self, sentence: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.sentence = sentence
        self.status = status


async def _ended(told: Installing, request: Request) -> Response:
    state, cookie = request.query_params.get("state", ""), request.cookies.get(COOKIE, "")
    same_browser = bool(state) and compare_digest(state.encode(), cookie.encode())
    # A state of another browser is not used up: else whoever guesses an address could end what others began.
    if not same_browser or not await asyncio.to_thread(_use, told, state):
        raise _Failed(OLD, "state")
    if refusal := request.query_params.get("error", ""):
        raise _Failed(CANCELLED if refusal == "access_denied" else REFUSED, refusal[:100])
    granted = await _granted(told, request.query_params.get("code", ""))
    new = _installation(told.seal, granted, told.clock())
    if new is None:
        raise _Failed(NOT_KEPT, "answer without workspace or token", 502)
    joined = await asyncio.to_thread(_keep, told, new)
    log.info("installed", account=new.account, joined=joined)
    name = html.escape(new.name or new.account)
    return _page(installed(name, new.account, told.about, joined=joined))


async def _granted(told: Installing, code: str) -> dict[str, Any]:
    try:
        answer = await told.client.oauth_v2_access(
            client_id=told.secrets.client_id,
            client_secret=told.secrets.client_secret,
            code=code,
            redirect_uri=told.redirect_url or None,
        )
    except SlackApiError as refused:
        raise _Failed(REFUSED, code_of(refused) or "no answer", 502) from refused
    except (aiohttp.ClientError, TimeoutError) as unreachable:
        raise _Failed(UNREACHABLE, type(unreachable).__name__, 502) from unreachable
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def _installation(seal: Seal, granted: dict[str, Any], now: datetime) -> NewInstallation | None:
    wide = bool(granted.get("is_enterprise_install"))
    where = granted.get("enterprise" if wide else "team") or {}
    token, account = granted.get("access_token"), where.get("id")
    if not token or not account or granted.get("token_type") != "bot":
        return None
    lasts = granted.get("expires_in")
    return NewInstallation(
        account=str(account),
        sealed=sealed_tokens(seal, str(token), str(granted.get("refresh_token") or "")),
        expires_at=(now + timedelta(seconds=int(lasts))).astimezone(UTC) if lasts else None,
        enterprise_wide=wide,
        name=str(where.get("name") or ""),
        bot_user=str(granted.get("bot_user_id") or ""),
    )


def _keep(told: Installing, new: NewInstallation) -> bool:
    """Keep the tokens; return whether the workspace takes part in a network already."""
    now, act = told.clock(), Act(None, audit.CHAT, "app.install")
    view = audit_views.together(
        audit_views.installation(new.account), audit_views.workspace("slack", new.account)
    )
    with _stored(), told.engine().begin() as connection, watched(connection, act, view, now):
        installations.save(connection, new, now)
        joined = not new.enterprise_wide and join_installed(connection, new.account, told.open_to)
        welcome_back(connection, installations.teams_of(connection, new.account), now)
        return joined


def _remember(told: Installing, state: str, now: datetime) -> None:
    with _stored(), told.engine().begin() as connection:
        installations.begin(connection, _digest(state), now + STATE_LASTS, now)


def _use(told: Installing, state: str) -> bool:
    with _stored(), told.engine().begin() as connection:
        return installations.use_state(connection, _digest(state), told.clock())


@contextmanager
def _stored() -> Iterator[None]:
    """Raise _Failed where the database fails; who starts again gets new tokens from Slack."""
    try:
        yield
    except DatabaseFailed as failed:
        raise _Failed(NOT_STORED, f"database: {type(failed).__name__}", 503) from failed


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()


def _failure_page(failure: _Failed, about: AboutUs) -> Response:
    reference = token_hex(4)
    log.warning("not_installed", reference=reference, reason=str(failure))
    return _page(failed(failure.sentence, reference, about), failure.status)


def _page(body: str, status: int = 200) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'",
        "Referrer-Policy": "no-referrer",  # the address holds the code
    }
    return HTMLResponse(body, status, headers)
