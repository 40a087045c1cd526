"""The world follows its printed laws, and a seed gives one year."""

import json
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.operator.operator_mistake import OperatorMistake
from bot.simulation import laws, people, questions
from bot.simulation.laws import Size
from bot.simulation.world import Person, World
from matching.domain import NetworkId, OfficialId, WorkspaceId
from store.introduction_states import is_legal
from tests.bot.contributions import reading
from tests.factories import make_office, make_record
from tests.simulation import naive
from tests.simulation.conftest import SIZE, play

# The years that all tests share are played for the first of them.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

DEMONSTRATION = Path(__file__).parents[2] / "demo" / "practices.jsonl"


@pytest.fixture(scope="module")
def rows(played):
    return naive.read(played.journal)


def of(rows, state):
    return [row for row in rows if row["state"] == state]


def moves_of(rows):
    """The moves of each introduction, in their order."""
    found = defaultdict(list)
    for row in rows:
        if row["introduction"] is not None:
            found[row["introduction"]].append(row)
    return list(found.values())


def test_a_seed_gives_the_same_journal_twice(played, two_seeds):
    assert two_seeds.journal(1) == played.journal


def test_another_seed_gives_another_year(two_seeds):
    assert two_seeds.journal(2) != two_seeds.journal(1)


def test_several_seeds_are_told_of_one_by_one_and_together(two_seeds):
    told = json.loads(two_seeds.printed)

    assert [each["size"]["seed"] for each in told["years"]] == [1, 2]
    assert len(told["promises"]) == 6


def test_every_question_is_asked_in_the_year_and_no_text_more_than_three_times(rows):
    asked = of(rows, "question")

    assert len(asked) == SIZE.questions
    assert all(laws.STARTS <= row["time"] < laws.STARTS + laws.YEAR + timedelta(days=1) for row in asked)
    assert max(Counter(row["text"] for row in asked).values()) <= laws.ASKED_AT_MOST


def test_the_topic_with_most_records_is_asked_about_most(rows):
    topics = Counter(row["topic"] for row in of(rows, "question"))

    assert topics.most_common(1)[0][0] == "public-health"


def test_each_jurisdiction_has_one_to_eight_records_and_each_office_two_officials(rows):
    places = Counter(row["place"] for row in of(rows, "record"))
    offices = Counter(row["office"] for row in of(rows, "official"))

    assert len(places) == SIZE.jurisdictions
    assert set(places.values()) <= set(range(1, laws.RECORDS_MOST + 1))
    assert set(offices.values()) == {laws.OFFICIALS_OF_AN_OFFICE}
    assert {row["capacity"] for row in of(rows, "official")} <= {1, 2, 3, 4}


def test_who_has_left_neither_asks_nor_is_asked(rows):
    left = {row["official"]: row["time"] for row in of(rows, "left")}

    assert left
    for row in rows:
        if row["state"] in ("question", "asked"):
            assert row["time"] <= left.get(row["asker"], row["time"])
            assert row["time"] <= left.get(row["official"], row["time"])


def test_rows_are_in_the_order_of_their_times_and_name_whom_and_what_they_are_about(rows):
    moments = [row["time"] for row in rows]

    assert moments == sorted(moments)
    assert all({"time", "asker", "official", "question", "record", "state"} <= row.keys() for row in rows)


def test_people_answer_by_the_laws_shares_whatever_the_order_in_which_they_are_asked():
    replies = [people.reply(1, question, official) for question in range(100) for official in range(100)]

    shares = {accepts: count / len(replies) for accepts, count in Counter(r.accepts for r in replies).items()}
    # A share of 10,000 draws is within 0.02 of its law, four standard errors, for nearly every seed.
    assert shares == {
        True: pytest.approx(0.60, abs=0.02),
        False: pytest.approx(0.15, abs=0.02),
        None: pytest.approx(0.25, abs=0.02),
    }
    assert people.reply(1, 7, 9) == people.reply(1, 7, 9)


def test_everybody_answers_in_the_year_what_was_drawn_and_when(rows):
    answers = [row for row in rows if row["state"] in ("accepted", "declined")]
    asked_at = {row["introduction"]: row["time"] for row in reversed(of(rows, "asked"))}

    for row in answers:
        drawn = people.reply(SIZE.seed, row["question"], row["official"])
        said = (row["state"] == "accepted", row["time"] - asked_at[row["introduction"]])
        assert said == (drawn.accepts, drawn.after)
    assert len(answers) > SIZE.questions / 2


def test_introductions_move_in_the_year_only_as_the_product_lets_them(rows):
    steps = {
        (before["state"], after["state"]) for moves in moves_of(rows) for before, after in pairwise(moves)
    }

    assert {("asked", "accepted"), ("asked", "declined"), ("asked", "expired")} <= steps
    assert [step for step in steps if not is_legal(*step)] == []


def test_what_nobody_does_by_a_click_happens_when_it_is_due(rows):
    left = {row["official"] for row in of(rows, "left")}
    silent, followed = [], []
    for moves in moves_of(rows):
        times = {row["state"]: row["time"] for row in moves}
        if {"asked", "expired"} <= times.keys() and not left & {moves[0]["asker"], moves[0]["official"]}:
            silent.append(times["expired"] - times["asked"])
        followed += [times[state] - times["introduced"] for state in ("met", "useful") if state in times]

    # A request ends after five working days, of which some countries have six in a week; what came of an
    # introduction is asked after a week.
    assert min(silent) >= timedelta(days=5)
    assert max(silent) < timedelta(days=14)
    assert min(followed) >= timedelta(days=7)


def test_only_answers_that_a_follow_up_offers_are_given():
    said = [people.follow_up(1, number, 1, ("met", "not_met")) for number in range(1000)]

    answered = Counter(each.answer for each in said if each is not None)
    assert set(answered) == {"met", "not_met"}
    assert sum(answered.values()) / len(said) == pytest.approx(laws.FOLLOW_UP_ANSWERED, abs=0.06)


def test_more_questions_than_there_are_texts_is_told(tmp_path):
    with pytest.raises(OperatorMistake, match="too few texts"):
        play(tmp_path, Size(1, 2, 10_000_000))


def test_nobody_asks_before_the_year_begins_where_its_first_monday_is_sunday_in_utc():
    office = make_office(time_zone="Pacific/Auckland")
    one = Person(OfficialId(1), office, capacity=2, leaves_at=None)
    drafts = [each.draft for each in reading(DEMONSTRATION).good]
    records = [make_record(office, key=each.key, topics=each.topics, problem=each.problem) for each in drafts]
    world = World(NetworkId(1), WorkspaceId(1), records, [one])

    planned = questions.plan(world, Size(1, jurisdictions=1, questions=2_000))

    assert min(each.at for each in planned) >= laws.STARTS
