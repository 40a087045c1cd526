"""Files that staff shared: kept until they are imported, thrown away or too old, and closed once."""

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from matching.domain import NetworkId
from store import shared_files
from store.shared_files import Shared
from tests.factories import NOW, add_network, add_office, add_official
from tests.store.racing import crowd

DATA = b"PK\x03\x04\x00\xff"


def shared(conn: Connection, name: str = "Ana") -> Shared:
    network_id = add_network(conn, f"network of {name}")
    owner = add_official(conn, network_id, name, add_office(conn, network_id))
    return Shared(network_id, owner.id, "ours.xlsx", "", DATA, "ours.toml", "[fields]")


def test_a_file_is_kept_byte_for_byte_for_its_network_alone(conn):
    given = shared(conn)

    file_id = shared_files.add(conn, given, NOW)

    kept = shared_files.by_id(conn, given.network_id, file_id)
    assert kept
    assert (kept.shared, kept.state) == (given, "shown")
    assert shared_files.by_id(conn, NetworkId(given.network_id + 1), file_id) is None


@pytest.mark.parametrize("state", ["imported", "dropped", "expired"])
def test_closing_forgets_the_bytes_and_happens_once(conn, state):
    given = shared(conn)
    file_id = shared_files.add(conn, given, NOW)

    assert shared_files.close(conn, file_id, state, NOW)
    assert not shared_files.close(conn, file_id, "imported", NOW)

    kept = shared_files.by_id(conn, given.network_id, file_id)
    assert kept
    assert (kept.shared.data, kept.shared.map_text, kept.state) == (b"", "", state)


def test_an_owner_of_another_network_is_refused(conn):
    ana, ben = shared(conn, "Ana"), shared(conn, "Ben")

    with pytest.raises(IntegrityError):
        shared_files.add(conn, Shared(ana.network_id, ben.official_id, "x.csv", "", DATA), NOW)


def test_only_what_its_owner_has_not_imported_is_thrown_away(conn):
    ana, ben = shared(conn, "Ana"), shared(conn, "Ben")
    imported, mine, theirs = (shared_files.add(conn, each, NOW) for each in (ana, ana, ben))
    shared_files.close(conn, imported, "imported", NOW)

    assert shared_files.drop_all(conn, ana.official_id, NOW) == 1

    kept = [
        shared_files.by_id(conn, ana.network_id, imported),
        shared_files.by_id(conn, ana.network_id, mine),
        shared_files.by_id(conn, ben.network_id, theirs),
    ]
    assert [each.state for each in kept if each] == ["imported", "dropped", "shown"]


def test_of_many_who_close_it_at_once_one_does(engine: Engine):
    with engine.begin() as connection:
        file_id = shared_files.add(connection, shared(connection), NOW)

    assert sorted(crowd(engine, lambda c: shared_files.close(c, file_id, "imported", NOW))) == [False] * 7 + [
        True
    ]
