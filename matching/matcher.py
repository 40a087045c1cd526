"""What a network's index has for a question: retrieval by vectors and words, then token by token."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from matching.closeness import combined, of_tokens
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.embedded import EmbeddedQuestion, question_tokens, question_vector
from matching.entries import EVERYTHING, EntryIndex, Within
from matching.token_rows import TokenSigns, agreements

# Of each kind so many entries are compared token by token, the closest by vectors and words. An answer shows
# three and the measures read ten (docs/retrieval.md, "Tokens").
COMPARED = 24
# Of each kind so many are retrieved, more than are compared: by words and vectors the two lists differ.
RETRIEVED = 50
# Gives the tokens of entries; one that has none is missing.
TokensOf = Callable[[Sequence[EntryKey]], Mapping[EntryKey, TokenSigns]]
# Gives those of some entries that may be found, where an entry alone does not tell it.
Findable = Callable[[Sequence[EntryKey]], Set[EntryKey]]


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question as an index is asked it. `english` is the embedder's number of English-only dimensions."""

    text: str
    language: str
    embedded: EmbeddedQuestion
    english: int


def match(
    index: EntryIndex,
    asked: AskedOf,
    tokens_of: TokensOf,
    within: Within = EVERYTHING,
    findable: Findable = frozenset,
) -> list[Retrieved]:
    """Return up to COMPARED entries of each kind, closest first by `closeness.combined`.

    What is not `findable` is found as little as what is not `within`, and takes the place of nothing.
    """
    best = _retrieved(index, asked, within, findable)
    tokens = tokens_of([found.key for found in best])
    told = [found for found in best if found.key in tokens]
    seen = question_tokens(asked.embedded.tokens, asked.language)
    agreeing = agreements(seen, [tokens[found.key] for found in told])
    count = len(seen.multilingual)
    added = {
        found.key: of_tokens(agreement, asked.language, count)
        for found, agreement in zip(told, agreeing, strict=True)
    }
    compared = [replace(found, tokens=added.get(found.key, 0.0)) for found in best]
    return sorted(compared, key=lambda found: (-combined(found), found.key))


def _retrieved(index: EntryIndex, asked: AskedOf, within: Within, findable: Findable) -> list[Retrieved]:
    """Return the entries to compare, by vectors and words.

    What cannot be found is known only once it was retrieved. Then the index is asked again without it, each
    time for more: a filter must not cost recall, and words of what is left out count for nobody.
    """
    vector = question_vector(asked.embedded.vector, asked.language, asked.english)
    limit, known = RETRIEVED, set[EntryKey]()
    while True:
        found = index.retrieve(asked.text, vector, asked.language, limit, within)
        best = _best_of_each_kind(found)
        keys = {each.key for each in found}
        if not known.issuperset(each.key for each in best):
            known |= findable([*(keys - known)])
        if known.issuperset(each.key for each in best):
            return best
        within = replace(within, without=within.without | (keys - known))
        limit *= 4


def _best_of_each_kind(found: Sequence[Retrieved]) -> list[Retrieved]:
    return [
        best for kind in EntryKind for best in [each for each in found if each.key.kind is kind][:COMPARED]
    ]
