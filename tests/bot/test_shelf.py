"""Saved indexes: what a restart opens, and what questions find while others write."""

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from bot.entry_texts import Entry
from bot.library import Library, Sought
from bot.shelf import BATCH, SAVED_AFTER, Shelf, batches
from matching.domain import EntryKey, EntryKind, NetworkId
from matching.embedded import EmbeddedPassage, Parts
from matching.token_rows import TokenSigns
from store.engine import open_engine
from tests.bot.shelves import (
    QUESTION,
    RECORD,
    WORDS,
    CountingEmbedder,
    Network,
    OtherEmbedder,
    caught_up,
    found,
    is_saved,
    numbered,
    opened,
    statements,
)
from tests.factories import TODAY

NO_BITS = np.zeros((0, 1), np.uint8)


@pytest.fixture
def network(engine: Engine, tmp_path: Path) -> Network:
    """A network with a record about each of WORDS."""
    made = Network(engine, tmp_path / "index")
    made.imports(*WORDS)
    return made


def test_a_restart_opens_the_saved_index_and_neither_embeds_nor_reads_a_text_again(network: Network):
    network.hears("pumps?", answered_by="drains")
    network.saved()
    embedder = CountingEmbedder()
    restarted = network.shelf(embedder)

    with statements(network.engine) as run:
        restarted.followed()

    assert embedder.texts == []
    assert [each for each in run if "FROM record" in each or "FROM question" in each] == []
    assert [found(restarted, word) for word in (*WORDS, "pumps")] == [
        [RECORD],
        [RECORD],
        [RECORD],
        [QUESTION],
    ]


def test_a_restart_without_a_saved_index_reads_every_text_but_embeds_none_again(network: Network):
    network.shelf().followed()
    embedder = CountingEmbedder()
    restarted = network.shelf(embedder)

    with statements(network.engine) as run:
        restarted.followed()

    assert embedder.texts == []
    assert [each for each in run if "FROM record" in each] != []
    assert found(restarted, "drains") == [RECORD]


def test_what_changed_between_saving_and_the_restart_is_followed_and_nothing_else_is_embedded(
    network: Network,
):
    network.saved()
    network.changes("drains", to="gutters")
    network.withdraws("lamps")
    network.imports("buses")
    network.hears("kerbs?", answered_by="drains")
    network.withdraws("trees")
    embedder = CountingEmbedder()

    restarted = network.shelf(embedder)

    assert [found(restarted, word) for word in ("drains", "lamps", "trees")] == [[], [], []]
    assert [found(restarted, word) for word in ("gutters", "buses", "kerbs")] == [
        [RECORD],
        [RECORD],
        [QUESTION],
    ]
    assert sorted(embedder.texts) == ["buses", "gutters", "kerbs?"]


def test_a_network_that_was_empty_when_it_was_opened_is_followed_from_its_first_record(
    engine: Engine, tmp_path: Path
):
    network = Network(engine, tmp_path / "index")
    network.saved()
    network.imports("drains")

    assert found(network.shelf(), "drains") == [RECORD]


def test_what_another_process_writes_is_found_at_the_next_question(database_url: str, tmp_path: Path):
    ours, theirs = open_engine(database_url), open_engine(database_url)
    here, there = Network(ours, tmp_path / "index"), Network(theirs, tmp_path / "index")
    here.imports(*WORDS)
    first, second = here.shelf(), there.shelf()
    before = [found(shelf, "buses") for shelf in (first, second)]

    there.imports("buses")
    there.withdraws("lamps")

    assert before == [[], []]
    assert [found(shelf, "buses") for shelf in (first, second)] == [[RECORD], [RECORD]]
    assert [found(shelf, "lamps") for shelf in (first, second)] == [[], []]
    ours.dispose()
    theirs.dispose()


def test_of_two_processes_that_save_the_index_into_one_folder_neither_harms_the_other(network: Network):
    first, second = network.saved(), network.saved()
    network.imports("buses")
    assert found(first, "buses") == found(second, "buses") == [RECORD]
    first.save()
    network.withdraws("buses")

    second.followed()
    second.save()

    assert [found(shelf, "buses") for shelf in (first, second, network.shelf())] == [[], [], []]
    assert [found(shelf, "trees") for shelf in (first, second, network.shelf())] == [[RECORD]] * 3


def test_after_so_many_changes_the_index_saves_itself(engine: Engine, tmp_path: Path):
    network = Network(engine, tmp_path / "index")
    shelf = network.shelf()
    shelf.followed()
    network.imports(*numbered(SAVED_AFTER - 1))
    shelf.followed()
    caught_up()
    before = is_saved(network)

    network.imports("drains")
    shelf.followed()

    assert (before, is_saved(network)) == (False, True)


def test_an_index_that_saved_itself_goes_on_counting(engine: Engine, tmp_path: Path):
    network = Network(engine, tmp_path / "index")
    network.imports(*numbered(SAVED_AFTER))
    shelf = network.shelf()
    shelf.followed()
    assert is_saved(network)
    network.imports("drains")
    shelf.followed()

    shelf.save()

    with statements(engine) as run:
        restarted = network.shelf().followed()
    assert [each for each in run if "FROM record" in each] == []
    assert len(restarted) == SAVED_AFTER + 1


def test_nothing_is_saved_where_nothing_changed_since(network: Network):
    shelf = network.saved()
    shutil.rmtree(network.folder)

    shelf.followed()
    shelf.save()

    assert not network.folder.exists()


def test_an_index_without_a_folder_lives_in_memory(network: Network):
    shelf = Shelf(network.engine, CountingEmbedder(), network.id, None)

    shelf.save()
    assert found(shelf, "drains") == [RECORD]
    shelf.save()

    assert not network.folder.exists()


class LetterEmbedder(CountingEmbedder):
    """Tells one token of a record: the signs of its first letter's bits."""

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        found = super().passages(texts)
        return [
            EmbeddedPassage(each.vector, TokenSigns(NO_BITS, np.array([[ord(parts[0][0])]], np.uint8)))
            for each, parts in zip(found, texts, strict=True)
        ]


def letters(network: Network, shelf: Shelf) -> list[str]:
    """The first letters of the network's records, oldest first, as the shelf's tokens tell them."""
    with network.engine.connect() as connection:
        keys = [EntryKey(RECORD, record.id) for record in network.kept(connection)]
        shelf.followed(connection)
        return [chr(told.multilingual[0, 0]) for told in shelf.tokens(connection, keys).values()]


def test_tokens_are_read_once_and_follow_what_changed(network: Network):
    shelf = network.shelf(LetterEmbedder())
    first = letters(network, shelf)
    with statements(network.engine) as run:
        again = letters(network, shelf)
    network.changes("drains", to="gutters")

    assert first == again == ["d", "l", "t"]
    assert [each for each in run if "FROM vector" in each] == []
    assert sorted(letters(network, shelf)) == ["g", "l", "t"]


def test_a_withdrawn_record_has_no_tokens(network: Network):
    shelf = network.shelf(LetterEmbedder())
    with network.engine.connect() as connection:
        keys = [EntryKey(RECORD, record.id) for record in network.kept(connection)]
    assert letters(network, shelf) == ["d", "l", "t"]

    network.withdraws("lamps")

    with network.engine.connect() as connection:
        shelf.followed(connection)
        assert list(shelf.tokens(connection, keys)) == [keys[0], keys[2]]


def titles(engine: Engine, library: Library, network_id: NetworkId, word: str) -> list[str]:
    """The titles of the records that a question of this word finds for sure."""
    with engine.connect() as connection:
        sought = Sought(network_id, word, library.embedded(connection, word), "en", TODAY)
        candidates = library.candidates(connection, sought)
    return [each.record.title for each in candidates if each.probability > 0.5]


def test_two_networks_that_share_a_folder_never_see_each_others_entries(engine: Engine, tmp_path: Path):
    harbour, valley = (Network(engine, tmp_path, name) for name in ("Harbour network", "Valley network"))
    harbour.imports("drains", "lamps")
    valley.imports("drains", "trees")
    first = Library(engine, CountingEmbedder(), folder=tmp_path / "index")
    for network in (harbour, valley):
        first.warm(network.id)
    first.save()
    embedder = CountingEmbedder()

    restarted = Library(engine, embedder, folder=tmp_path / "index")

    for library in (first, restarted):
        seen = {
            network.id: [titles(engine, library, network.id, word) for word in WORDS]
            for network in (harbour, valley)
        }
        assert seen == {harbour.id: [["drains"], ["lamps"], []], valley.id: [["drains"], [], ["trees"]]}
    assert set(embedder.texts) == set(WORDS)  # the questions; every record was embedded before


def test_two_databases_and_two_embedders_that_share_a_folder_have_indexes_of_their_own(
    engine: Engine, sqlite_template: Path, tmp_path: Path
):
    here = Network(engine, tmp_path)
    here.imports("drains")
    with opened(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'other.db')}", tmp_path) as there:
        there.imports("lamps")
        libraries = [
            Library(made_of, embedder, folder=tmp_path / "index")
            for made_of in (engine, there.engine)
            for embedder in (CountingEmbedder(), OtherEmbedder())
        ]
        for library in libraries:
            library.warm(here.id)
        for library in libraries:
            library.save()

        assert here.id == there.id
        assert len(list((tmp_path / "index").iterdir())) == 4
        restarted = Library(engine, CountingEmbedder(), folder=tmp_path / "index")
        assert [titles(engine, restarted, here.id, word) for word in WORDS] == [["drains"], [], []]


def test_eight_who_ask_while_one_imports_are_all_answered(engine: Engine, tmp_path: Path):
    network = Network(engine, tmp_path)
    network.imports(*WORDS)
    library = Library(engine, CountingEmbedder(), folder=tmp_path / "index")
    imported = numbered(20)
    finished = threading.Event()

    def import_all() -> None:
        for number, title in enumerate(imported):
            network.imports(title)
            if number % 10 == 0:
                library.save()
        finished.set()

    def ask(word: str) -> list[list[str]]:
        answers: list[list[str]] = []
        while not finished.is_set() or not answers:
            answers.append(titles(engine, library, network.id, word))
        return answers

    with ThreadPoolExecutor(9) as threads:
        importing = threads.submit(import_all)
        asking = {word: [threads.submit(ask, word) for _ in range(4)] for word in ("drains", "lamps")}
        importing.result(timeout=60)
        answered = {word: [one.result(timeout=60) for one in each] for word, each in asking.items()}

    caught_up()
    for word, answers in answered.items():
        assert all(answer == [word] for each in answers for answer in each)
    assert all(titles(engine, library, network.id, title) == [title] for title in imported)


def test_entries_are_taken_in_batches_the_last_one_shorter():
    entries = [Entry(EntryKey(EntryKind.RECORD, number), ("text",)) for number in range(2 * BATCH + 1)]

    assert [len(batch) for batch in batches(entries)] == [BATCH, BATCH, 1]
    assert [entry for batch in batches(iter(entries)) for entry in batch] == entries
    assert list(batches([])) == []
