"""What the demo network's own questions get: the real models, words and thresholds together.

The records' and questions' vectors are the committed ones, so only a handful of texts are embedded here.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from statistics import mean

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.domain import Answer, Band, Candidate, EntryKey, EntryKind, PracticeRecord
from matching.embedder import HALF, question_vector
from matching.entries import EntryIndex
from matching.evaluation import ndcg_at
from matching.language import detect
from matching.lexical import WordIndex
from matching.ranker import combined, rank
from tests.factories import make_jurisdiction, make_office, make_record

STAFF_MANDATES = {
    "nyc-staff-vaccine-mandate",
    "san-francisco-staff-vaccine-mandate",
    "seattle-staff-vaccine-deal",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo network as the matching package sees it; vectors by the hash of their text."""

    records: list[PracticeRecord]
    questions: list[dict]
    vectors: dict[str, NDArray[np.float32]]

    def vector(self, text: str) -> NDArray[np.float32]:
        return self.vectors[sha256(text.encode()).hexdigest()]

    def index(self) -> EntryIndex:
        index = EntryIndex(2 * HALF)
        for number, record in enumerate(self.records):
            index.put(EntryKey(EntryKind.RECORD, number), record.text, self.vector(record.text))
        return index

    def score(self, ranked: Callable[[str, NDArray[np.float32]], list[int]], *, english: bool) -> float:
        """Return the mean nDCG@10 over the answerable questions of these languages."""
        asked = [q for q in self.questions if q["relevant"] and (q["lang"] == "en") is english]
        return mean(
            ndcg_at(
                10,
                [self.records[number].key for number in ranked(q["question"], self.vector(q["question"]))],
                dict.fromkeys(q["relevant"], 1),
            )
            for q in asked
        )


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (files("demo") / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def demo() -> Demo:
    """The demo network from its files."""
    offices = {}
    records = []
    for row in lines("practices.jsonl"):
        place = (row["place"], row["admin1"], row["country"])
        office = offices.setdefault(place, make_office(jurisdiction=make_jurisdiction(row["place"])))
        texts = {part: row[part] for part in ("title", "problem", "action", "outcome")}
        records.append(make_record(office, key=row["id"], **texts))
    manifest = json.loads((files("demo") / "vectors.json").read_text(encoding="utf-8"))
    with (files("demo") / "vectors.npz").open("rb") as file, np.load(file) as arrays:
        vectors = {
            hashed: vector.astype(np.float32)
            for kind, hashes in manifest["texts"].items()
            for hashed, vector in zip(hashes, arrays[kind], strict=True)
        }
    return Demo(records, lines("questions.jsonl"), vectors)


@pytest.fixture(scope="module")
def ask(demo, embedder) -> Callable[[str], Answer]:
    """Asks the demo network for somebody who has not joined."""
    index = demo.index()

    def answer(text: str) -> Answer:
        language = detect(text)
        vector = question_vector(embedder.questions([text])[0], language, embedder.english)
        retrieved = index.retrieve(text, vector, language)
        return rank(None, [Candidate(demo.records[found.key.id], combined(found)) for found in retrieved])

    return answer


@pytest.mark.parametrize(
    "question",
    ["mandating vaccines for employees?", "How do I get my staff vaccinated when the union objects?"],
)
def test_asked_about_vaccinating_staff_the_network_shows_three_cities_that_demanded_it(ask, question):
    answer = ask(question)

    assert answer.band is Band.GOOD
    assert {match.record.key for match in answer.matches} == STAFF_MANDATES


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Good morning!",
        "thanks",
        "test",
        "asdf qwer",
        "what is the meaning of life",
        "🚌",
        "你好",
        "bonjour",
    ],
)
def test_a_greeting_or_nonsense_gets_an_honest_none(ask, text):
    assert ask(text) == Answer(Band.NONE, ())


@pytest.mark.parametrize("english", [True, False])
def test_together_the_signals_rank_better_than_any_of_them_alone(demo, english):
    index, words = demo.index(), WordIndex()
    rows = np.stack([demo.vector(record.text) for record in demo.records])
    for number, record in enumerate(demo.records):
        words.put(EntryKey(EntryKind.RECORD, number), record.text)

    def together(text, vector):
        language = detect(text)
        retrieved = index.retrieve(text, question_vector(vector, language, HALF), language)
        return [found.key.id for found in retrieved]

    def by_words(text, vector):
        return [key.id for key, _ in words.best(text, limit=10)]

    def by_minilm(text, vector):
        return list(np.argsort(-rows[:, :HALF] @ vector[:HALF]))

    def by_e5(text, vector):
        return list(np.argsort(-rows[:, HALF:] @ vector[HALF:]))

    alone = [demo.score(ranked, english=english) for ranked in (by_words, by_minilm, by_e5)]

    # In other languages e5 is the only signal that counts: as good, but for the rounding of close products.
    assert demo.score(together, english=english) >= max(alone) + (0.05 if english else -0.005)
