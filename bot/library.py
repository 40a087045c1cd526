"""What a network can find: the only place that joins store and matching."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine

from bot import entry_texts
from bot.embeddings import Embeddings
from bot.shelf import Shelf, batches
from matching.calibration import Bands, Calibration, load
from matching.domain import (
    AskedBefore,
    Candidate,
    EntryKey,
    EntryKind,
    NetworkId,
    PracticeRecord,
    QuestionId,
    RecordId,
    Retrieved,
)
from matching.embedded import EmbeddedQuestion, Embedder
from matching.entries import EVERYTHING, Within
from matching.matcher import AskedOf, match
from matching.token_rows import TokenSigns
from store import questions, records


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question in its language, embedded, in one network, on a day."""

    network_id: NetworkId
    text: str
    embedded: EmbeddedQuestion
    language: str
    on: date


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and how probably it answers the question."""

    key: EntryKey
    probability: float


class Library:
    """What can be found, per network. Safe for many readers."""

    def __init__(
        self,
        engine: Engine,
        embedder: Embedder,
        calibration: Calibration | None = None,
        folder: Path | None = None,
    ) -> None:
        """Without a calibration the bundled one is taken if it is this embedder's.

        `folder` is where indexes are saved, so that the next start need not read every text again.
        """
        self._engine = engine
        self._embedder = embedder
        self._embeddings = Embeddings(engine, embedder)
        self._calibration = calibration or load(embedder.name)
        self._folder = folder
        self._shelves: dict[NetworkId, Shelf] = {}
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
    def embedder_name(self) -> str:
        """The name under which the store keeps what this library's embedder makes of texts."""
        return self._embedder.name

    def candidates(self, connection: Connection, sought: Sought) -> list[Candidate]:
        """Return the network's records closest to the question, each once, by whatever entry led there."""
        read: dict[RecordId, PracticeRecord] = {}
        found = [
            Found(each.key, self._calibration.probability(each, sought.language))
            for each in self.closest(connection, sought, read=read)
        ]
        return _resolved(connection, sought, found, read)

    def closest(
        self,
        connection: Connection,
        sought: Sought,
        within: Within = EVERYTHING,
        read: dict[RecordId, PracticeRecord] | None = None,
    ) -> list[Retrieved]:
        """Return the entries closest to the question, closest first.

        The records that were read on the way are added to `read`.
        """
        asked = AskedOf(sought.text, sought.language, sought.embedded, self._embedder.english)

        def tokens_of(keys: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
            entries = entry_texts.of(connection, sought.network_id, keys, read)
            return self._embeddings.tokens(connection, entries)

        return match(self._shelf(sought.network_id).followed(connection), asked, tokens_of, within)

    def embedded(self, connection: Connection, text: str) -> EmbeddedQuestion:
        """Return the question embedded, from the store if this text was asked before."""
        return self._embeddings.question(connection, text)

    def warm(self, network_id: NetworkId) -> None:
        """Open or fill the network's index now rather than at its first question."""
        self._shelf(network_id).followed()

    def save(self) -> None:
        """Save every index that has changed, if this library has a folder."""
        with self._lock:
            shelves = list(self._shelves.values())
        for shelf in shelves:
            shelf.save()

    def entries(self, network_id: NetworkId) -> int:
        """Return how many texts the network's index holds."""
        with self._engine.connect() as connection:
            return sum(1 for _ in entry_texts.every(connection, network_id))

    def embed_missing(self, network_id: NetworkId, advance: Callable[[int], None]) -> None:
        """Embed every text of the network that has no vector; `advance` hears how many more are done.

        What was embedded is kept batch by batch, so that an interrupted run goes on where it stopped.
        """
        with self._engine.connect() as connection:
            for batch in batches(entry_texts.every(connection, network_id)):
                self._embeddings.vectors(connection, batch)
                advance(len(batch))

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


def _resolved(
    connection: Connection,
    sought: Sought,
    found: Sequence[Found],
    read: dict[RecordId, PracticeRecord],
) -> list[Candidate]:
    """Return each record once, at its most probable; an earlier question lends its own probability.

    `read` has records that need not be read again.
    """
    earlier_ids = [QuestionId(each.key.id) for each in found if each.key.kind is EntryKind.QUESTION]
    asked = questions.asked_before(connection, sought.network_id, earlier_ids, sought.on)
    best: dict[RecordId, tuple[float, AskedBefore | None]] = {}
    for each in found:
        for record_id, before in _led_to(each.key, asked):
            earlier = best.get(record_id)
            best_before = before or (earlier[1] if earlier else None)
            best[record_id] = (max(each.probability, earlier[0] if earlier else 0.0), best_before)
    unread = [record_id for record_id in best if record_id not in read]
    by_id = read | records.by_ids(connection, sought.network_id, unread)
    return [Candidate(by_id[record_id], *kept) for record_id, kept in best.items() if record_id in by_id]


def _led_to(
    key: EntryKey, asked: dict[QuestionId, list[AskedBefore]]
) -> list[tuple[RecordId, AskedBefore | None]]:
    if key.kind is EntryKind.RECORD:
        return [(RecordId(key.id), None)]
    return [(before.record_id, before) for before in asked.get(QuestionId(key.id), [])]
