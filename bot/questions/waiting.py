"""Questions of one network in memory, those that stand or were answered: following its change log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from sqlalchemy import Connection, Engine

from bot.embeddings import Embeddings
from bot.entry_texts import Entry
from bot.shelf import batches
from matching.backward import Waiting, WaitingIndex
from matching.domain import EntryKey, EntryKind, NetworkId, QuestionId
from matching.embedded import Embedder
from matching.spelling import corrected
from matching.token_rows import TokenRows
from store import changes, quoted_answers, standing
from store.questions import Question

NO_TOKENS = TokenRows(np.zeros((0, 0), np.int8), np.zeros((0, 0), np.int8))


@dataclass(frozen=True, slots=True)
class Which:
    """Which questions of a network are kept in memory: all of them, and those among some ids."""

    every: Callable[[Connection, NetworkId], Iterable[Question]]
    among: Callable[[Connection, NetworkId, Iterable[QuestionId]], Iterable[Question]]


# Against which records are matched.
LOOKING = Which(standing.looking, standing.still_looking)
# Which a quoted reply answered, whether or not they stand.
ANSWERED = Which(quoted_answers.answered, quoted_answers.answered_among)


class WaitingShelf:
    """The index of what waits, or was answered, in one network. Several threads may ask for it."""

    def __init__(self, engine: Engine, embedder: Embedder, network_id: NetworkId, which: Which) -> None:
        self._which = which
        self._embedder = embedder
        self._embeddings = Embeddings(engine, embedder)
        self._network_id = network_id
        self._lock = Lock()
        self._index: WaitingIndex | None = None
        self._cursor = changes.START
        self._asked: dict[int, tuple[str, str]] = {}  # of each question its language and the hash of its text

    def followed(self, connection: Connection) -> WaitingIndex:
        """Return the index after it has read the change log to its end."""
        with self._lock:
            if self._index is None:
                self._cursor = changes.latest(connection, self._network_id)
                index = WaitingIndex(self._embedder.dimension, self._embedder.english)
                self._put(connection, index, self._which.every(connection, self._network_id))
                self._index = index
            else:
                self._follow(connection, self._index)
            return self._index

    def read(self, connection: Connection, ids: Sequence[int]) -> list[Waiting]:
        """Return those of the questions that still belong here, as the models see them."""
        found = list(self._which.among(connection, self._network_id, [QuestionId(each) for each in ids]))
        texts = {each.id: matched(each) for each in found}
        embedded = self._embeddings.every_question(connection, texts.values())
        return [
            Waiting(each.id, each.asker_id, texts[each.id], each.language, embedded[texts[each.id]])
            for each in found
            if texts[each.id] in embedded
        ]

    def tokens(self, connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, TokenRows]]:
        """Return the language and the tokens of questions in the index; no tokens where none are kept."""
        asked = {each: self._asked[each] for each in ids if each in self._asked}
        found = self._embeddings.question_tokens(connection, {hashed for _, hashed in asked.values()})
        return {each: (language, found.get(hashed, NO_TOKENS)) for each, (language, hashed) in asked.items()}

    def _follow(self, connection: Connection, index: WaitingIndex) -> None:
        changed, cursor = changes.since(connection, self._network_id, self._cursor)
        ids = {QuestionId(subject) for kind, subject in changed if kind is EntryKind.QUESTION}
        if ids:
            stands = list(self._which.among(connection, self._network_id, ids))
            gone = ids - {each.id for each in stands}
            index.remove_many([*gone])
            for each in gone:
                self._asked.pop(each, None)
            self._put(connection, index, stands)
        self._cursor = cursor

    def _put(self, connection: Connection, index: WaitingIndex, questions: Iterable[Question]) -> None:
        def entries() -> Iterable[Entry]:
            for each in questions:
                entry = Entry(EntryKey(EntryKind.QUESTION, each.id), (matched(each),))
                self._asked[each.id] = (each.language, entry.hash)
                yield entry

        for batch in batches(entries()):
            rows = self._embeddings.vectors(connection, batch)
            index.remove_many([entry.key.id for entry in batch if entry.key not in rows])
            index.put_many([(key.id, self._asked[key.id][0], row) for key, row in rows.items()])


def matched(question: Question) -> str:
    """Return the question's text as it is matched, without typing mistakes."""
    return corrected(question.text, question.language)
