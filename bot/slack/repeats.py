"""What Slack delivers again, although it is stored: acknowledged from memory, without the database."""

from threading import Lock

from cachetools import LRUCache

from bot.durable import Handle
from bot.events import Event
from bot.slack.form_listeners import Accept

# Keys that are remembered: an hour of three events a second, and Slack's last repetition comes after six
# minutes. Under 5 MB.
REMEMBERED = 10_000


def once(accept: Accept) -> Accept:
    """Return an accept that hands on each key until it was stored, and then no more.

    What could not be stored is not remembered. After a restart the database knows the keys.
    """
    stored: LRUCache[str, bool] = LRUCache(REMEMBERED)
    lock = Lock()

    def accept_once(key: str, event: Event) -> Handle | None:
        with lock:
            if key in stored:
                return None
        handle = accept(key, event)
        with lock:
            stored[key] = True
        return handle

    return accept_once
