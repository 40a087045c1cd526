"""How likely two records are of the same practice: what their texts, places and years say together.

Measured by benchmarks/duplicates.py; docs/duplicates.md has the figures.
"""

from dataclasses import dataclass

import numpy as np

from matching.embedded import Vector

# What the same place and the same year add to the likeness of two texts, which lies between -1 and 1. Cities
# copy from each other: two records of one measure in two places are as alike in their texts as two of one
# place that say the same in other words.
SAME_PLACE, SAME_YEAR = 0.35, 0.05
# From here on staff are asked. It found each record that was written anew in other words or another language.
THRESHOLD = 0.88
YEARS_APART = 1  # one source tells when it was decided, another when it began


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared of a record: its vector as a passage, and whether its text is English."""

    vector: Vector
    is_english: bool
    year: int | None


def closeness(one: Seen, other: Seen, english: int, *, same_place: bool) -> float:
    """Return how close two records are; from THRESHOLD on they seem to be of the same practice."""
    same_year = one.year is not None and other.year is not None and abs(one.year - other.year) <= YEARS_APART
    return likeness(one, other, english) + SAME_PLACE * same_place + SAME_YEAR * same_year


def likeness(one: Seen, other: Seen, english: int) -> float:
    """Return how alike two texts are, from -1 to 1; `english` is the embedder's number of such dimensions.

    What an English model makes of another language is noise, so it counts only if both are English.
    """
    every_language = _cosine(one.vector[english:], other.vector[english:])
    if not english or not (one.is_english and other.is_english):
        return every_language
    return (_cosine(one.vector[:english], other.vector[:english]) + every_language) / 2


def _cosine(one: Vector, other: Vector) -> float:
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0
