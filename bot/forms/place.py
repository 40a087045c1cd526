"""The form "place": which government somebody works for, and in which office, in one step."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.directory import profile_fields
from bot.events.member import PlaceSaid
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.forms.checks import mistakes, one
from bot.network import Arrival
from bot.phrases import Words, words
from bot.phrases.profile_labels import Labels
from bot.places import place_search
from bot.places.gazetteer import City
from bot.refusal import Refusal
from matching.domain import Jurisdiction


def opened(
    connection: Connection, arrival: Arrival, ids: tuple[int, ...], its_words: Words, now: datetime
) -> Form:
    """Return the form with the office that the official holds, if any."""
    labels = Labels(its_words.gettext)
    return Form(
        "place", ids, labels.place_title(), labels.save(), labels.place_intro(), fields(arrival, its_words)
    )


def fields(arrival: Arrival, its_words: Words) -> tuple[Field, Field]:
    """Return the two fields that ask for place and office."""
    labels, offices = Labels(its_words.gettext), arrival.official.offices
    chosen = (place_search.option(offices[0].jurisdiction, its_words),) if offices else ()
    place = Field(
        "place", labels.place(), "search", labels.place_hint(), tuple(each.value for each in chosen), chosen
    )
    held = (offices[0].name,) if offices else ()
    office = Field(
        "office", labels.office(), "text", labels.office_hint(), held, longest=profile_fields.LONGEST_NAME
    )
    return place, office


def checked(
    connection: Connection, arrival: Arrival, submitted: Submitted, its_words: Words, now: datetime
) -> Mistakes:
    """Return a sentence for each of the fields that cannot stay as it is."""
    checks = {
        "place": lambda: check_place(connection, arrival, submitted),
        "office": lambda: profile_fields.office_name(one(submitted, "office")),
    }
    return mistakes(checks, its_words)


def check_place(connection: Connection, arrival: Arrival, submitted: Submitted) -> Jurisdiction | City | None:
    """Return the place that was filled in, None for the one they hold; a Refusal for none and several."""
    place = one(submitted, "place")
    if place.strip():
        return place_search.find_place(connection, arrival.workspace.network_id, place)
    if not arrival.official.offices:
        raise Refusal("place_needed")
    return None


def event(submitted: Submitted) -> PlaceSaid:
    """Return what the form says, and for which introduction it was asked."""
    introduction_id = submitted.ids[0] if submitted.ids else 0
    place, office = one(submitted, "place"), one(submitted, "office")
    return PlaceSaid(submitted.speaker, submitted.spot, place, office, introduction_id)


def suggested(connection: Connection, arrival: Arrival, typed: str) -> Sequence[Option]:
    """Return the places that what was typed may mean."""
    its_words = words(arrival.official.locale)
    return place_search.search(connection, arrival.workspace.network_id, typed, its_words)


KIND = FormKind(opened, checked, event, suggested)
