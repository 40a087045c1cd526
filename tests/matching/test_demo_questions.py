"""What the demo network's own questions get: the real models, words, tokens and thresholds together.

What the models make of records and questions is committed, so only a handful of texts are embedded here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np
import pytest

from bot import demonstration
from bot.demonstration import JudgedQuestion
from matching.calibration import load
from matching.domain import Answer, Band, Candidate, EntryKey, EntryKind, PracticeRecord
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.entries import EntryIndex
from matching.evaluation import ndcg_at
from matching.language import detect
from matching.lexical import WordIndex
from matching.matcher import AskedOf, match
from matching.ranker import rank
from matching.side_by_side import HALF
from matching.spelling import corrected
from matching.token_rows import Agreement, TokenSigns, agreements
from store.vectors import text_hash
from tests.matching import committed

STAFF_MANDATES = {
    "nyc-staff-vaccine-mandate",
    "san-francisco-staff-vaccine-mandate",
    "seattle-staff-vaccine-deal",
}

# The places of records in the list of all, best first, for a question without typing mistakes.
Ranked = Callable[[str, EmbeddedQuestion], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo network as the matching package sees it; an index names records by their place here."""

    records: list[PracticeRecord]
    passages: list[EmbeddedPassage]
    asked: Mapping[str, EmbeddedQuestion]

    def index(self) -> EntryIndex:
        index = EntryIndex(2 * HALF)
        entries = [(_key(number), record.text) for number, record in enumerate(self.records)]
        index.put_many(entries, self.rows())
        return index

    def rows(self) -> np.ndarray:
        return np.stack([each.vector for each in self.passages])

    def tokens_of(self, keys: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
        return {key: self.passages[key.id].tokens for key in keys}

    def score(self, ranked: Ranked, *, english: bool) -> float:
        """Return the mean nDCG@10 over the answerable questions of these languages."""
        return mean(
            ndcg_at(
                10,
                [self.records[number].key for number in ranked(*self._read(question))],
                dict.fromkeys(question.relevant, 1),
            )
            for question in demonstration.questions()
            if question.relevant and (question.language == "en") is english
        )

    def _read(self, question: JudgedQuestion) -> tuple[str, EmbeddedQuestion]:
        text = corrected(question.text, detect(question.text))
        return text, self.asked[text_hash(text)]


def _key(number: int) -> EntryKey:
    return EntryKey(EntryKind.RECORD, number)


@pytest.fixture(scope="module")
def demo() -> Demo:
    """The demo network from its files."""
    records, passages = committed.records(), committed.passages()
    return Demo(records, [passages[text_hash(each.text)] for each in records], committed.questions())


@pytest.fixture(scope="module")
def ask(demo, embedder) -> Callable[[str], Answer]:
    """Asks the demo network for somebody who has not joined."""
    index, calibration = demo.index(), load(embedder.name)

    def answer(text: str) -> Answer:
        language = detect(text)
        read = corrected(text, language)
        asked = AskedOf(read, language, embedder.questions([read])[0], embedder.english)
        candidates = [
            Candidate(demo.records[found.key.id], calibration.probability(found, language))
            for found in match(index, asked, demo.tokens_of)
        ]
        return rank(None, candidates, calibration.bands)

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


@pytest.fixture(scope="module")
def together(demo) -> Ranked:
    """Ranks as the product does."""
    index = demo.index()

    def ranked(text: str, asked: EmbeddedQuestion) -> list[int]:
        return [
            each.key.id for each in match(index, AskedOf(text, detect(text), asked, HALF), demo.tokens_of)
        ]

    return ranked


# Measured: .855 against .771 of MiniLM's vectors, and .855 against .798 of e5's.
@pytest.mark.parametrize(("english", "margin"), [(True, 0.05), (False, 0.04)])
def test_together_the_signals_rank_better_than_words_or_one_models_vectors(demo, together, english, margin):
    rows, words = demo.rows(), WordIndex()
    for number, record in enumerate(demo.records):
        words.put(_key(number), record.text)
    signals: list[Ranked] = [
        lambda text, _: [key.id for key, _ in words.best(text, limit=10)],
        lambda _, asked: np.argsort(-rows[:, :HALF] @ asked.vector[:HALF]).tolist(),
        lambda _, asked: np.argsort(-rows[:, HALF:] @ asked.vector[HALF:]).tolist(),
    ]

    best_alone = max(demo.score(ranked, english=english) for ranked in signals)

    assert demo.score(together, english=english) >= best_alone + margin


# Measured: .855 against .813 of MiniLM's tokens. In other languages those of e5 alone are as good: .852.
@pytest.mark.parametrize(("english", "margin"), [(True, 0.03), (False, -0.005)])
def test_together_the_signals_rank_better_than_one_models_tokens(demo, together, english, margin):
    signs = [each.tokens for each in demo.passages]
    agreeing: dict[str, list[Agreement]] = {}  # of each question with every record

    def alone(figure: str) -> float:
        def ranked(text: str, asked: EmbeddedQuestion) -> list[int]:
            found = agreeing.get(text) or agreeing.setdefault(text, agreements(asked.tokens, signs))
            return np.argsort([-getattr(each, figure) for each in found]).tolist()

        return demo.score(ranked, english=english)

    best_alone = max(map(alone, ("english", "multilingual", "back")))

    assert demo.score(together, english=english) >= best_alone + margin
