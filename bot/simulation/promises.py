"""The promises of issue 4, held against a year's figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from bot.simulation.figures import Figures, figures, lost
from bot.simulation.journal import Row

BUSIEST_1_CARRY = 0.05
OF_THE_BASELINE = 1 / 3
SERVED = 0.95
LOST = 0.03
ABOVE_CAPACITY = "officials above capacity in any 30 days"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise with what was measured; `at_least` says on which side of the bound it is kept.

    `each_year` is one that holds in every single year; the others are made for the mean of several seeds,
    since the share that a few people carry varies from year to year.
    """

    name: str
    measured: float
    bound: float
    at_least: bool = False
    each_year: bool = False

    @property
    def kept(self) -> bool:
        """Whether the measure lies on the right side, or on the bound."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


@dataclass(frozen=True, slots=True)
class Held:
    """A year, the same year by the baseline, and the promises."""

    ours: Figures
    baseline: Figures
    promises: tuple[Promise, ...]

    @property
    def broken(self) -> tuple[Promise, ...]:
        """The promises of every single year that are not kept; the others are judged on a mean."""
        return tuple(each for each in self.promises if each.each_year and not each.kept)


def hold(rows: Sequence[Row], baseline: Sequence[Row]) -> Held:
    """Return the figures of both journals with every promise."""
    ours, theirs = figures(rows), figures(baseline)
    of_theirs = ours.busiest_1 / theirs.busiest_1 if theirs.busiest_1 else 0.0
    served = ours.served_share / theirs.served_share if theirs.served_share else 1.0
    return Held(
        ours,
        theirs,
        (
            Promise("pairs asked again within 90 days", ours.pairs_too_soon, 0, each_year=True),
            Promise(ABOVE_CAPACITY, ours.above_capacity_by_yes, 0, each_year=True),
            Promise("introductions carried by the busiest 1%", ours.busiest_1, BUSIEST_1_CARRY),
            Promise("busiest 1%, of the top match's", of_theirs, OF_THE_BASELINE),
            Promise("served questions, of the top match's", served, SERVED, at_least=True),
            Promise("nDCG lost to the top match", lost(rows, baseline), LOST),
        ),
    )


def on_the_mean(years: Sequence[Held]) -> tuple[Promise, ...]:
    """Return the promises held against the mean of several seeds; what none may break has the bound 0."""
    every = zip(*(year.promises for year in years), strict=True)
    return tuple(replace(each[0], measured=fmean(one.measured for one in each)) for each in every)
