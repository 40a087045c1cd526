"""A message to the bot alone with a file of records as an event; payloads.py lets its parts in."""

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from bot.events import Asked, Unanswerable
from bot.events.file import FileShared
from bot.slack.reading import Payload, Reading, of_direct_message

LONGEST_NAME = 100  # characters that a message repeats
MAP = ".toml"  # how a map for the columns of a file ends

# "import", or with the encoding of a CSV file: "import cp1252". Names of encodings that people need all hold
# a number, which "import duties" does not.
_IMPORT = re.compile(r"\s*import(?:\s+(?:--encoding\s+)?(?P<encoding>(?=\S*\d)[a-z][\w-]{1,29}))?\s*", re.I)


def of_shared_file(body: Payload) -> Reading | None:
    """Return the file that somebody wants imported; None for any other message, with a file or without.

    A second file is the map for its columns.
    """
    files = body["event"].get("files", ())
    match of_direct_message(body) if files else None:
        case (str(key), Asked(speaker=speaker, spot=spot, text=text)) if said := _IMPORT.fullmatch(text):
            pass
        case _:
            return None
    maps = [file for file in files if _is_map(file)]
    tables = [file for file in files if not _is_map(file)]
    if maps and not tables:
        return key, Unanswerable(speaker, spot, "map_alone")
    if len(tables) > 1 or len(maps) > 1:
        return key, Unanswerable(speaker, spot, "one_file")
    [file] = tables
    shared = FileShared(
        speaker, spot, _short(file), file.get("size", 0), _address(file), said["encoding"] or ""
    )
    return key, _with_map(shared, maps[0]) if maps else shared


def _with_map(shared: FileShared, file: dict[str, Any]) -> FileShared:
    return replace(shared, map_name=_short(file), map_address=_address(file))


def _is_map(file: dict[str, Any]) -> bool:
    return _short(file).lower().endswith(MAP)


def _short(file: dict[str, Any]) -> str:
    name = PurePosixPath(file.get("name", "")).name
    return f"{PurePosixPath(name).stem[:LONGEST_NAME]}{PurePosixPath(name).suffix[:10]}" or "file"


def _address(file: dict[str, Any]) -> str:
    address: str = file.get("url_private_download", "")
    return address
