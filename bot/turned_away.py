"""Who is turned away for want of a role stands in the audit trail, with what they tried.

An event is refused where it is carried out; a form where it is opened or checked, which only reads. So an
adapter stores a `FormRefused` when that happens, and the entry comes of it as of any other event.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection

from bot.actions import FORMS
from bot.events import Event
from bot.events.member import FormRefused
from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.speaker import Speaker, Spot
from store import audit
from store.audit import Act, Changed, Subject

ACTION = "staff.refused"

# What the ids of the forms that no button opens are about; the others stand with their buttons.
_OPENED_BY_COMMAND: Mapping[str, tuple[str, ...]] = {"use_as_answer": ("question",)}
# What forms carry that is no id: which revision of it, or whose task, their reader saw.
_NOT_AN_ID = ("seen", "revision")


def of_form(
    refusal: Refusal, speaker: Speaker, spot: Spot, name: str, ids: tuple[int, ...]
) -> FormRefused | None:
    """Return the event to store for a form that was refused; None where no role was wanting."""
    return FormRefused(speaker, spot, name, ids) if refusal.for_want_of_role else None


def write(connection: Connection, arrival: Arrival, event: FormRefused, now: datetime) -> list[Outgoing]:
    """Write down who tried to fill in the form; they read why not when they tried."""
    note(connection, arrival, event, now)
    return []


def note(connection: Connection, arrival: Arrival, event: Event, now: datetime) -> None:
    """Write down that the official tried what the event says: one entry, however often it is delivered."""
    act = Act(arrival.workspace.network_id, audit.official(arrival.official.id), ACTION)
    subject = Subject("official", str(arrival.official.id))
    audit.note(connection, act, [Changed(subject, {}, _tried(event))], now)


def _tried(event: Event) -> Mapping[str, str | int]:
    """Return what was tried in a word, and what it was about by its numbers: never what somebody wrote."""
    if isinstance(event, FormRefused):
        names = FORMS.get(event.form, _OPENED_BY_COMMAND.get(event.form, ()))
        about = dict(zip(names, event.ids, strict=False))
        return {"tried": event.form} | {name: about[name] for name in about if name not in _NOT_AN_ID}
    carried = {each.name: getattr(event, each.name) for each in fields(event) if each.name.endswith("_id")}
    ids = {name.removesuffix("_id"): each for name, each in carried.items() if isinstance(each, int) and each}
    return {"tried": event.kind} | ids
