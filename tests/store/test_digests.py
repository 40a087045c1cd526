"""One summary waits at most, a week has one at most, and each state is left once."""

import pytest
from sqlalchemy.exc import IntegrityError

from store import digests, help_offers, networks
from store.digests import Rhythm, Time, Told
from store.help_offers import HelpOffer
from tests.factories import NOW, add_network, add_office, add_official, add_question
from tests.store.racing import raced

WEEK = "2026-03-02"


@pytest.fixture
def of(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        workspace_id = networks.ensure_workspace(conn, network_id, "slack", "T1")
        return digests.save(conn, network_id, (workspace_id, "C-weekly"), Rhythm())


def test_of_two_who_plan_a_week_one_does(engine, of):
    first, second = raced(engine, lambda conn: digests.plan(conn, of, WEEK, NOW))

    assert first.week == WEEK
    assert second is None


def test_while_one_waits_no_other_does(engine, of):
    with engine.begin() as conn:
        digests.plan(conn, of, WEEK, NOW)

        assert digests.plan(conn, of, "2026-03-09", NOW) is None


def test_a_week_that_had_its_summary_gets_no_other(engine, of):
    with engine.begin() as conn:
        made = digests.plan(conn, of, WEEK, NOW)
        digests.end(conn, made.id, "sent", Told(NOW, NOW), NOW)

        assert digests.plan(conn, of, WEEK, NOW) is None
        assert digests.has_week(conn, of.id, WEEK)


@pytest.mark.parametrize(
    "move",
    [
        lambda conn, of, made: digests.end(conn, made.id, "sent", None, NOW),
        lambda conn, of, made: digests.pause(conn, of.id, "is_archived"),
    ],
)
def test_of_two_who_move_it_one_does(engine, of, move):
    with engine.begin() as conn:
        made = digests.plan(conn, of, WEEK, NOW)

    assert raced(engine, lambda conn: move(conn, of, made)) == (True, False)


def test_what_was_sent_is_refused_once_and_what_waits_never(engine, of):
    with engine.begin() as conn:
        made = digests.plan(conn, of, WEEK, NOW)
        early = digests.refuse(conn, made.id, "is_archived")
        digests.end(conn, made.id, "sent", Told(NOW, NOW), NOW)

    assert early is False
    assert raced(engine, lambda conn: digests.refuse(conn, made.id, "is_archived")) == (True, False)
    with engine.connect() as conn:
        assert digests.times(conn, of.id) == (Time(NOW, NOW, told=False),)


def test_a_second_decision_of_staff_takes_the_place_of_the_first_and_ends_a_pause(engine, of):
    with engine.begin() as conn:
        digests.pause(conn, of.id)
        again = digests.save(conn, of.network_id, (of.workspace_id, "C-weekly"), Rhythm(4, "08:00"))

    assert (again.id, again.state, again.rhythm.at) == (of.id, "on", "08:00")


def test_a_person_has_one_setting_in_whichever_workspace(engine, of):
    with engine.begin() as conn:
        official = add_official(conn, of.network_id)
        other = networks.ensure_workspace(conn, of.network_id, "slack", "T2")
        first = digests.save(conn, of.network_id, (of.workspace_id, official.id), Rhythm())
        second = digests.save(conn, of.network_id, (other, official.id), Rhythm())

    assert (first.id, first.conversation, first.official_id) == (second.id, "", official.id)


def test_networks_do_not_mix(engine, of):
    with engine.begin() as conn:
        other = add_network(conn, "Valley network")
        made = digests.plan(conn, of, WEEK, NOW)

        assert digests.by_id(conn, other, made.id) is None
        assert digests.setting(conn, other, of.id) is None
    with pytest.raises(IntegrityError), engine.begin() as conn:
        digests.save(conn, other, (of.workspace_id, "C-other"), Rhythm())


def test_an_offer_is_made_and_decided_once(engine, of):
    with engine.begin() as conn:
        office = add_office(conn, of.network_id, place="Oak")
        helper = add_official(conn, of.network_id, "Ben", office)
        asker = add_official(conn, of.network_id, "Ana", add_office(conn, of.network_id, place="Elm"))
        question_id = add_question(conn, of.network_id, asker)
    offer = HelpOffer(of.network_id, question_id, helper.id, office.id, "offered")

    assert raced(engine, lambda conn: help_offers.add(conn, offer, NOW)) == (True, False)
    assert raced(engine, lambda conn: help_offers.decide(conn, offer, "declined", NOW)) == (True, False)
    with engine.connect() as conn:
        assert help_offers.of(conn, of.network_id, question_id, helper.id).state == "declined"
