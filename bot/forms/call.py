"""The form by which staff post a call for practices: its words, as proposed, and the channel."""

from datetime import datetime

from sqlalchemy import Connection

from bot.events.demand import CallPosted
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.forms.checks import one, together
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import demand as phrases
from bot.phrases import form as form_phrases
from bot.phrases.refusals import refusal
from bot.questions.calls import proposed
from bot.screening import private_data
from bot.staff import only_staff
from matching.text import clean

NAME = "call_for_practices"
LONGEST_TEXT = 1_000  # characters; a call that is read to its end is shorter


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    """Return the form with the proposed words. Raises Refusal for others than staff, and once posted."""
    only_staff(connection, arrival)
    call = proposed(connection, arrival.workspace.network_id, ids[0])
    _ = words.gettext
    fields = (
        Field("text", phrases.call_text(_), "lines", values=(call.text,), longest=LONGEST_TEXT),
        Field("channel", phrases.call_channel(_), "channel", values=(arrival.conversation,)),
    )
    return Form(NAME, ids, phrases.call(_), phrases.call_submit(_), phrases.call_intro(_), fields)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_staff(connection, arrival)
    proposed(connection, arrival.workspace.network_id, submitted.ids[0])
    _, text = words.gettext, clean(together(submitted, "text"))
    empty = {"text": not text, "channel": not one(submitted, "channel")}
    missing = {name: form_phrases.needed(_) for name, is_empty in empty.items() if is_empty}
    found = private_data(text)
    private = {"text": refusal(_, "private_data_in_field", {"what": found})} if found else {}
    return missing | private


def _event(submitted: Submitted) -> CallPosted:
    return CallPosted(
        submitted.speaker,
        submitted.spot,
        submitted.ids[0],
        clean(together(submitted, "text")),
        one(submitted, "channel"),
    )


KIND = FormKind(_opened, _checked, _event)
