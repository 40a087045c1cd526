"""How much better the matcher is than each of its signals alone, on a folder of judged questions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.bootstrap import Floats, auroc, interval_of_auroc, interval_of_means
from matching.calibration import load
from matching.cross_encoder import CrossEncoder
from matching.domain import Band
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.evaluation import MEASURES
from matching.judged import JudgedFolder
from matching.language import detect
from matching.rankings import Advance, Found, Model, Pool, by_matcher, by_model, by_words

MATCHER, WORDS, WITHOUT_ENCODER = "matcher", "bm25", "no_cross_encoder"
FIRST_MEASURE = "ndcg@10"  # decides which baseline is the best
SAMPLE = 200  # documents whose language is detected, of those that name none


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


Measured = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of all questions, or those of one language.

    `best` names the baseline with the highest nDCG@10; `difference` is the matcher minus that one, in pairs.
    """

    questions: int
    matcher: Measured
    baselines: Mapping[str, Measured]
    best: str
    difference: Measured


@dataclass(frozen=True, slots=True)
class Answers:
    """How sure the matcher's answers to these questions are, as the share of each band."""

    questions: int
    shares: Mapping[Band, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured. `unanswerable` and `auroc` are None where no question is known to have no answer.

    `auroc` says how well the matcher's best similarity tells answerable questions from the others.
    `by_question` has nDCG@10 of each answerable question, shape (questions, the matcher and the baselines).
    """

    words_language: str
    overall: Slice
    by_language: Mapping[str, Slice]
    answerable: Answers
    unanswerable: Answers | None
    auroc: Estimate | None
    by_question: Floats = field(repr=False, compare=False)


def compare(  # noqa: PLR0913 (what is ranked, by what: nothing else needs them as one value)
    judged: JudgedFolder,
    model: Model,
    passages: Sequence[EmbeddedPassage],
    asked: Sequence[EmbeddedQuestion],
    advance: Advance = lambda _: None,
    *,
    encoder: CrossEncoder | None = None,
) -> Comparison:
    """Return the figures; `passages` and `asked` are the documents and the questions embedded.

    `advance` hears how many more of `rankings_of(judged, model)` rankings are done. With a cross-encoder the
    matcher without it is one of the baselines.
    """
    language, calibration = _corpus_language(judged), load(model.name)
    found: dict[int, Found] = {}
    own = (WITHOUT_ENCODER,) if encoder else ()
    baselines: dict[str, dict[int, list[str]]] = {name: {} for name in (WORDS, *model.alone, *own)}
    for numbers, pool in _pools(judged, passages, asked):
        ranked = by_matcher(pool, model.english, calibration, advance, encoder)
        found.update(zip(numbers, ranked, strict=True))
        if encoder:
            before = (each.before for each in ranked)
            baselines[WITHOUT_ENCODER].update(zip(numbers, before, strict=True))
        baselines[WORDS].update(zip(numbers, by_words(pool, language, advance), strict=True))
        for name, part in model.alone.items():
            baselines[name].update(zip(numbers, by_model(pool, part, advance), strict=True))
    numbers = [number for number, question in enumerate(judged.questions) if question.answerable]
    matcher = {number: each.ranked for number, each in found.items()}
    values = _values(judged, (matcher, *baselines.values()), numbers)
    languages = np.array([judged.questions[number].language for number in numbers])
    return Comparison(
        language,
        _slice(values, list(baselines)),
        {str(each): _slice(values[languages == each], list(baselines)) for each in np.unique(languages)},
        *_honesty(judged, [found[number] for number in range(len(found))]),
        values[:, :, list(MEASURES).index(FIRST_MEASURE)],
    )


def rankings_of(judged: JudgedFolder, model: Model) -> int:
    """Return how many rankings a comparison makes: of each question, the matcher's and each baseline's."""
    return len(judged.questions) * (2 + len(model.alone))


def _corpus_language(judged: JudgedFolder) -> str:
    """Return the language of most documents: what they say, and of the silent ones what a sample says."""
    silent = [document for document in judged.documents if not document.language]
    sample = silent[:: max(1, len(silent) // SAMPLE)]
    said = Counter(document.language for document in judged.documents if document.language)
    detected = Counter(detect(document.text) for document in sample)
    # In documents, of which each of the sample stands for several.
    counts = {
        each: said[each] + detected[each] * len(silent) / max(1, len(sample)) for each in said | detected
    }
    return max(counts, key=counts.__getitem__)


def _pools(
    judged: JudgedFolder, passages: Sequence[EmbeddedPassage], asked: Sequence[EmbeddedQuestion]
) -> Iterator[tuple[list[int], Pool]]:
    """Give the numbers of the questions that are asked of the same documents, and both with their rows."""
    domains = sorted({question.domain for question in judged.questions}) if judged.by_domain else [""]
    for domain in domains:
        questions = [
            n for n, each in enumerate(judged.questions) if not judged.by_domain or each.domain == domain
        ]
        documents = [
            n for n, each in enumerate(judged.documents) if not judged.by_domain or each.domain == domain
        ]
        yield (
            questions,
            Pool(
                [judged.documents[number].id for number in documents],
                [judged.documents[number].text for number in documents],
                [passages[number] for number in documents],
                [judged.questions[number].text for number in questions],
                [asked[number] for number in questions],
            ),
        )


def _values(
    judged: JudgedFolder, systems: Sequence[Mapping[int, Sequence[str]]], numbers: Sequence[int]
) -> Floats:
    """Return every measure of these questions' rankings, shape (questions, systems, measures)."""
    return np.array(
        [
            [
                [
                    measure(rankings[number], judged.questions[number].relevances)
                    for measure in MEASURES.values()
                ]
                for rankings in systems
            ]
            for number in numbers
        ]
    )


def _slice(values: Floats, baselines: Sequence[str]) -> Slice:
    """Return the figures of `values`, shape (questions, the matcher and the baselines, measures)."""
    first = list(MEASURES).index(FIRST_MEASURE)
    best = int(np.argmax(values[:, 1:, first].mean(axis=0)))
    columns = np.concatenate([values, values[:, :1] - values[:, 1 + best : 2 + best]], axis=1)
    flat = columns.reshape(len(columns), -1)
    ends = interval_of_means(flat)
    table = np.stack([flat.mean(axis=0), *ends], axis=1).reshape(*columns.shape[1:], 3)
    matcher, *others, difference = (
        {name: Estimate(*map(float, row)) for name, row in zip(MEASURES, rows, strict=True)} for rows in table
    )
    alone = dict(zip(baselines, others, strict=True))
    return Slice(len(values), matcher, alone, baselines[best], difference)


def _honesty(judged: JudgedFolder, found: Sequence[Found]) -> tuple[Answers, Answers | None, Estimate | None]:
    with_answer, without = (
        [each for each, question in zip(found, judged.questions, strict=True) if question.answerable is kind]
        for kind in (True, False)
    )
    if not without:
        return _answers(with_answer), None, None
    positives, negatives = (
        np.array([each.probability for each in group]) for group in (with_answer, without)
    )
    interval = interval_of_auroc(positives, negatives)
    return _answers(with_answer), _answers(without), Estimate(auroc(positives, negatives), *interval)


def _answers(found: Sequence[Found]) -> Answers:
    bands = Counter(each.band for each in found)
    return Answers(len(found), {band: bands[band] / len(found) for band in Band})
