"""How close an entry is to a question: the sum of what vectors, words and tokens say."""

from matching.domain import Retrieved
from matching.token_rows import Agreement

# What each signal counts beside the cosine of a model, which counts 1: the best word score, and the
# agreement of tokens, by each model and back. Measured in docs/retrieval.md, "Which signals".
WORD_WEIGHT = 0.15
ENGLISH_WEIGHT, MULTILINGUAL_WEIGHT, BACK_WEIGHT = 1.5, 1.5, 0.5

# A question of fewer tokens gets less for them: one word agrees with some word of every record, and "test"
# had a record about food inspections as a good match.
FULL_SHARE = 3


def combined(found: Retrieved) -> float:
    """Return how close an entry is: the cosine sum of its vectors, and what words and tokens add."""
    return found.similarity + WORD_WEIGHT * found.words + found.tokens


def of_tokens(agreement: Agreement, language: str, count: int) -> float:
    """Return what the agreement of tokens adds for a question of so many tokens in this language."""
    english = ENGLISH_WEIGHT * agreement.english if language == "en" else 0.0
    both = english + MULTILINGUAL_WEIGHT * agreement.multilingual + BACK_WEIGHT * agreement.back
    return both * min(1.0, count / FULL_SHARE)
