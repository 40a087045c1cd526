"""Everything that waits is a row with due_at; `ready` says what must happen by now, `happen` lets one happen.

The same functions run under the durable runner's clock, in tests and in simulations.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.digest import helping
from bot.digest import sending as digests
from bot.directory import leaving
from bot.introductions import (
    agreed,
    asking,
    consent,
    follow_up,
    introduce,
    out_of_reach,
    running_out,
    trying_again,
)
from bot.outgoing import Outgoing
from bot.questions import standing_told
from bot.records import (
    decided_later,
    giving_back,
    merging,
    quote_expiry,
    quoting,
    shared_import,
    verification,
)
from bot.staff import told_later
from matching.domain import IntroductionId
from store import due, introductions
from store.due import Due
from store.introductions import Introduction

Happen = Callable[[Connection, Due, datetime], list[Outgoing]]


def _of_introduction(happen: Callable[[Connection, Introduction, datetime], list[Outgoing]]) -> Happen:
    """Return what happens to the introduction that the row names, nothing once it is gone."""

    def happens(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
        found = introductions.by_id(connection, waiting.network_id, IntroductionId(waiting.subject_id))
        return happen(connection, found, now) if found else []

    return happens


Prepared = digests.Content | None

# What happens when a row of each kind is due.
KINDS: Mapping[str, Happen] = {
    asking.ANSWER_DUE: _of_introduction(running_out.run_out),
    asking.REMINDER_DUE: _of_introduction(running_out.remind),
    asking.NEXT_DUE: _of_introduction(running_out.try_next),
    asking.WAKE_DUE: _of_introduction(running_out.wake),
    asking.DEMONSTRATION_DUE: _of_introduction(consent.demonstrate_yes),
    out_of_reach.UNREACHED_DUE: _of_introduction(out_of_reach.pass_over),
    trying_again.RETRY_DUE: _of_introduction(introduce.retry),
    trying_again.LAST_RETRY_DUE: _of_introduction(introduce.retry_last),
    agreed.OVER_DUE: _of_introduction(agreed.run_out),
    **{kind: _of_introduction(happen) for kind, happen in follow_up.KINDS.items()},
    giving_back.EXPIRES: giving_back.expire,
    quote_expiry.EXPIRES: quote_expiry.expire,
    quoting.ASKS: quoting.ask,
    shared_import.EXPIRES: shared_import.expire,
    helping.LAPSES: helping.lapse,
    **standing_told.KINDS,
    **told_later.KINDS,
    merging.TOLD_LATER: merging.tell_author,
    decided_later.DECIDED: decided_later.tell,
    leaving.TENURE_BEGAN: leaving.greet_added,
    leaving.TENURE_ENDS: leaving.end_tenure,
    verification.DAY_DUE: verification.look,
    verification.REMINDER_DUE: verification.remind,
}


# What failed waits for a minute, then for twice as long each time: most of what fails does so in passing. An
# hour at most, so that it happens soon after what was in its way is mended.
AGAIN_AFTER, AGAIN_AT_LAST = timedelta(minutes=1), timedelta(hours=1)
DOUBLED_AT_MOST = 6  # after that it is more than an hour

# What is read, and takes too long to read, before the transaction in which it happens.
PREPARED: Mapping[str, Callable[[Connection, Due, datetime], Prepared]] = {digests.DUE: digests.prepare}


def ready(connection: Connection, now: datetime) -> tuple[Due, ...]:
    """Return what must happen by now, oldest first, at most a hundred at a time."""
    return due.ready(connection, now)


def prepare(connection: Connection, waiting: Due, now: datetime) -> Prepared:
    """Return what must be thought out before it happens, None for most kinds; writes nothing."""
    think = PREPARED.get(waiting.kind)
    return think(connection, waiting, now) if think else None


def happen(connection: Connection, waiting: Due, now: datetime, prepared: Prepared = None) -> list[Outgoing]:
    """Let it happen once, however often this is called, and return what is to be said."""
    if not due.finish(connection, waiting.id, now):
        return []
    if waiting.kind == digests.DUE:
        return digests.come(connection, waiting, prepared, now)
    return KINDS[waiting.kind](connection, waiting, now)


def put_off(connection: Connection, waiting: Due, now: datetime) -> None:
    """Let what failed wait for its next try, the longer the more often it failed; it is never given up."""
    wait = min(AGAIN_AT_LAST, AGAIN_AFTER * 2 ** min(waiting.failures, DOUBLED_AT_MOST))
    due.note_failure(connection, waiting, now + wait)
