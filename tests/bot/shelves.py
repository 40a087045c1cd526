"""A network's index as processes that start, save and stop see it, on a real database."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from bot.shelf import Shelf
from matching.domain import EntryKind, PracticeRecord, QuestionId
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts
from store import questions, record_changes, records
from store.engine import open_engine
from tests.factories import NOW, add_network, add_official, add_question, make_draft
from tests.fakes_embedder import WordEmbedder

RECORD, QUESTION = EntryKind.RECORD, EntryKind.QUESTION
WORDS = ("drains", "lamps", "trees")  # each the title of one record


class CountingEmbedder(WordEmbedder):
    """Notes the texts that it embeds."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        self.texts += texts
        return super().questions(texts)

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        self.texts += ["\n".join(parts) for parts in texts]
        return super().passages(texts)


class OtherEmbedder(CountingEmbedder):
    """Another model, of the same dimension."""

    name = "words-2"


class Network:
    """One network of a database, whose index is saved in a folder."""

    def __init__(self, engine: Engine, folder: Path, name: str = "Harbour network") -> None:
        self.engine = engine
        self.folder = folder
        with engine.begin() as connection:
            self.id = add_network(connection, name)

    def imports(self, *titles: str) -> None:
        """Publish a record for each title; the title is its whole text and its key."""
        with self.engine.begin() as connection:
            for title in titles:
                self._save(connection, title, title)

    def changes(self, title: str, to: str) -> None:
        """Give the record that was imported under the title another one."""
        with self.engine.begin() as connection:
            self._save(connection, title, to)

    def withdraws(self, *titles: str) -> None:
        """Take the records that were imported under the titles out of the network's answers."""
        with self.engine.begin() as connection:
            for title in titles:
                record = records.by_key(connection, self.id, title)
                assert record
                assert record_changes.withdraw(connection, self.id, record.id, NOW)

    def hears(self, text: str, answered_by: str) -> QuestionId:
        """Keep a question of a channel that the record answered."""
        with self.engine.begin() as connection:
            record = records.by_key(connection, self.id, answered_by)
            assert record
            question_id = add_question(connection, self.id, add_official(connection, self.id), text=text)
            questions.note_answer(connection, self.id, question_id, record.id, None, NOW)
            return question_id

    def kept(self, connection: Connection) -> list[PracticeRecord]:
        """The published records, oldest first."""
        return list(records.all_published(connection, self.id))

    def shelf(self, embedder: WordEmbedder | None = None) -> Shelf:
        """The index as a process that starts now sees it."""
        return Shelf(self.engine, embedder or CountingEmbedder(), self.id, self.folder)

    def saved(self) -> Shelf:
        """The index, filled and saved, as the process leaves it that stops."""
        shelf = self.shelf()
        shelf.followed()
        shelf.save()
        return shelf

    def _save(self, connection: Connection, key: str, title: str) -> None:
        parts: dict[str, Any] = {"title": title, "problem": "", "action": "", "outcome": "", "lessons": ""}
        record_changes.save(connection, self.id, make_draft(key, **parts), NOW)


def found(shelf: Shelf, word: str) -> list[EntryKind]:
    """The kinds of the entries that have this word, by vector and by word alike."""
    (asked,) = WordEmbedder().questions([word])
    retrieved = shelf.followed().retrieve(word, asked.vector, "en")
    assert [each.similarity > 0 for each in retrieved] == [each.words > 0 for each in retrieved]
    return [each.key.kind for each in retrieved if each.similarity > 0]


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Give the list of statements that anybody runs on the engine meanwhile."""
    run: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        run.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Network]:
    """The network of a SQLite file, which nobody has open afterwards."""
    engine = open_engine(url)
    try:
        yield Network(engine, folder)
    finally:
        engine.dispose()


def numbered(count: int) -> list[str]:
    """So many titles, each of one word."""
    return [f"bridge{number}" for number in range(count)]


def caught_up() -> None:
    """Return when no shelf embeds anything behind its questions any more."""
    for thread in threading.enumerate():
        if thread.name == "catch-up":
            thread.join()


def is_saved(network: Network) -> bool:
    """Whether the network's folder has an index, once nobody is saving one any more."""
    for thread in threading.enumerate():
        if thread.name == "save-index":
            thread.join()
    return (network.folder / "manifest.json").exists()
