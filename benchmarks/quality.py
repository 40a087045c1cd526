"""How well questions find their records: each signal alone, and all of them as the product combines them.

    python -m benchmarks.quality [FOLDER]

FOLDER holds practices.jsonl and questions*.jsonl with judgements, in the format of demo/. Without one the
demo network is measured and the report kept in benchmarks/results.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.collection import DEMO, Collection, JudgedQuestion, read
from benchmarks.report import RESULTS, heading
from matching.domain import Answer, Band, Candidate, EntryKey, EntryKind, Retrieved
from matching.embedder import HALF, question_vector
from matching.evaluation import hit_at, mrr_at, ndcg_at
from matching.lexical import WordIndex
from matching.ranker import combined, rank

# A ranking gives the numbers of the best records for the question with this number, best first.
Ranking = Callable[[int], Sequence[int]]
GROUPS: dict[str, Callable[[JudgedQuestion], bool]] = {
    "English": lambda question: question.is_english,
    "other languages": lambda question: not question.is_english,
    "all": lambda question: True,
}


def main() -> None:
    """Print the report, and keep that of the demo network."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO
    collection = read(folder)
    retrieved = retrieve_all(collection)
    report = [
        heading("quality"),
        f"{len(collection.records)} records, {len(collection.questions)} questions of {folder.name}.\n",
        *signals_table(collection, retrieved),
        *answers_table(collection, retrieved),
    ]
    text = "\n".join(report) + "\n"
    sys.stdout.write(text)
    if folder == DEMO:
        (RESULTS / "quality.md").write_text(text, encoding="utf-8")


def retrieve_all(collection: Collection) -> list[list[Retrieved]]:
    """Return what the product retrieves for each question."""
    index = collection.index()
    return [
        index.retrieve(question.text, question_vector(row, question.language, HALF), question.language)
        for question, row in zip(collection.questions, collection.centred_asked, strict=True)
    ]


def signals_table(collection: Collection, retrieved: Sequence[Sequence[Retrieved]]) -> Iterable[str]:
    """Yield nDCG@10 and MRR@10 of each signal alone and of the combination."""
    rows = {
        "BM25": by_words(collection),
        "MiniLM": by_product(collection.asked[:, :HALF], collection.passages[:, :HALF]),
        "e5": by_product(collection.asked[:, HALF:], collection.passages[:, HALF:]),
        "e5, centred": by_product(collection.centred_asked[:, HALF:], collection.centred_passages[:, HALF:]),
        "MiniLM + e5, centred": by_product(collection.centred_asked, collection.centred_passages),
        "**all, as the product combines them**": lambda number: [each.key.id for each in retrieved[number]],
    }
    yield "## Which signals"
    yield "Over the questions that some record answers; nDCG@10 / MRR@10.\n"
    yield f"| signal | {' | '.join(GROUPS)} |"
    yield f"|---|{'--:|' * len(GROUPS)}"
    for name, ranking in rows.items():
        measured = (score(collection, ranking, belongs) for belongs in GROUPS.values())
        yield f"| {name} | {' | '.join(f'{ndcg:.3f} / {mrr:.3f}' for ndcg, mrr in measured)} |"


def score(
    collection: Collection, ranking: Ranking, belongs: Callable[[JudgedQuestion], bool]
) -> tuple[float, float]:
    """Return the mean nDCG@10 and MRR@10 over the answerable questions that belong."""
    measured = []
    for number, question in enumerate(collection.questions):
        if question.relevant and belongs(question):
            ranked = [collection.records[place].key for place in ranking(number)]
            judgements = dict.fromkeys(question.relevant, 1.0)
            measured.append((ndcg_at(10, ranked, judgements), mrr_at(10, ranked, judgements)))
    return mean(ndcg for ndcg, _ in measured), mean(mrr for _, mrr in measured)


def by_product(asked: np.ndarray, passages: np.ndarray) -> Ranking:
    """Return the ranking by inner product."""
    places = np.argsort(-(asked @ passages.T), axis=1, kind="stable")
    return lambda number: [int(place) for place in places[number]]


def by_words(collection: Collection) -> Ranking:
    """Return the ranking by BM25 alone."""
    words = WordIndex()
    for number, record in enumerate(collection.records):
        words.put(EntryKey(EntryKind.RECORD, number), record.text)
    return lambda number: [key.id for key, _ in words.best(collection.questions[number].text, limit=10)]


def answers_table(collection: Collection, retrieved: Sequence[Sequence[Retrieved]]) -> Iterable[str]:
    """Yield how sure the answers are, and how often one of the matches shown is right."""
    yield "\n## An honest none"
    yield "Of the questions with and without an answer, the share in each band; then, of the good and the"
    yield "maybe answers to answerable questions, the share with a right record among those shown.\n"
    yield "| | questions | good | maybe | none | right if good | right if maybe |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, belongs in GROUPS.items():
        for answerable in (True, False):
            numbers = [
                number
                for number, question in enumerate(collection.questions)
                if belongs(question) and bool(question.relevant) is answerable
            ]
            answers = [rank(None, candidates(collection, retrieved[number])) for number in numbers]
            asked = [collection.questions[number] for number in numbers]
            kind = "answerable" if answerable else "not answerable"
            yield f"| {name}, {kind} | {len(numbers)} | {bands(answers, asked)}"


def bands(answers: Sequence[Answer], asked: Sequence[JudgedQuestion]) -> str:
    """Return the cells of one row: the share of each band, and how often a shown match is right."""
    cells = [f"{mean([answer.band is band for answer in answers]):.0%}" for band in Band] if answers else []
    for band in (Band.GOOD, Band.MAYBE):
        hits = [
            hit_at(3, [match.record.key for match in answer.matches], dict.fromkeys(question.relevant, 1.0))
            for answer, question in zip(answers, asked, strict=True)
            if answer.band is band and question.relevant
        ]
        cells.append(f"{mean(hits):.0%}" if hits else "")
    return " | ".join(cells) + " |"


def candidates(collection: Collection, retrieved: Sequence[Retrieved]) -> list[Candidate]:
    """Return the records that were retrieved, as the ranker gets them."""
    return [Candidate(collection.records[found.key.id], combined(found)) for found in retrieved]


if __name__ == "__main__":
    main()
