"""Reading a file that staff shared, outside of any transaction: fetching its bytes, and judging its rows."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot import contribute
from bot.contribute import FileUnusable, Reading
from bot.file_events import FileImportConfirmed, FileShared
from bot.importing.spreadsheet import MIB
from bot.messenger import TOO_LARGE, Messenger, TryLater, Undelivered
from bot.network import Arrival
from bot.place_figures import look_up
from bot.refusal import Refusal
from bot.staff import is_staff
from matching.domain import SharedFileId
from store import shared_files

# What is shared in a chat is read by the server, for which others are waiting. As many rows as are taken have
# 1.2 MB when they are as long as those of the demonstration network.
MOST_BYTES = 5_000_000
# Bytes of a spreadsheet when it is unpacked: twenty times what MOST_ROWS such records have.
MOST_UNPACKED = 32 * MIB
# Rows of one file. Importing so many is one transaction of 1.2 s (docs/import.md), in which nothing else is
# written on SQLite; Slack waits three seconds for what it delivers.
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file that is to be fetched from the chat, from where it gives it to the bot."""

    name: str
    address: str
    encoding: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file's bytes and what they hold, or why that cannot be said."""

    data: bytes = b""
    reading: Reading | None = None
    refusal: Refusal | None = None

    def rows(self) -> Reading:
        """Return what the file holds. Raises Refusal where that cannot be said."""
        if self.refusal is not None or self.reading is None:
            raise self.refusal or Refusal("file_gone")
        return self.reading


def prepare(
    connection: Connection, arrival: Arrival, event: FileShared | FileImportConfirmed
) -> FileWanted | FileRead:
    """Return what must be known of the file before the event is carried out; for staff alone."""
    if not is_staff(connection, arrival):
        return FileRead()
    if isinstance(event, FileShared):
        if event.size > MOST_BYTES:
            return FileRead(refusal=_too_large(event.name))
        return FileWanted(event.name, event.address, event.encoding)
    file = shared_files.by_id(connection, arrival.workspace.network_id, SharedFileId(event.file_id))
    if file is None or file.state != "shown" or file.shared.official_id != arrival.official.id:
        return FileRead()
    return read(file.shared.name, file.shared.data, file.shared.encoding)


def fetched(messenger: Messenger, workspace: str, wanted: FileWanted) -> FileRead:
    """Return what the wanted file holds, or why nobody can say; takes as long as the chat does."""
    try:
        data = messenger.fetch(workspace, wanted.address, MOST_BYTES)
    except Undelivered as refused:
        if refused.reason == TOO_LARGE:
            return FileRead(refusal=_too_large(wanted.name))
        return FileRead(refusal=Refusal("file_not_fetched", name=wanted.name))
    except TryLater:
        return FileRead(refusal=Refusal("file_not_fetched", name=wanted.name))
    return read(wanted.name, data, wanted.encoding)


def read(name: str, data: bytes, encoding: str) -> FileRead:
    """Return what these bytes hold, or the reason why they cannot be imported."""
    try:
        source = contribute.open_source(Path(name), encoding or "utf-8", data, MOST_UNPACKED)
        if len(source.rows) > MOST_ROWS:
            return FileRead(refusal=Refusal("file_too_long", name=name, limit=str(MOST_ROWS)))
        return FileRead(data, contribute.judged(source, look_up))
    except FileUnusable as unusable:
        reason = "file_encoding" if "--encoding" in str(unusable) else "file_unusable"
        return FileRead(refusal=Refusal(reason, why=str(unusable)))


def _too_large(name: str) -> Refusal:
    return Refusal("file_too_large", name=name, limit=str(MOST_BYTES // 1_000_000))
