"""What the author of a draft hears once an operator or an import decided about it: the server tells them."""

from datetime import datetime

from sqlalchemy import Connection

from bot.outgoing import Outgoing, directly
from bot.records import imported_drafts, reviewing
from bot.records.authors import author_of
from matching.domain import NetworkId, RecordId
from store import due, records, revisions
from store.due import Due

DECIDED = imported_drafts.DECIDED


def tell_later(connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime) -> None:
    """Let the server tell the author what was decided."""
    due.again(connection, network_id, DECIDED, record_id, now)


def tell(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Tell the author, alone, what was decided about their draft last; nothing where no chat reaches them."""
    network_id, record_id = waiting.network_id, RecordId(waiting.subject_id)
    stored = records.stored_by_id(connection, network_id, record_id)
    author = author_of(connection, network_id, record_id, now)
    address = directly(connection, author) if author else None
    kept = revisions.history(connection, network_id, record_id)
    decided = (each.change for each in kept if each.change.kind in ("published", "returned", "rejected"))
    last = next(decided, None)
    if stored is None or author is None or address is None:
        return []
    if stored.state == "published" or (last is not None and last.kind == "published"):
        return [Outgoing(address, reviewing.is_published(stored.record), author.locale)]
    message = reviewing.not_published(connection, stored.record, last) if last else None
    return [Outgoing(address, message, author.locale)] if message else []
