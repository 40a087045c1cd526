"""How texts read in scripts that run from right to left, and what stands between the parts of a list."""

import re
import unicodedata
from collections.abc import Iterable

from babel import Locale

# While a sentence is filled in, two noncharacters of Unicode mark what keeps its own direction. What people
# write is rid of them by matching.text.clean, so what adapters make isolates of is ours alone.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_ISOLATES = str.maketrans({_OPEN: "\u2068", _CLOSE: "\u2069"})  # https://www.unicode.org/reports/tr9/

# What is filled in, what is typed after a slash, and days in figures: without an isolate the slash of /peers
# moves to its end, and 2026-07-01 reads from its day.
_OWN_DIRECTION = re.compile(
    r"(?<![\w/])/[a-z]+(?: (?:[a-z0-9-]+|\{\w*\}))*|\{\w*\}|(?<!\d)\d{4}-\d\d-\d\d(?!\d)"
)

# The classes of letters that run from the right: Hebrew and its like, and Arabic.
_FROM_RIGHT = ("R", "AL")

# CLDR has no mark for a list without "and", which is what stands between two facts or names here.
_BETWEEN = {"ar": "، ", "ja": "、", "zh": "、"}


def runs_from_right(locale: str) -> bool:
    """Say whether the locale's script runs from right to left."""
    return Locale.parse(locale).text_direction == "rtl"


def marked(sentence: str) -> str:
    """Return the sentence with marks around each part that keeps its own direction."""
    return _OWN_DIRECTION.sub(lambda part: f"{_OPEN}{part[0]}{_CLOSE}", sentence)


def isolating(text: str) -> str:
    """Return the text with Unicode's isolates in the place of the marks."""
    return text.translate(_ISOLATES)


def apart(locale: str, text: str) -> str:
    """Return the text with marks around it where its script may run against that of the locale.

    In an English line figures after an Arabic name would else stand before it.
    """
    turns = runs_from_right(locale) or any(unicodedata.bidirectional(each) in _FROM_RIGHT for each in text)
    return f"{_OPEN}{text}{_CLOSE}" if text and turns else text


def listed(locale: str, parts: Iterable[str]) -> str:
    """Return the parts that are not empty, with the locale's mark between them."""
    return _BETWEEN.get(locale.replace("-", "_").partition("_")[0], ", ").join(filter(None, parts))
