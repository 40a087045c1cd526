"""Reading a file that staff shared, outside of any transaction: fetching its bytes, and judging its rows."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.events.file import FileImportConfirmed, FileShared
from bot.importing.limits import MIB, Limits
from bot.importing.mapping import NATIVE
from bot.messenger import TOO_LARGE, Messenger, TryLater, Undelivered
from bot.network import Arrival
from bot.places.place_figures import look_up
from bot.records import contribute
from bot.records.contribute import FileUnusable, Reading, TooManyRows
from bot.refusal import Refusal
from bot.staff import is_staff
from matching.domain import SharedFileId
from store import shared_files

# What is shared in a chat is read by the server, for which others are waiting. As many rows as are taken have
# 1.2 MB when they are as long as those of the demonstration network.
MOST_BYTES = 5_000_000
MOST_MAP_BYTES = 1_000_000  # a map has a few thousand, of which TOML takes a second to read a million
# Bytes of a spreadsheet when it is unpacked: twenty times what MOST_ROWS such records have.
MOST_UNPACKED = 32 * MIB
# Rows of one file. Importing so many is one transaction of 1.2 s (docs/import.md), in which nothing else is
# written on SQLite; Slack waits three seconds for what it delivers.
MOST_ROWS = 1_000
# Seven times the columns of the format, and so many cells as MOST_ROWS such rows have.
LIMITS = Limits(MOST_UNPACKED, MOST_ROWS, columns=200, cells=200_000)


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file that is to be fetched from the chat, from where it gives it to the bot; a map comes with it."""

    name: str
    address: str
    encoding: str
    map_name: str = ""
    map_address: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file's bytes and what they hold, or why that cannot be said; and the map by which they were read."""

    data: bytes = b""
    reading: Reading | None = None
    refusal: Refusal | None = None
    map_text: str = ""

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
            return FileRead(refusal=_too_large(event.name, MOST_BYTES))
        return FileWanted(event.name, event.address, event.encoding, event.map_name, event.map_address)
    file = shared_files.by_id(connection, arrival.workspace.network_id, SharedFileId(event.file_id))
    if file is None or file.state != "shown" or file.shared.official_id != arrival.official.id:
        return FileRead()
    shared = file.shared
    return read(shared.name, shared.data, shared.encoding, shared.map_name, shared.map_text.encode())


def fetched(messenger: Messenger, workspace: str, wanted: FileWanted) -> FileRead:
    """Return what the wanted file holds, or why nobody can say; takes as long as the chat does."""

    def bytes_of(name: str, address: str, most: int) -> bytes:
        try:
            return messenger.fetch(workspace, address, most)
        except (Undelivered, TryLater) as failed:
            if isinstance(failed, Undelivered) and failed.reason == TOO_LARGE:
                raise _too_large(name, most) from failed
            raise Refusal("file_not_fetched", name=name) from failed

    its_map = b""
    try:
        data = bytes_of(wanted.name, wanted.address, MOST_BYTES)
        if wanted.map_name:
            its_map = bytes_of(wanted.map_name, wanted.map_address, MOST_MAP_BYTES)
    except Refusal as refusal:
        return FileRead(refusal=refusal)
    return read(wanted.name, data, wanted.encoding, wanted.map_name, its_map)


def read(name: str, data: bytes, encoding: str, map_name: str = "", its_map: bytes = b"") -> FileRead:
    """Return what these bytes hold, or the reason why they cannot be imported; with a map, as that says."""
    try:
        field_map = contribute.map_of(map_name, its_map) if map_name else NATIVE
        source = contribute.open_source(Path(name), encoding or "utf-8", data, LIMITS)
        reading = contribute.judged(source, look_up, field_map)
    except TooManyRows:
        return FileRead(refusal=Refusal("file_too_long", name=name, limit=str(MOST_ROWS)))
    except FileUnusable as unusable:
        reason = "file_encoding" if "--encoding" in str(unusable) else "file_unusable"
        return FileRead(refusal=Refusal(reason, why=str(unusable)))
    return FileRead(data, reading, map_text=its_map.decode("utf-8-sig"))


def _too_large(name: str, most: int) -> Refusal:
    return Refusal("file_too_large", name=name, limit=str(most // 1_000_000))
