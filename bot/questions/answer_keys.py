"""The keys of drafts that staff make of answers which their authors let be quoted."""

import re

# The second number stands where a record from elsewhere has the key (store/contributions.py, own_key).
_KEY = re.compile(r"answer-(\d+)(?:-\d+)?", re.ASCII)


def key(quote_id: int) -> str:
    """Return the key that the draft wants which is made of this answer, one each."""
    return f"answer-{quote_id}"


def quote_of(record_key: str) -> int:
    """Return the answer of which the record of this key was made, 0 if it was made of none."""
    found = _KEY.fullmatch(record_key)
    return int(found[1]) if found else 0
