"""What questions find while another process imports more than can be embedded at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine

from bot.shelf import AT_ONCE, BATCH, Shelf
from matching.embedded import EmbeddedPassage, Parts
from tests.bot.shelves import QUESTION, RECORD, CountingEmbedder, Network, caught_up, found, numbered

SECONDS = 30  # a promise that is not kept fails instead of hanging


class SlowEmbedder(CountingEmbedder):
    """Embeds imported texts, which begin with "bridge", only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_go_on = Event(), Event()

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        if any("bridge" in parts[0] for parts in texts):
            self.begun.set()
            assert self.may_go_on.wait(SECONDS)
        return super().passages(texts)


class FailingEmbedder(CountingEmbedder):
    """Fails at the first text that is imported."""

    def __init__(self) -> None:
        super().__init__()
        self.has_failed = False

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        if not self.has_failed and any("bridge" in parts[0] for parts in texts):
            self.has_failed = True
            raise RuntimeError("the model broke")
        return super().passages(texts)


@pytest.fixture
def network(engine: Engine, tmp_path: Path) -> Network:
    """A network with a record about drains."""
    made = Network(engine, tmp_path / "index")
    made.imports("drains")
    return made


@pytest.fixture
def embedder() -> Iterator[SlowEmbedder]:
    made = SlowEmbedder()
    yield made
    made.may_go_on.set()
    caught_up()


@pytest.fixture
def shelf(network: Network, embedder: SlowEmbedder) -> Shelf:
    """The index of a process that serves already."""
    made = network.shelf(embedder)
    made.followed()
    return made


def go_on(embedder: SlowEmbedder) -> None:
    embedder.may_go_on.set()
    caught_up()


@pytest.mark.parametrize("count", [AT_ONCE + 1, BATCH + 1])
def test_an_import_keeps_no_question_waiting_and_is_found_once_it_is_embedded(
    network: Network, embedder: SlowEmbedder, shelf: Shelf, count: int
):
    network.imports(*numbered(count))

    meanwhile = [found(shelf, word) for word in ("drains", "bridge0")]
    go_on(embedder)

    assert meanwhile == [[RECORD], []]
    assert [found(shelf, word) for word in ("bridge0", f"bridge{count - 1}")] == [[RECORD], [RECORD]]
    assert len(shelf.followed()) == count + 1
    assert len(embedder.texts) == len(set(embedder.texts)) == count + 1


def test_as_many_changes_as_are_embedded_at_once_are_found_at_the_very_next_question(network: Network):
    shelf = network.shelf()
    shelf.followed()

    network.imports(*numbered(AT_ONCE))

    assert [found(shelf, word) for word in numbered(AT_ONCE)] == [[RECORD]] * AT_ONCE


def test_what_another_process_has_embedded_is_found_at_the_very_next_question(network: Network):
    first = network.shelf()
    first.followed()
    network.imports(*numbered(BATCH))
    network.shelf().followed()

    assert found(first, f"bridge{BATCH - 1}") == [RECORD]


def test_however_many_records_are_withdrawn_none_is_found_at_the_very_next_question(network, embedder, shelf):
    embedder.may_go_on.set()
    network.imports(*numbered(BATCH + 1))
    shelf.followed()
    caught_up()
    embedder.may_go_on.clear()

    network.withdraws(*numbered(BATCH + 1))
    network.imports(*(f"bridges over {number}" for number in numbered(AT_ONCE + 1)))

    assert [found(shelf, word) for word in ("bridge0", f"bridge{BATCH}", "drains")] == [[], [], [RECORD]]


def test_however_many_texts_another_process_has_embedded_are_found_at_the_very_next_question(
    network, embedder, shelf
):
    network.imports(*numbered(BATCH + 1))
    network.shelf().followed()

    network.imports(*(f"bridge over river{number}" for number in range(AT_ONCE + 1)))

    assert [found(shelf, word) for word in ("bridge0", f"bridge{BATCH}", "river0")] == [
        [RECORD],
        [RECORD],
        [],
    ]


def test_an_edit_during_an_import_is_found_at_the_very_next_question(network, embedder, shelf):
    network.imports(*numbered(AT_ONCE + 1))
    shelf.followed()
    assert embedder.begun.wait(SECONDS)

    network.changes("drains", to="gutters")
    network.hears("kerbs?", answered_by="drains")

    assert [found(shelf, word) for word in ("drains", "gutters", "kerbs")] == [[], [RECORD], [QUESTION]]
    assert found(shelf, "bridge0") == []


def test_what_changes_while_it_waits_to_be_embedded_is_found_as_it_became(network, embedder, shelf):
    network.imports(*numbered(AT_ONCE + 1))
    shelf.followed()
    assert embedder.begun.wait(SECONDS)
    network.changes("bridge0", to="gutters")
    network.withdraws("bridge1")
    seen = found(shelf, "gutters")

    go_on(embedder)

    assert seen == [RECORD]
    words = ("gutters", "bridge0", "bridge1", "bridge2", f"bridge{AT_ONCE}")
    assert [found(shelf, word) for word in words] == [[RECORD], [], [], [RECORD], [RECORD]]


def test_an_index_saved_during_an_import_misses_nothing_of_it_after_a_restart(network, embedder, shelf):
    network.imports(*numbered(AT_ONCE + 1))
    shelf.followed()
    network.changes("drains", to="gutters")
    shelf.followed()

    shelf.save()

    restarted = network.shelf()
    words = ("drains", "gutters", *numbered(AT_ONCE + 1))
    assert [found(restarted, word) for word in words] == [[], *[[RECORD]] * (AT_ONCE + 2)]


def test_a_process_that_stops_waits_for_the_few_texts_being_embedded_alone(network, embedder, shelf):
    network.imports(*numbered(3 * AT_ONCE))
    shelf.followed()
    assert embedder.begun.wait(SECONDS)
    closing = Thread(target=shelf.close)
    closing.start()

    closing.join(0.1)
    waited = closing.is_alive()
    embedder.may_go_on.set()
    closing.join(SECONDS)

    assert waited
    assert len(embedder.texts) == 1 + AT_ONCE
    restarted = network.shelf()
    assert [found(restarted, word) for word in numbered(3 * AT_ONCE)] == [[RECORD]] * 3 * AT_ONCE


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_import_whose_embedding_broke_is_embedded_after_the_next_question(network: Network):
    shelf = network.shelf(FailingEmbedder())
    shelf.followed()
    network.imports(*numbered(AT_ONCE + 1))
    shelf.followed()
    caught_up()

    meanwhile = found(shelf, "drains")
    caught_up()

    assert meanwhile == [RECORD]
    assert [found(shelf, word) for word in numbered(AT_ONCE + 1)] == [[RECORD]] * (AT_ONCE + 1)
