"""Matching backwards: every record that is published or changed, against every question that stands.

The change log is the queue: whatever publishes a record writes there. It is read from a cursor that moves in
the transaction that keeps what was found, so that nothing is missed or found twice, whoever dies or runs
beside. A question that begins to stand is in the log, too, and is asked once more: so it finds what was
published while it was asked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from bot.library import Fit, Library, Sought
from bot.own_records import without_own
from bot.standing_told import found
from bot.visible import may_be_told
from bot.waiting import matched
from matching.backward import Waiting
from matching.domain import EntryKind, NetworkId, Official, OfficialId, QuestionId, RecordId
from matching.entries import EVERYTHING, Within
from store import changes, networks, officials, records, standing
from store.changes import Cursor
from store.questions import Question

# Changes that are matched before what was found is written: a second's work, so that a process that dies
# does little twice.
BATCH = 16


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found for standing questions between two points of a network's change log."""

    network_id: NetworkId
    before: Cursor | None
    after: Cursor
    fits: tuple[Fit, ...] = ()


def work_off(
    engine: Engine,
    library: Library,
    write: Callable[[str, Callable[[Connection], bool]], bool],
    clock: Callable[[], datetime],
) -> None:
    """Match what changed in every network; `write` runs a function in a transaction."""
    with engine.connect() as connection:
        everywhere = networks.every(connection).values()
    for network_id in everywhere:
        while True:
            with engine.connect() as connection:
                thought = think(connection, library, network_id, clock())
            if thought is None:
                break
            write("match_backwards", partial(keep, thought, clock()))


def think(connection: Connection, library: Library, network_id: NetworkId, now: datetime) -> Matched | None:
    """Return what the next changes answer; None if there are none, or their texts are not embedded yet."""
    before = standing.matched_until(connection, network_id)
    latest = changes.latest(connection, network_id)  # first: who begins to stand after this is not skipped
    if before is None:
        return Matched(network_id, None, latest)
    if not standing.is_any(connection, network_id):
        return Matched(network_id, before, latest) if latest != before else None
    changed, after = changes.next_few(connection, network_id, before, BATCH)
    if not changed:
        return None
    fits = _Thinking(connection, library, network_id, now).fits(changed)
    return None if fits is None else Matched(network_id, before, after, tuple(fits))


def keep(thought: Matched, now: datetime, connection: Connection) -> bool:
    """Keep what was found, unless somebody else has by now; return whether this call did."""
    network_id = thought.network_id
    if thought.before is None:
        return standing.begin_matching(connection, network_id, thought.after)
    if not standing.go_on(connection, network_id, thought.before, thought.after):
        return False
    asked = standing.still_looking(connection, network_id, {each.question_id for each in thought.fits})
    by_id = {each.id: each for each in asked}
    about = records.by_ids(connection, network_id, {each.record_id for each in thought.fits})
    for each in thought.fits:
        if each.question_id in by_id and each.record_id in about:
            question, record = by_id[each.question_id], about[each.record_id]
            found(connection, question, record, each.probability, now)
    return True


class _Thinking:
    """One look at some changes of a network."""

    def __init__(
        self, connection: Connection, library: Library, network_id: NetworkId, now: datetime
    ) -> None:
        self._connection = connection
        self._library = library
        self._network_id = network_id
        self._now = now
        self._askers: dict[OfficialId, Official | None] = {}

    def fits(self, changed: Iterable[tuple[EntryKind, int]]) -> list[Fit] | None:
        """Return the best fit for each question; None while a record is not in the index yet."""
        subjects = dict.fromkeys(changed)
        record_ids = [RecordId(each) for kind, each in subjects if kind is EntryKind.RECORD]
        question_ids = [QuestionId(each) for kind, each in subjects if kind is EntryKind.QUESTION]
        best: dict[QuestionId, Fit] = {}
        for each in [*self._of_records(record_ids), *self._of_questions(question_ids)]:
            if each is None:
                return None
            kept = best.get(each.question_id)
            if kept is None or (each.probability, -each.record_id) > (kept.probability, -kept.record_id):
                best[each.question_id] = each
        return list(best.values())

    def _of_records(self, ids: list[RecordId]) -> Iterator[Fit | None]:
        for record in records.by_ids(self._connection, self._network_id, ids).values():
            fits = self._library.answered_by(self._connection, self._network_id, record, self._within)
            if fits is None:
                yield None
                return
            for fit in fits:
                [question] = standing.still_looking(self._connection, self._network_id, [fit.question_id])
                asker = self._asker(question)
                if asker is None or not may_be_told(self._connection, asker, record, question.audience):
                    continue
                if record.id not in standing.shown(self._connection, question.id):
                    yield fit

    def _of_questions(self, ids: list[QuestionId]) -> Iterator[Fit]:
        for question in standing.still_looking(self._connection, self._network_id, ids):
            asker = self._asker(question)
            if asker is None:
                continue
            text = matched(question)
            embedded = self._library.embedded(self._connection, text)
            sought = Sought(self._network_id, text, embedded, question.language, self._now.date())
            known = standing.known(self._connection, question.id)
            own = without_own(self._connection, asker)
            for each in self._library.candidates(self._connection, sought, own):
                if each.probability < self._library.bands.good or each.record.id in known:
                    continue
                if may_be_told(self._connection, asker, each.record, question.audience):
                    yield Fit(question.id, each.record.id, each.probability)

    def _within(self, waiting: Waiting) -> Within:
        found_ = standing.still_looking(self._connection, self._network_id, [QuestionId(waiting.id)])
        asker = self._asker(found_[0]) if found_ else None
        return without_own(self._connection, asker) if asker else EVERYTHING

    def _asker(self, question: Question) -> Official | None:
        if question.asker_id not in self._askers:
            self._askers[question.asker_id] = officials.by_id(
                self._connection, self._network_id, question.asker_id, self._now.date()
            )
        return self._askers[question.asker_id]
