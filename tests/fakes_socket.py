"""Slack's side of Socket Mode: it hands out addresses, sends envelopes and keeps what was acknowledged."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import ClientSession, WSMsgType, web

from tests.serving import running_loop

APP_TOKEN = "xapp-test"


class FakeSocket:
    """Connections of one app, in the order of their opening; `acknowledged` maps envelopes to payloads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.url = ""
        self.web_api = ""  # where every other method is answered
        self.refused = 0  # so many of the next connections are refused
        self.error = ""  # with this the Web API refuses a new address, as long as it stands here
        self.tickets = 0
        self.connections: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, Any] = {}
        self._loop = loop
        self._came = threading.Condition()

    def send(self, envelope: dict[str, Any], connection: int = -1) -> None:
        """Send an envelope by one of the connections."""
        sending = self.connections[connection].send_json(envelope)
        asyncio.run_coroutine_threadsafe(sending, self._loop).result(10)

    def send_text(self, text: str) -> None:
        """Send what is no envelope by the latest connection."""
        asyncio.run_coroutine_threadsafe(self.connections[-1].send_str(text), self._loop).result(10)

    def close(self, connection: int) -> None:
        """End one connection."""
        asyncio.run_coroutine_threadsafe(self.connections[connection].close(), self._loop).result(10)

    def wait(self, condition: Any, seconds: float = 10) -> bool:
        """Return whether the condition came true in time."""
        with self._came:
            return bool(self._came.wait_for(condition, seconds))

    @property
    def alive(self) -> list[web.WebSocketResponse]:
        """The connections that are open."""
        return [each for each in self.connections if not each.closed]

    async def open(self, request: web.Request) -> web.Response:
        """Answer apps.connections.open."""
        if request.headers.get("authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        self.tickets += 1
        address = f"{self.url.replace('http', 'ws', 1)}/socket?ticket={self.tickets}"
        return web.json_response({"ok": True, "url": address})

    async def forward(self, request: web.Request) -> web.Response:
        """Hand every other method on."""
        headers = {"Authorization": request.headers.get("authorization", "")}
        headers["Content-Type"] = request.headers.get("content-type", "")
        async with (
            ClientSession() as session,
            session.post(
                self.web_api + request.match_info["method"], data=await request.read(), headers=headers
            ) as answer,
        ):
            return web.Response(body=await answer.read(), content_type="application/json")

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Take one connection; an address is good once."""
        if self.refused:
            self.refused -= 1
            return web.Response(status=503)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "hello", "num_connections": len(self.alive) + 1})
        self._tell(lambda: self.connections.append(connection))
        async for message in connection:
            if message.type is WSMsgType.TEXT:
                data = message.json()
                self._tell(
                    lambda data=data: self.acknowledged.update({data["envelope_id"]: data.get("payload")})
                )
        self._tell(lambda: None)
        return connection

    def _tell(self, happened: Any) -> None:
        with self._came:
            happened()
            self._came.notify_all()


@contextmanager
def fake_socket() -> Iterator[FakeSocket]:
    """Serve Socket Mode; `url`/api/ is the address of its Web API."""
    with running_loop() as loop:
        fake = FakeSocket(loop)
        application = web.Application()
        application.router.add_post("/api/apps.connections.open", fake.open)
        application.router.add_post("/api/{method}", fake.forward)
        application.router.add_get("/socket", fake.connect)
        runner = web.AppRunner(application, shutdown_timeout=0.1)

        async def start() -> int:
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            return int(runner.addresses[0][1])

        fake.url = f"http://127.0.0.1:{asyncio.run_coroutine_threadsafe(start(), loop).result(10)}"
        try:
            yield fake
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
