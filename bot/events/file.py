"""What staff do with a file of records in their chat, as frozen values like those of bot.events."""

from dataclasses import dataclass
from typing import Literal

from bot.speaker import Speaker, Spot


@dataclass(frozen=True, slots=True)
class FileShared:
    """Somebody shared a file with the bot to have it imported; its bytes are still with the chat.

    `address` is where the chat gives them to the bot, "" if it does not; `encoding` is what was named for it.
    With a map came a second file, of this name and at this address.
    """

    speaker: Speaker
    spot: Spot
    name: str
    size: int
    address: str
    encoding: str = ""
    map_name: str = ""
    map_address: str = ""
    kind: Literal["file_shared"] = "file_shared"


@dataclass(frozen=True, slots=True)
class FileImportConfirmed:
    """Who shared a file wants it imported, as they saw it: `seen` stands for what it would do then."""

    speaker: Speaker
    spot: Spot
    file_id: int
    seen: int
    kind: Literal["file_import_confirmed"] = "file_import_confirmed"


@dataclass(frozen=True, slots=True)
class FileDropped:
    """Who shared a file wants nothing to become of it."""

    speaker: Speaker
    spot: Spot
    file_id: int
    kind: Literal["file_dropped"] = "file_dropped"


@dataclass(frozen=True, slots=True)
class ExportWanted:
    """Staff want every published record as a file; `format` is one of bot.records.exporting.Format."""

    speaker: Speaker
    spot: Spot
    format: str
    kind: Literal["export_wanted"] = "export_wanted"


EventOfFiles = FileShared | FileImportConfirmed | FileDropped | ExportWanted
