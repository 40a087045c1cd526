"""The questions of the year: which texts, how often each topic, and who asks when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import numpy as np

from bot import demonstration
from bot.operator.operator_mistake import OperatorMistake
from bot.simulation import laws
from bot.simulation.laws import Size
from bot.simulation.world import QUESTIONS, Person, World, stream, topics_of
from matching.domain import OfficialId, PracticeRecord

# A problem becomes a question by one of these. Several, because the topic asked about most needs more texts
# than its records have pairs of sentences.
ENDINGS = (
    "How have others dealt with this?",
    "Has anybody solved this?",
    "What worked elsewhere?",
    "Whom could we ask about this?",
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
OPENS, CLOSES = 9, 17
WORKDAYS = 5
NO_TOPIC = "none"  # of the demonstration's questions that no record answers


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is asked: its topic, and the relevance of records by the demonstration's keys."""

    words: str
    topic: str
    relevance: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A question that will be asked at a moment."""

    at: datetime
    asker: OfficialId
    text: Text


def plan(world: World, size: Size) -> list[Planned]:
    """Return the year's questions in the order of their moments.

    Raises OperatorMistake if there are too few texts to ask each at most three times.
    """
    drawn = stream(size, QUESTIONS)
    texts = drawn.permutation(np.array(_texts(world.originals, size.questions, drawn), dtype=object))
    asked = [_asked(world.people, text, drawn) for text in texts]
    return sorted(asked, key=lambda each: (each.at, each.asker, each.text.words))


def _texts(originals: Sequence[PracticeRecord], count: int, drawn: np.random.Generator) -> list[Text]:
    """Return so many texts: how many of each topic is drawn by Zipf's law, and none is there too often.

    A record of two topics has its sentences in both: what one topic asks no other one does.
    """
    by_topic = topics_of(originals)
    shares = 1 / np.arange(1, len(by_topic) + 2)
    counts = drawn.multinomial(count, shares / shares.sum())
    asked = _asked_of_the_demonstration(by_topic)
    found: list[Text] = []
    used: set[str] = set()
    beyond = 0  # of what a topic's texts allow; the next topic is asked about instead
    for topic, wanted in zip([*by_topic, NO_TOPIC], counts, strict=True):
        total = int(wanted) + beyond
        pool = [*asked.get(topic, ()), *_recombined(topic, by_topic.get(topic, ()), total, drawn, used)]
        repeated = [text for text in pool for _ in range(laws.ASKED_AT_MOST)]
        chosen = [repeated[number] for number in drawn.permutation(len(repeated))[:total]]
        found += chosen
        used.update(text.words for text in chosen)
        beyond = total - len(chosen)
    # What the last topics lack is asked about the first one, whose texts are by far the most.
    first = next(iter(by_topic))
    spare = _recombined(first, by_topic[first], beyond, drawn, used) if beyond else []
    unused = [text for text in spare for _ in range(laws.ASKED_AT_MOST)]
    if beyond > len(unused):
        raise OperatorMistake(
            f"There are too few texts for {count} questions when none may be asked more than "
            f"{laws.ASKED_AT_MOST} times. Ask for fewer questions."
        )
    return [*found, *unused[:beyond]]


def _asked_of_the_demonstration(by_topic: Mapping[str, list[PracticeRecord]]) -> dict[str, list[Text]]:
    """Return the demonstration's questions by the first topic of the first record that answers each."""
    topic_of = {record.key: record.topics[0] for records in by_topic.values() for record in records}
    found: dict[str, list[Text]] = {}
    for each in demonstration.questions():
        topic = topic_of[each.relevant[0]] if each.relevant else NO_TOPIC
        relevance = tuple((key, 2) for key in each.relevant)
        found.setdefault(topic, []).append(Text(each.text, topic, relevance))
    return found


def _recombined(
    topic: str, records: Sequence[PracticeRecord], count: int, drawn: np.random.Generator, used: set[str]
) -> list[Text]:
    """Return texts of one or two problem sentences of the topic's records with an ending, none of the used.

    As many as are needed to ask so often, if the topic has them.
    """
    sentences = [
        (sentence, record.key)
        for record in records
        for sentence in SENTENCE.split(record.problem)
        if sentence
    ]
    siblings = {record.key: 1 for record in records}
    made = {
        words: parts
        for parts in _parts(sentences)
        for ending in ENDINGS
        if (words := " ".join([*(sentence for sentence, _ in parts), ending])) not in used
    }
    chosen = drawn.permutation(len(made))[: -(-count // laws.ASKED_AT_MOST)]
    every = list(made.items())
    return [_text(topic, words, parts, siblings) for words, parts in (every[number] for number in chosen)]


def _parts(sentences: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    for length in (1, 2):
        yield from permutations(sentences, length)


def _text(topic: str, words: str, parts: tuple[tuple[str, str], ...], siblings: Mapping[str, int]) -> Text:
    relevance = {**siblings, **{key: 2 for _, key in parts}}
    return Text(words, topic, tuple(sorted(relevance.items())))


def _asked(people: Sequence[Person], text: Text, drawn: np.random.Generator) -> Planned:
    """Draw who asks this and when; somebody who has left by then does not, nor before the year begins.

    Monday morning of the first week is still Sunday in UTC for places east of it.
    """
    while True:
        person = people[int(drawn.integers(len(people)))]
        at = _at_work(person, drawn)
        if at >= laws.STARTS and (person.leaves_at is None or at < person.leaves_at):
            return Planned(at, person.id, text)


def _at_work(person: Person, drawn: np.random.Generator) -> datetime:
    """Draw a moment of a working day of the year, where the person is."""
    days, minutes = laws.YEAR.days // 7 * WORKDAYS, (CLOSES - OPENS) * 60
    weeks, day = divmod(int(drawn.integers(days)), WORKDAYS)
    date = laws.STARTS.date() + timedelta(days=weeks * 7 + day)
    begins = datetime.combine(date, time(OPENS), ZoneInfo(person.office.jurisdiction.time_zone or "UTC"))
    return begins.astimezone(UTC) + timedelta(minutes=int(drawn.integers(minutes)))
