"""Networks never mix: whatever one network asks for, the rows of another are invisible."""

from dataclasses import dataclass

import pytest

from matching.domain import IntroductionId, NetworkId, Office, Official, PracticeRecord, QuestionId
from store import (
    answered_questions,
    changes,
    introductions,
    networks,
    officials,
    places,
    questions,
    record_changes,
    records,
)
from tests.factories import (
    NOW,
    TODAY,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_introduction_draft,
)


@dataclass
class Network:
    """A network in which Elm asked, Oak was shown and both were introduced."""

    id: NetworkId
    office: Office
    asker: Official
    peer: Official
    record: PracticeRecord
    question_id: QuestionId
    introduction_id: IntroductionId


def arrange(conn, name):
    network_id = add_network(conn, name)
    networks.ensure_topics(conn, network_id, ["stormwater"])
    office = add_office(conn, network_id, place="Oak")
    peer = add_official(conn, network_id, "Kim", office)
    asker = add_official(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
    record = add_record(conn, network_id, "oak-fee", office)
    question_id = add_question(conn, network_id, asker, matches=[record])
    question = questions.by_id(conn, network_id, question_id)
    assert question
    draft = make_introduction_draft(question, record, peer)
    introduction, _ = introductions.request(conn, network_id, draft, NOW)
    questions.note_answer(conn, network_id, question_id, record.id, introduction.id, NOW)
    return Network(network_id, office, asker, peer, record, question_id, introduction.id)


@pytest.fixture
def theirs(engine):
    with engine.begin() as conn:
        return arrange(conn, "Valley network")


@pytest.fixture
def ours(engine, theirs):
    """A network that has nothing yet."""
    with engine.begin() as conn:
        return add_network(conn, "Harbour network")


def test_topics_stay_in_their_network(conn, theirs, ours):
    assert networks.topics(conn, theirs.id) == ("stormwater",)
    assert networks.topics(conn, ours) == ()


def test_offices_stay_in_their_network(conn, theirs, ours):
    assert theirs.office in places.offices(conn, theirs.id)
    assert places.offices(conn, ours) == ()
    assert theirs.office in places.find_offices(conn, theirs.id, "Oak")
    assert places.find_offices(conn, ours, "Oak") == ()


def test_jurisdictions_of_one_name_are_two_in_two_networks(conn, theirs, ours):
    assert add_office(conn, ours, place="Oak").jurisdiction.id != theirs.office.jurisdiction.id


def test_officials_stay_in_their_network(conn, theirs, ours):
    assert officials.by_id(conn, theirs.id, theirs.peer.id, TODAY) == theirs.peer
    assert officials.by_id(conn, ours, theirs.peer.id, TODAY) is None
    assert officials.holders(conn, theirs.id, theirs.office.id, TODAY) == (theirs.peer,)
    assert officials.holders(conn, ours, theirs.office.id, TODAY) == ()


def test_records_stay_in_their_network(conn, theirs, ours):
    assert records.by_ids(conn, theirs.id, [theirs.record.id]) == {theirs.record.id: theirs.record}
    assert records.by_ids(conn, ours, [theirs.record.id]) == {}
    assert records.by_key(conn, theirs.id, "oak-fee") == theirs.record
    assert records.by_key(conn, ours, "oak-fee") is None
    assert list(records.all_published(conn, theirs.id)) == [theirs.record]
    assert list(records.all_published(conn, ours)) == []
    assert (records.count(conn, theirs.id), records.count(conn, ours)) == (1, 0)


def test_a_record_is_not_withdrawn_by_another_network(conn, theirs, ours):
    assert not record_changes.withdraw(conn, ours, theirs.record.id, NOW)
    assert records.count(conn, theirs.id) == 1


def test_saving_a_key_of_another_network_leaves_the_other_record_as_it_was(conn, theirs, ours):
    add_record(conn, ours, "oak-fee", title="Another title")

    assert records.by_key(conn, theirs.id, "oak-fee") == theirs.record


def test_questions_stay_in_their_network(conn, theirs, ours):
    assert questions.by_id(conn, theirs.id, theirs.question_id) is not None
    assert questions.by_id(conn, ours, theirs.question_id) is None
    assert list(answered_questions.asked_before(conn, theirs.id, [theirs.question_id], TODAY)) == [
        theirs.question_id
    ]
    assert answered_questions.asked_before(conn, ours, [theirs.question_id], TODAY) == {}
    assert answered_questions.ids(conn, theirs.id) == (theirs.question_id,)
    assert answered_questions.ids(conn, ours) == ()


def test_introductions_stay_in_their_network(conn, theirs, ours):
    assert introductions.by_id(conn, theirs.id, theirs.introduction_id) is not None
    assert introductions.by_id(conn, ours, theirs.introduction_id) is None


def test_changes_stay_in_their_network(conn, theirs, ours):
    assert len(changes.since(conn, theirs.id, changes.START)[0]) == 2
    assert changes.since(conn, ours, changes.START) == ([], changes.START)
    assert changes.latest(conn, theirs.id) != changes.START
    assert changes.latest(conn, ours) == changes.START
