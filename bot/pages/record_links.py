"""Links to the page of a record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.pages.signed_links import LASTS as LASTS
from bot.pages.signed_links import Signed, SignedLinks, Unread
from bot.sealing import Seal
from matching.domain import RecordId

PATH = "/records/"

_PURPOSE = "record link"


@dataclass(frozen=True, slots=True)
class LinkRead:
    """What a link of ours is about: the record, and the workspace whose network it was made for."""

    workspace: str
    record_id: RecordId


@dataclass(frozen=True, slots=True)
class RecordLinks:
    """Makes and reads the links of one server."""

    public_url: str
    seal: Seal
    clock: Callable[[], datetime]

    def to(self, workspace: str, record_id: int) -> str:
        """Return the link to the record for people of this workspace, the same all day long."""
        return self._links.to(workspace, record_id)

    def read(self, url: str) -> LinkRead | Unread:
        """Return what the link leads to: "expired" for one that was good once, "forged" for any other."""
        return _of_record(self._links.read(url))

    def read_parts(self, number: str, named: dict[str, str]) -> LinkRead | Unread:
        """Return as `read` does, for a link that came to this server: its number, and what follows it."""
        return _of_record(self._links.read_parts(number, named))

    @property
    def _links(self) -> SignedLinks:
        return SignedLinks(self.public_url, self.seal, self.clock, PATH, _PURPOSE)


def _of_record(link: Signed | Unread) -> LinkRead | Unread:
    return LinkRead(link.workspace, RecordId(link.number)) if isinstance(link, Signed) else link
