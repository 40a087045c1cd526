"""What sets one cluster of texts apart in words: the words that its texts share and others do not have."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from matching.analyzers import WITHOUT_SPACES, analyzer
from matching.text import clean

MOST = 3  # words of a name: what is read at a glance
# "short-term" and "l'eau" are one word each; figures alone name nothing.
_WORD = re.compile(r"[^\W\d_]\w*(?:[-'’]\w+)*")
# On wordfreq's scale "how" has 6.2, "city" 5.7, "water" 5.5, "rental" 4.1: from here on words name nothing.
COMMON = 6.0
# wordfreq needs a program of its own to cut these into words.
UNCOUNTED = WITHOUT_SPACES | {"ko"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it was written, and its stem, by which its forms are one."""

    stem: str
    written: str


def terms(text: str, language: str) -> tuple[Term, ...]:
    """Return the words of the text that say what it is about, in its order.

    Empty for a language that is written without spaces, as nothing there says where a word ends.
    """
    if language in WITHOUT_SPACES:
        return ()
    found = (Term(_stem(word.casefold(), language), word.lower()) for word in _WORD.findall(clean(text)))
    return tuple(each for each in found if each.stem)


def counted(texts: Iterable[Iterable[Term]]) -> Counter[str]:
    """Return in how many of the texts each stem occurs."""
    return Counter(stem for text in texts for stem in {term.stem for term in text})


def name(texts: Sequence[Sequence[Term]], everywhere: Mapping[str, int], clusters: int, language: str) -> str:
    """Return the words that name these texts, "" if none does; the first text is the one in the middle.

    Each word stands as most of the texts write it; those of the first text come first, in its order, and two
    that are neighbours there make one phrase. `everywhere` counts the stems of all texts of all clusters.
    """
    written = _written(texts)
    weights = _weights(counted(texts), written, everywhere, clusters, language)
    chosen = sorted(weights, key=lambda stem: (-weights[stem], stem))[:MOST]
    parts: list[str] = []
    before = ""
    for term in texts[0] if texts else ():
        if term.stem in chosen:
            chosen.remove(term.stem)
            if before:
                parts[-1] += f" {written[term.stem]}"
            else:
                parts.append(written[term.stem])
            before = term.stem
        else:
            before = ""
    return ", ".join([*parts, *(written[stem] for stem in chosen)])


def _weights(
    inside: Mapping[str, int],
    written: Mapping[str, str],
    everywhere: Mapping[str, int],
    clusters: int,
    language: str,
) -> dict[str, float]:
    """Return how well each stem names a cluster: class-based TF-IDF, times how rare it is in its language.

    The rareness lets "how" name nothing where a few questions are all that there is to compare with.
    """
    average = sum(everywhere.values()) / max(clusters, 1)
    found = {
        stem: count * math.log1p(average / everywhere[stem]) * _rareness(written[stem], language)
        for stem, count in inside.items()
    }
    return {stem: weight for stem, weight in found.items() if weight > 0}


def _written(texts: Iterable[Iterable[Term]]) -> dict[str, str]:
    """Return how each stem is written most often, the first in the alphabet of equals."""
    forms = Counter(term for text in texts for term in text)
    ordered = sorted(forms, key=lambda term: (forms[term], [-ord(letter) for letter in term.written]))
    return {term.stem: term.written for term in ordered}


@lru_cache(maxsize=100_000)  # the different words of 20,000 questions
def _stem(word: str, language: str) -> str:
    return " ".join(_analyzer(language).analyze(word))


_analyzer = lru_cache(maxsize=32)(analyzer)


@lru_cache(maxsize=10_000)
def _rareness(word: str, language: str) -> float:
    wordfreq = import_module("wordfreq")
    if language in UNCOUNTED or language not in wordfreq.available_languages():
        return 1.0
    return float(max(COMMON - wordfreq.zipf_frequency(word, language), 0.0))
