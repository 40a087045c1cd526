"""Records that wait to be compared: by place, and each handed out once."""

from sqlalchemy import Connection, Engine

from matching.domain import NetworkId, RecordId
from store import record_changes, to_compare
from store.record_changes import Edit
from store.revisions import Change
from store.to_compare import There
from tests.factories import NOW, add_network, add_office, add_record, make_draft
from tests.store.racing import raced


def named(conn: Connection, network_id: NetworkId, key: str, place: str) -> RecordId:
    """A record that only its source says is of this place."""
    return add_record(conn, network_id, key, place=place).id


def test_the_records_of_a_place_are_those_of_its_offices_and_those_that_name_it(conn):
    network_id = add_network(conn)
    of_office = add_record(conn, network_id, "office", add_office(conn, network_id), place="Oak").id
    by_name, _, nowhere = (
        named(conn, network_id, key, place) for key, place in (("a", "OAK"), ("b", "Ash"), ("c", ""))
    )
    new = frozenset({by_name, nowhere})

    assert to_compare.places(conn, network_id, new) == (There((of_office, by_name), frozenset({by_name})),)


def test_a_record_that_is_withdrawn_and_one_of_another_network_are_of_no_place(conn):
    network_id, other = add_network(conn), add_network(conn, "other")
    kept, gone = (named(conn, network_id, key, "Oak") for key in "ab")
    named(conn, other, "a", "Oak")
    record_changes.withdraw(conn, network_id, gone, NOW)

    assert to_compare.places(conn, network_id, frozenset({kept})) == ()


def test_a_draft_that_waits_is_found_until_it_is_compared_or_decided_about(conn):
    network_id, other = add_network(conn), add_network(conn, "other")
    published = named(conn, network_id, "a", "Oak")
    one, two = (record_changes.draft(conn, network_id, make_draft(key), NOW) for key in ("one", "two"))
    to_compare.remember(conn, network_id, [published, one, two])
    record_changes.move(conn, network_id, Edit(two, 1, Change("rejected")), "rejected", NOW)

    assert to_compare.drafts(conn, network_id) == (one,)
    assert to_compare.drafts(conn, other) == ()
    to_compare.forget(conn, network_id, [one])
    assert to_compare.drafts(conn, network_id) == ()


def test_what_was_compared_waits_no_more(conn):
    network_id = add_network(conn)
    ids = [named(conn, network_id, key, "Oak") for key in "ab"]
    to_compare.remember(conn, network_id, ids)
    to_compare.remember(conn, network_id, ids)

    assert to_compare.forget(conn, network_id, ids[:1]) == {ids[0]}

    assert to_compare.waiting(conn, network_id) == {ids[1]}
    assert to_compare.forget(conn, network_id, ids[:1]) == frozenset()


def test_of_two_that_compared_the_same_record_one_keeps_it(engine: Engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record_id = named(conn, network_id, "a", "Oak")
        to_compare.remember(conn, network_id, [record_id])

    def forget(conn: Connection) -> bool:
        return bool(to_compare.forget(conn, network_id, [record_id]))

    assert raced(engine, forget) == (True, False)
