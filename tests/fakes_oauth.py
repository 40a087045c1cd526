"""Many workspaces of our own Slack, in which an app is installed by OAuth: oauth.v2.access and its tokens.

It keeps Slack's rules where a mistake of ours would break against them: a code and a refresh token are good
once, the redirect address is the one that was begun with, and every token speaks to its workspace alone.
"""

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes import BOT, FakeSlack
from tests.serving import served

CLIENT_ID, CLIENT_SECRET = "12.34", "the secret of the client"
REDIRECT = "https://counterpart.example.org/slack/oauth_redirect"
LASTS = 43_200  # seconds: the twelve hours of a token that is rotated


@dataclass
class Grant:
    """What somebody allowed: where, and whether the tokens of it are rotated."""

    account: str
    enterprise: bool = False
    rotated: bool = True
    name: str = "Harbour city"


@dataclass
class FakeOAuth:
    """Workspaces by id; `refreshes` lists every refresh token that came, also one that was used before."""

    url: str = ""
    workspaces: dict[str, FakeSlack] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    refreshes: list[str] = field(default_factory=list)
    down: int = 0  # so many of the next calls of oauth.v2.access get `status`
    status: int = 503
    held: Event = field(default_factory=Event)  # while it is set, oauth.v2.access does not answer
    refused: str = ""  # the error with which every refresh is answered, and uses nothing up
    meanwhile: Callable[[], object] | None = None  # happens once, before the next tokens are given
    _codes: dict[str, Grant] = field(default_factory=dict)
    _grants: dict[str, Grant] = field(default_factory=dict)  # by refresh token that is unused
    _of_token: dict[str, str] = field(default_factory=dict)  # the account of each bot token
    _count: int = 0

    def workspace(self, team: str) -> FakeSlack:
        """Return a new workspace."""
        self.workspaces[team] = FakeSlack(team)
        return self.workspaces[team]

    def allow(self, grant: Grant) -> str:
        """Let somebody allow the app; return the code with which Slack sends the browser back."""
        code = f"code-{len(self._codes) + 1}"
        self._codes[code] = grant
        return code

    def issue(self, grant: Grant) -> dict[str, Any]:
        """Return new tokens, as Slack answers them."""
        self._count += 1
        token, refresh = f"xoxe.xoxb-{grant.account}-{self._count}", f"xoxe-{grant.account}-{self._count}"
        self._of_token[token] = grant.account
        if grant.account in self.workspaces:
            self.workspaces[grant.account].tokens.add(token)
        where = {"id": grant.account, "name": grant.name}
        answer = {
            "ok": True,
            "access_token": token,
            "token_type": "bot",
            "bot_user_id": BOT,
            "team": None if grant.enterprise else where,
            "enterprise": where if grant.enterprise else None,
            "is_enterprise_install": grant.enterprise,
        }
        if grant.rotated:
            self._grants[refresh] = grant
            answer |= {"refresh_token": refresh, "expires_in": LASTS}
        return answer

    async def answer(self, request: Request) -> Response:
        """Answer one call of the Web API of any of the workspaces."""
        if request.path_params["method"] == "oauth.v2.access":
            return await self._access(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.expired:
            return JSONResponse({"ok": False, "error": "token_expired"})
        slack = self.workspaces.get(self._of_token.get(token, ""))
        return await slack.answer(request) if slack else JSONResponse({"ok": False, "error": "invalid_auth"})

    async def _access(self, request: Request) -> Response:
        while self.held.is_set():
            await asyncio.sleep(0.01)
        if self.down:
            self.down -= 1
            return PlainTextResponse("not now", self.status, {"Retry-After": "60"})
        told = dict(parse_qsl((await request.body()).decode()))
        given = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if given != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return JSONResponse({"ok": False, "error": "bad_client_secret"})
        if told.get("grant_type") == "refresh_token":
            self.refreshes.append(told["refresh_token"])
            if self.refused:
                return JSONResponse({"ok": False, "error": self.refused})
            grant, refused = self._grants.pop(told["refresh_token"], None), "invalid_refresh_token"
        else:
            grant, refused = self._codes.pop(told.get("code", ""), None), "invalid_code"
            refused = refused if told.get("redirect_uri") == REDIRECT else "bad_redirect_uri"
            grant = None if refused == "bad_redirect_uri" else grant
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return JSONResponse(self.issue(grant) if grant else {"ok": False, "error": refused})


@contextmanager
def fake_oauth() -> Iterator[FakeOAuth]:
    """Serve it; its `url` is the address of the Web API."""
    oauth = FakeOAuth()
    with served(Starlette(routes=[Route("/api/{method}", oauth.answer, methods=["GET", "POST"])])) as url:
        oauth.url = f"{url}/api/"
        yield oauth
