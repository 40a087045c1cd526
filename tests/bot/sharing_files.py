"""Files that staff share on the stage, and the chat that gives them to the bot."""

from dataclasses import replace
from datetime import datetime

from bot import dispatch, network
from bot.events.file import FileImportConfirmed, FileShared
from bot.messages.files import FilePreviewed
from bot.messenger import TOO_LARGE, Undelivered
from bot.outgoing import Outgoing
from bot.records.file_reading import FileWanted, fetched
from bot.speaker import Speaker
from tests.bot.staffed import SAM
from tests.bot.stage import PRIVATE, Stage, only
from tests.bot.test_durable import RecordingMessenger
from tests.factories import NOW

CARD = replace(PRIVATE, message="300.1")  # where a preview stands


class Folder(RecordingMessenger):
    """A chat in which files were shared, by their addresses."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self.files = files
        self.asked: list[str] = []

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        self.asked.append(address)
        if address not in self.files:
            raise Undelivered("file_not_given")
        if len(self.files[address]) > most:
            raise Undelivered(TOO_LARGE)
        return self.files[address]


def share(
    stage: Stage, event: FileShared, files: dict[str, bytes], now: datetime = NOW
) -> tuple[list[Outgoing], list[str]]:
    """Carry the event out as the runner does; return what is said, and which addresses were asked for."""
    chat = Folder(files)
    with stage.engine.begin() as connection:
        arrived = network.arrive(connection, event.speaker, now)
    with stage.engine.connect() as connection:
        prepared = dispatch.prepare(connection, stage.library, arrived, event, now)
    if isinstance(prepared, FileWanted):
        prepared = fetched(chat, event.speaker.workspace, prepared)
    with stage.engine.begin() as connection:
        return dispatch.perform(connection, arrived, event, prepared, now), chat.asked


def shared(
    stage: Stage, content: str | bytes, name: str = "ours.jsonl", *, encoding: str = "", by: Speaker = SAM
) -> list[Outgoing]:
    """Let staff share a file with this content and return what is said."""
    data = content if isinstance(content, bytes) else content.encode()
    event = FileShared(by, PRIVATE, name, len(data), f"files/{name}", encoding)
    return share(stage, event, {event.address: data})[0]


def previewed(
    stage: Stage, content: str | bytes, name: str = "ours.jsonl", by: Speaker = SAM
) -> FilePreviewed:
    """Let staff share a file and return the preview."""
    return only(FilePreviewed, shared(stage, content, name, by=by))


def confirm(shown: FilePreviewed, by: Speaker = SAM) -> FileImportConfirmed:
    """The press of the button of a preview."""
    return FileImportConfirmed(by, CARD, shown.file_id, shown.seen)
