"""How likely two records are of the same practice: what their texts, places and years say together.

Measured by benchmarks/duplicates.py; docs/duplicates.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.embedded import Vector, Vectors

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


def closenesses(ones: Sequence[Seen], others: Sequence[Seen], english: int) -> Vectors:
    """Return how close each of the ones is to each of the others, all of one place, as `closeness` does.

    At once for all: a place of a large import has hundreds of records.
    """
    every_language = _cosines(ones, others, slice(english, None))
    likely: Vectors = every_language
    if english:
        both = np.outer([each.is_english for each in ones], [each.is_english for each in others])
        english_too = (_cosines(ones, others, slice(english)) + every_language) / 2
        likely = np.where(both, english_too, every_language)
    years, other_years = (
        np.array([np.nan if each.year is None else each.year for each in side], dtype=np.float32)
        for side in (ones, others)
    )
    same_year = np.abs(years[:, None] - other_years[None, :]) <= YEARS_APART  # False where one is unknown
    close: Vectors = (likely + SAME_PLACE + SAME_YEAR * same_year).astype(np.float32)
    return close


def _cosines(ones: Sequence[Seen], others: Sequence[Seen], part: slice) -> Vectors:
    one, other = (
        _unit(np.stack([each.vector[part] for each in side]).astype(np.float32)) for side in (ones, others)
    )
    cosines: Vectors = one @ other.T
    return cosines


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length, length, 1)).astype(np.float32)


def _cosine(one: Vector, other: Vector) -> float:
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0
