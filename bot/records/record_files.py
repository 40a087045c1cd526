"""The file that comes with an export: made when its message is posted, outside of any transaction."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import Connection, Engine

from bot.importing.problems import FileUnusable
from bot.messages import Message
from bot.messages.files import RecordsExported
from bot.messenger import Undelivered
from bot.records import exporting
from bot.records.exporting import Format
from bot.staff import is_named
from matching.domain import NetworkId, OfficialId

# Our own reasons: a text is too long for the format, or anything else went wrong, which the log has.
NOT_IN_THIS_FORMAT, NOT_MADE = "not_in_this_format", "file_not_made"
NO_LONGER_STAFF = "no_longer_staff"  # since they asked for it; the message may have waited for hours

LONGEST_NAME = 40  # characters of a network's name, so that the day after it is still seen in a list of files

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a message, as long as that is being posted: its name with the ending, and its path."""

    name: str
    path: Path


Files = Callable[[Message], AbstractContextManager[Sequence[File]]]


def no_files(message: Message) -> AbstractContextManager[Sequence[File]]:
    """Give nothing."""
    return nullcontext(())


@contextmanager
def files_of(database: Callable[[], Engine], message: Message) -> Iterator[Sequence[File]]:
    """Give the file of an export, with the records as they are now, and take it away at the end of the block.

    Nothing for any other message. On the disk, because 50,000 records have some 60 MB. Raises Undelivered if
    it cannot be made, or is for somebody who is staff no more: whoever waits for it is told then.
    """
    if not isinstance(message, RecordsExported):
        yield ()
        return
    with TemporaryDirectory(prefix="counterpart-") as folder:
        file = File(file_name(message), Path(folder, "records"))
        _write(database(), message, file.path)
        yield (file,)


def file_name(message: RecordsExported) -> str:
    """Return counterpart-NETWORK-DAY.ENDING; of the network's name stays what every file system takes."""
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else "-" for each in message.network)
    network = re.sub("-+", "-", kept)[:LONGEST_NAME].strip("-") or "network"
    return f"counterpart-{network}-{message.on}.{message.format}"


def _write(engine: Engine, message: RecordsExported, path: Path) -> None:
    try:
        with path.open("wb") as file, engine.connect() as connection:
            _only_for_staff(connection, message)
            rows = exporting.rows(connection, NetworkId(message.network_id))
            exporting.write(file, Format(message.format), rows)
    except Undelivered:
        raise
    except FileUnusable as unusable:
        raise Undelivered(NOT_IN_THIS_FORMAT) from unusable
    except Exception as error:  # whatever it is, it would be the same for a day of attempts, in silence
        log.exception("file of records not made", reference=token_hex(4), network=message.network_id)
        raise Undelivered(NOT_MADE) from error


def _only_for_staff(connection: Connection, message: RecordsExported) -> None:
    if message.official_id and not is_named(connection, OfficialId(message.official_id)):
        raise Undelivered(NO_LONGER_STAFF)
