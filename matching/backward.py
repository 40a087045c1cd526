"""Matching backwards: for which of the questions that stand is one entry a good answer.

The closest by vector are compared as a question of its own would compare the entry, and further ones as long
as that finds any: whoever waits for it hears of it, however many others do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.closeness import of_tokens
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.embedded import EmbeddedQuestion, Vector, question_tokens, question_vector
from matching.entries import EntryIndex, Within
from matching.index import VectorIndex
from matching.matcher import AskedOf
from matching.token_rows import TokenSigns, agreements, agreements_with

# So many questions of each kind of language are compared token by token at first; then four times as many,
# while among those compared last there was one that the entry answers.
COMPARED = 32
GROWTH = 4
ALIKE = 8  # questions that may be the same as one that is asked; who asked first is enough to tell


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that stands: its id, its text without typing mistakes, and what the models make of it."""

    id: int
    text: str
    language: str
    embedded: EmbeddedQuestion


@dataclass(frozen=True, slots=True)
class New:
    """An entry that is new or changed; `tokens` is None where the store has none."""

    key: EntryKey
    vector: Vector
    tokens: TokenSigns | None


@dataclass(frozen=True, slots=True)
class Judging:
    """How questions are read by their ids, what counts as good, and where a question may find entries."""

    read: Callable[[Sequence[int]], Iterable[Waiting]]
    is_good: Callable[[Retrieved, str], bool]
    within: Callable[[Waiting], Within]
    english: int


class WaitingIndex:
    """The vectors of the questions that stand. One thread may change it while others read.

    Apart by language: what is not English has only half a vector (`embedded.question_vector`).
    """

    def __init__(self, dimension: int, english: int) -> None:
        """Start empty, for vectors of this dimension of which so many understand English only."""
        self._english = english
        self._groups = {is_english: VectorIndex(dimension) for is_english in (True, False)}

    def __len__(self) -> int:
        return sum(len(each) for each in self._groups.values())

    def put_many(self, waiting: Sequence[tuple[int, str, Vector]]) -> None:
        """Add questions or replace them, each with its language."""
        for is_english, group in self._groups.items():
            mine = [each for each in waiting if (each[1] == "en") is is_english]
            if mine:
                rows = [question_vector(vector, language, self._english) for _, language, vector in mine]
                group.put_many([number for number, _, _ in mine], np.stack(rows))

    def remove_many(self, ids: Sequence[int]) -> None:
        """Forget the questions; ids that are not there do not matter."""
        for group in self._groups.values():
            group.remove_many(ids)

    def closest(self, vector: Vector, limit: int, language: str) -> dict[int, float]:
        """Return the questions nearest to the vector, nearest first: those in English, or all the others."""
        return dict(self._groups[language == "en"].nearest(vector, limit))


def answered_by(
    new: New, waiting: WaitingIndex, index: EntryIndex, judging: Judging
) -> list[tuple[Waiting, Retrieved]]:
    """Return the questions that the entry answers well, each with how it is found for it.

    Nothing for an entry that is not in the index.
    """
    found: list[tuple[Waiting, Retrieved]] = []
    for language in ("en", ""):
        limit, seen = COMPARED, set[int]()
        while ids := [each for each in waiting.closest(new.vector, limit, language) if each not in seen]:
            good = _good(new, list(judging.read(ids)), index, judging)
            found += good
            if not good:
                break
            seen.update(ids)
            limit *= GROWTH
    return found


def alike(
    asked: AskedOf, waiting: WaitingIndex, read: Callable[[Sequence[int]], Iterable[Waiting]]
) -> list[Retrieved]:
    """Return the questions that stand nearest to one that is asked, in its language or as it is not English.

    As `matcher.match` finds questions asked before, but for their words, which can only add: they are kept
    for what was answered.
    """
    vector = question_vector(asked.embedded.vector, asked.language, asked.english)
    similar = waiting.closest(vector, ALIKE, asked.language)
    near = list(read(list(similar)))
    seen = question_tokens(asked.embedded.tokens, asked.language)
    agreeing = agreements(seen, [each.embedded.tokens.signs() for each in near])
    return [
        Retrieved(
            EntryKey(EntryKind.QUESTION, each.id),
            similar[each.id],
            0.0,
            of_tokens(agreement, asked.language, len(seen.multilingual)),
        )
        for each, agreement in zip(near, agreeing, strict=True)
    ]


def _good(
    new: New, waiting: Sequence[Waiting], index: EntryIndex, judging: Judging
) -> list[tuple[Waiting, Retrieved]]:
    tokens = _of_tokens(new.tokens, waiting)
    good: list[tuple[Waiting, Retrieved]] = []
    for each, added in zip(waiting, tokens, strict=True):
        vector = question_vector(each.embedded.vector, each.language, judging.english)
        found = index.compare(new.key, each.text, vector, each.language)
        # With a word score that may be too high; the true one takes longer, and few get here.
        if found is None or not judging.is_good(replace(found, tokens=added), each.language):
            continue
        share = index.in_full(new.key.kind, each.text, each.language, judging.within(each))
        exact = replace(found, words=min(1.0, found.words * share), tokens=added)
        if judging.is_good(exact, each.language):
            good.append((each, exact))
    return good


def _of_tokens(text: TokenSigns | None, waiting: Sequence[Waiting]) -> list[float]:
    """Return what the agreement of tokens adds for each question, as `matcher.match` counts it."""
    if text is None:
        return [0.0] * len(waiting)
    seen = [question_tokens(each.embedded.tokens, each.language) for each in waiting]
    return [
        of_tokens(agreement, each.language, len(tokens.multilingual))
        for each, tokens, agreement in zip(waiting, seen, agreements_with(seen, text), strict=True)
    ]
