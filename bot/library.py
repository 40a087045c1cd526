"""Feeds one index per network from the store's change log; the only place that joins store and matching.

The database is the truth and the index a cache: it is filled at the first question of a network and then
follows the change log, so that what another process wrote is found too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine

from matching.domain import (
    AskedBefore,
    Candidate,
    EntryKey,
    EntryKind,
    NetworkId,
    QuestionId,
    RecordId,
    Retrieved,
)
from matching.embedder import Embedder, question_vector
from matching.entries import EntryIndex
from matching.ranker import combined
from store import changes, questions, records, vectors
from store.vectors import text_hash

Vector = NDArray[np.float32]
BATCH = 64  # texts embedded between two reports of progress


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question in its language with its vector, in one network, on a day."""

    network_id: NetworkId
    text: str
    vector: Vector
    language: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of the index."""

    key: EntryKey
    text: str


@dataclass(slots=True)
class _Shelf:
    """The index of one network, and how far it has read the change log."""

    index: EntryIndex
    cursor: changes.Cursor = changes.START
    lock: Lock = field(default_factory=Lock)


class Library:
    """What can be found, per network. Safe for many readers; one thread at a time follows the change log."""

    def __init__(self, engine: Engine, embedder: Embedder) -> None:
        self._engine = engine
        self._embedder = embedder
        self._shelves: dict[NetworkId, _Shelf] = {}
        self._lock = Lock()

    def candidates(self, connection: Connection, sought: Sought) -> list[Candidate]:
        """Return the network's records closest to the question, each once, by whatever entry led there."""
        shelf = self._followed(sought.network_id)
        vector = question_vector(sought.vector, sought.language, self._embedder.english)
        retrieved = shelf.index.retrieve(sought.text, vector, sought.language)
        return _resolved(connection, sought, retrieved)

    def vector(self, connection: Connection, text: str) -> Vector:
        """Return the question's vector, from the store if this text was asked before."""
        digest = text_hash(text)
        stored = vectors.get(connection, self.question_model, [digest])
        return stored[digest] if digest in stored else self._embedder.questions([text])[0]

    def warm(self, network_id: NetworkId) -> None:
        """Fill the network's index now rather than at its first question."""
        self._followed(network_id)

    def embed_missing(self, network_id: NetworkId, progress: Callable[[int, int], None]) -> None:
        """Embed every text of the network that has no vector; `progress` hears how many of how many."""
        with self._engine.connect() as connection:
            entries = list(_every_entry(connection, network_id))
            progress(0, len(entries))
            for start in range(0, len(entries), BATCH):
                self._vectors(connection, entries[start : start + BATCH])
                progress(min(start + BATCH, len(entries)), len(entries))

    @property
    def question_model(self) -> str:
        """The name under which the store keeps the vectors of questions."""
        return question_model(self._embedder)

    def _followed(self, network_id: NetworkId) -> _Shelf:
        """Return the network's shelf after it has read the change log to its end."""
        with self._lock:
            shelf = self._shelves.setdefault(network_id, _Shelf(EntryIndex(self._embedder.dimension)))
        with shelf.lock, self._engine.connect() as connection:
            if shelf.cursor == changes.START:
                shelf.cursor = changes.latest(connection, network_id)
                self._put(shelf, connection, list(_every_entry(connection, network_id)))
            changed, shelf.cursor = changes.since(connection, network_id, shelf.cursor)
            if changed:
                self._update(shelf, connection, network_id, changed)
        return shelf

    def _update(
        self,
        shelf: _Shelf,
        connection: Connection,
        network_id: NetworkId,
        changed: Sequence[tuple[EntryKind, int]],
    ) -> None:
        keys = {EntryKey(kind, subject) for kind, subject in changed}
        entries = _entries(connection, network_id, keys)
        for gone in keys - {entry.key for entry in entries}:
            shelf.index.remove(gone)
        self._put(shelf, connection, entries)

    def _put(self, shelf: _Shelf, connection: Connection, entries: Sequence[Entry]) -> None:
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            for entry, vector in zip(batch, self._vectors(connection, batch), strict=True):
                shelf.index.put(entry.key, entry.text, vector)

    def _vectors(self, connection: Connection, entries: Sequence[Entry]) -> list[Vector]:
        """Return one vector per entry; what the store lacks is embedded and kept there."""
        found: dict[EntryKey, Vector] = {}
        for kind in EntryKind:
            of_kind = [entry for entry in entries if entry.key.kind is kind]
            texts = [entry.text for entry in of_kind]
            found.update(zip((e.key for e in of_kind), self._embedded(connection, kind, texts), strict=True))
        return [found[entry.key] for entry in entries]

    def _embedded(self, connection: Connection, kind: EntryKind, texts: Sequence[str]) -> list[Vector]:
        passage = kind is EntryKind.RECORD
        model = passage_model(self._embedder) if passage else question_model(self._embedder)
        embed = self._embedder.passages if passage else self._embedder.questions
        stored = vectors.get(connection, model, [text_hash(text) for text in texts])
        missing = {text_hash(text): text for text in texts if text_hash(text) not in stored}
        if missing:
            stored |= dict(zip(missing, embed(list(missing.values())), strict=True))
            with self._engine.begin() as writing:
                vectors.put(writing, model, {digest: stored[digest] for digest in missing})
        return [stored[text_hash(text)] for text in texts]


def passage_model(embedder: Embedder) -> str:
    """Return the name under which the store keeps vectors of record texts."""
    return f"{embedder.name}/passage"


def question_model(embedder: Embedder) -> str:
    """Return the name under which the store keeps vectors of questions."""
    return f"{embedder.name}/question"


def _every_entry(connection: Connection, network_id: NetworkId) -> Iterable[Entry]:
    for record in records.all_published(connection, network_id):
        yield Entry(EntryKey(EntryKind.RECORD, record.id), record.text)
    yield from _question_entries(connection, network_id, questions.answered_ids(connection, network_id))


def _entries(connection: Connection, network_id: NetworkId, keys: Iterable[EntryKey]) -> list[Entry]:
    """Return what the keys name today; withdrawn or forgotten ones are missing."""
    record_ids = [RecordId(key.id) for key in keys if key.kind is EntryKind.RECORD]
    question_ids = [QuestionId(key.id) for key in keys if key.kind is EntryKind.QUESTION]
    found = records.by_ids(connection, network_id, record_ids)
    entries = [Entry(EntryKey(EntryKind.RECORD, record.id), record.text) for record in found.values()]
    return [*entries, *_question_entries(connection, network_id, question_ids)]


def _question_entries(
    connection: Connection, network_id: NetworkId, ids: Sequence[QuestionId]
) -> Iterable[Entry]:
    any_day = date.min  # the day decides only for which place the asker works, and here only the text counts
    for question_id, answered in questions.asked_before(connection, network_id, ids, any_day).items():
        yield Entry(EntryKey(EntryKind.QUESTION, question_id), answered[0].text)


def _resolved(connection: Connection, sought: Sought, retrieved: Sequence[Retrieved]) -> list[Candidate]:
    """Return each record once, with its best similarity; an earlier question lends its own."""
    earlier_ids = [QuestionId(found.key.id) for found in retrieved if found.key.kind is EntryKind.QUESTION]
    asked = questions.asked_before(connection, sought.network_id, earlier_ids, sought.on)
    best: dict[RecordId, tuple[float, AskedBefore | None]] = {}
    for found in retrieved:
        for record_id, before in _led_to(found, asked):
            earlier = best.get(record_id)
            best_before = before or (earlier[1] if earlier else None)
            similarity = max(combined(found), earlier[0] if earlier else float("-inf"))
            best[record_id] = (similarity, best_before)
    by_id = records.by_ids(connection, sought.network_id, list(best))
    return [Candidate(by_id[record_id], *found) for record_id, found in best.items() if record_id in by_id]


def _led_to(
    found: Retrieved, asked: dict[QuestionId, list[AskedBefore]]
) -> list[tuple[RecordId, AskedBefore | None]]:
    if found.key.kind is EntryKind.RECORD:
        return [(RecordId(found.key.id), None)]
    return [(before.record_id, before) for before in asked.get(QuestionId(found.key.id), [])]
