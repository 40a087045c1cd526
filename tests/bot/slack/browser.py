"""A person's browser, as the two pages of an installation meet it."""

from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import parse_qs, quote, urlsplit


@dataclass
class Page:
    """What the browser shows."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Browser:
    """A browser with one cookie."""

    url: str
    cookie: str = ""
    state: str = field(default="", init=False)

    def begin(self) -> str:
        """Open /slack/install; return the address to which it sends the browser."""
        page = self.get("/slack/install")
        assert page.status == 302
        self.cookie = page.headers["set-cookie"].partition(";")[0]
        self.state = parse_qs(urlsplit(page.headers["location"]).query)["state"][0]
        return page.headers["location"]

    def end(self, **told: str) -> Page:
        """Come back from Slack."""
        query = "&".join(f"{name}={quote(value)}" for name, value in ({"state": self.state} | told).items())
        return self.get(f"/slack/oauth_redirect?{query}")

    def get(self, path: str) -> Page:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Page(answer.status, answer.read().decode(), headers)
        finally:
            connection.close()
