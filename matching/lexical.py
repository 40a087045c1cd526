"""The words of a network's entries, found by BM25: names, acronyms and statute numbers that vectors blur."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from tantivy import (
    Document,
    Index,
    IndexWriter,
    Occur,
    Query,
    SchemaBuilder,
    Searcher,
)

from matching.analyzers import analyzer
from matching.domain import EntryKey, EntryKind

# A question has about 15 words that count; a pasted document must not become a search for thousands.
MOST_WORDS = 100
WRITER_MEMORY = 15_000_000  # bytes, the least that tantivy takes
_KEY, _TEXT, _WORDS = "key", "text", "words"
_NOT_SAVED = frozenset({"lock", ".tantivy-writer.lock", ".tantivy-meta.lock"})  # they say who uses the folder


class WordIndex:
    """Scores entries by the question's words (BM25 over stems). Safe for several threads.

    `language` (ISO 639-1) is that of the entries; it decides stop words and stems (matching/analyzers.py).

    Lives in memory, or in a folder of its own that may hold what `save` wrote. What is put or removed
    counts from the next question on: changes are committed when somebody asks, because a commit costs as
    much for one entry as for hundreds. Raises OSError for a folder that holds anything else.

    A write that fails ends it: tantivy drops what it was given, and what it is given later it may drop
    without a word. From then on whoever writes, commits or saves gets OSError, and questions find what was
    committed before.
    """

    def __init__(self, language: str = "en", folder: Path | None = None) -> None:
        builder = SchemaBuilder()
        builder.add_text_field(_KEY, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(_TEXT, tokenizer_name=_WORDS, index_option="freq")
        self._schema = builder.build()
        self._folder = folder
        with _telling_of_the_disk():
            self._index = Index(self._schema, path=str(folder) if folder else None)
            # Read anew in `_commit` alone. Else tantivy does so as well, in a thread of its own, and whoever
            # comes meanwhile waits 100 ms for its lock: a third of the questions after a change did.
            self._index.config_reader(reload_policy="manual")
            self._analyzer = analyzer(language)
            self._index.register_tokenizer(_WORDS, analyzer(language))
            self._writer = self._new_writer()
        self._lock = Lock()  # of the writer; a question takes it only after something was written
        self._is_committed = True
        self._broken = ""  # by what

    def put(self, key: EntryKey, text: str) -> None:
        """Add the entry, or give it another text. Raises OSError for a full disk."""
        document = Document()
        document.add_text(_KEY, _name(key))
        document.add_text(_TEXT, text)
        with self._lock, self._writing():
            self._is_committed = False
            self._writer.delete_documents_by_term(_KEY, _name(key))
            self._writer.add_document(document)

    def remove(self, key: EntryKey) -> None:
        """Forget the entry; nothing happens if it is not there. Raises OSError for a full disk."""
        with self._lock, self._writing():
            self._is_committed = False
            self._writer.delete_documents_by_term(_KEY, _name(key))

    def commit(self) -> None:
        """Let what was put or removed count, as a question does itself. Raises OSError for a full disk."""
        if not self._is_committed:
            with self._lock, self._writing():
                self._commit()

    def best(
        self, text: str, limit: int, allowed: Callable[[EntryKey], bool] | None = None
    ) -> list[tuple[EntryKey, float]]:
        """Return the (allowed) entries with the highest word scores, all above 0, highest first."""
        question, fetched = self._question(text), limit
        while True:
            found = self._found(question, fetched)
            kept = [each for each in found if allowed is None or allowed(each[0])]
            if len(kept) >= limit or len(found) < fetched:
                return kept[:limit]
            fetched *= 4  # the best of the allowed ones are among the best of all, further down

    def scores(self, text: str, keys: Iterable[EntryKey]) -> dict[EntryKey, float]:
        """Return the word scores of these entries, 0 where no word occurs, without those not in the index."""
        names = [_name(key) for key in keys]
        among = Query.const_score_query(Query.term_set_query(self._schema, _KEY, names), 0.0)
        query = Query.boolean_query([(Occur.Must, among), (Occur.Should, self._question(text))])
        return dict(self._found(query, len(names)))

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder on the same disk. Raises ValueError if it lives in memory.

        Its files never change once written, so both folders share them. Raises OSError for a full disk.
        """
        if self._folder is None:
            raise ValueError("a word index in memory cannot be saved")
        with self._lock:
            with self._writing():
                self._commit()
            try:  # all is committed: if this fails nothing is lost
                with _telling_of_the_disk():
                    self._writer.wait_merging_threads()  # a merge would remove files that are being linked
                link(self._folder, folder)
            finally:
                with self._writing():
                    self._writer = self._new_writer()
                    self._index.reload()

    def _commit(self) -> None:
        if not self._is_committed:
            self._writer.commit()
            self._index.reload()
            self._is_committed = True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Let nothing be written after a write that failed. Raises OSError at that one and all later ones."""
        if self._broken:
            raise OSError(f"the word index cannot be written any more: {self._broken}")
        try:
            with _telling_of_the_disk():
                yield
        except OSError as error:
            self._broken, self._is_committed = str(error), False
            raise

    def _new_writer(self) -> IndexWriter:
        return self._index.writer(heap_size=WRITER_MEMORY, num_threads=1)

    def _question(self, text: str) -> Query:
        # Never parsed as query syntax: whatever officials type are words.
        words = list(dict.fromkeys(self._analyzer.analyze(text)))[:MOST_WORDS]
        return Query.boolean_query(
            [(Occur.Should, Query.term_query(self._schema, _TEXT, word, "freq")) for word in words]
        )

    def _found(self, query: Query, limit: int) -> list[tuple[EntryKey, float]]:
        searcher = self._searcher()
        hits = searcher.search(query, limit, count=False).hits if limit else []
        return [(_key(searcher.doc(address).get_first(_KEY)), score) for score, address in hits]

    def _searcher(self) -> Searcher:
        with suppress(OSError):  # whoever asks for the index next hears of it, as `commit` raises it again
            self.commit()
        return self._index.searcher()


@contextmanager
def _telling_of_the_disk() -> Iterator[None]:
    """Raise OSError where tantivy says by a ValueError that the disk is full or the folder gone."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"the word index cannot be written or read: {error}") from error


def link(source: Path, target: Path) -> None:
    """Give the files of a word index, saved or just committed, a second name in another folder."""
    for path in source.iterdir():
        if path.name in _NOT_SAVED:
            continue
        # tantivy puts new lists of its files in place of the old ones; a copy of these few bytes is safe even
        # if that changes.
        place = shutil.copy2 if path.suffix == ".json" else os.link
        place(path, target / path.name)


def _name(key: EntryKey) -> str:
    return f"{key.kind}:{key.id}"


def _key(name: object) -> EntryKey:
    kind, _, number = str(name).partition(":")
    return EntryKey(EntryKind(kind), int(number))
