"""The thresholds from which an answer is good and may help, chosen by answers out of sample."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.calibration import Bands

# The target we state: of the answers shown as good, at most so many have no right match.
MOST_WRONG = 0.05
# An answer may help from a best match that is right two times in five: of the demo network's questions 13%
# with an answer get none and 68% of those without (docs/retrieval.md, "An honest none").
MAYBE = 0.4
NEVER = math.nextafter(1.0, 2.0)  # above every probability


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: the probability of its best match, whether that is right, and whether any shown is."""

    probability: float
    best_right: bool
    right: bool


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
