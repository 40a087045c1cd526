"""Fits the curves of a calibration to judged questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.calibration import Curve

# How much a curve that is already known counts: as the width of a normal distribution around its slope and
# its log-odds in the middle of the data. A network with twenty judgements keeps most of the bundled curve.
SLOPE_WIDTH, LEVEL_WIDTH = 1.0, 1.0
# Without a known curve, the flattest and widest prior that keeps a curve finite when the judgements are
# separable: slopes are 3 to 8 in practice.
FIRST_SLOPE, FIRST_WIDTH = 4.0, 4.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry that was found for a question: how close it is, and whether it answers."""

    group: str
    closeness: float
    answers: bool


def fit_curves(judged: Iterable[Judged], known: Mapping[str, Curve] | None = None) -> dict[str, Curve]:
    """Return a curve for each group that has judgements or is known; a known one without any stays."""
    known = known or {}
    by_group: dict[str, list[Judged]] = {}
    for each in judged:
        by_group.setdefault(each.group, []).append(each)
    return dict(known) | {name: fit_curve(found, known.get(name)) for name, found in by_group.items()}


def fit_curve(judged: Sequence[Judged], known: Curve | None = None) -> Curve:
    """Return the most probable logistic curve, given the judgements and what was known before them."""
    closeness = np.array([each.closeness for each in judged], dtype=np.float64)
    answers = np.array([each.answers for each in judged], dtype=np.float64)
    middle = float(closeness.mean())
    slope, slope_width = (known.slope, SLOPE_WIDTH) if known else (FIRST_SLOPE, FIRST_WIDTH)
    level = known.slope * middle + known.intercept if known else 0.0
    before = np.array([slope, level])
    widths = np.array([slope_width, LEVEL_WIDTH if known else FIRST_WIDTH])

    def loss(parameters: Numbers) -> float:
        log_odds = parameters[0] * (closeness - middle) + parameters[1]
        likelihood = np.logaddexp(0, np.where(answers > 0, -log_odds, log_odds)).sum()
        return float(likelihood + (((parameters - before) / widths) ** 2).sum() / 2)

    # A closer entry never answers less probably, whatever a handful of judgements say.
    best = minimize(loss, before, bounds=[(0.1, None), (None, None)]).x
    return Curve(float(best[0]), float(best[1] - best[0] * middle))
