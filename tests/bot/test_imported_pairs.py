"""Records of an import that say what another one of their place says: staff find them in their queue."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.messages.merging import DuplicatesShown
from bot.records import imported_pairs
from matching.domain import RecordId
from store import pairs, record_changes, records, tasks, to_compare
from store.record_values import draft_of
from tests.bot.contributions import json_lines, row
from tests.bot.sharing_files import confirm, previewed
from tests.bot.stage import ANA, Stage, of_kind, only
from tests.engines import quickly_opened
from tests.factories import NOW, there

FEE = row(id="fee", place="Birch")
CHARGE = FEE | {"id": "charge", "title": "A stormwater charge by paved area"}
ELSEWHERE = FEE | {"id": "elsewhere", "place": "Cedar", "contact_role": ""}
OTHER = {"id": "other", "place": "Birch", "title": "Night library", "action": "Doors open until late."}


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: the queue is tested on both databases in tests/store."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def take(stage: Stage, *rows: dict) -> None:
    """Let staff import these rows in the chat, and wait until they are in the index."""
    stage.do(confirm(previewed(stage, json_lines(*rows))))
    stage.library.embed_missing(stage.network_id, lambda more: None)


def compare(stage: Stage) -> int:
    def write(_name, function) -> bool:
        with stage.engine.begin() as connection:
            return function(connection)

    return imported_pairs.work_off(stage.engine, stage.library, stage.network_id, write, lambda: NOW)


def found(stage: Stage) -> dict[str, set[str]]:
    """The keys of the records that have a task about duplicates, each with those near it."""
    with stage.engine.connect() as connection:
        every = {each.id: each.key for each in records.all_published(connection, stage.network_id)}
        return {
            every[RecordId(each.subject_id)]: {
                every[near] for near in pairs.alike(connection, stage.network_id, RecordId(each.subject_id))
            }
            for each in tasks.every_open(connection, stage.network_id)
            if each.kind == "duplicate"
        }


def test_of_two_new_records_that_say_the_same_of_one_place_the_later_one_is_a_task(staffed: Stage):
    take(staffed, FEE, CHARGE, ELSEWHERE, OTHER)

    assert compare(staffed) == 1

    assert found(staffed) == {"charge": {"fee"}}


def test_a_draft_that_an_operator_entered_is_compared_and_staff_get_its_card(staffed: Stage):
    take(staffed, FEE)
    made = drafted(staffed, "draft")

    assert (compare(staffed), compare(staffed)) == (1, 0)

    shown = only(DuplicatesShown, staffed.wait_until(NOW))
    assert shown.record.id == made
    assert shown.near[0].record.title == FEE["title"]


def test_a_draft_that_is_entered_while_others_are_compared_is_compared_next(staffed: Stage):
    take(staffed, FEE)
    first = drafted(staffed, "first")
    entered = list[RecordId]()

    def write(name: str, function) -> bool:
        if name == "compare_drafted" and not entered:
            entered.append(drafted(staffed, "second"))
        with staffed.engine.begin() as connection:
            return function(connection)

    near = [
        imported_pairs.work_off(staffed.engine, staffed.library, staffed.network_id, write, lambda: NOW)
        for _ in range(3)
    ]

    assert near == [1, 1, 0]
    shown = of_kind(DuplicatesShown, staffed.wait_until(NOW))
    assert {each.record.id for each in shown} == {first, *entered}


def drafted(stage: Stage, key: str) -> RecordId:
    """Let an operator enter a draft that says what the record FEE does."""
    with stage.engine.begin() as connection:
        fee = records.by_key(connection, stage.network_id, "fee")
        written = replace(draft_of(there(fee)), key=key, title="A charge by paved area", office_id=None)
        made = record_changes.draft(connection, stage.network_id, written, NOW)
        assert made is not None
        to_compare.remember(connection, stage.network_id, [made])
    return made


def test_a_new_record_is_compared_with_what_was_there_before(staffed: Stage):
    take(staffed, FEE, CHARGE)
    compare(staffed)

    take(staffed, FEE | {"id": "third", "title": "A stormwater fee by the paved area"})
    compare(staffed)

    assert found(staffed)["third"] == {"fee", "charge"}


def test_each_record_is_compared_once(staffed: Stage):
    take(staffed, FEE, CHARGE)
    compare(staffed)

    assert compare(staffed) == 0
    with staffed.engine.connect() as connection:
        assert to_compare.waiting(connection, staffed.network_id) == frozenset()


def test_what_staff_told_apart_is_no_task_again(staffed: Stage):
    take(staffed, FEE, CHARGE)
    with staffed.engine.begin() as connection:
        one, other = (records.id_of(connection, staffed.network_id, key) for key in ("fee", "charge"))
        pairs.tell_apart(connection, staffed.network_id, one, other, staffed.official(ANA).id, NOW)

    compare(staffed)

    assert found(staffed) == {}


def test_what_is_not_embedded_yet_waits(staffed: Stage):
    staffed.do(confirm(previewed(staffed, json_lines(FEE, CHARGE))))

    compare(staffed)  # begins to embed them, as these are few
    assert found(staffed) == {}
    staffed.library.embed_missing(staffed.network_id, lambda more: None)
    compare(staffed)

    assert found(staffed) == {"charge": {"fee"}}
