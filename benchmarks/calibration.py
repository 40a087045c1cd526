"""Fits the bundled calibration and measures it out of sample.

Run: python -m benchmarks.calibration --data DIR, a folder that has the judged folder no_answer; with --model
mpnet+e5 for the larger model, which writes calibration_mpnet_1.json and calibration_mpnet.md. Else it writes
matching/data/calibration_1.json (fitted on everything, as its "origin" says) and, in benchmarks/results,
calibration.md, reliability.png and risk_coverage.png. Every rate in the table is out of sample: no_answer by
the curve of its other domain, the demo network's questions by five folds with no record on two sides, the
bands by thresholds that were chosen on the other folds alone (matching/folds.py).
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks import calibration_pictures as pictures
from benchmarks.judged_pools import Asked, demo_as_questions, demo_as_records, no_answer
from benchmarks.report import RESULTS, heading, share
from matching import calibration, embedder
from matching.bootstrap import PERCENTILES, RESAMPLES, Floats, auroc, interval_of_auroc
from matching.calibration import Bands, Calibration, Curve
from matching.domain import Band
from matching.fitting import MAYBE, MOST_WRONG, Answered, Judged, bands
from matching.folds import Case, Lead, answered, fitted, nested, unseen

RISK = 0.10  # at which the share of messages answered is reported
SEED = 7  # of the bootstrap
# The calibration that is written and the report, by the model's setting.
FILES = {
    embedder.BUNDLED: (calibration.BUNDLED, "calibration"),
    embedder.LARGER: (calibration.LARGER, "calibration_mpnet"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table: whose questions, their answers out of sample, and which have an answer at all.

    `thresholds` are those of each question, chosen without it.
    """

    name: str
    answered: list[Answered]
    answerable: list[bool]
    thresholds: list[Bands] = field(default_factory=list)

    @property
    def probabilities(self) -> tuple[Floats, Floats]:
        """Those of the questions that have an answer, and of the others."""
        of_all, has = np.array([each.probability for each in self.answered]), np.array(self.answerable)
        return of_all[has], of_all[~has]


def main(
    data: Annotated[Path, typer.Option(help="Folder that has the judged folder no_answer")],
    model: Annotated[str, typer.Option(help="The embedding model")] = embedder.BUNDLED,
) -> None:
    """Fit, measure, draw and write."""
    file, title = FILES[model]
    records, questions = demo_as_records(model), demo_as_questions(model)
    shops = no_answer(data / "no_answer", model)
    everything = cases([*records, *questions, *chain(*shops.values())])
    curves = fitted(everything)
    rows = [
        Measured(
            f"no_answer: {domain}",
            by_others(asked, [each for other, found in shops.items() if other != domain for each in found]),
            [each.answerable for each in asked],
        )
        for domain, asked in shops.items()
    ]
    answers = nested(cases(records))
    rows.append(
        Measured(
            "demo questions",
            [answer for answer, _ in answers],
            [each.answerable for each in records],
            [own for _, own in answers],
        )
    )
    thresholds = bands(unseen(cases(records)))
    origin = {
        "made": datetime.now(UTC).date().isoformat(),
        "by": command(model),
        "data": {
            "demo questions against the demo records": len(records),
            "demo questions against each other": len(questions),
            **{f"HINT3 {domain}, as questions asked before": len(asked) for domain, asked in shops.items()},
        },
        "fitted_on": "everything; the thresholds too, on answers of curves that had not seen their questions",
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


def cases(asked: Sequence[Asked]) -> list[Case]:
    """Return the questions as folds take them: the closest entry decides how sure an answer is."""
    found = [[Judged(each.group, closeness, answers) for closeness, answers in each.found] for each in asked]
    return [
        Case(tuple(judged[:1]), tuple(Lead(n, one) for n, one in enumerate(judged)), each.records)
        for each, judged in zip(asked, found, strict=True)
    ]


def by_others(asked: Sequence[Asked], others: Sequence[Asked]) -> list[Answered]:
    """Return each question's answer by curves of the others."""
    curves = fitted(cases(others))
    return [answered(each, curves) for each in cases(asked)]


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
    lines = ["Out of sample; 95% intervals in brackets (bootstrap; shares of the bands: Jeffreys).\n"]
    lines.append("| questions | number | AUROC, answerable or not | answered at 10% wrong | Brier score |")
    lines.append("|---|--:|--:|--:|--:|")
    for row in rows:
        has, hasnt = row.probabilities
        value = auroc(has, hasnt)
        low, high = interval_of_auroc(has, hasnt)
        reached = covered(row.answered, RISK)
        ends = interval(lambda found: covered(found, RISK), row.answered)
        lines.append(
            f"| {row.name} | {len(row.answered)} | {value:.3f} [{low:.3f} {high:.3f}] "
            f"| {reached:.1%} [{ends[0]:.1%} {ends[1]:.1%}] | {brier_score(row.answered)} |"
        )
    mean, (low, high) = mean_auroc(rows[:-1])
    lines.append(f"\nMean AUROC of the two domains of no_answer: {mean:.3f} [{low:.3f} {high:.3f}].")
    lines += bands_table(rows[-1], thresholds)
    lines += ["\n| curve | slope | intercept | even chance at |", "|---|--:|--:|--:|"]
    for name, curve in sorted(curves.items()):
        even = -curve.intercept / curve.slope
        lines.append(f"| {name} | {curve.slope:.2f} | {curve.intercept:.2f} | {even:.2f} |")
    return lines


def mean_auroc(rows: Sequence[Measured]) -> tuple[float, tuple[float, float]]:
    """Return the mean of the rows' AUROC and its 95% interval; questions are drawn within each row."""
    generator = np.random.default_rng(SEED)
    drawn = [
        np.mean([auroc(*(generator.choice(some, len(some)) for some in row.probabilities)) for row in rows])
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(drawn, PERCENTILES)
    return float(np.mean([auroc(*row.probabilities) for row in rows])), (float(low), float(high))


def brier_score(found: list[Answered]) -> str:
    """Return the score with its interval."""
    low, high = interval(brier, found)
    return f"{brier(found):.3f} [{low:.3f} {high:.3f}]"


def brier(found: Sequence[Answered]) -> float:
    """Return the mean squared difference of a best match's probability and outcome (Brier, 1950)."""
    return float(np.mean([(each.probability - each.best_right) ** 2 for each in found]))


def bands_table(row: Measured, thresholds: Bands) -> list[str]:
    """Return the shares of the bands on the demo questions, by thresholds that had not seen them."""
    goods = sorted({own.good for own in row.thresholds})
    lines = [
        "\nThe demo questions, each by curves and by thresholds of the other folds (good from "
        f"{goods[0]:.3f} to {goods[-1]:.3f}).",
        f"The shipped thresholds are fitted on all of them: good from {thresholds.good:.3f}, maybe from "
        f"{thresholds.maybe:.3f};",
        "chosen on these very answers, they look better in the last row than they are.\n",
        "| | questions | good | maybe | none | wrong among good | wrong among maybe |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    found = list(zip(row.answered, row.thresholds, strict=True))
    for name, kind in (("with an answer", True), ("without", False)):
        chosen = [each for each, has in zip(found, row.answerable, strict=True) if has is kind]
        lines.append(f"| {name} | {len(chosen)} | {' | '.join(cells(chosen))} |")
    lines.append(f"| all | {len(found)} | {' | '.join(cells(found))} |")
    shipped = [(each, thresholds) for each in row.answered]
    lines.append(f"| all, by the shipped thresholds | {len(found)} | {' | '.join(cells(shipped))} |")
    return lines


def cells(found: Sequence[tuple[Answered, Bands]]) -> list[str]:
    """Return the share of each band, and of the wrong answers in the first two."""
    by_band: dict[Band, list[Answered]] = {band: [] for band in Band}
    for answer, thresholds in found:
        by_band[thresholds.of(answer.probability)].append(answer)
    shares = [share(len(group), len(found)) for group in by_band.values()]
    wrong = [
        share(sum(not each.right for each in by_band[band]), len(by_band[band]))
        for band in (Band.GOOD, Band.MAYBE)
    ]
    return [*shares, *wrong]


if __name__ == "__main__":
    typer.run(main)
