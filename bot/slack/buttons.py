"""What our buttons are called and what they carry; written by render.py, read back by reading.py."""

import json

INTRODUCE = "introduce"
ACCEPT = "accept"
DECLINE = "decline"
HELPFUL = "helpful"
NOT_HELPFUL = "not_helpful"
ALL = (INTRODUCE, ACCEPT, DECLINE, HELPFUL, NOT_HELPFUL)

# The ids of the store's tables have eight bytes; a larger number is no id and would only fail later, in SQL.
LARGEST_ID = 2**63 - 1


def carry(**ids: int) -> str:
    """Return the ids as the value of a button; Slack takes up to 2,000 characters."""
    return json.dumps(ids, separators=(",", ":"))


def carried(value: str, *names: str) -> tuple[int, ...] | None:
    """Return the ids with these names in their order, or None if the value does not carry exactly them."""
    try:
        ids = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(ids, dict) or set(ids) != set(names):
        return None
    return tuple(ids[name] for name in names) if all(map(_is_id, ids.values())) else None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID
