"""`counterpart official add`: who can be asked, entered by the operator."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot import due
from bot.messages import ConsentAsked, Introduced, Message
from bot.messages.profile import RecordsToConfirm
from bot.operator.add_official import NewOfficial, add_official, take_out
from bot.operator.operator_mistake import OperatorMistake
from bot.wiring import clock
from matching.domain import IntroductionId, Official
from store import introductions, memberships, networks, officials, questions, tasks
from store.memberships import Membership
from tests import factories
from tests.engines import quickly_opened
from tests.factories import (
    add_network,
    add_office,
    add_question,
    add_record,
    add_workspace,
    make_introduction_draft,
)
from tests.joining import add_member


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(sqlite_url: str):
    """The database, in which a record's office in Oak is already known."""
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        add_office(connection, add_network(connection, "main"), "Public works", "Oak")
    yield engine
    engine.dispose()


def who(engine: Engine, slack_user: str) -> Official | None:
    with engine.connect() as connection:
        workspace = networks.workspace(connection, "slack", "T1")
        assert workspace is not None
        return officials.by_identity(connection, workspace.id, slack_user, clock().date())


def test_the_official_holds_the_office_from_today(opened: Engine):
    said = add_official(NewOfficial("Oak", "Public works", "U1", "T1", "Robin"))

    official = who(opened, "U1")
    assert official is not None
    assert (official.name, [office.name for office in official.offices]) == ("Robin", ["Public works"])
    assert said == "U1 now holds: Public works, Oak. They can be asked now."


def test_a_place_that_no_record_names_comes_from_the_gazetteer(opened: Engine):
    add_official(NewOfficial("Bolton, GB", "Public health department", "U1", "T1"))

    official = who(opened, "U1")
    assert official is not None
    assert official.jurisdiction is not None
    assert official.jurisdiction.time_zone == "Europe/London"


def test_adding_twice_changes_nothing(opened: Engine):
    for _ in range(2):
        add_official(NewOfficial("Oak", "Public works", "U1", "T1"))

    official = who(opened, "U1")
    assert official is not None
    assert len(official.offices) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (NewOfficial("Oak", "Public works", "U1"), "No Slack workspace is known yet"),
        (NewOfficial("Atlantis", "Harbour", "U1", "T1"), "No record names Atlantis yet"),
        (NewOfficial("Atlantis, Frnace", "Harbour", "U1", "T1"), "did you mean"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(opened: Engine, typed: NewOfficial, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        add_official(typed)


def joined(engine: Engine, slack_user: str) -> Membership | None:
    official = who(engine, slack_user)
    assert official is not None
    with engine.connect() as connection:
        return memberships.by_official(connection, official.id)


def happened(engine: Engine) -> list[Message]:
    """What is said when the serving process sees what waits."""
    said = []
    with engine.connect() as connection:
        waiting = due.ready(connection, clock())
    for each in waiting:
        with engine.begin() as connection:
            said += due.happen(connection, each, clock())
    return [each.message for each in said]


def test_the_official_is_a_verified_member_at_once(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1", capacity=5))

    official, membership = who(opened, "U1"), joined(opened, "U1")
    assert official is not None
    assert membership is not None
    assert (official.verified_at is None, membership.said.capacity) == (False, 5)


def test_adding_again_keeps_what_the_member_said_but_for_a_capacity_that_is_typed(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1", capacity=5))

    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    first = joined(opened, "U1")
    add_official(NewOfficial("Oak", "Public works", "U1", "T1", capacity=0))
    second = joined(opened, "U1")

    assert first is not None
    assert second is not None
    assert (first.said.capacity, second.said.capacity) == (5, 0)


def test_an_official_in_two_jurisdictions_holds_both_offices(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    add_official(NewOfficial("Bolton, GB", "Health", "U1", "T1"))

    official = who(opened, "U1")
    assert official is not None
    assert [office.name for office in official.offices] == ["Public works", "Health"]


def test_who_was_added_is_asked_about_the_records_of_the_office_by_the_process_that_serves(opened: Engine):
    with opened.begin() as connection:
        network_id = add_network(connection, "main")
        add_record(connection, network_id, "oak", add_office(connection, network_id, "Public works", "Oak"))

    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))

    (asked,) = happened(opened)
    assert isinstance(asked, RecordsToConfirm)
    assert happened(opened) == []


def test_who_is_taken_out_is_no_member_and_holds_nothing_once_the_process_serves(opened: Engine):
    with opened.begin() as connection:
        network_id = add_network(connection, "main")
        office = add_office(connection, network_id, "Public works", "Oak")
        add_record(connection, network_id, "oak", office)
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    happened(opened)

    said = take_out("U1")
    happened(opened)

    official, membership = who(opened, "U1"), joined(opened, "U1")
    assert official is not None
    assert membership is not None
    assert (official.offices, membership.left_at is None) == ((), False)
    assert said.startswith("U1 has left.")
    with opened.connect() as connection:
        assert tasks.open_of(connection, network_id, "successor", office.id) is not None


def test_who_is_added_again_before_the_process_serves_stays(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    take_out("U1", "T1")
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))

    happened(opened)

    official = who(opened, "U1")
    assert official is not None
    assert len(official.offices) == 1
    assert official.verified_at is not None


@pytest.mark.parametrize("capacity", [-1, 21, 10_000])
def test_a_capacity_out_of_bounds_is_answered_with_what_to_type(opened: Engine, capacity: int):
    with pytest.raises(OperatorMistake, match="--capacity is a whole number from 0 to 20"):
        add_official(NewOfficial("Oak", "Public works", "U1", "T1", capacity=capacity))


def test_nobody_unknown_can_be_taken_out(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))

    with pytest.raises(OperatorMistake, match="U2 is nobody who joined"):
        take_out("U2")


def test_who_was_added_again_and_leaves_later_gives_up_their_office_then(opened: Engine):
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    take_out("U1", "T1")
    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    happened(opened)

    take_out("U1", "T1")
    happened(opened)

    official = who(opened, "U1")
    assert official is not None
    assert official.offices == ()


# What the person wanted, and what staff were asked


def asker_of_oak(engine: Engine, *, agreed: bool) -> IntroductionId:
    """A wish of U77, who said that they work for Elm, to talk with Oak; `agreed` if its peer said yes."""
    with engine.begin() as connection:
        network_id = add_network(connection, "main")
        oak = add_office(connection, network_id, "Public works", "Oak")
        ben = add_member(connection, network_id, "Ben", oak)
        record = add_record(connection, network_id, "oak", oak)
        elm = add_office(connection, network_id, "City manager", "Elm")
        ana = factories.add_official(connection, network_id, "Ana", elm)
        officials.identify(connection, add_workspace(connection, network_id), "U77", ana.id)
        tasks.open_once(connection, network_id, "verify", ana.id, clock())
        asked = add_question(connection, network_id, ana, matches=(record,))
        question = questions.by_id(connection, network_id, asked)
        assert question
        draft = make_introduction_draft(question, record, ben)
        if not agreed:
            wish = replace(draft, peer_id=None, answer_by=None)
            return introductions.propose(connection, network_id, wish, "verification", clock())[0].id
        made, _ = introductions.request(connection, network_id, draft, clock())
        introductions.move(connection, made.id, "asked", "accepted", ben.id, clock())
        introductions.wait_for(connection, made.id, "", "verification", state="accepted")
        return made.id


@pytest.mark.parametrize(("agreed", "follows"), [(False, ConsentAsked), (True, Introduced)])
def test_what_the_person_wanted_goes_on_once_the_operator_knows_them(
    opened: Engine, agreed: bool, follows: type
):
    asker_of_oak(opened, agreed=agreed)

    add_official(NewOfficial("Elm", "City manager", "U77", "T1"))

    assert follows in {type(each) for each in happened(opened)}


def test_nobody_is_sought_any_more_for_the_office_of_who_was_added(opened: Engine):
    with opened.begin() as connection:
        network_id = add_network(connection, "main")
        office = add_office(connection, network_id, "Public works", "Oak")
        for kind in ("find_office", "successor"):
            tasks.open_once(connection, network_id, kind, office.id, clock())

    add_official(NewOfficial("Oak", "Public works", "U1", "T1"))
    happened(opened)

    with opened.connect() as connection:
        assert tasks.every_open(connection, network_id) == ()


def test_who_was_taken_out_before_the_process_serves_is_asked_nothing(opened: Engine):
    asker_of_oak(opened, agreed=False)
    add_official(NewOfficial("Elm", "City manager", "U77", "T1"))
    take_out("U77")

    said = happened(opened)

    assert said == []
    with opened.connect() as connection:
        assert tasks.every_open(connection, add_network(connection, "main")) == ()


def test_in_the_demonstration_its_own_network_is_meant(opened: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")

    add_official(NewOfficial("Bolton, GB", "Public health", "U1", "T1", "Robin"))
    left = take_out("U1", "T1")

    with opened.connect() as connection:
        workspace = networks.workspace(connection, "slack", "T1")
        assert workspace
        assert workspace.network_id == networks.by_name(connection, "demo")
    assert left.startswith("U1 has left.")
