"""Links to our pages: each signed, for one workspace, good for a month."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.sealing import Seal

# Long enough for who comes back to an answer when the follow-up of a month asks what came of it, and no
# longer: whoever has the link can read the page.
LASTS = timedelta(days=31)

_LONGEST_NUMBER = 18  # digits: a longer one is no id of ours, and int() takes its time over thousands

Unread = Literal["forged", "expired"]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a link of ours is about: the number of the page, and the workspace for which it was made."""

    workspace: str
    number: int


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """Makes and reads the links of one server to pages of one kind: below `path`, signed for `purpose`."""

    public_url: str
    seal: Seal
    clock: Callable[[], datetime]
    path: str
    purpose: str

    def to(self, workspace: str, number: int) -> str:
        """Return the link to a page for people of this workspace, the same all day long."""
        until = (self.clock() + LASTS).date().isoformat()
        signature = self.seal.sign(self.purpose, _signed_text(workspace, str(number), until))
        query = urlencode({"for": workspace, "until": until, "signature": signature}, safe=":")
        return f"{self.public_url}{self.path}{number}?{query}"

    def read(self, url: str) -> Signed | Unread:
        """Return what the link leads to: "expired" for one that was good once, "forged" for any other."""
        try:
            parts = urlsplit(url)
            named = parse_qs(parts.query, max_num_fields=10)
        except ValueError:
            return "forged"
        if f"{parts.scheme}://{parts.netloc}" != self.public_url or not parts.path.startswith(self.path):
            return "forged"
        return self.read_parts(
            parts.path.removeprefix(self.path), {name: each[0] for name, each in named.items()}
        )

    def read_parts(self, number: str, named: dict[str, str]) -> Signed | Unread:
        """Return as `read` does, for a link that came to this server: its number, and what follows it."""
        workspace, until = named.get("for", ""), named.get("until", "")
        if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
            return "forged"
        text = _signed_text(workspace, number, until)
        if not self.seal.signed(self.purpose, text, named.get("signature", "")):
            return "forged"
        # What we signed holds a date, so it can be read.
        if self.clock().date() > date.fromisoformat(until):
            return "expired"
        return Signed(workspace, int(number))


def _signed_text(workspace: str, number: str, until: str) -> str:
    return f"{number} {until} {workspace}"
