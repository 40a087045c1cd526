"""Typing mistakes in English questions, put right before the models and the word index read them.

The models see a misspelt word as pieces that mean nothing, and the word index finds it nowhere: "does
insurrence realy pay when muncipality gets hakced" had no record among the first ten, spelt right it has the
one that answers it first (docs/retrieval.md, "Spelling"). Words come from wordfreq, distances from rapidfuzz.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib import import_module

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Shorter words have too many neighbours: of "jab" and "job" nobody can tell.
SHORTEST = 5
# Letters that may be wrong, added, left out or swapped: one, in a word of eight or more two.
LONG, MISTAKES_IN_LONG = 8, 2
# On wordfreq's scale (10 to the power of this less nine is the share in English texts) words below are seen
# less often than common mistakes.
KNOWN = 1.9
MOST_KEPT = 10_000  # words whose meaning is remembered: a few megabytes
COMMON = 40_000  # so many words a mistake may have been meant as
# "rainfed", "reinfect": two known words, or a prefix before one, are a word that no list has.
SHORTEST_HALF = 4
OFTEN = 4.0  # on the same scale, the half of a compound: "rain", "fed"
PREFIXES = ("anti", "co", "de", "dis", "inter", "mis", "non", "over", "pre", "re", "sub", "un", "under")
# Capitals are names and acronyms.
_WORD = re.compile(rf"(?<![\w'’-])[a-z]{{{SHORTEST},}}(?![\w'’-])")


def corrected(text: str, language: str) -> str:
    """Return the text with words that nobody writes replaced by the closest common ones, if it is English.

    Names, acronyms, numbers, hyphenated words and words of fewer than five letters stay as they are.
    """
    return _WORD.sub(lambda found: _meant(found[0]), text) if language == "en" else text


@lru_cache(MOST_KEPT)
def _meant(word: str) -> str:
    if _is_known(word):
        return word
    most = MISTAKES_IN_LONG if len(word) >= LONG else 1
    # The first letter is seldom wrong, and looking only there takes a tenth of the time.
    close = process.extract(
        word, _common_words()[word[0]], scorer=OSA.distance, score_cutoff=most, limit=None
    )
    # Equally close ones are in the order of their frequency.
    return str(min(close, key=lambda found: (found[1], found[2]))[0]) if close else word


def _is_known(word: str) -> bool:
    if _frequency(word) >= KNOWN:
        return True
    halves = [(word[:place], word[place:]) for place in range(3, len(word) - 2)]
    return any(
        (first in PREFIXES and len(second) >= SHORTEST_HALF and _frequency(second) >= KNOWN)
        or min(_frequency(first), _frequency(second)) >= OFTEN
        for first, second in [*halves, (word[:2], word[2:])]
    )


def _frequency(word: str) -> float:
    # Imported here because reading its list takes a quarter of a second, which --help need not wait for.
    return float(import_module("wordfreq").zipf_frequency(word, "en"))


@cache
def _common_words() -> dict[str, list[str]]:
    """Return the common words by their first letter, the commonest first."""
    words: dict[str, list[str]] = defaultdict(list)
    for word in import_module("wordfreq").top_n_list("en", COMMON):
        if word.isalpha() and len(word) >= SHORTEST_HALF:
            words[word[0]].append(word)
    return words
