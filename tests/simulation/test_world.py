"""World, questions and people follow the laws that are printed: judged by many draws, not by one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import log, sqrt
from pathlib import Path
from statistics import NormalDist, fmean

import pytest
from sqlalchemy import Connection

from bot import demonstration
from bot.simulation import laws, people, questions, world
from bot.simulation.laws import Size
from bot.simulation.questions import Planned
from bot.simulation.world import World
from store import memberships, records
from store.engine import open_engine
from tests.factories import there

SIZE = Size(seed=1, jurisdictions=100, questions=3_000)
STANDARD_ERRORS = 4.0  # a share of fair draws is hardly ever farther from its law
# Kolmogorov and Smirnov's bound, in which 99 of 100 fair samples lie; divided by the root of their number.
FARTHEST = 1.63
# Of 43 degrees of freedom, one of 1,000 fair samples has more.
CHI_SQUARED = 77.4


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Connection]:
    path = tmp_path_factory.mktemp("world") / "world.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}", durable=False)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def made(connection: Connection) -> World:
    return world.write(connection, SIZE, lambda _: None)


@pytest.fixture(scope="module")
def planned(made: World) -> list[Planned]:
    return questions.plan(made, SIZE)


def near(share: float, draws: int) -> object:
    """What so many fair draws of this share come to."""
    return pytest.approx(share, abs=STANDARD_ERRORS * sqrt(share * (1 - share) / draws))


# Places and their records


def test_how_many_records_a_jurisdiction_has_is_log_normal(made: World):
    of_place = Counter(office.jurisdiction.id for _, office in made.copies.values()).values()
    law = NormalDist(log(laws.RECORDS_MEDIAN), laws.RECORDS_SPREAD)

    def share(most: int) -> float:
        return sum(count <= most for count in of_place) / len(of_place)

    # Rounded, so that two records are what the law has between one and a half and two and a half.
    apart = [abs(share(most) - law.cdf(log(most + 0.5))) for most in range(1, laws.RECORDS_MOST)]
    assert len(of_place) == SIZE.jurisdictions
    assert max(apart) < FARTHEST / sqrt(len(of_place))
    assert (min(of_place), max(of_place)) == (1, laws.RECORDS_MOST)


def test_records_are_the_demonstrations_word_for_word_under_another_place_and_office(
    connection: Connection, made: World
):
    originals = {each.key: each for each in made.originals}

    copies = list(records.all_published(connection, made.network_id))

    assert {each.id for each in copies} == made.copies.keys()
    for copy in copies:
        key, office = made.copies[copy.id]
        original, owner = originals[key], there(copy.office)
        assert (copy.parts, copy.topics, copy.result) == (original.parts, original.topics, original.result)
        assert (copy.place, copy.country) != (original.place, original.country)
        assert owner == office
        assert (owner.jurisdiction.name, owner.jurisdiction.country) == (copy.place, copy.country)
        assert owner.id != there(original.office).id


# Officials


def test_a_tenth_of_the_officials_leave_some_time_in_the_year(made: World):
    leaving = [each.leaves_at for each in made.people if each.leaves_at is not None]
    moments = [(at - laws.STARTS) / laws.YEAR for at in leaving]

    assert len(leaving) / len(made.people) == near(laws.LEAVES, len(made.people))
    assert all(0 <= moment < 1 for moment in moments)
    # Even draws have the mean of a half and the standard deviation of a twelfth's root.
    assert fmean(moments) == pytest.approx(0.5, abs=STANDARD_ERRORS / sqrt(12 * len(moments)))


def test_officials_take_on_one_to_four_drawn_evenly_and_said_so_when_they_joined(
    connection: Connection, made: World
):
    drawn = Counter(each.capacity for each in made.people)

    assert set(drawn) == {1, 2, 3, 4}
    assert [count / len(made.people) for count in drawn.values()] == [near(1 / 4, len(made.people))] * 4
    for each in made.people:
        assert there(memberships.by_official(connection, each.id)).said.capacity == each.capacity


# Questions


def test_texts_are_the_demonstrations_questions_or_problem_sentences_of_one_topic(
    made: World, planned: list[Planned]
):
    of_demonstration = {each.text for each in demonstration.questions()}
    topic_of = {each.text.words: each.text.topic for each in planned}
    topics = sorted(set(topic_of.values()) - {questions.NO_TOPIC})
    possible = {topic: recombined(made, topic) for topic in topics}

    made_up = {words: topic for words, topic in topic_of.items() if words not in of_demonstration}

    assert of_demonstration & topic_of.keys()
    assert made_up
    assert [words for words, topic in made_up.items() if words not in possible[topic]] == []


def recombined(made: World, topic: str) -> set[str]:
    """Return every text of one or two problem sentences of the topic's records, with an ending."""
    sentences = [
        sentence
        for record in made.originals
        if topic in record.topics
        for sentence in re.findall(r"\S.*?[.!?](?=\s|$)", record.problem)
    ]
    return {
        " ".join((*both, ending))
        for first in sentences
        for both in ((first,), *((first, second) for second in sentences))
        for ending in questions.ENDINGS
    }


def test_many_questions_repeat_texts_and_none_comes_a_fourth_time(planned: list[Planned]):
    times = Counter(each.text.words for each in planned)

    assert len(planned) == SIZE.questions
    assert max(times.values()) == 3


def test_questions_follow_zipfs_law_over_the_topics_by_their_records(made: World, planned: list[Planned]):
    known = Counter(topic for record in made.originals for topic in record.topics)
    ranked = sorted(known, key=lambda topic: (-known[topic], topic))
    asked = Counter(each.text.topic for each in planned)

    # What no record answers is asked about least.
    by_rank = [asked[topic] for topic in (*ranked, questions.NO_TOPIC)]

    harmonic = sum(1 / rank for rank in range(1, len(by_rank) + 1))
    expected = [SIZE.questions / rank / harmonic for rank in range(1, len(by_rank) + 1)]
    assert len(by_rank) == 44
    assert sum((seen - law) ** 2 / law for seen, law in zip(by_rank, expected, strict=True)) < CHI_SQUARED


# Answers


def test_whoever_answers_does_so_after_log_normal_hours():
    hours = [
        people.reply(1, question, official).after / timedelta(hours=1)
        for question in range(50)
        for official in range(50)
    ]
    law = NormalDist(log(laws.DELAY_MEDIAN), laws.DELAY_SPREAD)

    assert farthest_from(law, [log(each) for each in hours]) < FARTHEST / sqrt(len(hours))


def farthest_from(law: NormalDist, drawn: Sequence[float]) -> float:
    """How far the share of draws below any of them is at most from the law's."""
    return max(abs(number / len(drawn) - law.cdf(each)) for number, each in enumerate(sorted(drawn), 1))
