"""What a network can find: the only place that joins store and matching."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine

from bot import entry_texts, records_behind
from bot.embeddings import Embeddings
from bot.entry_texts import Entry
from bot.questions.waiting import ANSWERED, LOOKING, WaitingShelf, Which
from bot.shelf import Shelf, batches
from matching.backward import Judging, New, Waiting, alike, answered_by
from matching.calibration import Bands, Calibration, load
from matching.closeness import combined
from matching.cross_encoder import CrossEncoder, reordered
from matching.domain import (
    Candidate,
    EntryKey,
    EntryKind,
    NetworkId,
    PracticeRecord,
    QuestionId,
    RecordId,
    Retrieved,
)
from matching.embedded import EmbeddedQuestion, Embedder, Vector, question_vector
from matching.entries import EVERYTHING, Within
from matching.lookup import Ids
from matching.matcher import AskedOf, match
from store import answered_questions, records


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question in its language, embedded, in one network, on a day."""

    network_id: NetworkId
    text: str
    embedded: EmbeddedQuestion
    language: str
    on: date


@dataclass(frozen=True, slots=True)
class Fit:
    """A record that answers a standing question well, and how probably."""

    question_id: QuestionId
    record_id: RecordId
    probability: float


class Library:
    """What can be found, per network. Safe for many readers."""

    def __init__(
        self,
        engine: Engine,
        embedder: Embedder,
        calibration: Calibration | None = None,
        folder: Path | None = None,
        *,
        cross_encoder: CrossEncoder | None = None,
    ) -> None:
        """Without a calibration the bundled one is taken if it is this embedder's.

        `folder` is where indexes are saved, so that the next start need not read every text again. A
        cross-encoder decides about the order of what is closest.
        """
        self._engine = engine
        self._embedder = embedder
        self._embeddings = Embeddings(engine, embedder)
        self._calibration = calibration or load(embedder.name)
        self._folder = folder
        self._cross_encoder = cross_encoder
        self._shelves: dict[NetworkId, Shelf] = {}
        self._waiting: dict[tuple[NetworkId, Which], WaitingShelf] = {}
        self._lock = Lock()

    @property
    def calibration(self) -> Calibration:
        """How close an entry must be to answer how probably."""
        return self._calibration

    @property
    def bands(self) -> Bands:
        """The probabilities from which an answer is good, and from which it may help."""
        return self._calibration.bands

    @property
    def english(self) -> int:
        """How many dimensions of its vectors understand English only."""
        return self._embedder.english

    @property
    def embedder_name(self) -> str:
        """The name under which the store keeps what this library's embedder makes of texts."""
        return self._embedder.name

    def candidates(
        self,
        connection: Connection,
        sought: Sought,
        within: Within = EVERYTHING,
        keeps: Callable[[Candidate], bool] = lambda _: True,
    ) -> list[Candidate]:
        """Return the network's records that may answer, each once, by whatever entry led there.

        Only those within, also by an earlier question, and only those that the asker `keeps`: a cross-encoder
        reads no others, and deals the probabilities out among these.
        """
        probable = [
            records_behind.Found(each.key, probability)
            for each in self.closest(connection, sought, within)
            if (probability := self._calibration.probability(each, sought.language)) >= self.bands.maybe
        ]
        found = [
            each
            for each in records_behind.resolved(connection, sought.network_id, probable, sought.on)
            if within.has(EntryKey(EntryKind.RECORD, each.record.id)) and keeps(each)
        ]
        return reordered(self._cross_encoder, sought.text, found) if self._cross_encoder else found

    def closest(self, connection: Connection, sought: Sought, within: Within = EVERYTHING) -> list[Retrieved]:
        """Return the entries within that are closest to the question, closest first.

        An earlier question is within if it leads to a record that is.
        """
        asked = AskedOf(sought.text, sought.language, sought.embedded, self._embedder.english)
        shelf = self._shelf(sought.network_id)
        findable = partial(records_behind.findable, connection, sought.network_id, within)
        return match(shelf.followed(connection), asked, partial(shelf.tokens, connection), within, findable)

    def neighbours(
        self, connection: Connection, network_id: NetworkId, entry: Entry, language: str, there: Ids
    ) -> dict[RecordId, Vector]:
        """Return the vectors of the network's records whose texts are nearest to this one's, and its own.

        Among the records `there` they are looked for once more. Of a text that was never embedded the vector
        is kept, so that who publishes it need not wait for it. Nothing for a text without a vector.
        """
        own = self._embeddings.vectors(connection, [entry]).get(entry.key)
        if own is None:
            return {}
        index = self._shelf(network_id).followed(connection)
        looked_for = question_vector(own, language, self._embedder.english)
        without = frozenset({entry.key})
        keys = {
            each.key
            for within in (Within(without=without), Within({EntryKind.RECORD: there}, without))
            for each in index.retrieve("", looked_for, language, within=within)
            if each.key.kind is EntryKind.RECORD
        }
        entries = [entry, *entry_texts.of(connection, network_id, keys)]
        vectors = self._embeddings.vectors(connection, entries)
        return {RecordId(key.id): vector for key, vector in vectors.items()}

    def kept_vectors(
        self, connection: Connection, network_id: NetworkId, entries: Sequence[Entry]
    ) -> dict[EntryKey, Vector] | None:
        """Return the vectors of entries of the index; None if one of them was not embedded yet.

        Those without one are missing.
        """
        if not entries:
            return None
        if lacking := self._embeddings.lacking(connection, entries):
            shelf = self._shelf(network_id)
            shelf.followed(connection)
            # What still lacks one, and does not wait for it either, gets none.
            left_out = self._embeddings.lacking(connection, entries)
            if left_out != lacking or any(shelf.is_late(key) for key in lacking):
                return None
        return self._embeddings.vectors(connection, entries)

    def embedded(self, connection: Connection, text: str) -> EmbeddedQuestion:
        """Return the question embedded, from the store if this text was asked before."""
        return self._embeddings.question(connection, text)

    def answered_by(
        self,
        connection: Connection,
        network_id: NetworkId,
        record: PracticeRecord,
        within: Callable[[Waiting], Within],
    ) -> list[Fit] | None:
        """Return the standing questions that a record answers well, as if each was asked now.

        `within` says where the question may find its answer. None while the record is not in the index yet,
        nothing for one that is left out of it.
        """
        shelf, waits = self._shelf(network_id), self._waits(network_id, LOOKING)
        index, waiting = shelf.followed(connection), waits.followed(connection)
        key = EntryKey(EntryKind.RECORD, record.id)
        is_late = shelf.is_late(key)
        if key not in index:
            return None if is_late else []
        vector = self._embeddings.vectors(connection, [Entry(key, record.parts)]).get(key)
        if vector is None:  # of a text that changed since
            return []
        read, tokens = partial(waits.read, connection), partial(waits.tokens, connection)
        judging = Judging(tokens, read, self._is_good, within, self._embedder.english)
        new = New(key, vector, shelf.tokens(connection, [key]).get(key))
        return [
            Fit(QuestionId(each.id), record.id, self._calibration.probability(found, each.language))
            for each, found in answered_by(new, waiting, index, judging)
        ]

    def alike(self, connection: Connection, sought: Sought) -> list[QuestionId]:
        """Return the standing questions that ask the same, most probable first."""
        return self._alike(connection, sought, LOOKING)

    def answered(self, connection: Connection, sought: Sought) -> list[QuestionId]:
        """Return the questions that ask the same and that a quoted reply answered, most probable first."""
        return self._alike(connection, sought, ANSWERED)

    def _alike(self, connection: Connection, sought: Sought, which: Which) -> list[QuestionId]:
        asked = AskedOf(sought.text, sought.language, sought.embedded, self._embedder.english)
        waits = self._waits(sought.network_id, which)
        found = alike(asked, waits.followed(connection), partial(waits.read, connection))
        best = sorted(found, key=lambda each: (-combined(each), each.key))
        return [QuestionId(each.key.id) for each in best if self._is_good(each, sought.language)]

    def warm(self, network_id: NetworkId) -> None:
        """Open or fill the network's index now rather than at its first question."""
        self._shelf(network_id).followed()
        with self._engine.connect() as connection:
            for which in (LOOKING, ANSWERED):
                self._waits(network_id, which).followed(connection)

    def complete(self, network_id: NetworkId) -> None:
        """Open or fill the network's index, and try the texts again of which the model made no vector."""
        self._shelf(network_id).complete()

    def save(self) -> None:
        """Save every index that has changed, if this library has a folder."""
        with self._lock:
            shelves = list(self._shelves.values())
        for shelf in shelves:
            shelf.save()

    def close(self) -> None:
        """Stop embedding what came in late, and save as `save` does; the next start goes on with it."""
        with self._lock:
            shelves = list(self._shelves.values())
        for shelf in shelves:
            shelf.close()

    def entries(self, network_id: NetworkId) -> int:
        """Return how many texts the network's index holds."""
        with self._engine.connect() as connection:
            asked = answered_questions.ids(connection, network_id)
            return records.count(connection, network_id) + len(asked)

    def embed_missing(self, network_id: NetworkId, advance: Callable[[int], None]) -> None:
        """Embed every text of the network that has no vector; `advance` hears how many more are done.

        What was embedded is kept batch by batch, so that an interrupted run goes on where it stopped.
        """
        with self._engine.connect() as connection:
            for batch in batches(entry_texts.every(connection, network_id)):
                self._embeddings.vectors(connection, batch)
                advance(len(batch))

    def _is_good(self, found: Retrieved, language: str) -> bool:
        return self._calibration.probability(found, language) >= self.bands.good

    def _waits(self, network_id: NetworkId, which: Which) -> WaitingShelf:
        with self._lock:
            key = (network_id, which)
            if key not in self._waiting:
                self._waiting[key] = WaitingShelf(self._engine, self._embedder, network_id, which)
            return self._waiting[key]

    def _shelf(self, network_id: NetworkId) -> Shelf:
        with self._lock:
            if network_id not in self._shelves:
                folder = self._folder_of(network_id)
                self._shelves[network_id] = Shelf(self._engine, self._embedder, network_id, folder)
            return self._shelves[network_id]

    def _folder_of(self, network_id: NetworkId) -> Path | None:
        """Return the folder of the network's index; another database or embedder has another one."""
        if self._folder is None:
            return None
        database = self._engine.url.render_as_string(hide_password=True)
        made_of = sha256(f"{database}\n{self._embedder.name}".encode()).hexdigest()[:16]
        return self._folder / f"{made_of}-{network_id}"
