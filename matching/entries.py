"""The entries of one network in one index: practice records, and questions asked before."""

from dataclasses import replace
from threading import Lock

from matching.domain import EntryKey, EntryKind, Retrieved
from matching.index import Vector, VectorIndex
from matching.lexical import WordIndex
from matching.ranker import combined

# The word score of a text that shares three or four rare words with the question. A best score below it gives
# less than a full share: one common word is no sign of an answer (docs/retrieval.md, "Which signals").
ENOUGH_WORDS = 12.0
# Two questions look alike by form and language alone, a question and a record do not. Taking this off the
# similarity of a question asked before puts it on the scale of records (docs/retrieval.md, "Asked before").
ALIKE_IN_ENGLISH = 0.5
ALIKE_IN_OTHER_LANGUAGES = 1.2


class EntryIndex:
    """Finds the entries that may answer a question. One writer and many readers may use it at once.

    `dimension` is that of the embedder whose vectors it holds.
    """

    def __init__(self, dimension: int) -> None:
        # Apart, so that thousands of short questions cannot crowd out the records.
        self._kinds = {kind: _EntriesOfKind(dimension) for kind in EntryKind}
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(len(entries.vectors) for entries in self._kinds.values())

    def put(self, key: EntryKey, text: str, vector: Vector) -> None:
        """Add the entry, or replace its text and vector.

        Raises ValueError for a vector of another dimension or with NaN or infinity in it.
        """
        with self._lock:
            self._kinds[key.kind].vectors.put(key, vector)
            self._kinds[key.kind].words.put(key, text)

    def remove(self, key: EntryKey) -> None:
        """Forget the entry; nothing happens if it is not there."""
        with self._lock:
            self._kinds[key.kind].vectors.remove(key)
            self._kinds[key.kind].words.remove(key)

    def retrieve(self, text: str, vector: Vector, language: str, limit: int = 50) -> list[Retrieved]:
        """Return up to `limit` entries of each kind for a question, best first by `ranker.combined`.

        The best by vector and the best by words are taken together, each with both figures. `vector` is the
        one that `embedder.question_vector` returns; for a question that is not English words count nothing.
        """
        words = text if language == "en" else ""
        alike = ALIKE_IN_ENGLISH if language == "en" else ALIKE_IN_OTHER_LANGUAGES
        with self._lock:
            records = self._kinds[EntryKind.RECORD].retrieve(words, vector, limit)
            questions = self._kinds[EntryKind.QUESTION].retrieve(words, vector, limit)
        asked = [replace(question, similarity=question.similarity - alike) for question in questions]
        return sorted([*records, *asked], key=_best_first)


class _EntriesOfKind:
    def __init__(self, dimension: int) -> None:
        self.vectors = VectorIndex(dimension)
        self.words = WordIndex()

    def retrieve(self, text: str, vector: Vector, limit: int) -> list[Retrieved]:
        similarity = dict(self.vectors.nearest(vector, limit))
        words = dict(self.words.best(text, limit))
        full = max([ENOUGH_WORDS, *words.values()])
        if words:
            words |= self.words.scores(text, similarity.keys() - words.keys())
            similarity |= self.vectors.similarities(vector, list(words.keys() - similarity.keys()))
        found = [Retrieved(key, close, words.get(key, 0.0) / full) for key, close in similarity.items()]
        return sorted(found, key=_best_first)[:limit]


def _best_first(found: Retrieved) -> tuple[float, EntryKey]:
    return -combined(found), found.key
