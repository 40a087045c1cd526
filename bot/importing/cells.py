"""Texts in the cells of a table: what no spreadsheet takes for a formula, and what is read back unchanged."""

import json
import re
from collections.abc import Sequence

# How a text begins that some spreadsheet would calculate: the signs, also full-width as Japanese and Chinese
# editions take them, and whatever makes a program go on to the next cell (OWASP, "CSV Injection").
_FORMULA = re.compile("'*(?:\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_BETWEEN_TOPICS = re.compile(r"[;,|\n]")


def neutral(text: str) -> str:
    """Return the text with an apostrophe before it if it could be a formula; `taken_back` takes it off."""
    return f"'{text}" if _FORMULA.match(text) else text


def taken_back(text: str) -> str:
    """Return the text of a cell without the apostrophe that `neutral` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def topics_in_a_cell(topics: Sequence[str]) -> str:
    """Return the topics as one text that is read as the same topics: with "; " between, or as a JSON list."""
    joined = "; ".join(topics)
    if joined.startswith("[") or any(_BETWEEN_TOPICS.search(topic) for topic in topics):
        return json.dumps(list(topics), ensure_ascii=False)
    return joined


def topics_of_a_cell(text: str) -> list[object]:
    """Return the topics of a text: a JSON list, or with semicolon, comma, bar or new line between them."""
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return list(listed)
    return list(_BETWEEN_TOPICS.split(text))
