"""What the models make of texts, kept in the store so that nothing is embedded twice."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Engine

from bot.entry_texts import Entry
from matching.domain import EntryKey, EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder, Parts, Vector
from matching.token_rows import TokenRows, TokenSigns
from store import vectors
from store.vectors import text_hash

_LEFT_OUT = (
    "The %s %s is not found by any question: the embedding model %s makes numbers of its text that are not "
    "finite. Change a word of it, or serve with another model; `counterpart reindex` tries it again."
)
_FINDS_NOTHING = (
    "A question found nothing: the embedding model %s makes numbers of its text that are not finite. "
    "If that happens again, serve with another model."
)
log = logging.getLogger(__name__)


class Embeddings:
    """Vectors and tokens of entries and questions, from the store or else from the models."""

    def __init__(self, engine: Engine, embedder: Embedder) -> None:
        self._engine = engine
        self._embedder = embedder

    def question(self, conn: Connection, text: str) -> EmbeddedQuestion:
        """Return the question embedded, from the store if this text was asked before."""
        digest = text_hash(text)
        stored = self._questions(conn, [digest])
        if digest in stored:
            return stored[digest]
        [made] = self._embedder.questions([text])
        if not vectors.is_finite(made.vector):
            log.warning(_FINDS_NOTHING, self._embedder.name)
        return made

    def every_question(self, conn: Connection, texts: Iterable[str]) -> dict[str, EmbeddedQuestion]:
        """Return the questions embedded, by text; what the store lacks is embedded and kept there.

        A text of which the model makes no finite vector is missing.
        """
        hashes = {text_hash(text): text for text in texts}
        stored = self._questions(conn, hashes)
        missing = [hashed for hashed in hashes if hashed not in stored]
        if missing:
            made = self._embedder.questions([hashes[hashed] for hashed in missing])
            embedded = dict(zip(missing, made, strict=True))
            with self._engine.begin() as writing:
                keep(writing, self._embedder.name, EntryKind.QUESTION, embedded)
            stored |= {each: made for each, made in embedded.items() if vectors.is_finite(made.vector)}
        return {text: stored[hashed] for hashed, text in hashes.items() if hashed in stored}

    def question_tokens(self, conn: Connection, hashes: Iterable[str]) -> dict[str, TokenRows]:
        """Return the tokens of questions by the hash of their text, without those that the store lacks."""
        kept = vectors.get_tokens(conn, kept_as(self._embedder.name, EntryKind.QUESTION), hashes)
        return {each: TokenRows.from_bytes(data, self._embedder.width) for each, data in kept.items()}

    def vectors(self, conn: Connection, entries: Sequence[Entry]) -> dict[EntryKey, Vector]:
        """Return the vector of each entry; what the store lacks is embedded and kept there.

        An entry of whose text the model makes no finite vector is missing, and a line in the log names it.
        """
        found: dict[EntryKey, Vector] = {}
        for kind in EntryKind:
            of_kind = {entry.hash: entry for entry in entries if entry.key.kind is kind}
            rows = self._stored(conn, kind, of_kind)
            missing = {hashed: entry.parts for hashed, entry in of_kind.items() if hashed not in rows}
            if missing:
                rows |= self._embedded(kind, missing)
            found |= {
                each.key: rows[each.hash] for each in entries if each.key.kind is kind and each.hash in rows
            }
        for entry in entries:
            if entry.key not in found:
                log.warning(_LEFT_OUT, entry.key.kind, entry.key.id, self._embedder.name)
        return found

    def lacking(self, conn: Connection, entries: Sequence[Entry]) -> set[EntryKey]:
        """Return which of the entries would have to be embedded: the store has no vector of their text."""
        found: set[EntryKey] = set()
        for kind in EntryKind:
            hashes = {entry.key: entry.hash for entry in entries if entry.key.kind is kind}
            stored = self._stored(conn, kind, set(hashes.values()))
            found |= {key for key, hashed in hashes.items() if hashed not in stored}
        return found

    def tokens(self, conn: Connection, entries: Sequence[Entry]) -> dict[EntryKey, TokenSigns]:
        """Return the tokens of the entries, without those that the store lacks."""
        name, width = self._embedder.name, self._embedder.width
        found: dict[EntryKey, TokenSigns] = {}
        for kind in EntryKind:
            hashes = {entry.key: entry.hash for entry in entries if entry.key.kind is kind}
            kept = vectors.get_tokens(conn, kept_as(name, kind), set(hashes.values()))
            read = TokenSigns.from_bytes if kind is EntryKind.RECORD else _signs_of_question
            found |= {key: read(kept[each], width) for key, each in hashes.items() if each in kept}
        return found

    def _stored(self, conn: Connection, kind: EntryKind, hashes: Iterable[str]) -> dict[str, Vector]:
        kept = vectors.get(conn, kept_as(self._embedder.name, kind), hashes)
        # Those of another width are of weights that were exchanged under the same name.
        return {hashed: row for hashed, row in kept.items() if len(row) == self._embedder.dimension}

    def _embedded(self, kind: EntryKind, missing: Mapping[str, Parts]) -> dict[str, Vector]:
        embedded = embed(self._embedder, kind, missing)
        with self._engine.begin() as writing:
            keep(writing, self._embedder.name, kind, embedded)
        return {hashed: made.vector for hashed, made in embedded.items() if vectors.is_finite(made.vector)}

    def _questions(self, conn: Connection, hashes: Iterable[str]) -> dict[str, EmbeddedQuestion]:
        kept = questions(conn, self._embedder.name, self._embedder.width, hashes)
        return {each: made for each, made in kept.items() if len(made.vector) == self._embedder.dimension}


def kept_as(embedder: str, kind: EntryKind) -> str:
    """Return the name under which the store keeps what this embedder makes of texts of this kind."""
    return f"{embedder}/{'passage' if kind is EntryKind.RECORD else 'question'}"


def passages(
    conn: Connection, embedder: str, width: int, hashes: Iterable[str]
) -> dict[str, EmbeddedPassage]:
    """Return the records' texts that were embedded, by hash; `width` is that of the embedder's tokens."""
    model, wanted = kept_as(embedder, EntryKind.RECORD), list(hashes)
    tokens = vectors.get_tokens(conn, model, wanted)
    return {
        hashed: EmbeddedPassage(vector, TokenSigns.from_bytes(tokens[hashed], width))
        for hashed, vector in vectors.get(conn, model, wanted).items()
        if hashed in tokens
    }


def questions(
    conn: Connection, embedder: str, width: int, hashes: Iterable[str]
) -> dict[str, EmbeddedQuestion]:
    """Return the questions that were embedded, by hash; `width` is that of the embedder's tokens."""
    model, wanted = kept_as(embedder, EntryKind.QUESTION), list(hashes)
    tokens = vectors.get_tokens(conn, model, wanted)
    return {
        hashed: EmbeddedQuestion(vector, TokenRows.from_bytes(tokens[hashed], width))
        for hashed, vector in vectors.get(conn, model, wanted).items()
        if hashed in tokens
    }


def embed(
    embedder: Embedder, kind: EntryKind, texts: Mapping[str, Parts]
) -> dict[str, EmbeddedPassage] | dict[str, EmbeddedQuestion]:
    """Return the texts embedded, by the same hash; a question is one part."""
    if kind is EntryKind.RECORD:
        return dict(zip(texts, embedder.passages(list(texts.values())), strict=True))
    return dict(zip(texts, embedder.questions(["".join(parts) for parts in texts.values()]), strict=True))


def keep(
    conn: Connection,
    embedder: str,
    kind: EntryKind,
    embedded: Mapping[str, EmbeddedPassage] | Mapping[str, EmbeddedQuestion],
) -> None:
    """Store what was embedded, by the hash of its text, without what is not finite."""
    model = kept_as(embedder, kind)
    finite = {hashed: each for hashed, each in embedded.items() if vectors.is_finite(each.vector)}
    vectors.put(conn, model, {hashed: each.vector for hashed, each in finite.items()})
    vectors.put_tokens(conn, model, {hashed: each.tokens.to_bytes() for hashed, each in finite.items()})


def _signs_of_question(data: bytes, width: int) -> TokenSigns:
    return TokenRows.from_bytes(data, width).signs()
