"""The keys of drafts that staff make of answers which their authors let be quoted."""

_PREFIX = "answer-"


def key(quote_id: int) -> str:
    """Return the key of the draft that is made of this answer, one each."""
    return f"{_PREFIX}{quote_id}"


def quote_of(record_key: str) -> int:
    """Return the answer of which the record of this key was made, 0 if it was made of none."""
    number = record_key.removeprefix(_PREFIX)
    return int(number) if record_key != number and number.isascii() and number.isdecimal() else 0
