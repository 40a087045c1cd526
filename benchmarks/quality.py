"""How well questions find their records: each signal alone, all of them together, and without each of them.

    python -m benchmarks.quality [FOLDER]

FOLDER holds practices.jsonl and questions*.jsonl with judgements, in the format of demo/. Without one the
demo network is measured and the report kept in benchmarks/results.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.collection import DEMO, Collection, JudgedQuestion, passages, questions, read, uncentred
from benchmarks.report import RESULTS, heading, share
from matching.bootstrap import interval_of_means
from matching.calibration import Calibration, load
from matching.closeness import combined, of_tokens
from matching.domain import Answer, Band, Candidate, EntryKey, EntryKind, Retrieved
from matching.embedded import Vectors, question_vector
from matching.embedder import name_of
from matching.evaluation import hit_at, mrr_at, ndcg_at
from matching.lexical import WordIndex
from matching.matcher import COMPARED, AskedOf, match
from matching.ranker import rank
from matching.side_by_side import HALF
from matching.token_rows import agreements

# A ranking gives the numbers of the best records for the question with this number, best first.
Ranking = Callable[[int], Sequence[int]]
GROUPS: dict[str, Callable[[JudgedQuestion], bool]] = {
    "English": lambda question: question.is_english,
    "other languages": lambda question: not question.is_english,
    "all": lambda question: True,
}
# The signals beside the two vectors: the words, and the figures of an `Agreement` by their names.
WORDS = "words"
TOKENS = frozenset({"english", "multilingual", "back"})


def main() -> None:
    """Print the report, and keep that of the demo network."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO
    collection = read(folder)
    report = [
        heading("quality"),
        f"{len(collection.records)} records, {len(collection.questions)} questions of {folder.name}.\n",
        *signals_table(collection),
        *ablation_table(collection),
        *answers_table(collection, match_all(collection)),
    ]
    text = "\n".join(report) + "\n"
    sys.stdout.write(text)
    if folder == DEMO:
        (RESULTS / "quality.md").write_text(text, encoding="utf-8")


def match_all(collection: Collection) -> list[list[Retrieved]]:
    """Return what the product finds for each question, closest first."""
    index = collection.index()
    return [
        match(index, AskedOf(question.matched, question.language, asked, HALF), collection.tokens_of)
        for question, asked in zip(collection.questions, collection.asked, strict=True)
    ]


def signals_table(collection: Collection) -> Iterable[str]:
    """Yield nDCG@10 and MRR@10 of each signal alone, and of the product's sum as signal joins signal."""
    asked, rows = collection.asked_rows, collection.passage_rows
    rankings = {
        "BM25": by_words(collection),
        "MiniLM": by_product(asked[:, :HALF], rows[:, :HALF]),
        "e5, as it is": by_product(*uncentred(collection)),
        "e5, centred": by_product(asked[:, HALF:], rows[:, HALF:]),
        "MiniLM + e5, centred": weighed(collection, TOKENS | {WORDS}),
        "... + words": weighed(collection, TOKENS),
        "... + tokens of MiniLM": weighed(collection, TOKENS - {"english"}),
        "... + tokens of e5": weighed(collection, {"back"}),
        "**... + tokens of e5, back: the product**": by_matcher(collection),
    }
    yield "## Which signals"
    yield "Over the questions that some record answers; nDCG@10 / MRR@10. The sums are the product's: for a"
    yield "question that is not English MiniLM, its tokens and words count nothing.\n"
    yield f"| signal | {' | '.join(GROUPS)} |"
    yield f"|---|{'--:|' * len(GROUPS)}"
    for name, ranking in rankings.items():
        measured = (score(collection, ranking, belongs) for belongs in GROUPS.values())
        yield f"| {name} | {' | '.join(f'{ndcg:.3f} / {mrr:.3f}' for ndcg, mrr in measured)} |"


def ablation_table(collection: Collection) -> Iterable[str]:
    """Yield nDCG@10 of the product without one thing at a time, and what that changes."""
    rankings = {
        "tokens of MiniLM": weighed(collection, {"english"}),
        "tokens of e5": weighed(collection, {"multilingual"}),
        "tokens of e5, back": weighed(collection, {"back"}),
        "all tokens": weighed(collection, TOKENS),
        "words": weighed(collection, {WORDS}),
        "lessons": by_matcher(without_lessons(collection)),
        "the mean of parts: each record one text": by_matcher(in_one_text(collection)),
        "spelling": by_matcher(as_typed(collection)),
    }
    product = by_matcher(collection)
    yield "\n## The product without ..."
    yield "nDCG@10; then the change over all questions, in pairs, with its 95% interval.\n"
    yield f"| without | {' | '.join(GROUPS)} | change |"
    yield f"|---|{'--:|' * (len(GROUPS) + 1)}"
    for name, ranking in {"(the product)": product, **rankings}.items():
        cells = [f"{score(collection, ranking, belongs)[0]:.3f}" for belongs in GROUPS.values()]
        change = "" if ranking is product else _change(collection, ranking, product)
        yield f"| {name} | {' | '.join(cells)} | {change} |"


def _change(collection: Collection, ranking: Ranking, product: Ranking) -> str:
    values = [np.array([ndcg for ndcg, _ in measured(collection, each)]) for each in (ranking, product)]
    differences = (values[0] - values[1]).reshape(-1, 1)
    (low,), (high,) = interval_of_means(differences)
    return f"{differences.mean():+.3f} [{low:+.3f} {high:+.3f}]"


def score(
    collection: Collection, ranking: Ranking, belongs: Callable[[JudgedQuestion], bool]
) -> tuple[float, float]:
    """Return the mean nDCG@10 and MRR@10 over the answerable questions that belong."""
    values = list(measured(collection, ranking, belongs))
    return mean(ndcg for ndcg, _ in values), mean(mrr for _, mrr in values)


def measured(
    collection: Collection, ranking: Ranking, belongs: Callable[[JudgedQuestion], bool] = GROUPS["all"]
) -> Iterator[tuple[float, float]]:
    """Give nDCG@10 and MRR@10 of each answerable question that belongs."""
    for number, question in enumerate(collection.questions):
        if question.relevant and belongs(question):
            ranked = [collection.records[place].key for place in ranking(number)]
            judgements = dict.fromkeys(question.relevant, 1.0)
            yield ndcg_at(10, ranked, judgements), mrr_at(10, ranked, judgements)


def by_product(asked: Vectors, rows: Vectors) -> Ranking:
    """Return the ranking by inner product."""
    places = np.argsort(-(asked @ rows.T), axis=1, kind="stable")
    return lambda number: [int(place) for place in places[number]]


def by_words(collection: Collection) -> Ranking:
    """Return the ranking by BM25 alone."""
    words = WordIndex()
    for number, record in enumerate(collection.records):
        words.put(EntryKey(EntryKind.RECORD, number), record.text)
    return lambda number: [key.id for key, _ in words.best(collection.questions[number].matched, limit=10)]


def by_matcher(collection: Collection) -> Ranking:
    """Return the product's ranking."""
    found = match_all(collection)
    return lambda number: [each.key.id for each in found[number]]


def weighed(collection: Collection, left_out: Iterable[str]) -> Ranking:
    """Return the product's ranking with these signals, of WORDS and TOKENS, counting nothing."""
    dropped = set(left_out)
    index = collection.index()
    ranked = []
    for question, asked in zip(collection.questions, collection.asked, strict=True):
        vector = question_vector(asked.vector, question.language, HALF)
        text = "" if WORDS in dropped else question.matched
        best = index.retrieve(text, vector, question.language)[:COMPARED]
        compared = agreements(asked.tokens, [collection.passages[found.key.id].tokens for found in best])
        kept = [replace(each, **dict.fromkeys(dropped - {WORDS}, 0.0)) for each in compared]
        count = len(asked.tokens.multilingual)
        close = [
            replace(found, tokens=of_tokens(each, question.language, count))
            for found, each in zip(best, kept, strict=True)
        ]
        ranked.append([each.key.id for each in sorted(close, key=lambda each: (-combined(each), each.key))])
    return lambda number: ranked[number]


def without_lessons(collection: Collection) -> Collection:
    """Return the collection as if no record told lessons."""
    records = [replace(each, lessons="") for each in collection.records]
    return replace(collection, records=records, passages=passages([each.parts for each in records]))


def in_one_text(collection: Collection) -> Collection:
    """Return the collection with each record embedded as one text, of which the models read the beginning."""
    whole = passages([(each.text,) for each in collection.records], way="/in one text")
    return replace(collection, passages=whole)


def as_typed(collection: Collection) -> Collection:
    """Return the collection with every question as it was typed."""
    typed = [replace(each, matched=each.text) for each in collection.questions]
    return replace(collection, questions=typed, asked=questions([each.text for each in typed]))


def answers_table(collection: Collection, found: Sequence[Sequence[Retrieved]]) -> Iterable[str]:
    """Yield how sure the answers are, and how often one of the matches shown is right."""
    data = calibration().origin["data"]
    fitted = data if isinstance(data, str) else ", ".join(f"{count} {what}" for what, count in data.items())
    yield "\n## An honest none"
    yield "Of the questions with and without an answer, the share in each band; then, of the good and the"
    yield "maybe answers to answerable questions, the share with a right record among those shown. Brackets:"
    yield "95% intervals (Jeffreys)."
    yield f"The calibration was fitted on: {fitted}."
    yield "Rates on questions that it has not seen are in [calibration.md](calibration.md).\n"
    yield "| | questions | good | maybe | none | right if good | right if maybe |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, belongs in GROUPS.items():
        for answerable in (True, False):
            numbers = [
                number
                for number, question in enumerate(collection.questions)
                if belongs(question) and bool(question.relevant) is answerable
            ]
            answers = [
                rank(None, candidates(collection, number, found[number]), calibration().bands)
                for number in numbers
            ]
            asked = [collection.questions[number] for number in numbers]
            kind = "answerable" if answerable else "not answerable"
            yield f"| {name}, {kind} | {len(numbers)} | {bands(answers, asked)}"


def bands(answers: Sequence[Answer], asked: Sequence[JudgedQuestion]) -> str:
    """Return the cells of one row: the share of each band, and how often a shown match is right."""
    cells = [share(sum(answer.band is band for answer in answers), len(answers)) for band in Band]
    for band in (Band.GOOD, Band.MAYBE):
        hits = [
            hit_at(3, [match.record.key for match in answer.matches], dict.fromkeys(question.relevant, 1.0))
            for answer, question in zip(answers, asked, strict=True)
            if answer.band is band and question.relevant
        ]
        cells.append(share(round(sum(hits)), len(hits)))
    return " | ".join(cells) + " |"


def candidates(collection: Collection, number: int, found: Sequence[Retrieved]) -> list[Candidate]:
    """Return the records that were found for the question with this number, as the ranker gets them."""
    language = collection.questions[number].language
    return [
        Candidate(collection.records[each.key.id], calibration().probability(each, language))
        for each in found
    ]


@cache
def calibration() -> Calibration:
    """Return the calibration that the product takes."""
    return load(name_of())


if __name__ == "__main__":
    main()
