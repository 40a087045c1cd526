"""Whose a record is, as a form shows and changes it: a place found by its name, and an office there."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.directory import profile_fields
from bot.phrases import words
from bot.places import place_search
from matching.domain import Jurisdiction, JurisdictionId, NetworkId, Office
from store import places
from store.record_values import RecordDraft


@dataclass(frozen=True, slots=True)
class Moved:
    """Where staff say that a record is from: a place as place_search names it, and an office by its name.

    Each is None where it stays as it is; an office of "" is none.
    """

    place: str | None = None
    office: str | None = None


NOT_MOVED = Moved()


def shown(connection: Connection, network_id: NetworkId, draft: RecordDraft, moved: Moved) -> dict[str, str]:
    """Return the record's place and office in words, "" for none."""
    office = _office(connection, network_id, draft)
    place = place_search.option(office.jurisdiction, words("")).label if office else draft.place
    if moved.place is not None:
        found = place_search.find_place(connection, network_id, moved.place)
        place = place_search.option(found, words("")).label
    name = office.name if office else ""
    return {"place": place, "office": name if moved.office is None else moved.office}


def read_place(connection: Connection, network_id: NetworkId, typed: str) -> str:
    """Return the place that is meant. Raises Refusal for none, and for text that may mean several."""
    return place_search.option(place_search.find_place(connection, network_id, typed), words("")).value


def read_office(typed: str) -> str:
    """Return the name of an office, "" for none. Raises Refusal for what is no name."""
    return profile_fields.office_name(typed) if typed.strip() else ""


def check(connection: Connection, network_id: NetworkId, draft: RecordDraft, moved: Moved) -> None:
    """Raise Refusal for an office in a place that nobody can find."""
    if moved.office and moved.place is None and _office(connection, network_id, draft) is None:
        place_search.find_place(connection, network_id, draft.place)


def settled(connection: Connection, network_id: NetworkId, draft: RecordDraft, moved: Moved) -> RecordDraft:
    """Return the draft from where it is moved to; a place or an office that is new joins the network by it.

    Raises Refusal as `check`, before it writes.
    """
    if moved == NOT_MOVED:
        return draft
    check(connection, network_id, draft, moved)
    before = _office(connection, network_id, draft)
    name = (before.name if before else "") if moved.office is None else moved.office
    if moved.place is None and not name:
        return replace(draft, office_id=None)
    if moved.place is None and before is not None:
        place = before.jurisdiction
    else:
        place = place_search.take_place(connection, network_id, moved.place or draft.place)
    office = place_search.take_office(connection, network_id, place, name) if name else None
    office_id = office.id if office else None
    return replace(draft, place=place.name, country=place.country or "", office_id=office_id)


def going_to(
    connection: Connection, network_id: NetworkId, draft: RecordDraft, moved: Moved
) -> tuple[str, JurisdictionId | None]:
    """Return the name of the place that `settled` gives the draft, and its jurisdiction if there is one yet.

    It reads only. Raises Refusal for a place that nobody can find.
    """
    if moved.place is not None:
        found = place_search.find_place(connection, network_id, moved.place)
        return found.name, found.id if isinstance(found, Jurisdiction) else None
    office = _office(connection, network_id, draft)
    return (office.jurisdiction.name, office.jurisdiction.id) if office else (draft.place, None)


def _office(connection: Connection, network_id: NetworkId, draft: RecordDraft) -> Office | None:
    return places.office_by_id(connection, network_id, draft.office_id) if draft.office_id else None
