"""The net under what nobody waits for: it may fail, what comes after it goes on, and the log has a number."""

from collections.abc import Callable
from secrets import token_hex

import structlog

log = structlog.get_logger(__name__)


def caught(what: str, action: Callable[[], object], **about: object) -> None:
    """Do it; if it fails, log that, with what it was about."""
    try:
        action()
    except Exception:  # the last net of the threads in which this is called
        log.exception("not_done", reference=token_hex(4), what=what, **about)
