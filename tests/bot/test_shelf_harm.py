"""Saved indexes that were harmed, and disks that refuse: nobody sees an error."""

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from bot.shelf import AT_ONCE, Shelf
from matching.domain import EntryKind
from tests.bot.shelves import (
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
from tests.fakes_embedder import WordEmbedder
from tests.full_disk import largest_file

LONG = tuple(f"word{number}" for number in range(200))


@pytest.fixture
def network(engine: Engine, tmp_path: Path) -> Network:
    """A network with a record about each of WORDS."""
    made = Network(engine, tmp_path / "index")
    made.imports(*WORDS)
    return made


class NarrowEmbedder(CountingEmbedder):
    """Has half of the dimensions under the same name, as a model that was exchanged in its folder."""

    dimension = 1024


def closest(shelf: Shelf, word: str) -> tuple[EntryKind, float]:
    """The kind and the cosine sum of the closest entry, 2 if it has the word; words may count or not."""
    (asked,) = WordEmbedder().questions([word])
    best = shelf.followed().retrieve(word, asked.vector, "en")[0]
    return best.key.kind, best.similarity


def words_of(shelf: Shelf, *words: str) -> list[int]:
    """For each word, how many entries have it by the index of words."""
    index, vector = shelf.followed(), np.zeros(CountingEmbedder.dimension, dtype=np.float32)
    return [sum(each.words > 0 for each in index.retrieve(word, vector, "en")) for word in words]


def data_file(folder: Path, name: str) -> Path:
    """The largest file of this name in the saved index."""
    return max(folder.glob(f"data-*/**/{name}"), key=lambda path: path.stat().st_size)


def cut(name: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        file = folder / name if name == "manifest.json" else data_file(folder, name)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return harm


def emptied(folder: Path) -> None:
    data_file(folder, "ids.npy").write_bytes(b"")


def without_its_data(folder: Path) -> None:
    (data,) = folder.glob("data-*")
    shutil.rmtree(data)


@pytest.mark.parametrize(
    "harm",
    [
        cut("manifest.json"),
        cut("rows.npy"),
        cut("ids.npy"),
        cut("meta.json"),
        cut("*.store"),
        emptied,
        without_its_data,
        shutil.rmtree,
    ],
    ids=["manifest", "vectors", "ids", "words", "texts", "emptied", "no data", "deleted"],
)
def test_a_saved_index_that_was_harmed_is_made_again_and_saved_again(
    network: Network, harm: Callable[[Path], None]
):
    network.saved()
    harm(network.folder)
    embedder = CountingEmbedder()

    restarted = network.shelf(embedder)

    assert [found(restarted, word) for word in WORDS] == [[RECORD]] * 3
    assert embedder.texts == []
    restarted.save()
    with statements(network.engine) as run:
        network.shelf().followed()
    assert [each for each in run if "FROM record" in each] == []


def test_the_index_of_another_embedder_is_not_opened(network: Network):
    network.saved()
    embedder = OtherEmbedder()

    restarted = network.shelf(embedder)

    assert [found(restarted, word) for word in WORDS] == [[RECORD]] * 3
    assert sorted(embedder.texts) == sorted(WORDS)


def test_the_index_of_another_dimension_is_not_opened(network: Network):
    network.saved()
    embedder = NarrowEmbedder()

    index = network.shelf(embedder).followed()

    (asked,) = embedder.questions(["drains"])
    assert max(each.similarity for each in index.retrieve("drains", asked.vector, "en")) == 2
    assert len(index) == 3


def test_vectors_of_another_dimension_are_made_again_once(network: Network):
    network.hears("kerbs?", answered_by="drains")
    network.saved()
    first, second = NarrowEmbedder(), NarrowEmbedder()

    network.shelf(first).followed()
    shutil.rmtree(network.folder)
    network.shelf(second).followed()

    assert sorted(first.texts) == sorted([*WORDS, "kerbs?"])
    assert second.texts == []


class Backup:
    """A copy of the database file, taken while nobody has it open."""

    def __init__(self, url: str, path: Path) -> None:
        self._file = Path(url.removeprefix("sqlite:///"))
        self._copy = path
        shutil.copyfile(self._file, path)

    def restore(self) -> None:
        for side in ("-wal", "-shm"):
            self._file.with_name(self._file.name + side).unlink(missing_ok=True)
        shutil.copyfile(self._copy, self._file)


@pytest.mark.parametrize(
    "imported_since",
    [(), ("buses",), ("buses", "bridges"), ("buses", "bridges", "parks")],
    ids=["none", "fewer", "as many", "more"],
)
def test_the_index_of_a_database_that_was_restored_is_made_again(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, imported_since: Sequence[str]
):
    folder = tmp_path / "index"
    with opened(sqlite_url, folder) as network:
        network.imports("drains")
    backup = Backup(sqlite_url, tmp_path / "backup.db")
    with opened(sqlite_url, folder) as network:
        network.imports("lamps", "trees")
        network.saved()
    backup.restore()

    with opened(sqlite_url, folder) as network:
        network.imports(*imported_since)
        restored = network.shelf()
        assert [found(restored, word) for word in ("lamps", "trees")] == [[], []]
        assert [found(restored, word) for word in ("drains", *imported_since)] == [[RECORD]] * (
            1 + len(imported_since)
        )

    assert "is of other data than the database; it is made again" in caplog.text


@pytest.mark.parametrize("size", [5_000, 0], ids=["nearly full", "full"])
def test_a_disk_that_fills_up_leaves_questions_answered_and_is_logged(
    network: Network, caplog: pytest.LogCaptureFixture, size: int
):
    shelf = network.saved()
    network.imports("buses", "bridges")
    shelf.followed()

    with largest_file(size):
        shelf.save()
        assert closest(shelf, "buses") == (RECORD, 2)

    assert "The index could not be saved" in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    network.imports("parks")
    assert [found(shelf, word) for word in ("drains", "parks")] == [[RECORD], [RECORD]]
    assert found(network.shelf(), "parks") == [RECORD]


@pytest.mark.parametrize("size", [5_000, 0], ids=["nearly full", "full"])
def test_a_process_that_starts_on_a_full_disk_answers_questions(network: Network, size: int):
    network.shelf().followed()  # so that nothing needs to be embedded and kept

    with largest_file(size):
        assert [closest(network.shelf(), word) for word in WORDS] == [(RECORD, 2)] * 3


@pytest.mark.parametrize("size", [20_000, 0], ids=["nearly full", "full"])
def test_a_disk_that_fills_up_under_many_changes_loses_none_of_them(
    network: Network, caplog: pytest.LogCaptureFixture, size: int
):
    shelf = network.saved()
    titles = [f"bridge{number} {' '.join(LONG)}" for number in range(300)]
    network.imports(*titles)
    Shelf(network.engine, CountingEmbedder(), network.id, None).followed()  # so that they are embedded

    with largest_file(size):
        counted = len(shelf.followed())
        asked = [closest(shelf, word) for word in (*WORDS, "bridge299")]
        shelf.save()
    network.imports("buses")

    assert counted == len(WORDS) + 300
    assert [kind for kind, _ in asked] == [RECORD] * 4
    assert words_of(shelf, "bridge0", "bridge299", "buses") == [1, 1, 1]
    assert words_of(network.shelf(), "bridge0", "bridge299", "buses") == [1, 1, 1]
    assert "Going on in memory" in caplog.text


def test_a_folder_that_is_deleted_under_an_import_lets_it_be_embedded_to_its_end(
    network: Network, caplog: pytest.LogCaptureFixture
):
    embedder = CountingEmbedder()
    shelf = network.shelf(embedder)
    shelf.followed()
    shutil.rmtree(network.folder)

    network.imports(*(f"{title} {' '.join(LONG)}" for title in numbered(20 * AT_ONCE)))
    shelf.followed()
    caught_up()

    assert len(embedder.texts) == len(WORDS) + 20 * AT_ONCE
    assert len(shelf.followed()) == len(WORDS) + 20 * AT_ONCE
    assert words_of(shelf, "bridge0", f"bridge{20 * AT_ONCE - 1}") == [1, 1]
    assert caplog.text.count("Going on in memory") == 1


def test_an_index_that_could_not_be_saved_is_saved_when_there_is_room_again(network: Network):
    shelf = network.shelf()
    shelf.followed()
    with largest_file(5_000):
        shelf.save()
    assert not is_saved(network)

    shelf.save()

    assert is_saved(network)


def test_a_file_in_place_of_the_folder_leaves_questions_answered_and_is_logged(
    network: Network, caplog: pytest.LogCaptureFixture
):
    network.folder.write_text("in the way")
    shelf = network.shelf()

    assert [found(shelf, word) for word in WORDS] == [[RECORD]] * 3
    shelf.save()

    assert str(network.folder) in caplog.text


def test_a_folder_that_is_deleted_while_its_index_is_open_leaves_questions_answered(network: Network):
    shelf = network.saved()
    shutil.rmtree(network.folder)

    network.imports("buses")

    assert [closest(shelf, word) for word in (*WORDS, "buses")] == [(RECORD, 2)] * 4


def test_a_folder_that_is_deleted_while_its_index_is_open_is_made_again(network: Network):
    shelf = network.saved()
    shutil.rmtree(network.folder)
    network.imports("buses")
    shelf.followed()

    shelf.save()

    assert [found(network.shelf(), word) for word in (*WORDS, "buses")] == [[RECORD]] * 4
