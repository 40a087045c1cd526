"""Edits that meet each other, and reminders: each is kept once, whoever comes at the same time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update

from matching.domain import NetworkId, OfficialId, PracticeRecord
from store import record_changes, record_edits, record_reminders, records, tables
from store.record_changes import Edit
from store.record_edits import Unsaved
from store.record_reminders import Nearing
from store.record_values import draft_of
from store.revisions import Change
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_record, make_draft
from tests.store.racing import crowd, raced

SOON = TODAY + timedelta(days=20)


@pytest.fixture
def network_id(engine: Engine) -> NetworkId:
    with engine.begin() as conn:
        return add_network(conn)


@pytest.fixture
def record(engine: Engine, network_id: NetworkId) -> PracticeRecord:
    with engine.begin() as conn:
        return add_record(conn, network_id, "oak", add_office(conn, network_id))


@pytest.fixture
def robin(engine: Engine, network_id: NetworkId) -> OfficialId:
    with engine.begin() as conn:
        return add_official(conn, network_id).id


def test_of_two_who_verify_the_same_revision_one_does(engine: Engine, network_id, record, robin):
    def verify(conn):
        edited = Edit(record.id, 1, Change("verified", robin))
        return record_changes.verify(conn, network_id, edited, SOON, NOW)

    assert raced(engine, verify) == (True, False)
    with engine.connect() as conn:
        kept = records.by_ids(conn, network_id, [record.id])[record.id]
    assert (kept.verified_on, kept.verify_by, kept.verifier_id, kept.revision) == (TODAY, SOON, robin, 2)


def test_an_edit_leaves_the_last_day_that_staff_set(engine: Engine, network_id, record, robin):
    with engine.begin() as conn:
        edited = Edit(record.id, 1, Change("verified", robin))
        record_changes.verify(conn, network_id, edited, SOON, NOW)
        now_verified = records.by_ids(conn, network_id, [record.id])[record.id]
        assert record_changes.edit(
            conn, network_id, Edit(record.id, 2, Change("edited")), draft_of(now_verified), NOW
        )
        assert records.by_ids(conn, network_id, [record.id])[record.id].verify_by == SOON


@pytest.mark.parametrize("later", [0, 1])
def test_who_verified_it_is_named_until_an_import_says_another_day(
    engine: Engine, network_id, record, robin, later: int
):
    with engine.begin() as conn:
        record_changes.verify(conn, network_id, Edit(record.id, 1, Change("verified", robin)), SOON, NOW)
        day = TODAY + timedelta(days=later)
        said = replace(draft_of(record), verified_on=day, title="A larger fee")
        record_changes.save(conn, network_id, said, NOW)
        kept = records.by_ids(conn, network_id, [record.id])[record.id]

    assert (kept.verified_on, kept.verifier_id) == (day, None if later else robin)


def unsaved(record: PracticeRecord, robin: OfficialId, cost: str = "Little") -> Unsaved:
    return Unsaved(record.id, robin, 1, {"cost": [cost]})


def test_what_was_written_is_kept_once_for_each_record_and_author(engine: Engine, network_id, record, robin):
    ids = crowd(engine, lambda conn: record_edits.keep(conn, network_id, unsaved(record, robin), NOW), 4)

    assert len(set(ids)) == 1
    with engine.begin() as conn:
        record_edits.keep(conn, network_id, unsaved(record, robin, "Much"), NOW)
        assert record_edits.by_id(conn, network_id, ids[0]) == unsaved(record, robin, "Much")


def test_what_was_written_is_forgotten_once_and_in_its_own_network(engine: Engine, network_id, record, robin):
    with engine.begin() as conn:
        other = add_network(conn, "Another network")
        edit_id = record_edits.keep(conn, network_id, unsaved(record, robin), NOW)
        assert record_edits.by_id(conn, other, edit_id) is None
        assert not record_edits.forget(conn, other, record.id, robin)

    forget = raced(engine, lambda conn: record_edits.forget(conn, network_id, record.id, robin))

    assert forget == (True, False)


def nearing(record: PracticeRecord, day: date = SOON) -> Nearing:
    return Nearing(record.id, None, day, None, None)


def test_a_record_is_noted_once_for_each_last_day_and_threshold(engine: Engine, network_id, record, robin):
    def note(conn):
        return record_reminders.note(conn, network_id, nearing(record), 30, robin)

    first, second = raced(engine, note)
    assert (first is not None, second) == (True, None)
    with engine.begin() as conn:
        assert record_reminders.note(conn, network_id, nearing(record), 7, robin)
        assert record_reminders.note(conn, network_id, nearing(record, TODAY), 30, robin)


def test_who_is_told_is_told_once(engine: Engine, network_id, record, robin):
    with engine.begin() as conn:
        record_reminders.note(conn, network_id, nearing(record), 30, robin)

    first, second = raced(engine, lambda conn: record_reminders.take(conn, network_id, robin, NOW))

    assert [(each.record_id, each.verify_by, each.days) for each in first] == [(record.id, SOON, 30)]
    assert second == ()


def test_what_comes_near_is_published_in_the_network_and_comes_in_pages(engine: Engine, network_id, record):
    with engine.begin() as conn:
        other = add_network(conn, "Another network")
        for of in (network_id, other):
            for number in range(record_reminders.PAGE + 2):
                record_changes.save(conn, of, make_draft(f"near-{number}"), NOW)
        record_changes.withdraw(conn, network_id, record.id, NOW)
        conn.execute(update(tables.record).values(verify_by=SOON))
        conn.execute(update(tables.record).filter_by(key="near-1").values(verify_by=TODAY))
        conn.execute(update(tables.record).filter_by(key="near-2").values(verify_by=None))

        found = list(record_reminders.nearing(conn, network_id, TODAY, SOON))
        assert list(record_reminders.nearing(conn, network_id, TODAY, SOON - timedelta(days=1))) == found[:1]

    assert len({each.record_id for each in found}) == len(found) == record_reminders.PAGE + 1
    assert [each.verify_by for each in found] == sorted(each.verify_by for each in found)
