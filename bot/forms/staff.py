"""The forms of staff: who holds an office that has no contact, or whose official left."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events import Event
from bot.events.member import ContactNamed
from bot.forms import Field, Form, FormKind, Mistakes, Submitted
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import staff as staff_phrases
from bot.phrases.refusals import Gettext
from bot.staff import only_staff
from bot.staff.work import known_by, office_task

LONGEST_NAME = 100  # characters; a name with titles has fewer


def _form(name: str, titled: Callable[[Gettext], str]) -> FormKind:
    def opened(
        connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
    ) -> Form:
        only_staff(connection, arrival)
        _, office = office_task(connection, arrival.workspace.network_id, ids[0], now)
        _, place = words.gettext, words.place(showing.place(office.jurisdiction))
        named = Field("name", staff_phrases.contact_name(_), "text", optional=True, longest=LONGEST_NAME)
        return Form(
            name=name,
            ids=ids,
            title=titled(_),
            submit=staff_phrases.save(_),
            intro=staff_phrases.contact_intro(_, office.name, place),
            fields=(Field("person", staff_phrases.contact_person(_), "person"), named),
        )

    return FormKind(opened, _checked, _event)


def _checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
) -> Mistakes:
    """Return what is missing: a person, and the name of one whom the network does not know."""
    only_staff(connection, arrival)
    office_task(connection, arrival.workspace.network_id, submitted.ids[0], now)
    chat_id = _first(submitted, "person")
    if not chat_id:
        return {"person": staff_phrases.contact_missing(words.gettext)}
    if not _first(submitted, "name") and known_by(connection, arrival.workspace, chat_id, now) is None:
        return {"name": staff_phrases.contact_unnamed(words.gettext)}
    return {}


def _event(submitted: Submitted) -> Event:
    person, name = _first(submitted, "person"), _first(submitted, "name")
    return ContactNamed(submitted.speaker, submitted.spot, submitted.ids[0], person, name)


def _first(submitted: Submitted, field: str) -> str:
    return next((value.strip() for value in submitted.values.get(field, ())), "")


FORMS: Mapping[str, FormKind] = {
    "name_contact": _form("name_contact", staff_phrases.name_contact),
    "name_successor": _form("name_successor", staff_phrases.name_successor),
}
