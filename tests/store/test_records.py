from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from matching.domain import EntryKind, OfficeId, RecordId, Result
from store import changes, record_changes, records, tables
from store.statements import CHUNK
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_draft,
)
from tests.store.counting import counted
from tests.store.racing import raced


def noted(conn, network_id):
    conn.commit()  # PostgreSQL gives a change to readers once it is committed
    return changes.since(conn, network_id, changes.START)[0]


def test_a_saved_draft_comes_back_word_for_word(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id, population=40_000)
    draft = make_draft(
        "oak-fee", office, action='50 % "fee"\nper m² – ¡sí! 雨水 🌧', verified_on=date(2026, 1, 31)
    )

    saved = record_changes.save(conn, network_id, draft, NOW)

    found = records.by_key(conn, network_id, "oak-fee")
    assert found is not None
    assert (saved.change, saved.id, found.office) == ("new", found.id, office)
    kept = {field.name for field in fields(draft)} - {"office_id"}
    assert {name: getattr(found, name) for name in kept} == {name: getattr(draft, name) for name in kept}


def test_a_record_without_known_place_result_or_year_is_kept(conn):
    network_id = add_network(conn)

    found = add_record(conn, network_id, country="", result=Result.UNKNOWN, year_start=None, topics=())

    assert (found.office, found.country, found.year_start) == (None, None, None)
    assert (found.result, found.topics) == (Result.UNKNOWN, ())


def test_saving_the_same_draft_again_changes_nothing(conn):
    network_id = add_network(conn)
    first = record_changes.save(conn, network_id, make_draft(), NOW)

    second = record_changes.save(conn, network_id, make_draft(), NOW + timedelta(days=1))

    assert second == record_changes.Saved(first.id, "unchanged")
    assert noted(conn, network_id) == [(EntryKind.RECORD, first.id)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Another title"),
        ("problem", "Another problem"),
        ("action", "Another action"),
        ("outcome", "Another outcome"),
        ("lessons", "Other lessons"),
        ("result", Result.FAILED),
        ("topics", ("stormwater", "fees")),
        ("place", "Elm"),
        ("country", "CA"),
        ("year_start", 2020),
        ("status", "ended"),
        ("source_title", "Another source"),
        ("source_url", "https://example.org/another"),
        ("source_lang", "es"),
        ("verified_on", date(2026, 1, 31)),
    ],
)
def test_any_field_that_differs_is_a_change(conn, name, value):
    network_id = add_network(conn)
    first = record_changes.save(conn, network_id, make_draft(), NOW)

    second = record_changes.save(conn, network_id, replace(make_draft(), **{name: value}), NOW)

    found = records.by_key(conn, network_id, "oak-fee")
    assert second == record_changes.Saved(first.id, "changed")
    assert set(getattr(found, name)) == set(value) if name == "topics" else getattr(found, name) == value
    assert noted(conn, network_id) == [(EntryKind.RECORD, first.id)] * 2


def test_a_change_of_office_moves_the_record(conn):
    network_id = add_network(conn)
    elm = add_office(conn, network_id, place="Elm")
    add_record(conn, network_id, "oak-fee", add_office(conn, network_id, place="Oak"))

    record_changes.save(conn, network_id, make_draft(office_id=elm.id), NOW)

    found = records.by_key(conn, network_id, "oak-fee")
    assert found is not None
    assert found.office == elm


def test_the_order_of_topics_is_no_change(conn):
    network_id = add_network(conn)
    record_changes.save(conn, network_id, make_draft(topics=("roads", "air")), NOW)

    again = record_changes.save(conn, network_id, make_draft(topics=("air", "roads", "air")), NOW)

    assert again.change == "unchanged"


def test_records_of_one_network_are_found_by_id_and_the_others_have_no_entry(conn):
    network_id = add_network(conn)
    oak, elm = add_record(conn, network_id, "oak"), add_record(conn, network_id, "elm")

    assert records.by_ids(conn, network_id, [elm.id, oak.id, RecordId(1000)]) == {oak.id: oak, elm.id: elm}
    assert records.by_ids(conn, network_id, []) == {}


def test_what_is_embedded_of_a_record_is_read_as_the_whole_record_says_it(conn):
    network_id, other = add_network(conn), add_network(conn, "Other network")
    told = add_record(conn, network_id, "told", lessons="Ask first.")
    short = add_record(conn, network_id, "short", action="", outcome="", lessons="")
    elsewhere, gone = add_record(conn, other, "elsewhere"), add_record(conn, network_id, "gone")
    record_changes.withdraw(conn, network_id, gone.id, NOW)

    found = records.parts_of(conn, network_id, [told.id, short.id, elsewhere.id, gone.id])

    assert found == {told.id: told.parts, short.id: short.parts}
    assert told.parts[-1] == "Ask first."


def test_ten_records_with_offices_and_topics_take_as_many_statements_as_one(conn):
    network_id = add_network(conn)
    ids = [
        add_record(conn, network_id, f"r{n}", add_office(conn, network_id, place=f"Place {n}")).id
        for n in range(10)
    ]
    with counted(conn) as for_one:
        records.by_ids(conn, network_id, ids[:1])

    with counted(conn) as for_ten:
        found = records.by_ids(conn, network_id, ids)

    assert len(found) == 10
    assert len(for_ten) == len(for_one) == 2


def test_more_ids_than_sqlite_takes_in_one_statement_can_be_asked_for(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id)
    ids = [RecordId(record.id + n) for n in range(33_000)]

    assert records.by_ids(conn, network_id, ids) == {record.id: record}


def test_every_published_record_is_given_once_also_beyond_one_page(conn):
    network_id = add_network(conn)
    row = {"network_id": network_id, "title": "Fee", "result": "worked", "state": "published"}
    rows = [{**row, "key": f"r{n}", "content_hash": "", "updated_at": NOW} for n in range(CHUNK + 3)]
    conn.execute(insert(tables.record), rows)

    given = [record.key for record in records.all_published(conn, network_id)]

    assert given == [f"r{number}" for number in range(CHUNK + 3)]


def test_a_withdrawn_record_is_not_shown_and_its_going_is_noted(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id)

    assert record_changes.withdraw(conn, network_id, record.id, NOW)

    assert records.by_ids(conn, network_id, [record.id]) == {}
    assert records.by_key(conn, network_id, record.key) is None
    assert list(records.all_published(conn, network_id)) == []
    assert records.count(conn, network_id) == 0
    assert noted(conn, network_id) == [(EntryKind.RECORD, record.id)] * 2


def test_a_withdrawn_record_stays_withdrawn_until_its_words_change(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id)
    record_changes.withdraw(conn, network_id, record.id, NOW)

    same = record_changes.save(conn, network_id, make_draft(), NOW)
    assert (same.change, records.count(conn, network_id)) == ("unchanged", 0)

    other = record_changes.save(conn, network_id, make_draft(title="Another title"), NOW)
    assert (other.change, records.count(conn, network_id)) == ("changed", 1)


def test_published_records_are_counted(conn):
    network_id = add_network(conn)
    add_record(conn, network_id, "oak")
    add_record(conn, network_id, "elm")

    assert records.count(conn, network_id) == 2


@pytest.mark.parametrize("broken", [{"title": ""}, {"result": "splendid"}, {"office_id": OfficeId(77)}])
def test_a_record_without_title_known_result_or_existing_office_is_not_kept(conn, broken):
    network_id = add_network(conn)

    with pytest.raises(IntegrityError):
        record_changes.save(conn, network_id, make_draft(**broken), NOW)


def test_of_two_who_save_one_key_at_once_the_second_finds_it_unchanged(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)

    first, second = raced(engine, lambda conn: record_changes.save(conn, network_id, make_draft(), NOW))

    assert (first.change, second.change) == ("new", "unchanged")
    assert first.id == second.id


def test_of_two_who_save_the_same_change_at_once_one_changes_the_record(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record = add_record(conn, network_id)

    changed = make_draft(title="Another title", topics=("roads",))
    first, second = raced(engine, lambda conn: record_changes.save(conn, network_id, changed, NOW))

    assert (first.change, second.change) == ("changed", "unchanged")
    with engine.connect() as conn:
        assert noted(conn, network_id) == [(EntryKind.RECORD, record.id)] * 2


def test_of_two_who_withdraw_a_record_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record = add_record(conn, network_id)

    assert raced(engine, lambda conn: record_changes.withdraw(conn, network_id, record.id, NOW)) == (
        True,
        False,
    )


def test_a_record_that_is_held_is_shown_in_an_answer_meanwhile(postgresql):
    with postgresql.begin() as conn:
        network_id = add_network(conn)
        record, asker = add_record(conn, network_id), add_official(conn, network_id)

    with postgresql.begin() as holding, postgresql.begin() as asking:
        records.hold(holding, network_id, [record.key])
        asking.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        question_id = add_question(asking, network_id, asker, matches=[record])

    with postgresql.connect() as conn:
        assert records.titles_shown(conn, network_id, question_id) == (record.title,)


def test_the_same_key_in_two_networks_names_two_records(conn):
    harbour, valley = add_network(conn, "Harbour network"), add_network(conn, "Valley network")

    assert add_record(conn, harbour, "oak").id != add_record(conn, valley, "oak").id


def test_an_office_of_another_network_cannot_own_a_record(conn):
    elsewhere = add_office(conn, add_network(conn, "Valley network"))

    with pytest.raises(IntegrityError):
        record_changes.save(conn, add_network(conn), make_draft(office_id=elsewhere.id), NOW)


def test_stored_records_are_found_by_key_in_whatever_state_and_in_their_network_alone(conn):
    network_id, other_id = add_network(conn), add_network(conn, "other")
    withdrawn = record_changes.save(conn, network_id, make_draft("a"), NOW).id
    record_changes.withdraw(conn, network_id, withdrawn, NOW)
    record_changes.draft(conn, network_id, make_draft("b"), NOW)
    record_changes.save(conn, network_id, make_draft("c"), NOW)
    record_changes.save(conn, other_id, make_draft("d"), NOW)

    found = records.stored(conn, network_id, ["a", "b", "c", "d", "e"])

    assert {key: each.state for key, each in found.items()} == {
        "a": "withdrawn",
        "b": "drafted",
        "c": "published",
    }


def test_the_records_of_a_place_are_those_of_its_offices_and_those_named_like_it(conn):
    network_id = add_network(conn)
    oak, elm = (add_office(conn, network_id, "Works", place) for place in ("Oak", "Elm"))
    owned = add_record(conn, network_id, "owned", oak, place="").id
    named = add_record(conn, network_id, "named", place="OAK").id
    add_record(conn, network_id, "nowhere", place="")
    add_record(conn, network_id, "elsewhere", elm, place="Elm")
    unowned = add_record(conn, network_id, "unowned", place="Fir").id

    assert records.of_place(conn, network_id, oak.jurisdiction.id, "Oak") == {owned, named}
    assert records.of_place(conn, network_id, None, "fir") == {unowned}
    assert records.of_place(conn, network_id, None, "") == frozenset()
