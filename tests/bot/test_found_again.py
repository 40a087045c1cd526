"""What comes back among the records brings the questions back that it answered, also into a new index."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from matching.domain import RecordId
from store import merges, record_changes, records
from store.merges import Merging, Outcome
from store.record_changes import Edit
from store.record_values import draft_of
from store.records import Stored
from store.revisions import Change
from tests.bot.shelves import QUESTION, Network, found
from tests.factories import NOW, there

ASKED = "pumps"  # no record says it: only the question about drains does


class Records(Network):
    """The records of a network in all their states, by their first titles."""

    def stored(self, connection: Connection, title: str) -> Stored:
        record_id = records.id_of(connection, self.id, title)
        return there(records.stored_by_id(connection, self.id, record_id))

    def moves(self, title: str, state: str) -> None:
        with self.engine.begin() as connection:
            record = self.stored(connection, title).record
            edited = Edit(record.id, record.revision, Change("restored"))
            assert record_changes.move(connection, self.id, edited, state, NOW)

    def merges(self, title: str, into: str) -> None:
        with self.engine.begin() as connection:
            record, other = (self.stored(connection, each).record for each in (title, into))
            merging = Merging(record.id, record.revision, other.id, other.revision, None)
            assert merges.merge(connection, self.id, merging, Outcome(draft_of(other), ()), NOW)

    def unmerges(self, title: str) -> None:
        with self.engine.begin() as connection:
            record_id: RecordId = self.stored(connection, title).record.id
            merged = there(merges.current(connection, self.id, record_id))
            assert merges.unmerge(connection, self.id, merged, None, NOW) is not None


@pytest.fixture
def network(engine: Engine, tmp_path: Path) -> Records:
    """A network with two records, of which drains answered a question."""
    made = Records(engine, tmp_path / "index")
    made.imports("drains", "lamps", "trees")
    made.hears(f"{ASKED}?", answered_by="drains")
    return made


def restore(network: Records) -> None:
    network.moves("drains", "published")


def import_again(network: Records) -> None:
    """Import the record with other words, which publishes it."""
    network.changes("drains", "drains anew")


@pytest.mark.parametrize("back", [restore, import_again])
def test_a_record_that_is_published_again_brings_its_questions_back(
    network: Records, back: Callable[[Records], None]
):
    network.withdraws("drains")
    shelf = network.shelf()
    assert found(shelf, ASKED) == []

    back(network)

    assert found(shelf, ASKED) == [QUESTION]


def test_questions_of_a_record_that_was_merged_come_back_with_the_record_it_leads_to(network: Records):
    network.merges("drains", into="lamps")
    network.withdraws("lamps")
    shelf = network.shelf()
    assert found(shelf, ASKED) == []

    network.moves("lamps", "published")

    assert found(shelf, ASKED) == [QUESTION]


def test_unmerging_brings_the_questions_of_the_merged_record_back(network: Records):
    network.merges("drains", into="lamps")
    network.withdraws("lamps")
    shelf = network.shelf()
    assert found(shelf, ASKED) == []

    network.unmerges("drains")

    assert found(shelf, ASKED) == [QUESTION]


def test_unmerging_brings_the_questions_back_of_what_had_been_merged_into_it_before(network: Records):
    network.merges("drains", into="trees")
    network.merges("trees", into="lamps")
    network.withdraws("lamps")
    shelf = network.shelf()
    assert found(shelf, ASKED) == []

    network.unmerges("trees")

    assert found(shelf, ASKED) == [QUESTION]


def test_merging_a_withdrawn_record_brings_its_questions_to_the_other_one(network: Records):
    network.withdraws("drains")
    shelf = network.shelf()
    assert found(shelf, ASKED) == []

    network.merges("drains", into="lamps")

    assert found(shelf, ASKED) == [QUESTION]


def test_questions_that_led_to_a_withdrawn_record_alone_leave_the_index_with_it(network: Records):
    shelf = network.shelf()
    assert found(shelf, ASKED) == [QUESTION]

    network.withdraws("drains")

    assert found(shelf, ASKED) == []
