"""The form in which who looks after a record says what has changed."""

from datetime import datetime

from sqlalchemy import Connection

from bot.events import Event
from bot.events.practice import ChangeReported
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.forms.checks import mistakes, together
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import curation as curation_phrases
from bot.phrases import editing as phrases
from bot.records.fields import LONGEST_REASON, needed
from bot.records.verification import only_who_may_check
from bot.shortening import title
from matching.domain import RecordId

NAME = "something_changed"


def _opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
) -> Form:
    _, record = words.gettext, only_who_may_check(connection, arrival, RecordId(ids[0]))
    what = Field("text", phrases.what_changed(_), "lines", longest=LONGEST_REASON)
    intro = f"{record.id}. {title(record.title)}"
    return Form(NAME, ids, phrases.something_changed(_), curation_phrases.send(_), intro, (what,))


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    only_who_may_check(connection, arrival, RecordId(submitted.ids[0]))
    return mistakes({"text": lambda: needed(together(submitted, "text"), LONGEST_REASON)}, words)


def _said(submitted: Submitted) -> Event:
    text = together(submitted, "text").strip()
    return ChangeReported(submitted.speaker, submitted.spot, submitted.ids[0], text)


KIND = FormKind(_opened, _checked, _said)
