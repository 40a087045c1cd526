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

# Shorter words have too many neighbours: of "jab" and "job" nobody can tell. Longer ones are no words.
SHORTEST, LONGEST = 5, 30
# Letters that may be wrong, added, left out or swapped: one, in a word of eight or more two.
LONG, MISTAKES_IN_LONG = 8, 2
# On wordfreq's scale (10 to the power of this less nine is the share in English texts) words below are seen
# less often than common mistakes.
KNOWN = 1.9
MOST_KEPT = 10_000  # words whose meaning is remembered: a few megabytes
COMMON = 40_000  # so many words a mistake may have been meant as
# "upzoning", "rainfed", "greened": a prefix, another word or an ending beside a known one make words that no
# list has. The rest must be this common and this long.
OFTEN, STEM, SHORTEST_STEM = 4.0, 2.5, 4
PREFIXES = (
    *("anti", "co", "de", "dis", "inter", "mis", "non", "out", "over"),
    *("pre", "re", "sub", "un", "under", "up"),
)
ENDINGS = ("s", "es", "d", "ed", "r", "er", "ers", "ing")
# Capitals are names and acronyms; beside a slash, an at sign or a full stop stand links and addresses.
_WORD = re.compile(rf"(?<![\w'’@/.-])[a-z]{{{SHORTEST},{LONGEST}}}(?![\w'’@/-]|\.\w|://)")


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
    if _is_everyday(word):
        return True
    return _frequency(word) >= KNOWN or _is_compound(word) or _has_prefix(word) or _has_ending(word)


def _is_everyday(word: str) -> bool:
    """Say so without the long list, whose reading would take a fifth of a second of the first answer."""
    return bool(import_module("wordfreq").zipf_frequency(word, "en", wordlist="small"))


def _is_compound(word: str) -> bool:
    halves = ((word[:place], word[place:]) for place in range(3, len(word) - 2))
    return any(min(_frequency(first), _frequency(second)) >= OFTEN for first, second in halves)


def _has_prefix(word: str) -> bool:
    rests = [word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)]
    return any(len(rest) >= SHORTEST_STEM and _frequency(rest) >= KNOWN for rest in rests)


def _has_ending(word: str) -> bool:
    """Say whether without its ending it is a known word, also with the e that the ending took or a prefix."""
    stems = [word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending)]
    return any(
        len(stem) >= SHORTEST_STEM
        and (max(_frequency(stem), _frequency(stem + "e")) >= STEM or _has_prefix(stem))
        for stem in stems
    )


def _frequency(word: str) -> float:
    # Imported here because reading its list takes a quarter of a second, which --help need not wait for.
    return float(import_module("wordfreq").zipf_frequency(word, "en"))


@cache
def _common_words() -> dict[str, list[str]]:
    """Return the common words by their first letter, the commonest first."""
    words: dict[str, list[str]] = defaultdict(list)
    for word in import_module("wordfreq").top_n_list("en", COMMON):
        if word.isalpha() and len(word) >= SHORTEST_STEM:
            words[word[0]].append(word)
    return words
