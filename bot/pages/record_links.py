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
# What fewer may read by then is not opened by what many were given before.
_FOR_NAMED = "record link for named places"


@dataclass(frozen=True, slots=True)
class LinkRead:
    """What a link of ours is about: the record, and the workspace whose network it was made for.

    `for_named` says that the record was for named places alone when they were given the link.
    """

    workspace: str
    record_id: RecordId
    for_named: bool = False


@dataclass(frozen=True, slots=True)
class RecordLinks:
    """Makes and reads the links of one server."""

    public_url: str
    seal: Seal
    clock: Callable[[], datetime]

    def to(self, workspace: str, record_id: int, *, for_named: bool = False) -> str:
        """Return the link to the record for people of this workspace, the same all day long."""
        return self._links(_FOR_NAMED if for_named else _PURPOSE).to(workspace, record_id)

    def read(self, url: str) -> LinkRead | Unread:
        """Return what the link leads to: "expired" for one that was good once, "forged" for any other."""
        return self._first(lambda links: links.read(url))

    def read_parts(self, number: str, named: dict[str, str]) -> LinkRead | Unread:
        """Return as `read` does, for a link that came to this server: its number, and what follows it."""
        return self._first(lambda links: links.read_parts(number, named))

    def _first(self, read: Callable[[SignedLinks], Signed | Unread]) -> LinkRead | Unread:
        """Return the link as read for the purpose that it was signed for, "forged" if for none."""
        for purpose in (_PURPOSE, _FOR_NAMED):
            link = read(self._links(purpose))
            if isinstance(link, Signed):
                return LinkRead(link.workspace, RecordId(link.number), for_named=purpose == _FOR_NAMED)
            if link == "expired":
                return link
        return "forged"

    def _links(self, purpose: str) -> SignedLinks:
        return SignedLinks(self.public_url, self.seal, self.clock, PATH, purpose)
