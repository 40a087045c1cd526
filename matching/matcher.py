"""What a network's index has for a question: retrieval by vectors and words, then token by token."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.closeness import combined, of_tokens
from matching.domain import EntryKey, EntryKind, Retrieved
from matching.embedded import EmbeddedQuestion, question_tokens, question_vector
from matching.entries import EVERYTHING, EntryIndex, Within
from matching.token_rows import TokenSigns, agreements

# Of each kind so many entries are compared token by token, the closest by vectors and words. An answer shows
# three and the measures read ten (docs/retrieval.md, "Tokens").
COMPARED = 24
# Gives the tokens of entries; one that has none is missing.
TokensOf = Callable[[Sequence[EntryKey]], Mapping[EntryKey, TokenSigns]]


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question as an index is asked it. `english` is the embedder's number of English-only dimensions."""

    text: str
    language: str
    embedded: EmbeddedQuestion
    english: int


def match(
    index: EntryIndex, asked: AskedOf, tokens_of: TokensOf, within: Within = EVERYTHING
) -> list[Retrieved]:
    """Return up to COMPARED entries of each kind, closest first by `closeness.combined`."""
    vector = question_vector(asked.embedded.vector, asked.language, asked.english)
    retrieved = index.retrieve(asked.text, vector, asked.language, within=within)
    best = [
        found
        for kind in EntryKind
        for found in [each for each in retrieved if each.key.kind is kind][:COMPARED]
    ]
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
