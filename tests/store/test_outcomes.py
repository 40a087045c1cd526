import pytest

from matching.domain import Outcomes
from store import outcomes, written_answers
from store.written_answers import WrittenAnswer
from tests.factories import NOW, add_network, add_office, add_question, add_record
from tests.joining import add_introduction, add_member
from tests.store.counting import counted


@pytest.fixture
def network_id(conn):
    return add_network(conn)


@pytest.fixture
def peer(conn, network_id):
    return add_member(conn, network_id, "Kim", add_office(conn, network_id, place="Oak"))


def came_of(conn, peer, record, *states):
    """Each state from an asker of another place."""
    for number, state in enumerate(states):
        office = add_office(conn, peer.network_id, place=f"Place {number}")
        asker = add_member(conn, peer.network_id, f"A{number}", office)
        question = add_question(conn, peer.network_id, asker)
        add_introduction(conn, question, asker, peer, state, record_id=record.id)


def test_outcomes_are_counted_by_record_and_state(conn, network_id, peer):
    fee, lamps, quiet = (
        add_record(conn, network_id, key, peer.offices[0]) for key in ("fee", "lamps", "quiet")
    )
    came_of(conn, peer, fee, "useful", "adopted", "adapted", "met", "declined", "useful", "asked")
    came_of(conn, peer, lamps, "not_useful")

    found = outcomes.of_records(conn, network_id, [fee.id, lamps.id, quiet.id])

    assert found == {
        fee.id: Outcomes(met=1, useful=2, adapted=1, adopted=1, helped=4),
        lamps.id: Outcomes(not_useful=1),
    }


def test_three_officials_of_one_place_are_one_place_that_was_helped(conn, network_id, peer):
    record = add_record(conn, network_id, "fee", peer.offices[0])
    office = add_office(conn, network_id, place="Elm")
    for number, state in enumerate(("useful", "useful", "adopted")):
        asker = add_member(conn, network_id, f"A{number}", office)
        question = add_question(conn, network_id, asker)
        add_introduction(conn, question, asker, peer, state, record_id=record.id)

    found = outcomes.of_records(conn, network_id, [record.id])

    assert found == {record.id: Outcomes(useful=1, adopted=1, helped=1)}


def test_an_asker_without_an_office_counts_for_themselves(conn, network_id, peer):
    record = add_record(conn, network_id, "fee", peer.offices[0])
    for name in ("Ann", "Bo"):
        asker = add_member(conn, network_id, name)
        question = add_question(conn, network_id, asker)
        add_introduction(conn, question, asker, peer, "useful", record_id=record.id)

    assert outcomes.of_records(conn, network_id, [record.id])[record.id].helped == 2


def test_the_outcomes_of_many_records_take_one_query(conn, network_id, peer):
    ids = [add_record(conn, network_id, f"r{number}", peer.offices[0]).id for number in range(20)]

    with counted(conn) as statements:
        outcomes.of_records(conn, network_id, ids)

    assert len(statements) == 1


def test_no_records_have_no_outcomes(conn, network_id):
    assert outcomes.of_records(conn, network_id, []) == {}


def test_an_answer_that_is_not_to_be_attributed_helps_ranking_and_is_not_shown_to_have_helped(
    conn, network_id, peer
):
    record = add_record(conn, network_id, "fee", peer.offices[0])
    for number, attributable in enumerate((True, False)):
        asker = add_member(conn, network_id, f"A{number}", add_office(conn, network_id, place=f"P{number}"))
        question = add_question(conn, network_id, asker)
        made = add_introduction(conn, question, asker, peer, "useful", record_id=record.id)
        assert written_answers.write(conn, network_id, WrittenAnswer(made, "By a fee.", attributable, NOW))

    found = outcomes.of_records(conn, network_id, [record.id])

    assert found == {record.id: Outcomes(useful=2, helped=1)}
