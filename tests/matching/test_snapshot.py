"""What a saved index promises: it is whole or not there, whatever happens to its writer or its files."""

import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from matching.domain import EntryKey, EntryKind, Retrieved
from matching.entries import EntryIndex
from tests.fakes_embedder import WordEmbedder
from tests.full_disk import largest_file

EMBEDDER = WordEmbedder()
TEXTS = [
    "Trees shade the avenues",
    "A fee by paved area pays for storm drains",
    "Buses have lanes of their own",
]


def record(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


def opened(folder: Path) -> tuple[EntryIndex, tuple[int, ...] | None]:
    return EntryIndex.open(folder, EMBEDDER.name, EMBEDDER.dimension)


def put(index: EntryIndex, number: int, text: str) -> None:
    index.put(record(number), text, EMBEDDER.passages([[text]])[0].vector)


def saved(folder: Path, cursor: tuple[int, int] = (3, 7)) -> EntryIndex:
    """Save an index of TEXTS, the first as record 0."""
    index, _ = opened(folder)
    for number, text in enumerate(TEXTS):
        put(index, number, text)
    index.save(cursor)
    return index


def retrieve(index: EntryIndex, text: str) -> list[Retrieved]:
    return index.retrieve(text, EMBEDDER.questions([text])[0].vector, "en")


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def data(folder: Path) -> Path:
    return folder / manifest(folder)["data"]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in data(folder).rglob("*") if path.is_file())


def test_an_index_opened_again_finds_the_same_with_the_same_figures(tmp_path):
    index = saved(tmp_path)
    index.put(
        EntryKey(EntryKind.QUESTION, 9), "storm drains?", EMBEDDER.questions(["storm drains?"])[0].vector
    )
    index.save((4, 8))

    again, cursor = opened(tmp_path)

    assert cursor == (4, 8)
    assert len(again) == 4
    for text in ("storm drains", "avenues with trees", "bus lanes"):
        assert retrieve(again, text) == retrieve(index, text)


def test_what_changes_after_opening_is_found_and_saved(tmp_path):
    saved(tmp_path)
    index, _ = opened(tmp_path)

    index.remove(record(0))
    put(index, 1, "Clearing snow")
    put(index, 5, "Trees in pots")
    index.save((9, 9))

    for each in (index, opened(tmp_path)[0]):
        assert [found.key.id for found in retrieve(each, "trees, snow")] == [1, 5, 2]
        assert retrieve(each, "storm drains")[0].similarity == 0


def test_removed_entries_stay_removed_after_opening(tmp_path):
    index = saved(tmp_path)
    index.put_many(
        [(record(number), "x") for number in range(10, 30)], np.zeros((20, EMBEDDER.dimension), np.float32)
    )
    index.remove(record(1))
    index.save((1, 1))

    again, _ = opened(tmp_path)

    assert len(again) == 22
    assert record(1) not in [found.key for found in retrieve(again, "storm drains")]


def test_nothing_is_opened_where_nothing_was_saved(tmp_path, caplog):
    with caplog.at_level(logging.INFO):
        index, cursor = opened(tmp_path / "new")

    assert (len(index), cursor) == (0, None)
    assert "missing" in caplog.text


@pytest.mark.parametrize(("name", "dimension"), [("words-2", 2048), ("words-1", 1024)])
def test_an_index_of_another_model_is_not_opened(tmp_path, caplog, name, dimension):
    saved(tmp_path)

    with caplog.at_level(logging.INFO):
        index, cursor = EntryIndex.open(tmp_path, name, dimension)

    assert (len(index), cursor) == (0, None)
    assert f"not {name!r}" in caplog.text or f"not {dimension}" in caplog.text


def test_a_file_cut_in_half_is_not_opened_whichever_it_is(tmp_path, caplog):
    saved(tmp_path)

    assert len(files(tmp_path)) > 5
    for path in files(tmp_path):
        whole = path.read_bytes()
        path.unlink()  # its other name, in the folder of a running index, keeps the whole file
        path.write_bytes(whole[: len(whole) // 2])
        caplog.clear()
        with caplog.at_level(logging.INFO):
            assert opened(tmp_path)[1] is None or len(whole) == 0, path
            assert f"{path.name} is not what was written" in caplog.text or len(whole) == 0
        path.write_bytes(whole)

    assert opened(tmp_path)[1] == (3, 7)


def test_a_file_with_one_other_byte_is_not_opened(tmp_path):
    saved(tmp_path)
    path = data(tmp_path) / "record" / "vectors" / "rows.npy"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    assert opened(tmp_path)[1] is None


def test_a_missing_file_is_as_if_nothing_was_saved(tmp_path):
    saved(tmp_path)
    files(tmp_path)[0].unlink()

    assert opened(tmp_path)[1] is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', "\x00" * 40])
def test_a_manifest_that_makes_no_sense_is_as_if_nothing_was_saved(tmp_path, text):
    saved(tmp_path)
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")

    index, cursor = opened(tmp_path)
    put(index, 1, TEXTS[1])
    index.save((1, 2))

    assert cursor is None
    assert opened(tmp_path)[1] == (1, 2)


def test_an_index_of_another_version_is_not_opened(tmp_path):
    saved(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest(tmp_path) | {"format": 0}), encoding="utf-8")

    assert opened(tmp_path)[1] is None


def test_a_running_index_goes_on_after_another_took_the_place_of_its_files(tmp_path):
    saved(tmp_path)
    running, _ = opened(tmp_path)
    before = retrieve(running, "storm drains")

    other, _ = opened(tmp_path)
    put(other, 9, "Ferries")
    other.save((8, 8))

    assert retrieve(running, "storm drains") == before
    put(running, 10, "Cable cars")
    running.save((9, 9))
    assert retrieve(opened(tmp_path)[0], "cable cars")[0].key == record(10)


def test_of_two_that_save_at_once_one_wins_and_is_whole(tmp_path):
    first, second = saved(tmp_path), opened(tmp_path)[0]
    put(second, 3, "Ferries")

    with ThreadPoolExecutor(2) as threads:
        for number in range(3):
            list(threads.map(lambda index, n=number: index.save((len(index), n)), (first, second)))

    index, cursor = opened(tmp_path)
    assert cursor == (len(index), 2)
    assert len(list(tmp_path.glob("data-*"))) == 1


SAVE_MORE = """
import resource, sys
import numpy as np
from pathlib import Path
from matching.domain import EntryKey, EntryKind
from matching.entries import EntryIndex

index, _ = EntryIndex.open(Path(sys.argv[1]), "words-1", 2048)
keys = [(EntryKey(EntryKind.RECORD, number), "Ferries") for number in range(100, 600)]
index.put_many(keys, np.ones((500, 2048), dtype=np.float32))
index.retrieve("ferries", np.ones(2048, dtype=np.float32), "en")
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        index.save((99, 99))
    except OSError as error:
        print(type(error).__name__, len(index))
else:
    print("saving", flush=True)
    while True:
        index.save((99, 99))
"""


def test_a_disk_that_is_full_while_saving_leaves_the_old_files_whole(tmp_path):
    saved(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", SAVE_MORE, str(tmp_path), "full"], check=True, capture_output=True, text=True
    )

    index, cursor = opened(tmp_path)
    assert done.stdout.split() == ["OSError", "503"]
    assert (len(index), cursor) == (3, (3, 7))
    assert [path.name for path in tmp_path.glob("data-*")] == [manifest(tmp_path)["data"]]


def test_a_process_that_is_killed_while_saving_leaves_a_whole_index(tmp_path):
    saved(tmp_path)
    sizes = set()

    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", SAVE_MORE, str(tmp_path), "kill"], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            process.kill()
        index, cursor = opened(tmp_path)
        sizes.add((len(index), cursor))

    assert sizes <= {(3, (3, 7)), (503, (99, 99))}
    index.save((1, 1))
    assert len(list(tmp_path.glob("data-*"))) == 1


def test_what_dead_processes_left_is_removed_and_what_living_ones_use_is_not(tmp_path):
    index = saved(tmp_path)
    left = tmp_path / "work-left"
    left.mkdir()
    (left / "lock").touch()

    index.save((1, 1))

    assert not left.exists()
    assert len(list(tmp_path.glob("work-*"))) == 1


def test_an_index_that_lives_in_memory_cannot_be_saved():
    with pytest.raises(ValueError, match="in memory"):
        EntryIndex(4).save((0, 0))


def test_words_that_a_full_disk_took_are_never_saved_as_if_nothing_was_missing(tmp_path):
    index, _ = EntryIndex.open(tmp_path, EMBEDDER.name, 1)
    index.put(record(0), "drains", np.ones(1, dtype=np.float32))
    index.save((1,))
    for number in range(1, 200):
        text = " ".join(f"word{number * 100 + other}" for other in range(100))
        index.put(record(number), text, np.ones(1, dtype=np.float32))

    with largest_file(20_000), pytest.raises(OSError, match="cannot be written"):
        index.save((200,))

    # There is room again, and tantivy would take and drop whatever it is given.
    with pytest.raises(OSError, match="cannot be written any more"):
        index.put(record(200), "lamps", np.ones(1, dtype=np.float32))
    with pytest.raises(OSError, match="cannot be written any more"):
        index.save((201,))
    again, cursor = EntryIndex.open(tmp_path, EMBEDDER.name, 1)
    assert (cursor, len(again)) == ((1,), 1)


def test_an_entry_that_comes_and_goes_during_a_save_leaves_no_words_without_its_vector(tmp_path):
    index, _ = opened(tmp_path)
    many = [(record(number), f"street{number}") for number in range(1, 300)]
    index.put_many(many, np.stack([EMBEDDER.passages([[text]])[0].vector for _, text in many]))
    rare = " ".join(f"rare{number}" for number in range(20))
    is_over = Event()

    def come_and_go() -> None:
        while not is_over.is_set():
            put(index, 0, rare)
            index.remove(record(0))

    ghosts = 0
    with ThreadPoolExecutor(1) as threads:
        threads.submit(come_and_go)
        try:
            for number in range(20):
                index.save((number,))
                again, _ = opened(tmp_path)
                again.remove(record(0))  # as the change log says, from the cursor on
                ghosts += again.in_full(EntryKind.RECORD, rare, "en") < 1  # somebody else has these words
        finally:
            is_over.set()

    assert ghosts == 0
