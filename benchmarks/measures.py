"""Whether the measures of a ranking agree with those of an independent implementation, trec_eval's.

    pip install ir-measures && python -m benchmarks.measures

ir-measures is no dependency: install it in an environment beside this one. The rankings and judgements are
drawn at random: graded and binary judgements, unjudged documents, rankings shorter than ten and without any
relevant document.
"""

import sys
from importlib import import_module

import numpy as np

from benchmarks.report import RESULTS, heading
from matching.evaluation import MEASURES, Judgements

QUESTIONS = 5_000
DOCUMENTS = [f"d{number:02}" for number in range(40)]
THEIR_NAMES = {"ndcg@10": "nDCG@10", "mrr@10": "RR@10", "recall@10": "R@10", "hit@1": "Success@1"}
SEED = 1  # any number: the same rankings each time


def main() -> None:
    """Compare question by question; print and keep the greatest difference of each measure."""
    rankings, judged = drawn()
    lines = [heading("measures"), f"{QUESTIONS:,} random rankings.\n"]
    lines += ["| measure | greatest difference | mean |", "|---|--:|--:|"]
    for name, theirs in their_values(rankings, judged).items():
        ours = np.array([MEASURES[name](rankings[key], judged[key]) for key in rankings])
        difference = np.abs(ours - np.array([theirs[key] for key in rankings])).max()
        lines.append(f"| {name} | {difference:.1e} | {ours.mean():.4f} |")
    text = "\n".join(lines) + "\n"
    (RESULTS / "measures.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def drawn() -> tuple[dict[str, list[str]], dict[str, Judgements]]:
    """Return random rankings and judgements by question; each question has a relevant document."""
    generator = np.random.default_rng(SEED)
    rankings: dict[str, list[str]] = {}
    judged: dict[str, Judgements] = {}
    for number in range(QUESTIONS):
        among = generator.permutation(DOCUMENTS)[: generator.integers(1, len(DOCUMENTS))]
        grades = generator.integers(0, 2 + number % 2, len(among))
        grades[0] = 1
        judged[f"q{number}"] = dict(zip(map(str, among), map(int, grades), strict=True))
        rankings[f"q{number}"] = [str(each) for each in generator.permutation(DOCUMENTS)][
            : generator.integers(1, len(DOCUMENTS))
        ]
    return rankings, judged


def their_values(
    rankings: dict[str, list[str]], judged: dict[str, Judgements]
) -> dict[str, dict[str, float]]:
    """Return the independent values by measure and question; scores fall by one from place to place."""
    ir_measures = import_module("ir_measures")
    run = {key: {each: -float(place) for place, each in enumerate(ids)} for key, ids in rankings.items()}
    wanted = {ir_measures.parse_measure(theirs): ours for ours, theirs in THEIR_NAMES.items()}
    values: dict[str, dict[str, float]] = {name: {} for name in THEIR_NAMES}
    for metric in ir_measures.iter_calc(list(wanted), judged, run):
        values[wanted[metric.measure]][metric.query_id] = metric.value
    return values


if __name__ == "__main__":
    main()
