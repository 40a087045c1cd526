"""What officials told: kept until it is confirmed, thrown away or too old, and closed once."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from matching.domain import NetworkId
from store import proposals
from store.proposals import Told
from tests.factories import NOW, add_network, add_office, add_official
from tests.store.racing import crowd


def told(conn: Connection, name: str = "Ana", **values: Any) -> Told:
    network_id = add_network(conn, f"network of {name}")
    author = add_official(conn, network_id, name, add_office(conn, network_id))
    return Told(network_id, author.id, **{"text": "We dug.", "language": "en", "source": "x", **values})


def test_what_was_told_is_kept_word_for_word_for_its_network_alone(conn):
    said = told(conn, text="Straße\n\n- 雨 😀")

    proposal_id = proposals.add(conn, said, NOW)

    kept = proposals.by_id(conn, said.network_id, proposal_id)
    assert kept
    assert (kept.told, kept.state, kept.told_at) == (said, "open", NOW)
    assert proposals.by_id(conn, NetworkId(said.network_id + 1), proposal_id) is None


@pytest.mark.parametrize("state", ["confirmed", "discarded", "expired"])
def test_closing_forgets_the_text_and_happens_once(conn, state):
    said = told(conn)
    proposal_id = proposals.add(conn, said, NOW)

    assert proposals.close(conn, proposal_id, state, NOW)
    assert not proposals.close(conn, proposal_id, "confirmed", NOW)

    kept = proposals.by_id(conn, said.network_id, proposal_id)
    assert kept
    assert (kept.told.text, kept.state) == ("", state)


def test_an_author_of_another_network_is_refused(conn):
    ana, ben = told(conn, "Ana"), told(conn, "Ben")

    with pytest.raises(IntegrityError):
        proposals.add(conn, Told(ana.network_id, ben.author_id, "We dug.", "en", ""), NOW)


def test_only_what_its_author_has_not_confirmed_is_thrown_away(conn):
    ana, ben = told(conn, "Ana"), told(conn, "Ben")
    confirmed, mine, theirs = (proposals.add(conn, each, NOW) for each in (ana, ana, ben))
    proposals.close(conn, confirmed, "confirmed", NOW)

    assert proposals.discard_all(conn, ana.author_id, NOW) == 1

    kept = [
        proposals.by_id(conn, ana.network_id, confirmed),
        proposals.by_id(conn, ana.network_id, mine),
        proposals.by_id(conn, ben.network_id, theirs),
    ]
    states = [each.state for each in kept if each]
    assert states == ["confirmed", "discarded", "open"]


def test_of_many_who_close_it_at_once_one_does(engine: Engine):
    with engine.begin() as connection:
        proposal_id = proposals.add(connection, told(connection), NOW)

    told_each = crowd(engine, lambda conn: proposals.close(conn, proposal_id, "confirmed", NOW), size=4)

    assert sorted(told_each) == [False, False, False, True]
