"""Figures for staff: each worked out by hand, for a time span, of one network alone."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest

from matching.domain import Audience, Band
from store import introductions, memberships, metrics, open_questions, questions, quoted_answers, tables
from store.metrics import FIGURES, Span
from tests.factories import (
    NOW,
    TODAY,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
)
from tests.joining import add_introduction, add_member
from tests.store.counting import counted

SPAN = Span(NOW - timedelta(days=90), NOW + timedelta(days=1))
DOC = Path(__file__).parents[2] / "docs" / "metrics.md"


@pytest.fixture
def network(conn):
    return add_network(conn)


@pytest.fixture
def elm(conn, network):
    return add_office(conn, network, "City manager", "Elm")


@pytest.fixture
def ana(conn, network, elm):
    return add_official(conn, network, "Ana", elm)


def figures(conn, network, span=SPAN):
    return {each.name: each.value for each in metrics.figures(conn, network, span)}


def asked_days_ago(conn, question_id, days):
    old = NOW - timedelta(days=days)
    conn.execute(tables.question.update().filter_by(id=question_id).values(asked_at=old))


def peer_of(conn, network, place):
    return add_member(conn, network, f"Peer of {place}", add_office(conn, network, place=place))


def test_nothing_asked_gives_zeros_and_no_shares(conn, network):
    found = figures(conn, network)

    assert (found["questions"], found["answer_rate"], found["first_answer_median"]) == (0, None, None)
    assert (found["members"], found["requests_most"], found["open_questions"]) == (0, None, 0)


def test_questions_count_whatever_their_audience(conn, network, ana):
    for audience in Audience:
        add_question(conn, network, ana, audience=audience)

    found = figures(conn, network)

    assert (found["questions"], found["askers"]) == (3, 1)


def test_only_the_span_counts_its_first_moment_included(conn, network, ana):
    asked_days_ago(conn, add_question(conn, network, ana), 90)
    asked_days_ago(conn, add_question(conn, network, ana), 91)
    asked_days_ago(conn, add_question(conn, network, ana), -1)

    assert figures(conn, network)["questions"] == 1


def test_another_network_counts_for_nothing(conn, network, ana):
    valley = add_network(conn, "Valley network")
    add_question(conn, network, ana)
    add_record(conn, network, "elm")

    found = figures(conn, valley)

    assert {value for value in found.values() if value} == set()


def test_the_answer_rate_counts_shown_matches_and_later_answers(conn, network, ana):
    record = add_record(conn, network, "elm")
    add_question(conn, network, ana, band=Band.GOOD)
    add_question(conn, network, ana, band=Band.NONE)
    add_question(conn, network, ana, band=Band.NONE)
    later = add_question(conn, network, ana, band=Band.NONE)
    questions.note_answer(conn, network, later, record.id, None, NOW)

    assert figures(conn, network)["answer_rate"] == 100 * 2 / 4


def test_the_helpful_rate_is_of_rated_answers_alone(conn, network, ana):
    for helpful in (True, True, False, None):
        question = add_question(conn, network, ana)
        if helpful is not None:
            questions.rate(conn, question, ana.id, helpful)

    assert figures(conn, network)["helpful_rate"] == pytest.approx(66.7)


def test_the_first_answer_is_the_earliest_of_records_and_peers(conn, network, ana):
    asked = [add_question(conn, network, ana) for _ in range(4)]
    for place, hours in (("Oak", 5), ("Ash", 7)):
        peer, agreed = peer_of(conn, network, place), NOW + timedelta(hours=hours)
        add_introduction(conn, asked[0], ana, peer, "introduced", agreed_at=agreed)
    add_introduction(conn, asked[1], ana, peer, "declined")
    record = add_record(conn, network)
    for question, hours in zip((asked[0], asked[2], asked[3]), (6, 2, 30), strict=True):
        questions.note_answer(conn, network, question, record.id, None, NOW + timedelta(hours=hours))

    found = figures(conn, network)

    assert found["questions_answered"] == 3
    assert (found["first_answer_median"], found["first_answer_p90"]) == (5, 30)


def test_introductions_count_by_what_came_of_them(conn, network, ana):
    states = ("asked", "snoozed", "declined", "expired", "handed_over", "accepted", "met", "adopted")
    for number, state in enumerate(states):
        peer = peer_of(conn, network, f"Place {number}")
        add_introduction(conn, add_question(conn, network, ana), ana, peer, state)

    found = figures(conn, network)

    named = ("", "_waiting", "_not_made", "_handed_on", "_accepted", "_met", "_adopted", "_useful")
    assert [found[f"introductions{name}"] for name in named] == [8, 2, 2, 1, 1, 1, 1, 0]


def test_load_is_requests_per_member_those_with_none_among_them(conn, network, ana):
    busy, once, *_ = [peer_of(conn, network, f"Place {number}") for number in range(10)]
    gone = peer_of(conn, network, "Gone")
    memberships.leave(conn, gone.id, NOW)
    for peer in (busy, busy, busy, once, gone):
        add_introduction(conn, add_question(conn, network, ana), ana, peer, "expired")
    add_introduction(conn, add_question(conn, network, ana), ana, once, "met", NOW - timedelta(days=91))

    found = figures(conn, network)

    assert (found["members"], found["members_not_asked"]) == (10, 8)
    assert (found["requests_median"], found["requests_p90"], found["requests_most"]) == (0, 1, 3)


def test_records_count_by_how_long_ago_somebody_confirmed_them(conn, network):
    days = (TODAY, TODAY - timedelta(days=300), TODAY - timedelta(days=500), date(2020, 1, 1), None)
    for number, on in enumerate(days):
        made = add_record(conn, network, f"record-{number}")
        conn.execute(tables.record.update().values(verified_on=on).filter_by(id=made.id))
    withdrawn = add_record(conn, network, "gone")
    conn.execute(tables.record.update().values(state="withdrawn").filter_by(id=withdrawn.id))

    found = figures(conn, network)

    assert [found[f"records{name}"] for name in ("", "_up_to_1_year", "_up_to_2_years")] == [5, 2, 1]
    assert (found["records_older"], found["records_never_confirmed"]) == (1, 1)


def test_demand_counts_open_questions_and_the_governments_of_their_askers(conn, network, ana, elm):
    colleague = add_official(conn, network, "Cal", elm)
    nobody = add_official(conn, network, "Nobody", None)
    for asker in (ana, colleague, nobody):
        add_question(conn, network, asker, band=Band.NONE, audience=Audience.ANONYMOUS)
    unhelped = add_question(conn, network, ana)
    questions.rate(conn, unhelped, ana.id, False)  # noqa: FBT003
    add_question(conn, network, ana)

    found = figures(conn, network)

    assert (found["open_questions"], found["open_questions_governments"]) == (4, 1)


def test_a_question_whose_only_peer_was_not_useful_is_open_in_every_figure(conn, network, ana):
    question = add_question(conn, network, ana, band=Band.NONE)
    peer = peer_of(conn, network, "Oak")
    add_introduction(conn, question, ana, peer, "not_useful", agreed_at=NOW + timedelta(hours=2))

    found = figures(conn, network)

    assert {each.id for each in open_questions.of(conn, network, SPAN.since, SPAN.until)} == {question}
    assert (found["open_questions"], found["questions_answered"], found["answer_rate"]) == (1, 0, 0)


def test_a_yes_answers_while_it_stands_and_no_more_once_it_ended_without_a_meeting(conn, network, ana):
    question = add_question(conn, network, ana, band=Band.NONE)
    made = add_introduction(conn, question, ana, peer_of(conn, network, "Oak"), "accepted")
    stands = figures(conn, network)
    introductions.move(conn, made, "accepted", "expired", None, NOW + timedelta(hours=2))

    ended = figures(conn, network)

    names = ("open_questions", "questions_answered", "answer_rate")
    assert [stands[name] for name in names] == [0, 1, 100]
    assert [ended[name] for name in names] == [1, 0, 0]
    assert {each.id for each in open_questions.of(conn, network, SPAN.since, SPAN.until)} == {question}


def test_what_a_peer_agreed_to_or_a_kept_reply_answers_is_open_no_more(conn, network, ana):
    by_peer, by_reply, refused, maybe = [
        add_question(conn, network, ana, band=band) for band in (Band.NONE, Band.NONE, Band.NONE, Band.MAYBE)
    ]
    peer = peer_of(conn, network, "Oak")
    add_introduction(conn, by_peer, ana, peer, "introduced", agreed_at=NOW + timedelta(hours=2))
    said: Literal["nameless", "refused"]
    for question, said in ((by_reply, "nameless"), (refused, "refused")):
        quote = quoted_answers.ask(conn, network, question, (peer.id, peer.id), "By night.", NOW)
        quoted_answers.decide(conn, quote.id, said, NOW + timedelta(hours=6))

    found = figures(conn, network)

    assert {each.id for each in open_questions.of(conn, network, SPAN.since, SPAN.until)} == {refused, maybe}
    assert (found["open_questions"], found["questions_answered"]) == (2, 2)
    assert (found["first_answer_median"], found["first_answer_p90"]) == (2, 6)


def test_a_follow_up_is_no_question_of_its_own_and_its_answer_is_one_to_the_narrowed(conn, network, ana):
    question = add_question(conn, network, ana, band=Band.NONE)
    narrowed, again = [add_question(conn, network, ana, band=Band.NONE, narrowed="{}") for _ in range(2)]
    questions.note_narrowed(conn, network, narrowed, question)
    questions.note_narrowed(conn, network, again, narrowed)
    asked = figures(conn, network)
    ids = {each.id for each in open_questions.of(conn, network, SPAN.since, SPAN.until)}
    record = add_record(conn, network)
    questions.note_answer(conn, network, again, record.id, None, NOW + timedelta(hours=3))

    answered = figures(conn, network)

    names = ("questions", "open_questions", "questions_answered", "answer_rate", "first_answer_median")
    assert ids == {question}
    assert [asked[name] for name in names] == [1, 1, 0, 0, None]
    assert [answered[name] for name in names] == [1, 0, 1, 100, 3]


def test_each_set_of_figures_takes_one_query(conn, network):
    with counted(conn) as statements:
        metrics.figures(conn, network, SPAN)

    assert len(statements) == len(FIGURES)


def test_the_document_defines_every_figure_with_its_unit_and_query_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (\w+) \| `metrics\.(\w+)` \|$", DOC.read_text("utf-8"), re.M)

    assert rows == [
        (name, unit, query.__name__) for query, units in FIGURES.items() for name, unit in units.items()
    ]
