"""Texts cut to the length that a reader takes in, after a word and marked; and their first letter."""

import re
from collections.abc import Iterable
from itertools import takewhile

ELLIPSIS = "…"

# Characters: what of a question, a title or a part is quoted in a message; its source has the rest.
LONGEST_QUESTION, LONGEST_TITLE, LONGEST_PART = 300, 150, 500

# Characters of the long texts of one message together, and of one paragraph: with headings, sources and
# buttons a message stays below the 13,000 at which Slack refused whole ones, a paragraph below its 3,000.
LONGEST_MESSAGE, LONGEST_PARAGRAPH = 8_500, 2_000

BEFORE = 20  # characters that two texts have in common and that are shown before their first difference


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` characters, cut after a word and marked with an ellipsis."""
    text = text.strip()
    if len(text) <= limit:
        return text
    return text[: _after_a_word(text, limit - len(ELLIPSIS))].rstrip(" \n\t.,;:–—-") + ELLIPSIS


def pieces(text: str, limit: int) -> list[str]:
    """Return the whole text in pieces of at most `limit` characters, each of which ends after a word."""
    text, found = text.strip(), list[str]()
    while len(text) > limit:
        end = _after_a_word(text, limit)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, text] if text else found


def difference(one: str, other: str) -> int:
    """Return from where on two texts are shown, so that a reader sees where they begin to differ."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    start = max(0, alike - BEFORE)
    in_a_word = re.match(r"\S*\s+", one[start:alike]) if start else None
    return start + (in_a_word.end() if in_a_word else 0)


def cut_from(text: str, start: int, limit: int) -> str:
    """Return the text from there on, cut as `cut` does, with a mark that it begins before."""
    return cut(f"{ELLIPSIS}{text[start:]}" if start else text, limit)


def share(lengths: Iterable[int], room: int) -> int:
    """Return how many characters each text may have so that all fit the room: short ones leave theirs."""
    waiting = sorted(lengths)
    for number, length in enumerate(waiting):
        most = room // (len(waiting) - number)
        if length > most:
            return most
        room -= length
    return waiting[-1] if waiting else room


def _after_a_word(text: str, limit: int) -> int:
    """Return where a longer text is cut: after the last word that ends within the limit."""
    kept = text[:limit]
    at_a_word = re.sub(r"\s+\S*$", "", kept) if not text[limit].isspace() else kept
    # A text without spaces, such as Japanese, is cut anywhere rather than to nothing.
    return len(at_a_word) if len(at_a_word) > limit // 2 else limit


def one_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def title(text: str) -> str:
    """Return a title on one line, as messages quote it."""
    return cut(one_line(text), LONGEST_TITLE)


def capital(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
