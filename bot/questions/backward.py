"""Matching backwards: every record that is published or changed, against every question that stands.

The change log is the queue: whatever publishes a record writes there. It is read from a cursor that moves in
the transaction that keeps what was found, so that nothing is missed or found twice, whoever dies or runs
beside. A question that begins to stand is in the log, too, and is asked once more: so it finds what was
published while it was asked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from bot.library import Fit, Library, Sought
from bot.questions.findable import in_private, is_within
from bot.questions.standing_told import found
from bot.questions.waiting import matched
from matching.backward import Waiting
from matching.domain import (
    EntryKind,
    NetworkId,
    Official,
    OfficialId,
    PracticeRecord,
    QuestionId,
    RecordId,
)
from matching.entries import EVERYTHING, Within
from store import changes, officials, records, standing
from store.changes import Cursor

# Changes that are matched before what was found is written: a second's work, so that a process that dies
# does little twice.
BATCH = 16
# Only the nearest questions are compared with a record; so each is asked again once a week, in a network with
# 100,000 as well: so many are in each minute.
AGAIN_AFTER, AGAIN_AT_ONCE = timedelta(days=7), 20


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found for standing questions between two points of a network's change log."""

    network_id: NetworkId
    before: Cursor | None
    after: Cursor
    fits: tuple[Fit, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """What was found for questions that were asked again."""

    network_id: NetworkId
    asked: tuple[QuestionId, ...]
    fits: tuple[Fit, ...]


def work_off(
    engine: Engine,
    library: Library,
    network_id: NetworkId,
    write: Callable[[str, Callable[[Connection], bool]], bool],
    clock: Callable[[], datetime],
) -> None:
    """Match what changed in the network, and ask some questions again; `write` runs it in a transaction."""
    while True:
        with engine.connect() as connection:
            thought = think(connection, library, network_id, clock())
        if thought is None:
            break
        write("match_backwards", partial(keep, thought, clock()))
    with engine.connect() as connection:
        again = ask_again(connection, library, network_id, clock())
    if again.asked:
        write("ask_again", partial(keep_asked, again, clock()))


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
    _note(connection, network_id, thought.fits, now)
    return True


def ask_again(connection: Connection, library: Library, network_id: NetworkId, now: datetime) -> Again:
    """Return what the questions find that were asked again the longest time ago."""
    ids = standing.longest_unchecked(connection, network_id, now - AGAIN_AFTER, AGAIN_AT_ONCE)
    fits = _Thinking(connection, library, network_id, now).of_questions(ids) if ids else ()
    return Again(network_id, ids, tuple(_best(fits)))


def keep_asked(again: Again, now: datetime, connection: Connection) -> bool:
    """Keep what was found, and when; of two that do, the second finds nobody looking."""
    standing.note_checked(connection, again.asked, now)
    _note(connection, again.network_id, again.fits, now)
    return True


def _note(connection: Connection, network_id: NetworkId, fits: tuple[Fit, ...], now: datetime) -> None:
    asked = standing.still_looking(connection, network_id, {each.question_id for each in fits})
    by_id = {each.id: each for each in asked}
    about = records.by_ids(connection, network_id, {each.record_id for each in fits})
    for each in fits:
        if each.question_id in by_id and each.record_id in about:
            question, record = by_id[each.question_id], about[each.record_id]
            found(connection, question, record, each.probability, now)


def _best(fits: Iterable[Fit]) -> list[Fit]:
    """Return the most probable fit for each question."""
    best: dict[QuestionId, Fit] = {}
    for each in fits:
        kept = best.get(each.question_id)
        if kept is None or (each.probability, -each.record_id) > (kept.probability, -kept.record_id):
            best[each.question_id] = each
    return list(best.values())


class _Thinking:
    """One look at some changes of a network."""

    def __init__(
        self, connection: Connection, library: Library, network_id: NetworkId, now: datetime
    ) -> None:
        self._connection = connection
        self._library = library
        self._network_id = network_id
        self._now = now
        self._askers: dict[OfficialId, tuple[Official | None, Within]] = {}

    def fits(self, changed: Iterable[tuple[EntryKind, int]]) -> list[Fit] | None:
        """Return the best fit for each question; None while a record is not in the index yet."""
        subjects = dict.fromkeys(changed)
        record_ids = [RecordId(each) for kind, each in subjects if kind is EntryKind.RECORD]
        question_ids = [QuestionId(each) for kind, each in subjects if kind is EntryKind.QUESTION]
        found = list(self.of_questions(question_ids))
        for record in records.by_ids(self._connection, self._network_id, record_ids).values():
            fits = self._of_record(record)
            if fits is None:
                return None
            found += fits
        return _best(found)

    def of_questions(self, ids: Iterable[QuestionId]) -> Iterator[Fit]:
        """Give what the questions find when they are asked now, and did not match when they were asked."""
        for question in standing.still_looking(self._connection, self._network_id, ids):
            asker, within = self._asker(question.asker_id)
            text = matched(question)
            embedded = self._library.embedded(self._connection, text)
            sought = Sought(self._network_id, text, embedded, question.language, self._now.date())
            known = standing.known(self._connection, question.id)
            for each in self._library.candidates(self._connection, sought, within):
                is_good = each.probability >= self._library.bands.good
                if is_good and each.record.id not in known and asker:
                    yield Fit(question.id, each.record.id, each.probability)

    def _of_record(self, record: PracticeRecord) -> list[Fit] | None:
        fits = self._library.answered_by(self._connection, self._network_id, record, self._within)
        if not fits:
            return fits
        asked = standing.still_looking(
            self._connection, self._network_id, {each.question_id for each in fits}
        )
        askers = {each.id: each.asker_id for each in asked}
        shown = standing.shown(self._connection, askers, record.id)
        return [
            each
            for each in fits
            if each.question_id in askers
            and each.question_id not in shown
            and self._may_find(askers[each.question_id], record.id)
        ]

    def _may_find(self, asker_id: OfficialId, record_id: RecordId) -> bool:
        asker, within = self._asker(asker_id)
        return asker is not None and is_within(within, record_id)

    def _within(self, waiting: Waiting) -> Within:
        return self._asker(waiting.asker_id)[1]

    def _asker(self, official_id: OfficialId) -> tuple[Official | None, Within]:
        """Return who asks, None for who is gone, and where they may find answers."""
        if official_id not in self._askers:
            day = self._now.date()
            asker = officials.by_id(self._connection, self._network_id, official_id, day)
            within = in_private(self._connection, asker) if asker else EVERYTHING
            self._askers[official_id] = (asker, within)
        return self._askers[official_id]
