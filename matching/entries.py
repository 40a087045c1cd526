"""The entries of one network in one index: practice records, and questions asked before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from matching.closeness import combined
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.index import VectorIndex
from matching.lexical import WordIndex, link
from matching.lookup import Ids
from matching.rows import Vector
from matching.snapshot import Cursor, Maker, load, save, working_folder

# The word score of a text that shares three or four rare words with the question. A best score below it gives
# less than a full share: one common word is no sign of an answer (docs/retrieval.md, "Which signals").
ENOUGH_WORDS = 12.0
VECTORS, WORDS = "vectors", "words"  # folders of what is saved of each kind
# A filter that leaves at most so many entries has all their word scores computed; with more the best of
# all entries are fetched until enough are allowed.
FEW = 1_000


@dataclass(frozen=True, slots=True)
class Within:
    """Which entries may be found: those `among` the ids of their kind, but none of those in `without`.

    Of a kind that `among` does not name, all. Ids that are not in the index do not matter.
    """

    among: Mapping[EntryKind, Ids] = field(default_factory=dict)
    without: frozenset[EntryKey] = frozenset()

    def of(self, kind: EntryKind) -> tuple[Ids | None, list[int]]:
        """Return the ids of this kind that may be found, None for all, and those that may not."""
        return self.among.get(kind), [key.id for key in self.without if key.kind is kind]

    def leaves_out(self, kind: EntryKind) -> bool:
        """Say whether there is anything of this kind that may not be found."""
        return kind in self.among or any(key.kind is kind for key in self.without)

    def has(self, key: EntryKey) -> bool:
        """Say whether the entry may be found."""
        among = self.among.get(key.kind)
        return key not in self.without and (among is None or key.id in among)


EVERYTHING = Within()


class EntryIndex:
    """Finds the entries that may answer a question. Writers take turns; readers wait for nobody.

    `dimension` is that of the embedder whose vectors it holds. Lives in memory, unless it was opened in a
    folder: only such an index can be saved.
    """

    def __init__(self, dimension: int) -> None:
        # Apart, so that thousands of short questions cannot crowd out the records.
        self._kinds = {kind: _EntriesOfKind(kind, dimension) for kind in EntryKind}
        self._lock = Lock()
        self._home: tuple[Path, Maker] | None = None

    @classmethod
    def open(cls, folder: Path, embedder: str, dimension: int) -> tuple["EntryIndex", Cursor | None]:
        """Return the index saved in the folder, with the cursor it was saved with.

        When there is none that can be used (missing, cut, damaged, made by another embedder or version; the
        log says which), an empty index and None: fill it. Several processes may open one folder.
        """
        maker = Maker(embedder, dimension)

        def read(saved: Path | None) -> "EntryIndex":
            index = cls(dimension)
            work = working_folder(folder, index)
            index._home = (folder, maker)
            index._kinds = {
                kind: _EntriesOfKind(kind, dimension, work / kind, saved and saved / kind)
                for kind in EntryKind
            }
            return index

        return load(folder, maker, read) or (read(None), None)

    def save(self, cursor: Cursor) -> None:
        """Put what the index holds now in place of what its folder has; readers and writers go on meanwhile.

        `cursor` says up to which change it is complete; later ones may be in it as well, so applying changes
        from there on must do no harm. Raises ValueError for an index that was not opened in a folder, and
        OSError when the disk is full: then the folder still has what it had.
        """
        if self._home is None:
            raise ValueError("an index in memory cannot be saved")
        folder, maker = self._home

        def write(data: Path) -> None:
            # Both of one moment: words without their vector would be removed by nobody. Vectors, which take
            # much longer to write, are written as they were then, while writers go on.
            with self._lock:
                views = {kind: entries.vectors.view() for kind, entries in self._kinds.items()}
                for kind, entries in self._kinds.items():
                    entries.words.save(_made(data / kind / WORDS))
            for kind, view in views.items():
                view.write(_made(data / kind / VECTORS))

        save(folder, maker, cursor, write)

    def __len__(self) -> int:
        return sum(len(entries.vectors) for entries in self._kinds.values())

    def put(self, key: EntryKey, text: str, vector: Vector) -> None:
        """Add the entry, or replace its text and vector.

        Raises ValueError for a vector of another dimension or with NaN or infinity in it.
        """
        self.put_many([(key, text)], vector.reshape(1, -1))

    def put_many(self, entries: Sequence[tuple[EntryKey, str]], vectors: Vector) -> None:
        """Add entries or replace their texts and vectors, one row each: much faster than one by one.

        Raises ValueError as `put` does, and OSError when the disk is full.
        """
        with self._lock:
            for kind in EntryKind:
                places = [place for place, (key, _) in enumerate(entries) if key.kind is kind]
                self._kinds[kind].vectors.put_many(
                    [entries[place][0].id for place in places], vectors[places]
                )
                for place in places:
                    self._kinds[kind].words.put(*entries[place])

    def remove(self, key: EntryKey) -> None:
        """Forget the entry; nothing happens if it is not there."""
        self.remove_many([key])

    def remove_many(self, keys: Iterable[EntryKey]) -> None:
        """Forget the entries, much faster than one by one; those that are not there do not matter."""
        with self._lock:
            # Of others the words are not there either, and a commit of them takes milliseconds.
            there = [key for key in keys if key in self]
            for kind, entries in self._kinds.items():
                mine = [key for key in there if key.kind is kind]
                entries.vectors.remove_many([key.id for key in mine])
                for key in mine:
                    entries.words.remove(key)

    def commit(self) -> None:
        """Let words that were put or removed count now rather than at the next question.

        Raises OSError when the disk is full or the folder gone.
        """
        for entries in self._kinds.values():
            entries.words.commit()

    def retrieve(
        self, text: str, vector: Vector, language: str, limit: int = 50, within: Within = EVERYTHING
    ) -> list[Retrieved]:
        """Return up to `limit` entries of each kind for a question, best first by `closeness.combined`.

        The best by vector and the best by words are taken together, each with both figures. `vector` is the
        one that `embedder.question_vector` returns; for a question that is not English words count nothing.
        """
        words = text if language == "en" else ""
        records = self._kinds[EntryKind.RECORD].retrieve(words, vector, limit, within)
        questions = self._kinds[EntryKind.QUESTION].retrieve(words, vector, limit, within)
        return sorted([*records, *questions], key=_best_first)

    def __contains__(self, key: EntryKey) -> bool:
        return self._kinds[key.kind].vectors.view().holds(key.id)

    def compare(self, key: EntryKey, text: str, vector: Vector, language: str) -> Retrieved | None:
        """Return one entry as `retrieve` finds it, its word score at most too high; None if it is not there.

        Too high by as much as another entry has more of the question's words: `in_full` says how many.
        """
        return self._kinds[key.kind].compare(key, text if language == "en" else "", vector)

    def in_full(self, kind: EntryKind, text: str, language: str, within: Within = EVERYTHING) -> float:
        """Return the share of a full word score that `compare` counts as one: 1 or less."""
        return self._kinds[kind].in_full(text if language == "en" else "", within)


class _EntriesOfKind:
    def __init__(
        self, kind: EntryKind, dimension: int, work: Path | None = None, saved: Path | None = None
    ) -> None:
        """Start with what was saved, if anything; `work` is where the words live, else they do in memory."""
        self._kind = kind
        if work is not None:
            work.mkdir()
        if work is None or saved is None:
            self.vectors = VectorIndex(dimension, folder=work)
        else:
            self.vectors = VectorIndex.read(saved / VECTORS, dimension, work)
            link(saved / WORDS, work)
        self.words = WordIndex(folder=work)

    def retrieve(self, text: str, vector: Vector, limit: int, within: Within) -> list[Retrieved]:
        vectors = self.vectors.view()  # what is written meanwhile does not change it
        similarity = self._keyed(vectors.nearest(vector, limit, *within.of(self._kind)))
        words = dict(self._best_words(text, limit, within))
        full = max([ENOUGH_WORDS, *words.values()])
        if words:
            words |= self.words.scores(text, similarity.keys() - words.keys())
            others = [key.id for key in words.keys() - similarity.keys()]
            similarity |= self._keyed(vectors.similarities(vector, others).items())
        found = [Retrieved(key, close, words.get(key, 0.0) / full) for key, close in similarity.items()]
        return sorted(found, key=_best_first)[:limit]

    def compare(self, key: EntryKey, text: str, vector: Vector) -> Retrieved | None:
        similarity = self.vectors.view().similarities(vector, [key.id]).get(key.id)
        if similarity is None:
            return None
        words = self.words.scores(text, [key]).get(key, 0.0) if text else 0.0
        return Retrieved(key, similarity, words / ENOUGH_WORDS)

    def in_full(self, text: str, within: Within) -> float:
        best = self._best_words(text, 1, within)
        return ENOUGH_WORDS / max([ENOUGH_WORDS, *(score for _, score in best)])

    def _best_words(self, text: str, limit: int, within: Within) -> list[tuple[EntryKey, float]]:
        among, without = within.of(self._kind)
        if among is None:
            # At most so many more are fetched than are wanted.
            found = self.words.best(text, limit + len(without))
            return [each for each in found if each[0] not in within.without][:limit]
        keys = {EntryKey(self._kind, number) for number in among.tolist()} - within.without
        if len(keys) > FEW:
            return self.words.best(text, limit, keys.__contains__)
        found = [each for each in self.words.scores(text, keys).items() if each[1] > 0]
        return sorted(found, key=lambda each: -each[1])[:limit]

    def _keyed(self, found: Iterable[tuple[int, float]]) -> dict[EntryKey, float]:
        return {EntryKey(self._kind, number): figure for number, figure in found}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _best_first(found: Retrieved) -> tuple[float, EntryKey]:
    return -combined(found), found.key
