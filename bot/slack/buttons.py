"""What our buttons carry in Slack: written by render.py, read by reading.py. Their names: bot/actions.py."""

import json
from collections.abc import Sequence

from bot.actions import carried_by
from bot.card import Button

# The ids of the store's tables have eight bytes; a larger number is no id and would only fail later, in SQL.
LARGEST_ID = 2**63 - 1

# The id that Slack's pair of feedback buttons shares, and the actions of which its value names one.
FEEDBACK = "feedback"
OF_FEEDBACK = ("helpful", "not_helpful")


def carry(shown: Button) -> str:
    """Return the ids as the value of a button; Slack takes up to 2,000 characters."""
    names = carried_by(shown.action) or ()
    return json.dumps(dict(zip(names, shown.ids, strict=True)), separators=(",", ":"))


def carry_feedback(shown: Button) -> str:
    """Return the value of one of two feedback buttons: they share an id, so the value names the action."""
    return f"{shown.action} {carry(shown)}"


def carried(value: str, names: Sequence[str]) -> tuple[int, ...] | None:
    """Return the ids with these names in their order, or None if the value does not carry exactly them."""
    try:
        ids = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(ids, dict) or set(ids) != set(names):
        return None
    return tuple(ids[name] for name in names) if all(map(is_id, ids.values())) else None


def is_id(value: object) -> bool:
    """Say whether the value can be the id of a row, or the 0 that stands for none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID
