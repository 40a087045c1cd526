"""Matching backwards: for which of the questions that stand is one entry a good answer.

The closest by vector are compared as a question of its own would compare the entry, and further ones as long
as that finds many.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.closeness import of_tokens
from matching.domain import EntryKey, EntryKind, OfficialId, Retrieved
from matching.embedded import EmbeddedQuestion, Vector, question_tokens, question_vector
from matching.entries import EntryIndex, Within
from matching.index import VectorIndex
from matching.matcher import AskedOf
from matching.token_rows import TokenRows, TokenSigns, agreements, agreements_with

# So many questions, in English and in other languages, are compared token by token: the nearest by vector,
# and as many more as long as one in EVERY of the last ones is answered. What lies further away is found when
# it is asked again (bot/questions/backward.py); benchmarks/standing.py shows how much that is.
COMPARED = 256
EVERY = 8
# The vectors of what waits are kept in half precision: their products are off by less.
ROUNDING = 0.002
ALIKE = 8  # questions that may be the same as one that is asked; who asked first is enough to tell


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that stands, and whose it is; `text` is without typing mistakes."""

    id: int
    asker_id: OfficialId
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
    """How questions are read by their ids, what counts as good, and where a question may find entries.

    `tokens` gives the tokens of questions, each with its language, `read` all of a few.
    """

    tokens: Callable[[Sequence[int]], Mapping[int, tuple[str, TokenRows]]]
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
        while near := _unseen(waiting.closest(new.vector, limit, language), seen):
            good = _good(new, near, index, judging)
            found += good
            if len(good) * EVERY < len(near):
                break
            seen |= near.keys()
            limit += COMPARED
    return found


def _unseen(near: dict[int, float], seen: set[int]) -> dict[int, float]:
    return {number: similarity for number, similarity in near.items() if number not in seen}


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
    new: New, near: Mapping[int, float], index: EntryIndex, judging: Judging
) -> list[tuple[Waiting, Retrieved]]:
    added = _of_tokens(new.tokens, judging.tokens(list(near)))
    possible = [
        number
        for number, (language, tokens) in added.items()
        # With the highest word score there is: the true one takes longer, and few get there.
        if judging.is_good(Retrieved(new.key, near[number] + ROUNDING, 1.0, tokens), language)
    ]
    good: list[tuple[Waiting, Retrieved]] = []
    for each in judging.read(possible) if possible else ():
        vector = question_vector(each.embedded.vector, each.language, judging.english)
        found = index.compare(new.key, each.text, vector, each.language)
        if found is None:
            continue
        found = replace(found, tokens=added[each.id][1])
        # Its word score may be too high still: what may be found for whom is looked up for the last few.
        if not judging.is_good(found, each.language):
            continue
        share = index.in_full(new.key.kind, each.text, each.language, judging.within(each))
        exact = replace(found, words=min(1.0, found.words * share))
        if judging.is_good(exact, each.language):
            good.append((each, exact))
    return good


def _of_tokens(
    text: TokenSigns | None, asked: Mapping[int, tuple[str, TokenRows]]
) -> dict[int, tuple[str, float]]:
    """Return the language of each question and what its tokens add, as `matcher.match` counts it."""
    if text is None:
        return {number: (language, 0.0) for number, (language, _) in asked.items()}
    seen = [question_tokens(tokens, language) for language, tokens in asked.values()]
    return {
        number: (language, of_tokens(agreement, language, len(tokens.multilingual)))
        for (number, (language, _)), tokens, agreement in zip(
            asked.items(), seen, agreements_with(seen, text), strict=True
        )
    }
