"""One request to an ASGI application, without a server: what a browser would get."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Page:
    """The answer to one request; the names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    text: str


def get(application: Callable[..., Any], url: str, **headers: bytes) -> Page:
    """Return what the application answers to GET; `accept_language` is the header Accept-Language."""
    parts = urlsplit(url)
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": parts.scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value) for name, value in headers.items()],
        "server": (parts.hostname, 443),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return Page(sent[0]["status"], named, body.decode())
