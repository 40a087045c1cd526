"""Matching one new record backwards against 100,000 standing questions, and what else it could cost.

Run: `python -m benchmarks.standing [--questions 100000] [--records 40]`

The network is the demonstration's. Its judged questions stand, and as many more as are wanted, made from
those that none of the measured records answers: the vector of each lies between those of two, with noise, and
half of its tokens are from each, so that shapes and lengths are the real ones. Each record counts as
published: what is measured is all of `backward.think` for it alone, from reading the change log to what its
askers would be told; the index of what stands is filled before. Beside it, in the same process: comparing it
with every vector by numpy, which finds the nearest and judges none; and asking each question again,
which also says who should have been found.
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, insert

from benchmarks.collection import CACHE, Collection, embedder, read
from benchmarks.report import Row, write
from bot import demonstration, embeddings
from bot.library import Library, Sought
from bot.questions import backward
from bot.questions.waiting import matched
from matching.backward import COMPARED
from matching.domain import Audience, Band, EntryKind, NetworkId, PracticeRecord, QuestionId, RecordId
from matching.embedded import EmbeddedQuestion
from matching.side_by_side import HALF
from matching.token_rows import Small, TokenRows
from store import changes, networks, officials, records, standing, tables, vectors
from store.changes import Cursor
from store.engine import migrate, open_engine
from store.vectors import text_hash

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOISE, SEED, BLOCK = 0.3, 1, 2_000
BETWEEN = (0.3, 0.7)  # the share of the first of two: nobody asks the same as another
BAR = 100.0

# The text of a question, its language, and what the models make of it.
Made = tuple[str, str, EmbeddedQuestion]


@dataclass(frozen=True, slots=True)
class Answered:
    """What asking the judged questions again says: which record answers which, and how long each took."""

    pairs: frozenset[tuple[int, int]]
    milliseconds: float


def main() -> None:
    """Print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=40)
    options = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        engine = open_engine(f"sqlite:///{folder}/standing.db")
        migrate(engine)
        with engine.begin() as connection:
            network_id = demonstration.load(connection, NOW)
        write("standing", table(engine, network_id, options.questions, options.records))
        engine.dispose()


def table(engine: Engine, network_id: NetworkId, count: int, most: int) -> list[Row]:
    """Return the rows of the table."""
    library, collection = Library(engine, embedder()), read()
    common = asked_by_somebody(engine, network_id)
    stand(engine, common, 0, judged(collection))
    with engine.connect() as connection:
        library.warm(network_id)
        answered = asked_again(connection, network_id, library)
        wanted = {record_id for _, record_id in answered.pairs}
        every = [each for each in records.all_published(connection, network_id) if each.id in wanted]
    published = every[:most]
    measured_ids = {each.id for each in published}
    taken = {number for number, record_id in answered.pairs if record_id in measured_ids}
    sources = [each for each in range(len(collection.asked)) if each + 1 not in taken]
    done = len(collection.asked)
    for block in made(collection, sources, count - done):
        stand(engine, common, done, block)
        done += len(block)
    return measured(engine, network_id, published, answered, count)


def asked_by_somebody(engine: Engine, network_id: NetworkId) -> dict[str, Any]:
    """Return what all the questions have in common."""
    with engine.begin() as connection:
        workspace_id = networks.ensure_workspace(connection, network_id, "slack", "T1")
        # Somebody without an office, whose place owns no record.
        asker_id = officials.add(connection, network_id, "Robin")
    return {
        "network_id": network_id,
        "asker_id": asker_id,
        "workspace_id": workspace_id,
        "conversation": "C1",
        "audience": Audience.CHANNEL,
        "band": Band.NONE,
        "asked_at": NOW,
    }


def stand(engine: Engine, common: dict[str, Any], number: int, block: Sequence[Made]) -> None:
    """Let these questions stand, with their vectors and tokens; their ids begin after the number."""
    with engine.begin() as connection:
        _insert(connection, common, number, block)


def _insert(connection: Connection, common: dict[str, Any], number: int, block: Sequence[Made]) -> None:
    ids = range(number + 1, number + 1 + len(block))
    rows = [
        {**common, "id": row_id, "text": text, "language": language}
        for row_id, (text, language, _) in zip(ids, block, strict=True)
    ]
    connection.execute(insert(tables.question), rows)
    stands = {"network_id": common["network_id"], "state": "looking", "opened_at": NOW}
    stands |= {"checked_at": NOW, "expires_at": NOW}
    connection.execute(insert(tables.standing_question), [{**stands, "question_id": each} for each in ids])
    found = standing.still_looking(connection, common["network_id"], map(QuestionId, ids))
    embedded = {text_hash(matched(each)): made for each, (_, _, made) in zip(found, block, strict=True)}
    embeddings.keep(connection, embedder().name, EntryKind.QUESTION, embedded)


def judged(collection: Collection) -> list[Made]:
    """Return the judged questions."""
    both = zip(collection.questions, collection.asked, strict=True)
    return [(each.text, each.language, embedded) for each, embedded in both]


def made(collection: Collection, sources: Sequence[int], count: int) -> Iterator[list[Made]]:
    """Give so many questions, each between two of the sources, in blocks."""
    numbers = np.random.default_rng(SEED)
    for start in range(0, count, BLOCK):
        block = range(start, min(start + BLOCK, count))
        yield [_between(collection, numbers.choice(sources, 2), numbers, each) for each in block]


def _between(
    collection: Collection, two: NDArray[np.int64], numbers: np.random.Generator, number: int
) -> Made:
    one, other = two
    share = numbers.uniform(*BETWEEN)
    mixed = share * collection.asked[one].vector + (1 - share) * collection.asked[other].vector
    halves = (mixed + numbers.standard_normal(2 * HALF) * NOISE / np.sqrt(HALF)).reshape(2, HALF)
    vector = (halves / np.linalg.norm(halves, axis=1, keepdims=True)).reshape(-1).astype(np.float32)
    asked, tokens = collection.questions[one], [collection.asked[each].tokens for each in (one, other)]
    of_both = TokenRows(
        _halves([each.english for each in tokens], numbers),
        _halves([each.multilingual for each in tokens], numbers),
    )
    return f"{asked.matched} {number}", asked.language, EmbeddedQuestion(vector, of_both)


def _halves(rows: Sequence[Small], numbers: np.random.Generator) -> Small:
    """Return half the tokens of each of the two."""
    some = [
        each[numbers.choice(len(each), (len(each) + 1) // 2, replace=False)] for each in rows if len(each)
    ]
    return np.concatenate(some) if some else rows[0]


def measured(
    engine: Engine, network_id: NetworkId, published: Sequence[PracticeRecord], answered: Answered, count: int
) -> list[Row]:
    """Return the rows for these records against what stands."""
    library = Library(engine, embedder())
    started = perf_counter()
    library.warm(network_id)
    filled = perf_counter() - started
    took, worked, fits = [], [], {}
    for record in [published[0], *published]:  # once more: what is made at the first is no part of any
        before = noted(engine, network_id, record)
        with engine.connect() as connection:
            library.candidates(connection, sought(library, connection, network_id))  # follows the record
            started, cpu = perf_counter(), process_time()
            thought = backward.think(connection, library, network_id, NOW)
            took.append(1000 * (perf_counter() - started))
            worked.append(1000 * (process_time() - cpu))
        assert thought is not None
        assert thought.before == before
        fits[record.id] = {(each.question_id, each.record_id) for each in thought.fits}
    flat = scanned(engine, network_id, published)
    return rows(took[1:], worked[1:], fits, (answered, flat, filled, count))


def noted(engine: Engine, network_id: NetworkId, record: PracticeRecord) -> Cursor:
    """Let the record count as changed since the returned point, and nothing else."""
    with engine.begin() as connection:
        latest = changes.latest(connection, network_id)
        before = standing.matched_until(connection, network_id)
        if before is None:
            standing.begin_matching(connection, network_id, latest)
        else:
            standing.go_on(connection, network_id, before, latest)
        changes.note(connection, network_id, EntryKind.RECORD, record.id)
    return latest


def sought(library: Library, connection: Connection, network_id: NetworkId) -> Sought:
    """Return any question."""
    text = "storm drains"
    return Sought(network_id, text, library.embedded(connection, text), "en", NOW.date())


def rows(
    took: Sequence[float],
    worked: Sequence[float],
    fits: Mapping[RecordId, set[tuple[QuestionId, RecordId]]],
    beside: tuple[Answered, float, float, int],
) -> list[Row]:
    """Return the table of what was measured."""
    answered, flat, filled, count = beside
    ranked, found, record_ids = sorted(took), set().union(*fits.values()), fits.keys()
    should = {pair for pair in answered.pairs if pair[1] in record_ids}
    spread = f"{len(took)} records, {ranked[0]:.1f} to {ranked[-1]:.1f} ms"
    each = [len(one) for one in fits.values()]
    askers = f"{statistics.median(each):.0f}"
    one = f"one record against {count:,} standing questions"
    again = answered.milliseconds
    return [
        Row(f"{one}: p50", f"{statistics.median(took):.1f} ms", f"{BAR:.0f} ms", spread),
        Row("the same: p95", f"{ranked[int(0.95 * len(ranked))]:.1f} ms", "", spread),
        Row("the same: processor time, p50", f"{statistics.median(worked):.1f} ms", "", ""),
        Row("askers found for a record, median", askers, "", f"{min(each)} to {max(each)}"),
        Row(
            "of the judged questions that would find them", f"{len(should & found)} of {len(should)}", "", ""
        ),
        Row("baseline: every vector by numpy, nothing judged: p50", f"{flat:.1f} ms", "", "single precision"),
        Row(
            "baseline: asking every question again",
            f"{again * count / 1000:,.0f} s",
            "",
            f"{again:.1f} ms each",
        ),
        Row("filling the index of what stands, once a process", f"{filled:.1f} s", "", ""),
    ]


def scanned(engine: Engine, network_id: NetworkId, published: Sequence[PracticeRecord]) -> float:
    """Return the median milliseconds of finding the nearest by comparing all vectors with a record's."""
    name, times = embedder().name, []
    with engine.connect() as connection:
        hashes = [text_hash(matched(each)) for each in standing.looking(connection, network_id)]
        held = vectors.get(connection, embeddings.kept_as(name, EntryKind.QUESTION), hashes)
        every = np.stack([held[each] for each in hashes])
        for record in published:
            [passage] = embeddings.passages(connection, name, HALF, [text_hash(record.text)]).values()
            started = perf_counter()
            np.argpartition(-(every @ passage.vector), COMPARED)
            times.append(1000 * (perf_counter() - started))
    return statistics.median(times)


def asked_again(connection: Connection, network_id: NetworkId, library: Library) -> Answered:
    """Return what the judged questions, which alone stand so far, find when they are asked again."""
    times, pairs = [], set()
    for each in standing.looking(connection, network_id):
        text = matched(each)
        embedded = library.embedded(connection, text)
        started = perf_counter()
        wanted = Sought(network_id, text, embedded, each.language, NOW.date())
        found = library.candidates(connection, wanted)
        times.append(1000 * (perf_counter() - started))
        pairs |= {(each.id, one.record.id) for one in found if one.probability >= library.bands.good}
    return Answered(frozenset(pairs), statistics.median(times))


if __name__ == "__main__":
    main()
