"""What a modal carries from opening to submission: which form, about what, and where it was opened."""

import json
from dataclasses import dataclass
from typing import Any

from bot.slack.buttons import is_id
from bot.speaker import Spot
from matching.domain import Audience


@dataclass(frozen=True, slots=True)
class Carried:
    """A form's name, the ids it is about, and the spot of the button that opened it."""

    name: str
    ids: tuple[int, ...]
    spot: Spot


def written(carried: Carried) -> str:
    """Return it as the text of private_metadata, in which Slack takes up to 3,000 characters."""
    spot = carried.spot
    values = {
        "form": carried.name,
        "ids": carried.ids,
        "spot": [spot.conversation, spot.thread, spot.message],
        "private": spot.audience is Audience.PRIVATE,
        "begins": spot.starts_thread,
    }
    return json.dumps(values, separators=(",", ":"))


def read(text: str) -> Carried | None:
    """Return what `written` wrote, None for any other text."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match values:
        case {
            "form": str(name),
            "ids": [*ids],
            "spot": [str(conversation), str(thread), str(message)],
            "private": bool(private),
        } if all(map(is_id, ids)):
            audience = Audience.PRIVATE if private else None
            begins = values.get("begins") is True  # what an earlier version opened does not say it
            return Carried(name, tuple(ids), Spot(conversation, thread, message, audience, begins))
    return None


def name_of(view: dict[str, Any]) -> str:
    """Return the name of the form that a view shows, "" if it is none of ours."""
    carried = read(view.get("private_metadata", ""))
    return carried.name if carried else ""
