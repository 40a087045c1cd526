"""How far figures could lie from what other questions of the same kind would give.

Percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13); for shares of
a known number Jeffreys' interval (Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion,
2001), which has a width also where none or all are hits.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]

RESAMPLES = 1_000  # at 95% an end of the interval then moves by about 3% of its width from seed to seed
PERCENTILES = (2.5, 97.5)
SEED = 20_260_101  # any number: the same figures twice for the same rankings
AT_ONCE = 100  # resamples; their counts take 10 MB for 13,000 questions


def interval_of_means(values: Floats) -> Floats:
    """Return the 95% intervals of the columns' means, shape (2, columns), low ends first.

    `values` has one row a question, shape (questions, columns). Every column meets the same resamples, so a
    column of differences is compared in pairs.
    """
    return np.asarray(np.percentile(resampled_means(values), PERCENTILES, axis=0))


def resampled_means(values: Floats, seed: int = SEED) -> Floats:
    """Return the columns' means in each resample of the rows, shape (RESAMPLES, columns)."""
    questions = len(values)
    shares = np.full(questions, 1 / questions)
    generator = np.random.default_rng(seed)
    return np.concatenate(
        [
            generator.multinomial(questions, shares, AT_ONCE) @ values / questions
            for _ in range(RESAMPLES // AT_ONCE)
        ]
    )


def interval_of_share(hits: int, number: int) -> tuple[float, float]:
    """Return the 95% interval of the share hits / number."""
    low, high = betaincinv(hits + 0.5, number - hits + 0.5, np.array(PERCENTILES) / 100)
    return (0.0 if hits == 0 else float(low)), (1.0 if hits == number else float(high))


def auroc(positives: Floats, negatives: Floats) -> float:
    """Return the share of pairs in which the positive is the greater one; equal ones count half."""
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, side="left")
    up_to = np.searchsorted(ordered, positives, side="right")
    return float((below + up_to).mean() / (2 * len(negatives)))


def interval_of_auroc(positives: Floats, negatives: Floats) -> tuple[float, float]:
    """Return the 95% interval of the AUROC; positives and negatives are resampled apart."""
    generator = np.random.default_rng(SEED)
    drawn = [
        auroc(generator.choice(positives, len(positives)), generator.choice(negatives, len(negatives)))
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(drawn, PERCENTILES)
    return float(low), float(high)
