"""A message to the bot alone with a file of records as an event; payloads.py lets its parts in."""

import re
from pathlib import PurePosixPath

from bot.events import Asked, Unanswerable
from bot.file_events import FileShared
from bot.slack.reading import Payload, Reading, of_direct_message

LONGEST_NAME = 100  # characters that a message repeats

# "import", or with the encoding of a CSV file: "import cp1252". Names of encodings that people need all hold
# a number, which "import duties" does not.
_IMPORT = re.compile(r"\s*import(?:\s+(?:--encoding\s+)?(?P<encoding>(?=\S*\d)[a-z][\w-]{1,29}))?\s*", re.I)


def of_shared_file(body: Payload) -> Reading | None:
    """Return the file that somebody wants imported; None for any other message, with a file or without."""
    files = body["event"].get("files", ())
    match of_direct_message(body) if files else None:
        case (str(key), Asked(speaker=speaker, spot=spot, text=text)) if said := _IMPORT.fullmatch(text):
            pass
        case _:
            return None
    if len(files) > 1:
        return key, Unanswerable(speaker, spot, "one_file")
    [file] = files
    name = PurePosixPath(file.get("name", "")).name
    short = f"{PurePosixPath(name).stem[:LONGEST_NAME]}{PurePosixPath(name).suffix[:10]}" or "file"
    address = file.get("url_private_download", "")
    return key, FileShared(speaker, spot, short, file.get("size", 0), address, said["encoding"] or "")
