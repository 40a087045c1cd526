"""The words of a network's entries, found by BM25: names, acronyms and statute numbers that vectors blur."""

from collections.abc import Iterable

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    Searcher,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from matching.domain import EntryKey, EntryKind

# A question has about 15 words that count; a pasted document must not become a search for thousands.
MOST_WORDS = 100
LONGEST_WORD = 40  # letters; longer ones are links and encoded data
WRITER_MEMORY = 15_000_000  # bytes, the least that tantivy takes
_KEY, _TEXT, _ENGLISH = "key", "text", "english"


class WordIndex:
    """Scores entries by the question's words (BM25, English stems). Not safe to use from two threads at once.

    Lives in memory. What is put or removed counts from the next question on: changes are committed when
    somebody asks, because a commit costs as much for one entry as for hundreds.
    """

    def __init__(self) -> None:
        builder = SchemaBuilder()
        builder.add_text_field(_KEY, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(_TEXT, tokenizer_name=_ENGLISH, index_option="freq")
        self._schema = builder.build()
        self._index = Index(self._schema)
        self._analyzer = _english()
        self._index.register_tokenizer(_ENGLISH, _english())
        self._writer = self._index.writer(heap_size=WRITER_MEMORY, num_threads=1)
        self._is_committed = True

    def put(self, key: EntryKey, text: str) -> None:
        """Add the entry, or give it another text."""
        self.remove(key)
        document = Document()
        document.add_text(_KEY, _name(key))
        document.add_text(_TEXT, text)
        self._writer.add_document(document)

    def remove(self, key: EntryKey) -> None:
        """Forget the entry; nothing happens if it is not there."""
        self._writer.delete_documents_by_term(_KEY, _name(key))
        self._is_committed = False

    def best(self, text: str, limit: int) -> list[tuple[EntryKey, float]]:
        """Return the entries with the highest word scores, all above 0, highest first."""
        return self._found(self._question(text), limit)

    def scores(self, text: str, keys: Iterable[EntryKey]) -> dict[EntryKey, float]:
        """Return the word scores of these entries, 0 where no word occurs, without those not in the index."""
        names = [_name(key) for key in keys]
        among = Query.const_score_query(Query.term_set_query(self._schema, _KEY, names), 0.0)
        query = Query.boolean_query([(Occur.Must, among), (Occur.Should, self._question(text))])
        return dict(self._found(query, len(names)))

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
        if not self._is_committed:
            self._writer.commit()
            self._index.reload()
            self._is_committed = True
        return self._index.searcher()


def _english() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return builder.filter(Filter.stopword("english")).filter(Filter.stemmer("english")).build()


def _name(key: EntryKey) -> str:
    return f"{key.kind}:{key.id}"


def _key(name: object) -> EntryKey:
    kind, _, number = str(name).partition(":")
    return EntryKey(EntryKind(kind), int(number))
