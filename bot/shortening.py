"""Texts cut to the length that a reader takes in, after a word and with a mark that they were."""

import re

ELLIPSIS = "…"

# Characters: what of a question, a title or a part is quoted in a message; its source has the rest.
LONGEST_QUESTION, LONGEST_TITLE, LONGEST_PART = 300, 150, 500


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` characters, cut after a word and marked with an ellipsis."""
    text = text.strip()
    if len(text) <= limit:
        return text
    kept = text[: limit - len(ELLIPSIS)]
    at_a_word = re.sub(r"\s+\S*$", "", kept) if not text[len(kept)].isspace() else kept
    # A text without spaces, such as Japanese, is cut anywhere rather than to nothing.
    return (at_a_word if len(at_a_word) > limit // 2 else kept).rstrip(" \n\t.,;:–—-") + ELLIPSIS


def one_line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def title(text: str) -> str:
    """Return a title on one line, as messages quote it."""
    return cut(one_line(text), LONGEST_TITLE)
