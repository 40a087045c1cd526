"""How long a warm answer takes in this process, against the two embeddings alone, and what takes the time.

    python -m benchmarks.latency

The demo network lies in an SQLite file and is asked through the library, as the product asks it. No question
is in the file, so each is embedded; nothing is posted. Processor time is that of the whole process: other
work on the machine lengthens the wall clock's time but hardly this.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import Connection, Engine, delete

from benchmarks.report import Row, write
from bot import demonstration, embeddings
from bot.durable import THREADS
from bot.library import Library, Sought
from matching.domain import EntryKey, EntryKind, NetworkId, RecordId
from matching.e5_file import QUESTION
from matching.embedded import EmbeddedQuestion, question_tokens, question_vector
from matching.embedder import load
from matching.entries import EntryIndex
from matching.language import detect
from matching.matcher import COMPARED
from matching.ranker import rank
from matching.side_by_side import SideBySide
from matching.spelling import corrected
from matching.token_rows import TokenSigns, agreements
from store import records, tables, vectors
from store.engine import migrate, open_engine
from store.vectors import text_hash

RUNS = 5
EVERY = 6  # of the demo's questions every sixth is timed: 23 in both groups of languages, 5 times each
TOGETHER = 64  # questions that are asked together
# Askers at the same time: as many as workflows run at once in the product, and every question by its own.
ASKERS = (THREADS, TOGETHER)
MOST_TIMES = 1.5  # the bar: an answer takes at most so many times what its two embeddings take
LEAST_SHARE = 0.95  # the bar: of the answers a second of processor time gives, kept when all ask together
STEPS = ("language, spelling", "embedding, looked for in the store first", "candidates", "ranking")
PARTS = ("retrieval by vectors and words", "records and tokens read from the store", "agreements of tokens")


@dataclass(frozen=True, slots=True)
class World:
    """The demo network as the product holds it, warm."""

    engine: Engine
    embedder: SideBySide
    library: Library
    network_id: NetworkId

    def sought(self, text: str, language: str, embedded: EmbeddedQuestion) -> Sought:
        """Return the question as the library is asked it."""
        return Sought(self.network_id, text, embedded, language, datetime.now(UTC).date())

    def answer(self, text: str) -> list[float]:
        """Answer the question and return the milliseconds of each of STEPS."""
        with self.engine.connect() as connection:
            at = [perf_counter()]
            language = detect(text)
            matched = corrected(text, language)
            at.append(perf_counter())
            sought = self.sought(matched, language, self.library.embedded(connection, matched))
            at.append(perf_counter())
            found = self.library.candidates(connection, sought)
            at.append(perf_counter())
            rank(None, found, self.library.bands)
            at.append(perf_counter())
        return [1000 * (end - start) for start, end in pairwise(at)]

    def embed(self, text: str) -> None:
        """Embed the question as the product does it, with its tokens."""
        self.embedder.questions([text])


def main() -> None:
    """Print and keep the table."""
    started = perf_counter()
    loaded = load()
    loading = perf_counter() - started
    assert isinstance(loaded, SideBySide)
    texts = [question.text for question in demonstration.questions()][::EVERY]
    with world_of(loaded) as world:
        unseen = spelling_of_unseen(texts)
        world.answer(texts[0])
        rows = [
            *against_embeddings(world, texts),
            row("language, spelling: every word new", unseen),
            *parts(world, texts),
            *together(world, texts),
        ]
    rows.append(Row("importing and loading the models", f"{loading:.1f} s", "", "one run"))
    rows.append(
        Row("yardstick: adding up ten million numbers in Python", f"{yardstick():.2f} s", "", "one run")
    )
    write("latency", rows)


@contextmanager
def world_of(embedder: SideBySide) -> Iterator[World]:
    """Give the demo network in a file of its own; its sample questions are not in it."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'demo.db'}")
        migrate(engine)
        with engine.begin() as connection:
            network_id = demonstration.load(connection, datetime.now(UTC))
            kept = embeddings.kept_as(embedder.name, EntryKind.QUESTION)
            connection.execute(delete(tables.vector).where(tables.vector.c.model.startswith(kept)))
        library = Library(engine, embedder)
        library.warm(network_id)
        yield World(engine, embedder, library, network_id)
        engine.dispose()


def against_embeddings(world: World, texts: Sequence[str]) -> Iterator[Row]:
    """Give the time of an answer and of its embeddings alone, asked in turn, and their ratios."""
    matched = [corrected(text, detect(text)) for text in texts]
    with ThreadPoolExecutor(1) as pool:

        def plainly(text: str) -> None:
            """Embed with both models at the same time, without looking at tokens."""
            other = pool.submit(world.embedder.e5.embed, [text], QUESTION)
            world.embedder.english_model.encode([text], show_progress_bar=False)
            other.result()

        runs = [
            [
                in_turn([(plainly, clean), (world.embed, clean), (world.answer, text)], number)
                for number, (text, clean) in enumerate(zip(texts, matched, strict=True))
            ]
            for _ in range(RUNS)
        ]
    # Shape (runs, questions, what is timed, wall clock and processor).
    times = np.array(runs)
    names = ("the two models' vectors alone", "embedding as the product does, with tokens", "**an answer**")
    for number, name in enumerate(names):
        for clock, which in enumerate(("", ", processor")):
            yield row(f"{name}{which}", times[:, :, number, clock])
    for number in (0, 1):
        ratios = np.median(times[:, :, 2], axis=1) / np.median(times[:, :, number], axis=1)
        for clock, which in enumerate(("", ", processor")):
            spread = f"{RUNS} runs, {ratios[:, clock].min():.2f} to {ratios[:, clock].max():.2f}"
            what = f"an answer / {names[number]}{which}"
            yield Row(what, f"{median(ratios[:, clock]):.2f}", f"{MOST_TIMES}", spread)


def in_turn(actions: Sequence[tuple[Callable[[str], object], str]], first: int) -> list[tuple[float, float]]:
    """Return the times of the actions, which begin with another one each time: each disturbs the next."""
    order = [(first + step) % len(actions) for step in range(len(actions))]
    times = {number: timed(*actions[number]) for number in order}
    return [times[number] for number in range(len(actions))]


def timed(action: Callable[[str], object], text: str) -> tuple[float, float]:
    """Return the milliseconds of the wall clock and of the processor."""
    wall, processor = perf_counter(), process_time()
    action(text)
    return 1000 * (perf_counter() - wall), 1000 * (process_time() - processor)


def spelling_of_unseen(texts: Sequence[str]) -> list[float]:
    """Return the milliseconds of language and spelling for questions whose words were never met."""
    corrected("a quetsion to read the lists of words", "en")
    times = []
    for text in texts:
        started = perf_counter()
        corrected(text, detect(text))
        times.append(1000 * (perf_counter() - started))
    return times


def parts(world: World, texts: Sequence[str]) -> Iterator[Row]:
    """Give the time of each step of an answer, and of what the library does for its candidates."""
    steps = np.array([world.answer(text) for _ in range(RUNS) for text in texts])
    for name, times in zip(STEPS, steps.T, strict=True):
        yield row(name, times)
    with world.engine.connect() as connection:
        index = index_of(world, connection)
        inside = np.array([inside_of(world, connection, index, text) for text in texts])
    for name, times in zip(PARTS, inside.T, strict=True):
        yield row(f"of the candidates: {name}", times)


def index_of(world: World, connection: Connection) -> EntryIndex:
    """Return an index of the records like the library's own."""
    found = list(records.all_published(connection, world.network_id))
    model = embeddings.kept_as(world.embedder.name, EntryKind.RECORD)
    rows = vectors.get(connection, model, [text_hash(record.text) for record in found])
    index = EntryIndex(world.embedder.dimension)
    index.put_many(
        [(EntryKey(EntryKind.RECORD, record.id), record.text) for record in found],
        np.stack([rows[text_hash(record.text)] for record in found]),
    )
    return index


def inside_of(world: World, connection: Connection, index: EntryIndex, text: str) -> list[float]:
    """Return the milliseconds of each of PARTS, one after the other as the product does them."""
    language = detect(text)
    embedded = world.embedder.questions([corrected(text, language)])[0]
    vector = question_vector(embedded.vector, language, world.embedder.english)
    at = [perf_counter()]
    best = index.retrieve(text, vector, language)[:COMPARED]
    at.append(perf_counter())
    found = records.by_ids(connection, world.network_id, [RecordId(each.key.id) for each in best])
    hashes = [text_hash(record.text) for record in found.values()]
    model = embeddings.kept_as(world.embedder.name, EntryKind.RECORD)
    kept = vectors.get_tokens(connection, model, hashes)
    signs = [TokenSigns.from_bytes(data, world.embedder.width) for data in kept.values()]
    at.append(perf_counter())
    agreements(question_tokens(embedded.tokens, language), signs)
    at.append(perf_counter())
    return [1000 * (end - start) for start, end in pairwise(at)]


def together(world: World, texts: Sequence[str]) -> Iterator[Row]:
    """Give what a second of processor time answers, and how long each waits: one by one, and all at once."""

    def seconds(text: str) -> float:
        started = perf_counter()
        world.answer(text)
        return perf_counter() - started

    asked = [texts[number % len(texts)] for number in range(TOGETHER)]
    names = ("one by one", *(f"{askers} at once" for askers in ASKERS))
    figures: dict[str, list[tuple[float, float, list[float]]]] = {name: [] for name in names}
    with ExitStack() as open_pools:
        pools = [open_pools.enter_context(ThreadPoolExecutor(askers)) for askers in ASKERS]
        ways: tuple[Callable[..., Iterable[float]], ...] = (map, *(pool.map for pool in pools))
        for _ in range(RUNS):
            for name, ask in zip(names, ways, strict=True):
                wall, processor = perf_counter(), process_time()
                waited = list(ask(seconds, asked))  # an error in any of them ends the benchmark
                figures[name].append((process_time() - processor, perf_counter() - wall, waited))
    for name, runs in figures.items():
        rates = [TOGETHER / processor for processor, _, _ in runs]
        spread = f"{RUNS} runs, {min(rates):.1f} to {max(rates):.1f}; {TOGETHER} asked, no error"
        yield Row(f"{name}: answers a second of processor time", f"{median(rates):.1f}", "", spread)
        wall = median(TOGETHER / wall for _, wall, _ in runs)
        yield Row(f"{name}: answers a second", f"{wall:.1f}", "", f"median of {RUNS} runs")
        yield row(f"{name}: until answered", 1000 * np.array([waited for _, _, waited in runs]))
    alone, *others = figures.items()
    for name, runs in others:
        shares = [one[0] / many[0] for one, many in zip(alone[1], runs, strict=True)]
        spread = f"{RUNS} runs, {min(shares):.2f} to {max(shares):.2f}"
        what = f"answers a second of processor time, {name} / {alone[0]}"
        yield Row(what, f"{median(shares):.2f}", f"{LEAST_SHARE}", spread)


def row(what: str, milliseconds: Sequence[float] | np.ndarray) -> Row:
    """Return the row of what was timed often."""
    middle, high = np.percentile(milliseconds, [50, 95])
    return Row(what, f"{middle:.1f} ms", "", f"p50; p95 {high:.1f} ms")


def yardstick() -> float:
    """Return the seconds of a plain loop, to tell how fast the machine is and how busy."""
    started = perf_counter()
    total = 0
    for number in range(10_000_000):
        total += number
    return perf_counter() - started


if __name__ == "__main__":
    main()
