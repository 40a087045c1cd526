"""What a year's journal says of a policy, computed from its rows alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import fmean, median

import numpy as np

from bot.simulation.journal import Row

# States that say yes; which comes first depends on how the two are brought together.
YES = frozenset({"accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful"})
MONTH, QUARTER = timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Introduced:
    """An introduction that was made: who, about which record, when it was asked for and agreed to."""

    asker: int
    official: int
    question: int
    record: int | None
    asked: datetime
    agreed: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one policy. `loads` has the introductions of each official whose records matched."""

    questions: int
    matched: int
    requests: int
    introductions: int
    acceptance: float
    served: int
    hours: float
    repeats: int
    pairs_too_soon: int
    above_capacity: int
    above_capacity_by_yes: int
    busiest_1: float
    busiest_10: float
    gini: float
    loads: tuple[int, ...]

    @property
    def served_share(self) -> float:
        """Of all questions, the share that led to an introduction."""
        return self.served / self.questions if self.questions else 0.0

    @property
    def unserved(self) -> int:
        """Questions that had a match and led to no introduction."""
        return self.matched - self.served


def figures(rows: Sequence[Row]) -> Figures:
    """Return the measures of the year that the rows tell."""
    asked = {row.question: row.time for row in rows if row.state == "question"}
    requests, made = _requests(rows), introductions(rows)
    capacity = {row.official: row.more["capacity"] for row in rows if row.state == "official"}
    first: dict[int, datetime] = {}
    for each in made:
        first[each.question] = min(each.agreed, first.get(each.question, each.agreed))
    carried = Counter(each.official for each in made)
    loads = tuple(sorted((carried[official] for official in _matched_officials(rows)), reverse=True))
    hours = [(at - asked[question]) / timedelta(hours=1) for question, at in first.items()]
    return Figures(
        questions=len(asked),
        matched=sum(bool(row.more["matches"]) for row in rows if row.state == "question"),
        requests=len(requests),
        introductions=len(made),
        acceptance=len(made) / len(requests) if requests else 0.0,
        served=len(first),
        hours=median(hours) if hours else 0.0,
        repeats=_repeats(made),
        pairs_too_soon=_pairs_too_soon(rows),
        above_capacity=_above(capacity, [(each.official, each.asked) for each in made]),
        above_capacity_by_yes=_above(capacity, [(each.official, each.agreed) for each in made]),
        busiest_1=_carried_by(0.01, loads, len(made)),
        busiest_10=_carried_by(0.10, loads, len(made)),
        gini=gini(loads),
        loads=loads,
    )


def introductions(rows: Iterable[Row]) -> list[Introduced]:
    """Return the introductions that were made, in the order in which they were agreed to."""
    asked: dict[int | None, datetime] = {}
    made: dict[int | None, Introduced] = {}
    for row in rows:
        if row.state == "asked":
            asked.setdefault(row.introduction, row.time)
        elif row.state in YES and row.introduction not in made:
            made[row.introduction] = _introduced(row, asked[row.introduction])
    return list(made.values())


def ndcg_of_first(rows: Sequence[Row]) -> dict[int, float]:
    """Return the nDCG of each served question's first introduction; none of a question nothing answers.

    The list that is judged has one record, so its nDCG is the record's relevance over the best there is.
    """
    judged = {row.question: row.more for row in rows if row.state == "question" and row.more["best"]}
    found: dict[int, float] = {}
    for each in introductions(rows):
        if each.question in judged and each.question not in found:
            more: Mapping[str, list[int]] = judged[each.question]
            relevance = dict(zip(more["matches"], more["relevance"], strict=True))
            gained = relevance.get(each.record, 0) if each.record is not None else 0
            found[each.question] = gained / judged[each.question]["best"]
    return found


def lost(rows: Sequence[Row], baseline: Sequence[Row]) -> float:
    """Return how much lower the nDCG is than the baseline's, as a share, where both introduce somebody."""
    ours, theirs = ndcg_of_first(rows), ndcg_of_first(baseline)
    both = sorted(ours.keys() & theirs.keys())
    best = fmean(theirs[each] for each in both) if both else 0.0
    return 1 - fmean(ours[each] for each in both) / best if best else 0.0


def gini(loads: Sequence[int]) -> float:
    """Return 0 if all carry as much, near 1 if one carries everything."""
    rising = np.sort(np.asarray(loads, dtype=float))
    if not rising.sum():
        return 0.0
    places = np.arange(1, len(rising) + 1)
    return float((2 * places - len(rising) - 1) @ rising / (len(rising) * rising.sum()))


def _introduced(row: Row, asked: datetime) -> Introduced:
    assert row.asker is not None, "every introduction has an asker"
    assert row.official is not None, "who said yes is known"
    assert row.question is not None, "every introduction has a question"
    return Introduced(row.asker, row.official, row.question, row.record, asked, row.time)


def _requests(rows: Iterable[Row]) -> dict[int | None, Row]:
    """Return when each introduction was asked first; asked again after a pause is the same request."""
    found: dict[int | None, Row] = {}
    for row in rows:
        if row.state == "asked":
            found.setdefault(row.introduction, row)
    return found


def _matched_officials(rows: Iterable[Row]) -> set[int]:
    """Return who held the office of a record that matched, when the question was asked."""
    office: dict[int | None, int] = {}
    holders: dict[int, list[int | None]] = defaultdict(list)
    gone: set[int | None] = set()
    found: set[int | None] = set()
    for row in rows:
        if row.state == "record":
            office[row.record] = row.more["office"]
        elif row.state == "official":
            holders[row.more["office"]].append(row.official)
        elif row.state == "left":
            gone.add(row.official)
        elif row.state == "question":
            offices = {office[record] for record in row.more["matches"]}
            found.update(each for one in offices for each in holders[one] if each not in gone)
    return {each for each in found if each is not None}


def _repeats(made: Iterable[Introduced]) -> int:
    pairs = Counter(frozenset((each.asker, each.official)) for each in made)
    return sum(times - 1 for times in pairs.values())


def _pairs_too_soon(rows: Iterable[Row]) -> int:
    """Return how often two were asked about each other, either way round, too soon after the last time.

    Too soon is within 90 days of the last request, yes or introduction of the two.
    """
    last: dict[frozenset[int | None], datetime] = {}
    requested: set[int | None] = set()
    too_soon = 0
    for row in rows:
        pair = frozenset((row.asker, row.official))
        if row.state == "asked" and row.introduction not in requested:
            requested.add(row.introduction)
            too_soon += pair in last and row.time - last[pair] < QUARTER
        if row.state in ("asked", "accepted", "introduced"):
            last[pair] = row.time
    return too_soon


def _above(capacity: Mapping[int | None, int], carried: Iterable[tuple[int, datetime]]) -> int:
    """Return how many officials had more than their capacity in some thirty days."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for official, at in carried:
        times[official].append(at)
    return sum(_most_in_a_month(sorted(each)) > capacity[official] for official, each in times.items())


def _most_in_a_month(times: Sequence[datetime]) -> int:
    first = most = 0
    for number, at in enumerate(times):
        while at - times[first] >= MONTH:
            first += 1
        most = max(most, number - first + 1)
    return most


def _carried_by(share: float, loads: Sequence[int], total: int) -> float:
    """Return the share of all introductions that the busiest carry; at least one official is busiest."""
    return sum(loads[: ceil(share * len(loads))]) / total if total else 0.0
