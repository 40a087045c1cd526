"""What is due happens in the end: whatever fails is tried again, later each time, and is never given up."""

from secrets import token_hex

import structlog
from sqlalchemy import Connection

from bot import due
from bot.digest import sending as digest_sending
from bot.digest.channels import NotSaid, read_by_all
from bot.means import Means
from bot.posting import Kept
from store import due as waiting_rows
from store.due import Due

log = structlog.get_logger(__name__)


def key_of(waiting: Due) -> str:
    """Return what names this time that it is due: what was done can wait again (store/due.py)."""
    return f"due:{waiting.id}:{waiting.due_at.isoformat()}"


def let_happen(means: Means, due_id: int, key: str | None) -> Kept:
    """Let what waits under this id happen if the key names the time for which it waits; return what is said.

    What fails waits for its next time, with a line in the log.
    """
    with means.engine.connect() as connection:
        waiting = waiting_rows.by_id(connection, due_id)
    if waiting is None or key is None or key_of(waiting) != key:  # put off since; it is started anew then
        return Kept()
    try:
        return _happened(means, waiting, key)
    except Exception:  # the last net of what nobody waits for
        reference = token_hex(4)
        log.exception("what is due failed", reference=reference, due=due_id, kind=waiting.kind)
        means.write("put off", lambda connection: due.put_off(connection, waiting, means.clock()))
        return Kept()


def _happened(means: Means, waiting: Due, key: str) -> Kept:
    now = means.clock()
    with means.engine.connect() as connection:
        prepared = due.prepare(connection, waiting, now)
    try:
        prepared = read_by_all(prepared, means.messenger_of)
    except NotSaid:
        means.write("put off", lambda connection: digest_sending.put_off(connection, waiting, now))
        return Kept()

    def write(connection: Connection) -> Kept:
        said = due.happen(connection, waiting, now, prepared)
        return means.keep(connection, waiting.network_id, key, said)

    return means.write("happen", write)
