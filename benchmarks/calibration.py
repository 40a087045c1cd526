"""Fits the bundled calibration and measures it out of sample.

Run: python -m benchmarks.calibration --data DIR, a folder that has the judged folder no_answer; with --model
mpnet+e5 for the larger model, which writes calibration_mpnet_1.json and calibration_mpnet.md. Else it writes
matching/data/calibration_1.json (fitted on everything, as its "origin" says) and, in benchmarks/results,
calibration.md, reliability.png and risk_coverage.png. Every rate in the table is out of sample: no_answer by
the curve of its other domain, the demo network's questions by five folds with no record on two sides.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks import calibration_pictures as pictures
from benchmarks.judged_pools import Asked, demo_as_questions, demo_as_records, no_answer
from benchmarks.report import RESULTS, heading
from benchmarks.thresholds import MAYBE, MOST_WRONG, Answered, bands
from matching import calibration, embedder
from matching.bootstrap import auroc, interval_of_auroc
from matching.calibration import Bands, Calibration, Curve
from matching.fitting import Judged, fit_curves

SHOWN = 3  # matches of an answer
FOLDS = 5
RISK = 0.10  # at which the share of messages answered is reported
SEED = 7  # of the bootstrap
# The calibration that is written and the report, by the model's setting.
FILES = {
    embedder.BUNDLED: (calibration.BUNDLED, "calibration"),
    embedder.LARGER: (calibration.LARGER, "calibration_mpnet"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table: whose questions, their answers out of sample, and which have an answer at all."""

    name: str
    answered: list[Answered]
    answerable: list[bool]


def main(
    data: Annotated[Path, typer.Option(help="Folder that has the judged folder no_answer")],
    model: Annotated[str, typer.Option(help="The embedding model")] = embedder.BUNDLED,
) -> None:
    """Fit, measure, draw and write."""
    file, title = FILES[model]
    records, questions = demo_as_records(model), demo_as_questions(model)
    shops = no_answer(data / "no_answer", model)
    everything = [*records, *questions, *chain(*shops.values())]
    curves = fit_curves(judged(everything))
    rows = [
        Measured(
            f"no_answer: {domain}",
            answered(asked, fit_curves(judged(chain(*(o for d, o in shops.items() if d != domain))))),
            [each.answerable for each in asked],
        )
        for domain, asked in shops.items()
    ]
    folded = in_folds(records)
    rows.append(Measured("demo questions", folded, [each.answerable for each in records]))
    thresholds = bands(folded)
    origin = {
        "made": datetime.now(UTC).date().isoformat(),
        "by": command(model),
        "data": {
            "demo questions against the demo records": len(records),
            "demo questions against each other": len(questions),
            **{f"HINT3 {domain}, as questions asked before": len(asked) for domain, asked in shops.items()},
        },
        "fitted_on": "everything; the thresholds on answers of curves that had not seen their questions",
        "target": f"at most {MOST_WRONG:.0%} of the good answers have no right match; "
        f"the best match of one that may help answers with a probability of {MAYBE} or more",
    }
    Calibration(embedder.name_of(model), curves, thresholds, origin).write(file)
    lines = report(rows, thresholds, curves)
    text = "\n".join([f"{heading('calibration')}With {model}.\n", *lines]) + "\n"
    (RESULTS / f"{title}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    if model == embedder.BUNDLED:
        pictures.draw([(row.name, row.answered) for row in rows], thresholds, RESULTS)


def command(model: str) -> str:
    """Return what writes the calibration of this model."""
    option = "" if model == embedder.BUNDLED else f" --model {model}"
    return f"python -m benchmarks.calibration{option}"


def judged(asked: Iterable[Asked]) -> list[Judged]:
    """Return the closest entry of each question and whether it answers: it decides how sure an answer is."""
    return [Judged(each.group, closeness, answers) for each in asked for closeness, answers in each.found[:1]]


def answered(asked: Sequence[Asked], curves: dict[str, Curve]) -> list[Answered]:
    """Return each question's answer by these curves; nothing found is an answer of probability 0."""
    return [
        Answered(
            curves[each.group].probability(each.found[0][0]) if each.found else 0.0,
            any(answers for _, answers in each.found[:1]),
            any(answers for _, answers in each.found[:SHOWN]),
        )
        for each in asked
    ]


def in_folds(asked: Sequence[Asked]) -> list[Answered]:
    """Return each question's answer by curves of the other folds; those that share a record stay together."""
    folds = groups_in_folds([each.records for each in asked])
    found: list[Answered | None] = [None] * len(asked)
    for fold in range(FOLDS):
        curves = fit_curves(judged(each for each, number in zip(asked, folds, strict=True) if number != fold))
        inside = [number for number in range(len(asked)) if folds[number] == fold]
        for number, answer in zip(inside, answered([asked[n] for n in inside], curves), strict=True):
            found[number] = answer
    return [each for each in found if each is not None]


def groups_in_folds(records: Sequence[frozenset[str]]) -> list[int]:
    """Return a fold for each question: chains of questions that share a record are one group."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, keys in enumerate(records):
        touching = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if not group[0] & keys]
        together = set(keys).union(*(group[0] for group in touching))
        groups.append((together, [*chain(*(group[1] for group in touching)), number]))
    sizes, folds = [0] * FOLDS, [0] * len(records)
    for _, numbers in sorted(groups, key=lambda group: (-len(group[1]), group[1])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(numbers)
        for number in numbers:
            folds[number] = smallest
    return folds


def covered(found: Sequence[Answered], risk: float) -> float:
    """Return the greatest share of the questions that can be answered with at most this share wrong."""
    order = sorted(found, key=lambda each: -each.probability)
    wrong = np.cumsum([not each.right for each in order]) / np.arange(1, len(order) + 1)
    fitting = np.flatnonzero(wrong <= risk)
    return float((fitting[-1] + 1) / len(order)) if len(fitting) else 0.0


def interval(measure: Callable[[list[Answered]], float], found: list[Answered]) -> tuple[float, float]:
    """Return the 95% percentile bootstrap interval over questions."""
    generator = np.random.default_rng(SEED)
    drawn = [
        measure([found[number] for number in generator.integers(0, len(found), len(found))])
        for _ in range(1_000)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def report(rows: Sequence[Measured], thresholds: Bands, curves: dict[str, Curve]) -> list[str]:
    """Return the tables."""
    lines = ["Out of sample; 95% intervals in brackets.\n"]
    lines.append("| questions | number | AUROC, answerable or not | answered at 10% wrong | Brier score |")
    lines.append("|---|--:|--:|--:|--:|")
    aurocs = []
    for row in rows:
        probabilities = np.array([each.probability for each in row.answered])
        has = np.array(row.answerable)
        value = auroc(probabilities[has], probabilities[~has])
        aurocs.append(value)
        low, high = interval_of_auroc(probabilities[has], probabilities[~has])
        share = covered(row.answered, RISK)
        ends = interval(lambda found: covered(found, RISK), row.answered)
        lines.append(
            f"| {row.name} | {len(has)} | {value:.3f} [{low:.3f} {high:.3f}] "
            f"| {share:.1%} [{ends[0]:.1%} {ends[1]:.1%}] | {brier(row.answered):.3f} |"
        )
    lines.append(f"\nMean AUROC of the two domains of no_answer: {np.mean(aurocs[:-1]):.3f}.")
    lines += bands_table(rows[-1], thresholds)
    lines += ["\n| curve | slope | intercept | even chance at |", "|---|--:|--:|--:|"]
    for name, curve in sorted(curves.items()):
        even = -curve.intercept / curve.slope
        lines.append(f"| {name} | {curve.slope:.2f} | {curve.intercept:.2f} | {even:.2f} |")
    return lines


def brier(found: Sequence[Answered]) -> float:
    """Return the mean squared difference of a best match's probability and outcome (Brier, 1950)."""
    return float(np.mean([(each.probability - each.best_right) ** 2 for each in found]))


def bands_table(row: Measured, thresholds: Bands) -> list[str]:
    """Return the shares of the bands on the demo questions, out of sample."""
    lines = [
        f"\nThe demo questions; good from {thresholds.good:.3f}, maybe from {thresholds.maybe:.3f}:\n",
        "| | questions | good | maybe | none | wrong among good | wrong among maybe |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, kind in (("with an answer", True), ("without", False)):
        chosen = [a for a, has in zip(row.answered, row.answerable, strict=True) if has is kind]
        lines.append(f"| {name} | {len(chosen)} | {' | '.join(cells(chosen, thresholds))} |")
    lines.append(f"| all | {len(row.answered)} | {' | '.join(cells(row.answered, thresholds))} |")
    return lines


def cells(found: Sequence[Answered], thresholds: Bands) -> list[str]:
    """Return the share of each band, and of the wrong answers in the first two."""
    by_band: dict[str, list[Answered]] = {"good": [], "maybe": [], "none": []}
    for each in found:
        by_band[thresholds.of(each.probability).value].append(each)
    shares = [f"{len(group) / len(found):.0%}" for group in by_band.values()]
    wrong = [
        f"{np.mean([not each.right for each in by_band[band]]):.0%}" if by_band[band] else ""
        for band in ("good", "maybe")
    ]
    return [*shares, *wrong]


if __name__ == "__main__":
    typer.run(main)
