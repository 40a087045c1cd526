"""How answers do on questions that nothing they depend on has seen: five folds, and five more inside each.

A threshold that is chosen on the answers it is then measured on looks better than it is. So the rates that we
state are of answers whose curve and whose thresholds both come from the other folds (nested cross-validation,
Varma and Simon 2006).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from matching.calibration import Bands, Curve
from matching.fitting import Answered, Judged, bands, fit_curves

FOLDS = 5
SHOWN = 3  # records of an answer

Curves = Mapping[str, Curve]


@dataclass(frozen=True, slots=True)
class Lead:
    """An entry that was found, and the number of the record that it leads to."""

    record: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class Case:
    """A judged question: what curves learn from it, what may be shown for it, and what it is about.

    Two questions with a key in common tell much the same, so they are never on two sides.
    """

    taught: tuple[Judged, ...]
    leads: tuple[Lead, ...]
    keys: frozenset[str]


def fitted(cases: Sequence[Case], known: Curves | None = None) -> dict[str, Curve]:
    """Return the curves that these questions teach, starting from those known."""
    return fit_curves(chain(*(each.taught for each in cases)), known)


def answered(case: Case, curves: Curves) -> Answered:
    """Return the question's answer by these curves, the surest records first; without any a probability of 0.

    A record counts at its most probable, as in an answer. That only one record a jurisdiction is shown is
    left out.
    """
    best: dict[int, tuple[float, bool]] = {}
    for lead in case.leads:
        probability = curves[lead.judged.group].probability(lead.judged.closeness)
        if lead.record not in best or probability > best[lead.record][0]:
            best[lead.record] = probability, lead.judged.answers
    ordered = sorted(best.values(), key=lambda each: -each[0])
    return Answered(
        ordered[0][0] if ordered else 0.0,
        best_right=any(answers for _, answers in ordered[:1]),
        right=any(answers for _, answers in ordered[:SHOWN]),
    )


def unseen(cases: Sequence[Case], known: Curves | None = None) -> list[Answered]:
    """Return each question's answer by curves of the other folds."""
    return _unseen(cases, folds_of([each.keys for each in cases]), known)


def nested(cases: Sequence[Case], known: Curves | None = None) -> list[tuple[Answered, Bands]]:
    """Return each question's answer by curves of the other folds, with thresholds chosen on those alone.

    The thresholds are `bands` of `unseen` answers, so of those folds each in turn is left out again.
    """
    folds = folds_of([each.keys for each in cases])
    thresholds = {}
    for fold in set(folds):
        outside = [number for number, other in enumerate(folds) if other != fold]
        inner = _unseen([cases[number] for number in outside], [folds[number] for number in outside], known)
        thresholds[fold] = bands(inner)
    answers = _unseen(cases, folds, known)
    return [(answer, thresholds[fold]) for answer, fold in zip(answers, folds, strict=True)]


def _unseen(cases: Sequence[Case], folds: Sequence[int], known: Curves | None) -> list[Answered]:
    curves = {
        fold: fitted([case for case, other in zip(cases, folds, strict=True) if other != fold], known)
        for fold in set(folds)
    }
    return [answered(case, curves[fold]) for case, fold in zip(cases, folds, strict=True)]


def folds_of(keys: Sequence[frozenset[str]]) -> list[int]:
    """Return a fold for each question: chains of questions that share a key are one group."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, own in enumerate(keys):
        touching = [group for group in groups if group[0] & own]
        groups = [group for group in groups if not group[0] & own]
        together = set(own).union(*(group[0] for group in touching))
        groups.append((together, [*chain(*(group[1] for group in touching)), number]))
    sizes, folds = [0] * FOLDS, [0] * len(keys)
    for _, numbers in sorted(groups, key=lambda group: (-len(group[1]), group[1])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(numbers)
        for number in numbers:
            folds[number] = smallest
    return folds
