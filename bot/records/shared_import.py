"""Importing a file that staff shared in their chat: a preview for who shared it, and one confirmation.

How each row is judged and imported is that of `counterpart import` (bot/records/contribute.py).
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.events.file import FileDropped, FileImportConfirmed, FileShared
from bot.importing.comparing import as_one
from bot.messages.files import (
    ChangeShown,
    CountsShown,
    FileImported,
    FilePreviewed,
    FileThrownAway,
    NewShown,
    PublishedAgain,
    RowTurnedDown,
    TopicShown,
)
from bot.network import Arrival
from bot.outgoing import Outgoing, alone, in_place_of_buttons
from bot.records import contribute
from bot.records.contribute import Compared, Imported, Importer, NewTopic, Reading
from bot.records.file_reading import FileRead
from bot.refusal import Refusal
from bot.staff import only_staff
from matching.domain import NetworkId, SharedFileId
from store import audit, audit_views, due, networks, shared_files, to_compare
from store.audit import Act, watched
from store.audit_views_of_care import with_following
from store.due import Due
from store.shared_files import Shared, SharedFile

# How long a file waits for who shared it: a working day. Sharing it again takes them a moment.
KEPT = timedelta(hours=24)
EXPIRES = "shared_file_expires"

# What a card names one by one, so that it stays one screen; the rest is counted.
MOST_CHANGES, MOST_NAMED = 5, 10


def preview(
    connection: Connection, arrival: Arrival, event: FileShared, file: FileRead, now: datetime
) -> list[Outgoing]:
    """Keep the file and show its owner, alone, what importing it would do; nothing is kept without use.

    Raises Refusal for others than staff, and for a file that cannot be had, read or imported here.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    ahead, file_id = _ahead(connection, network_id, file), 0
    if ahead.would_change:
        shared = Shared(
            network_id,
            arrival.official.id,
            event.name,
            event.encoding,
            file.data,
            event.map_name,
            file.map_text,
        )
        file_id = shared_files.add(connection, shared, now)
        due.schedule(connection, network_id, EXPIRES, file_id, now + KEPT)
    message = _shown(file_id, event.name, ahead)
    return [Outgoing(alone(event.speaker, event.spot), message, arrival.official.locale)]


def confirm(
    connection: Connection, arrival: Arrival, event: FileImportConfirmed, read: FileRead, now: datetime
) -> list[Outgoing]:
    """Import what the speaker was shown, once; if it would do something else now, show that and ask again.

    Raises Refusal for others than staff and than who shared the file, and once it was decided about.
    """
    only_staff(connection, arrival)
    network_id, address = arrival.workspace.network_id, in_place_of_buttons(event.speaker, event.spot)
    networks.hold(connection, network_id)  # from here on no other import changes what is compared
    file = _open(connection, arrival, event.file_id)
    ahead = _ahead(connection, network_id, read)
    if as_one(ahead.compared) != event.seen:
        return [Outgoing(address, _again(connection, file, ahead, now), arrival.official.locale)]
    _close(connection, file, "imported", now)
    done = _imported(connection, arrival, file.shared.name, ahead.reading, now)
    message = FileImported(file.shared.name, _counts(ahead), done.new_topics)
    return [Outgoing(address, message, arrival.official.locale)]


def drop(connection: Connection, arrival: Arrival, event: FileDropped, now: datetime) -> list[Outgoing]:
    """Forget the file. Raises Refusal for others than who shared it, and once it was decided about."""
    file = _open(connection, arrival, event.file_id)
    _close(connection, file, "dropped", now)
    address = in_place_of_buttons(event.speaker, event.spot)
    return [Outgoing(address, FileThrownAway(file.shared.name), arrival.official.locale)]


def expire(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Forget a file that nobody decided about in time; its owner was told when they shared it."""
    shared_files.close(connection, SharedFileId(waiting.subject_id), "expired", now)
    return []


def _open(connection: Connection, arrival: Arrival, file_id: int) -> SharedFile:
    file = shared_files.by_id(connection, arrival.workspace.network_id, SharedFileId(file_id))
    if file is None or file.shared.official_id != arrival.official.id:
        raise Refusal("file_gone")
    if file.state == "imported":
        raise Refusal("file_imported")
    if file.state != "shown":
        raise Refusal("file_gone")
    return file


def _close(connection: Connection, file: SharedFile, state: str, now: datetime) -> None:
    """Close the file. Raises Refusal if somebody did so meanwhile."""
    if not shared_files.close(connection, file.id, state, now):
        raise Refusal("file_gone")
    due.cancel(connection, EXPIRES, file.id, now)


def _imported(
    connection: Connection, arrival: Arrival, name: str, reading: Reading, now: datetime
) -> Imported:
    """Import the good rows, and write down who did it."""
    network_id = arrival.workspace.network_id
    act = Act(network_id, audit.official(arrival.official.id), "record.import")
    keys = (each.draft.key for each in reading.good)
    of_records = with_following(network_id, audit_views.records(network_id, keys))
    view = audit_views.together(audit_views.topics(network_id), of_records)
    with watched(connection, act, view, now):
        importer = Importer(name, arrival.official.id)
        imported = contribute.import_records(connection, network_id, reading.good, now, importer)
    to_compare.remember(connection, network_id, imported.made)
    return imported


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What an import would do: the rows that can be imported, what each does, and the topics it adds."""

    reading: Reading
    compared: tuple[Compared, ...]
    topics: tuple[NewTopic, ...]

    @property
    def would_change(self) -> bool:
        """Whether importing the file would do anything."""
        return any(each.change != "unchanged" for each in self.compared)


def _ahead(connection: Connection, network_id: NetworkId, read: FileRead) -> _Ahead:
    """Return what importing the file would do. Raises Refusal where that cannot be said."""
    reading, compared = contribute.compared(connection, network_id, read.rows())
    return _Ahead(reading, compared, contribute.new_topics(connection, network_id, reading))


def _again(connection: Connection, file: SharedFile, ahead: _Ahead, now: datetime) -> FilePreviewed:
    """Return the preview as it is now; a file that would change nothing any more is forgotten."""
    if not ahead.would_change:
        _close(connection, file, "dropped", now)
    return replace(_shown(file.id, file.shared.name, ahead), again=True)


def _shown(file_id: int, name: str, ahead: _Ahead) -> FilePreviewed:
    reading, compared, topics = ahead.reading, ahead.compared, ahead.topics
    new, changed = ([each for each in compared if each.change == change] for change in ("new", "changed"))
    hidden = [
        PublishedAgain(each.contribution.line, each.contribution.draft.title, by.kind, by.note)
        for each in changed
        if (by := each.unpublished)
    ]
    return FilePreviewed(
        file_id=file_id if ahead.would_change else 0,
        seen=as_one(compared),
        name=name,
        counts=_counts(ahead),
        changes=tuple(map(_change, changed[:MOST_CHANGES])),
        rows=tuple(RowTurnedDown(each.line, each.reason) for each in reading.bad[:MOST_NAMED]),
        new=tuple(map(_new, new[:MOST_CHANGES])),
        edited_here=sum(each.edited_here for each in compared),
        topics=tuple(TopicShown(each.name, each.near) for each in topics[:MOST_NAMED]),
        new_topics=len(topics),
        columns=reading.unused[:MOST_NAMED],
        unused_columns=len(reading.unused),
        says_nothing=reading.says_nothing,
        doubtful=reading.doubtful,
        published=tuple(hidden[:MOST_NAMED]),
        unpublished=len(hidden),
    )


def _new(each: Compared) -> NewShown:
    return NewShown(each.contribution.line, each.contribution.draft.title)


def _change(each: Compared) -> ChangeShown:
    fields = tuple(difference.field for difference in each.differences)
    return ChangeShown(each.contribution.line, each.contribution.draft.title, fields, each.edited_here)


def _counts(ahead: _Ahead) -> CountsShown:
    found = Counter(each.change for each in ahead.compared)
    return CountsShown(found["new"], found["changed"], found["unchanged"], len(ahead.reading.bad))
