import threading
import time
from concurrent.futures import ThreadPoolExecutor

from matching.domain import EntryKind
from store import changes
from tests.factories import add_network, add_record


def test_a_network_without_changes_is_read_to_the_start(conn):
    network_id = add_network(conn)

    assert changes.since(conn, network_id, changes.START) == ([], changes.START)
    assert changes.latest(conn, network_id) == changes.START


def test_changes_are_given_once_in_the_order_in_which_they_were_made(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        changes.note(conn, network_id, EntryKind.RECORD, 7)
        changes.note(conn, network_id, EntryKind.QUESTION, 3)
    with engine.begin() as conn:
        first, cursor = changes.since(conn, network_id, changes.START)
        changes.note(conn, network_id, EntryKind.RECORD, 8)

    with engine.connect() as conn:
        second, cursor = changes.since(conn, network_id, cursor)
        third, _ = changes.since(conn, network_id, cursor)

    assert first == [(EntryKind.RECORD, 7), (EntryKind.QUESTION, 3)]
    assert second == [(EntryKind.RECORD, 8)]
    assert third == []


def test_after_the_latest_cursor_only_later_changes_are_given(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        changes.note(conn, network_id, EntryKind.RECORD, 7)
    with engine.connect() as conn:
        cursor = changes.latest(conn, network_id)
    with engine.begin() as conn:
        changes.note(conn, network_id, EntryKind.RECORD, 8)

    with engine.connect() as conn:
        assert changes.since(conn, network_id, cursor)[0] == [(EntryKind.RECORD, 8)]
        assert changes.latest(conn, network_id) == changes.since(conn, network_id, cursor)[1]


def test_a_change_that_was_taken_back_is_not_given(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
    with engine.connect() as conn:
        add_record(conn, network_id)
        conn.rollback()

    with engine.connect() as conn:
        assert changes.since(conn, network_id, changes.START)[0] == []


def test_an_earlier_change_that_is_committed_later_is_not_missed(postgresql):
    with postgresql.begin() as conn:
        network_id = add_network(conn)
    with postgresql.connect() as slow, postgresql.connect() as quick, postgresql.connect() as reader:
        changes.note(slow, network_id, EntryKind.RECORD, 1)
        changes.note(quick, network_id, EntryKind.RECORD, 2)
        quick.commit()

        meanwhile, cursor = changes.since(reader, network_id, changes.START)
        reader.commit()
        slow.commit()
        afterwards, _ = changes.since(reader, network_id, cursor)

    assert meanwhile == []
    assert afterwards == [(EntryKind.RECORD, 1), (EntryKind.RECORD, 2)]


def test_a_higher_number_of_an_earlier_transaction_does_not_hide_a_lower_one(postgresql):
    with postgresql.begin() as conn:
        network_id = add_network(conn)
    with postgresql.connect() as early, postgresql.connect() as late, postgresql.connect() as reader:
        add_network(early, "Valley network")  # the earlier transaction has its id before it notes a change
        changes.note(late, network_id, EntryKind.RECORD, 1)
        changes.note(early, network_id, EntryKind.RECORD, 2)
        early.commit()

        meanwhile, cursor = changes.since(reader, network_id, changes.START)
        reader.commit()
        late.commit()
        afterwards, _ = changes.since(reader, network_id, cursor)

    assert meanwhile == [(EntryKind.RECORD, 2)]
    assert afterwards == [(EntryKind.RECORD, 1)]


def test_a_reader_beside_many_writers_is_given_every_change_once(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
    wanted = list(range(1, 41))
    all_written = threading.Event()

    def write(first):
        for subject in range(first, first + 10):
            with engine.begin() as conn:
                changes.note(conn, network_id, EntryKind.RECORD, subject)
                time.sleep(0.001 * (subject % 4))

    def read():
        given, cursor, last_round = [], changes.START, False
        while not last_round:
            last_round = all_written.is_set()
            with engine.connect() as conn:
                found, cursor = changes.since(conn, network_id, cursor)
            given += [subject for _, subject in found]
        return given

    with ThreadPoolExecutor(5) as threads:
        reader = threads.submit(read)
        for writer in [threads.submit(write, first) for first in (1, 11, 21, 31)]:
            writer.result(timeout=60)
        all_written.set()
        given = reader.result(timeout=10)

    assert sorted(given) == wanted
