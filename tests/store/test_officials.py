from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from matching.domain import OfficialId
from store import networks, officials
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_workspace
from tests.store.racing import raced

MARCH_1, MARCH_2, MARCH_3 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


def offices_on(conn, official, day):
    found = officials.by_id(conn, official.network_id, official.id, day)
    assert found
    return found.offices


def test_an_official_is_known_by_name_locale_and_demonstration_mark(conn):
    network_id = add_network(conn)

    official_id = officials.add(conn, network_id, "Robin", locale="es", demonstration=True)

    found = officials.by_id(conn, network_id, official_id, TODAY)
    assert found is not None
    assert (found.name, found.locale, found.demonstration) == ("Robin", "es", True)
    assert (found.offices, found.jurisdiction, found.told_at) == ((), None, None)


def test_an_unknown_official_is_none(conn):
    assert officials.by_id(conn, add_network(conn), OfficialId(1), TODAY) is None


def test_an_office_is_held_from_the_first_day_until_the_day_before_the_last(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)

    officials.leave(conn, robin.id, office.id, MARCH_3)

    assert offices_on(conn, robin, MARCH_1 - timedelta(days=1)) == ()
    assert offices_on(conn, robin, MARCH_1) == (office,)
    assert offices_on(conn, robin, MARCH_2) == (office,)
    assert offices_on(conn, robin, MARCH_3) == ()


def test_the_office_held_longest_comes_first_and_gives_the_jurisdiction(conn):
    network_id = add_network(conn)
    elm, oak = add_office(conn, network_id, place="Elm"), add_office(conn, network_id, place="Oak")
    robin = add_official(conn, network_id, "Robin", elm, since=MARCH_2)

    officials.hold(conn, robin.id, oak.id, MARCH_1)

    found = officials.by_id(conn, network_id, robin.id, MARCH_2)
    assert found is not None
    assert found.offices == (oak, elm)
    assert found.jurisdiction == oak.jurisdiction


def test_holding_an_office_already_held_does_not_start_again(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)

    officials.hold(conn, robin.id, office.id, MARCH_2)
    officials.leave(conn, robin.id, office.id, MARCH_3)

    assert offices_on(conn, robin, MARCH_1) == (office,)
    assert offices_on(conn, robin, MARCH_3) == ()


def test_an_official_can_leave_and_come_back(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)
    officials.leave(conn, robin.id, office.id, MARCH_2)

    officials.hold(conn, robin.id, office.id, MARCH_3)

    assert offices_on(conn, robin, MARCH_2) == ()
    assert offices_on(conn, robin, MARCH_3) == (office,)


def test_coming_back_with_the_same_first_day_takes_the_leaving_back(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)
    officials.leave(conn, robin.id, office.id, MARCH_2)

    officials.hold(conn, robin.id, office.id, MARCH_1)

    assert offices_on(conn, robin, MARCH_3) == (office,)


def test_a_former_tenure_is_not_opened_beside_one_that_is_open(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)
    officials.leave(conn, robin.id, office.id, MARCH_2)
    officials.hold(conn, robin.id, office.id, MARCH_3)

    officials.hold(conn, robin.id, office.id, MARCH_1)

    assert offices_on(conn, robin, MARCH_2) == ()


def test_an_office_left_on_its_first_day_was_never_held(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", office, since=MARCH_1)

    officials.leave(conn, robin.id, office.id, MARCH_1)

    assert offices_on(conn, robin, MARCH_1) == ()


def test_holders_are_those_who_hold_the_office_on_that_day(conn):
    network_id = add_network(conn)
    works, finance = add_office(conn, network_id, "Public works"), add_office(conn, network_id, "Finance")
    before = add_official(conn, network_id, "Kim", works, since=MARCH_1)
    officials.leave(conn, before.id, works.id, MARCH_2)
    now = add_official(conn, network_id, "Robin", works, since=MARCH_2)
    add_official(conn, network_id, "Sasha", finance, since=MARCH_1)

    assert [held.id for held in officials.holders(conn, network_id, works.id, MARCH_1)] == [before.id]
    assert [held.id for held in officials.holders(conn, network_id, works.id, MARCH_2)] == [now.id]


def test_an_official_is_found_by_the_identity_in_a_workspace(conn):
    network_id = add_network(conn)
    workspace_id = add_workspace(conn, network_id)
    robin = add_official(conn, network_id, "Robin", add_office(conn, network_id))

    officials.identify(conn, workspace_id, "U1", robin.id)

    assert officials.by_identity(conn, workspace_id, "U1", TODAY) == robin
    assert officials.by_identity(conn, workspace_id, "U2", TODAY) is None


def test_an_identity_is_not_known_in_another_workspace(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    officials.identify(conn, add_workspace(conn, network_id), "U1", robin.id)
    console = networks.ensure_workspace(conn, network_id, "console", "here")

    assert officials.by_identity(conn, console, "U1", TODAY) is None


def test_an_identity_moves_to_the_official_it_is_given_to_last(conn):
    network_id = add_network(conn)
    workspace_id = add_workspace(conn, network_id)
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")
    officials.identify(conn, workspace_id, "U1", robin.id)

    officials.identify(conn, workspace_id, "U1", kim.id)

    assert officials.by_identity(conn, workspace_id, "U1", TODAY) == kim
    assert officials.identities(conn, robin.id) == ()


def test_the_identities_of_an_official_say_workspace_and_chat_id(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    slack = networks.ensure_workspace(conn, network_id, "slack", "T1")
    console = networks.ensure_workspace(conn, network_id, "console", "here")
    officials.identify(conn, slack, "U1", robin.id)

    officials.identify(conn, console, "robin", robin.id)

    assert officials.identities(conn, robin.id) == (
        officials.Identity(slack, "slack", "T1", "U1"),
        officials.Identity(console, "console", "here", "robin"),
    )


def test_an_official_is_told_once_and_the_moment_is_kept(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)

    first = officials.mark_told(conn, robin.id, NOW)
    second = officials.mark_told(conn, robin.id, NOW + timedelta(days=1))

    found = officials.by_id(conn, network_id, robin.id, TODAY)
    assert found is not None
    assert (first, second, found.told_at) == (True, False, NOW)


def test_a_locale_can_be_changed(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)

    officials.set_locale(conn, robin.id, "es")

    found = officials.by_id(conn, network_id, robin.id, TODAY)
    assert found is not None
    assert found.locale == "es"


def test_an_official_prefers_peers_until_they_choose_otherwise(conn):
    network_id = add_network(conn)
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")

    officials.set_prefers_peers(conn, robin.id, prefers=False)

    chosen = [officials.by_id(conn, network_id, each.id, TODAY) for each in (robin, kim)]
    assert [each.prefers_peers for each in chosen if each] == [False, True]


def test_of_two_who_tell_an_official_at_once_one_is_told_that_it_did(engine):
    with engine.begin() as conn:
        robin = add_official(conn, add_network(conn))

    assert raced(engine, lambda conn: officials.mark_told(conn, robin.id, NOW)) == (True, False)


def test_an_office_taken_twice_at_once_is_held_once(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        office, robin = add_office(conn, network_id), add_official(conn, network_id)

    raced(engine, lambda conn: officials.hold(conn, robin.id, office.id, MARCH_1))

    with engine.begin() as conn:
        officials.leave(conn, robin.id, office.id, MARCH_2)
        assert offices_on(conn, robin, MARCH_2) == ()


def test_an_identity_given_twice_at_once_is_kept(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        workspace_id, robin = add_workspace(conn, network_id), add_official(conn, network_id)

    raced(engine, lambda conn: officials.identify(conn, workspace_id, "U1", robin.id))

    with engine.connect() as conn:
        assert officials.by_identity(conn, workspace_id, "U1", TODAY) == robin


def test_an_office_of_another_network_cannot_be_held(conn):
    robin = add_official(conn, add_network(conn, "Harbour network"))
    elsewhere = add_office(conn, add_network(conn, "Valley network"))

    with pytest.raises(IntegrityError):
        officials.hold(conn, robin.id, elsewhere.id, MARCH_1)


def test_a_workspace_of_another_network_cannot_know_the_official(conn):
    robin = add_official(conn, add_network(conn, "Harbour network"))
    elsewhere = add_workspace(conn, add_network(conn, "Valley network"))

    with pytest.raises(IntegrityError):
        officials.identify(conn, elsewhere, "U1", robin.id)
