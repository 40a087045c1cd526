"""What comes with a message beside its words: the pictures of a summary, the file of an export."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Engine

from bot.messages import Message
from bot.messages.files import RecordsExported
from bot.pictures.drawing import pictures_of
from bot.pictures.picture import Picture
from bot.records.record_files import File, files_of


def attachments_of(
    database: Callable[[], Engine], message: Message, locale: str
) -> AbstractContextManager[Sequence[Picture | File]]:
    """Give what comes with the message, made now; its files are taken away at the end of the block."""
    if isinstance(message, RecordsExported):
        return files_of(database, message)
    return nullcontext(pictures_of(message, locale))
