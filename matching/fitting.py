"""Fits the curves and thresholds of a calibration to judged questions."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.calibration import Bands, Curve

# The target we state: of the answers shown as good, at most so many have no right match.
MOST_WRONG = 0.05
# An answer may help from a best match that is right two times in five: of the demo network's questions 13%
# with an answer get none and 68% of those without (docs/retrieval.md, "An honest none").
MAYBE = 0.4
NEVER = math.nextafter(1.0, 2.0)  # above every probability
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


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: the probability of its best match, whether that is right, and whether any shown is."""

    probability: float
    best_right: bool
    right: bool


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


def bands(answered: Sequence[Answered]) -> Bands:
    """Return the lowest threshold for good that keeps the target, NEVER if none does, and that for maybe.

    Good are the most answers, the surest first, of which at most MOST_WRONG have no right match.
    """
    ordered = sorted(answered, key=lambda each: -each.probability)
    wrong = np.cumsum([not each.right for each in ordered])
    # A threshold lets in everything of its probability, so only the last of equal ones can be one.
    last = [
        number
        for number, each in enumerate(ordered, start=1)
        if number == len(ordered) or ordered[number].probability < each.probability
    ]
    kept = [number for number in last if wrong[number - 1] <= MOST_WRONG * number]
    good = ordered[kept[-1] - 1].probability if kept else NEVER
    return Bands(good=good, maybe=min(MAYBE, good))
