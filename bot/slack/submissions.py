"""What was filled in in a modal of ours, read back; and where in it a mistake is shown."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.forms import Submitted
from bot.shortening import cut
from bot.slack import carrying
from bot.slack.reading import are_ids, speaker_of
from bot.speaker import Speaker

Payload = dict[str, Any]

LONGEST_MISTAKE = 2_000  # characters, as a hint has; what stands below a field is read on one screen

_HASH = re.compile(r"[\w.:-]{1,100}")


def of_submission(body: Payload) -> tuple[str, Submitted] | None:
    """Return what was filled in with its key; None for a view that is none of ours.

    The key names the view as it stood: a second press of its button, while the first is on its way, has the
    same one.
    """
    view, speaker = body["view"], speaker_of(body)
    carried = carrying.read(view.get("private_metadata", ""))
    view_id, mark = view.get("id", ""), view.get("hash", "")
    if speaker is None or carried is None or not are_ids(view_id) or not _HASH.fullmatch(mark):
        return None
    entries = view.get("state", {}).get("values", {})
    values = {name: _chosen(by_action) for name, by_action in entries.items()}
    submitted = Submitted(speaker, carried.spot, carried.name, carried.ids, values)
    return f"{speaker.workspace}:view:{view_id}:{mark}", submitted


def of_no_message(body: Payload) -> Speaker | None:
    """Return who sent a form that belongs to no message: one of the Home tab, or of a command."""
    speaker, carried = speaker_of(body), carrying.read(body["view"].get("private_metadata", ""))
    if speaker is None or carried is None or carried.spot.conversation != speaker.chat_id:
        return None
    return speaker


def errors(view: Payload, mistakes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what is shown below which field; what belongs to none that is there, stands below the first.

    Empty if the view has no field at all.
    """
    blocks = [each.get("block_id", "") for each in view.get("blocks", []) if each.get("type") == "input"]
    shown: dict[str, str] = {}
    for name, sentence in mistakes:
        for place in [name] if name in blocks else blocks[:1]:
            shown[place] = cut(f"{shown.get(place, '')} {sentence}", LONGEST_MISTAKE)
    return shown


def _chosen(by_action: Mapping[str, Payload]) -> tuple[str, ...]:
    """Return the chosen values of one field; what is typed, a person or a channel is one value."""
    chosen: list[str] = []
    for entry in by_action.values():
        options = [entry.get("selected_option") or {}, *(entry.get("selected_options") or [])]
        chosen += [entry.get(each, "") for each in ("value", "selected_user", "selected_conversation")]
        chosen += [each.get("value", "") for each in options]
    return tuple(filter(None, chosen))
