"""The same year by "always the top match": the same questions with the same matches, and the same people.

What was shown is taken from the journal, so the two years differ in nothing but whom they ask.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from bot.simulation import people
from bot.simulation.journal import Row, in_order

ASKED_AT_MOST = 3
# As the product does: without an answer the next one is asked after two working days, and a request ends
# after five.
NEXT_AFTER, ENDS_AFTER = 2, 5


def play(rows: Sequence[Row], seed: int) -> Sequence[Row]:
    """Return the journal of the other policy for the questions of this one."""
    world = [row for row in rows if row.state in ("official", "record", "question", "left")]
    numbers = count(1)
    holders = _Holders(world)
    asked = [
        move
        for question in world
        if question.state == "question"
        for move in _asked(question, holders.of(question), seed, numbers)
    ]
    return in_order([*world, *asked])


class _Holders:
    """Who holds the offices behind a question's matches at its moment."""

    def __init__(self, world: Sequence[Row]) -> None:
        self._left = {row.official: row.time for row in world if row.state == "left"}
        self._office = {row.record: row.more["office"] for row in world if row.state == "record"}
        self._of_office: dict[int, list[int]] = {}
        for row in world:
            if row.state == "official" and row.official is not None:
                self._of_office.setdefault(row.more["office"], []).append(row.official)

    def of(self, question: Row) -> list[tuple[int, int]]:
        """Return each official once, with the record, those of the first match first."""
        found: dict[int, int] = {}
        for record in question.more["matches"]:
            for official in self._of_office[self._office[record]]:
                left = self._left.get(official)
                if left is None or left > question.time:
                    found.setdefault(official, record)
        return list(found.items())


def _asked(
    question: Row, holders: Sequence[tuple[int, int]], seed: int, numbers: Iterator[int]
) -> Iterator[Row]:
    assert question.question is not None
    now = question.time
    for official, record in holders[:ASKED_AT_MOST]:
        about = (question.asker, official, question.question, record, next(numbers))
        yield Row(now, "asked", *about)
        reply, ends = people.reply(seed, question.question, official), _working_days(now, ENDS_AFTER)
        said = now + reply.after
        if reply.accepts is None or said > ends:
            yield Row(ends, "expired", *about)
            now = _working_days(now, NEXT_AFTER)
            continue
        yield Row(said, "accepted" if reply.accepts else "declined", *about)
        in_time = said <= _working_days(now, NEXT_AFTER)
        if reply.accepts and in_time:
            return
        now = said if in_time else _working_days(now, NEXT_AFTER)


def _working_days(moment: datetime, days: int) -> datetime:
    day = np.busday_offset(moment.date(), days, roll="forward").astype(object)
    return moment + timedelta(days=(day - moment.date()).days)
