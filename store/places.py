"""Jurisdictions and their offices."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, distinct, func, or_, select, update

from matching.domain import Jurisdiction, JurisdictionId, Kind, NetworkId, Office, OfficeId
from store import tables
from store.statements import chunks, insert_once

FIGURES = ("population", "latitude", "longitude", "time_zone", "climate", "coastal")

# Letters that Unicode does not take apart into a base letter and an accent.
UNACCENTED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
)

# What a query selects so that `office_of` can read its rows; prefixed, because names repeat between tables.
OFFICE_COLUMNS = (
    tables.office.c.id.label("office_id"),
    tables.office.c.name.label("office_name"),
    *(column.label(f"jurisdiction_{column.name}") for column in tables.jurisdiction.c),
)

# Read for every introduction, so it is made once: making it takes longer than its answer.
_OFFICE_BY_ID = (
    select(*OFFICE_COLUMNS)
    .join_from(tables.office, tables.jurisdiction)
    .where(
        tables.office.c.id == bindparam("office_id"), tables.office.c.network_id == bindparam("network_id")
    )
)


@dataclass(frozen=True, slots=True)
class JurisdictionDraft:
    """A jurisdiction as an import names it. `country` is ISO 3166-1 alpha-2, None when nobody knows it."""

    name: str
    kind: Kind
    country: str | None
    admin1: str = ""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None
    climate: str | None = None
    coastal: bool | None = None


def count_alike(
    conn: Connection, network_id: NetworkId, kind: Kind, people: tuple[int, int] | None = None
) -> int:
    """Return how many jurisdictions of this kind the network has; with `people`, of a size between both."""
    query = select(func.count()).select_from(tables.jurisdiction)
    query = query.filter_by(network_id=network_id, kind=kind)
    if people is not None:
        query = query.where(tables.jurisdiction.c.population.between(*people))
    return conn.execute(query).scalar_one()


def ensure_jurisdiction(conn: Connection, network_id: NetworkId, draft: JurisdictionDraft) -> Jurisdiction:
    """Return the network's jurisdiction of this name, division, kind and country, made if there was none.

    Figures of the draft fill in what was unknown; what is known stays, so that imports in any order agree.
    """
    named = {
        "network_id": network_id,
        "name": draft.name,
        "kind": draft.kind,
        "country": draft.country or "",
        "admin1": draft.admin1,
    }
    figures = {name: getattr(draft, name) for name in FIGURES if getattr(draft, name) is not None}
    if not insert_once(conn, tables.jurisdiction, **named, **figures) and figures:
        _fill_in(conn, named, figures)
    row = conn.execute(_labelled_jurisdiction().filter_by(**named)).one()
    return jurisdiction_of(row)


def jurisdiction(
    conn: Connection, network_id: NetworkId, jurisdiction_id: JurisdictionId
) -> Jurisdiction | None:
    """Return the network's jurisdiction, or None."""
    query = _labelled_jurisdiction().filter_by(id=jurisdiction_id, network_id=network_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else jurisdiction_of(row)


def jurisdictions(conn: Connection, network_id: NetworkId) -> tuple[Jurisdiction, ...]:
    """Return every jurisdiction of the network, in the order in which they were made."""
    query = _labelled_jurisdiction().filter_by(network_id=network_id).order_by(tables.jurisdiction.c.id)
    return tuple(jurisdiction_of(row) for row in conn.execute(query))


def by_ids(
    conn: Connection, network_id: NetworkId, ids: Iterable[JurisdictionId]
) -> dict[JurisdictionId, Jurisdiction]:
    """Return those of the network's jurisdictions, by id; any number of ids may be asked for."""
    found: dict[JurisdictionId, Jurisdiction] = {}
    for chunk in chunks(ids):
        named = _labelled_jurisdiction().where(
            tables.jurisdiction.c.network_id == network_id, tables.jurisdiction.c.id.in_(chunk)
        )
        found.update((each.id, each) for each in map(jurisdiction_of, conn.execute(named)))
    return found


def usual_time_zone(conn: Connection, network_id: NetworkId) -> str:
    """Return the time zone of most of the network's places with officials, "" where none is known."""
    zone = tables.jurisdiction.c.time_zone
    query = (
        select(zone)
        .join_from(tables.jurisdiction, tables.office)
        .join(tables.tenure, tables.tenure.c.office_id == tables.office.c.id)
        .where(tables.jurisdiction.c.network_id == network_id, zone.is_not(None))
        .group_by(zone)
        .order_by(func.count(distinct(tables.tenure.c.official_id)).desc(), zone)
    )
    return conn.execute(query.limit(1)).scalar() or ""


def offices_of(conn: Connection, jurisdiction: Jurisdiction) -> tuple[Office, ...]:
    """Return the jurisdiction's offices, in the order in which they were made."""
    query = select(tables.office.c.id, tables.office.c.name).filter_by(jurisdiction_id=jurisdiction.id)
    rows = conn.execute(query.order_by(tables.office.c.id))
    return tuple(Office(OfficeId(row.id), row.name, jurisdiction) for row in rows)


def ensure_office(conn: Connection, network_id: NetworkId, jurisdiction: Jurisdiction, name: str) -> Office:
    """Return the jurisdiction's office of this name, made if there was none."""
    insert_once(conn, tables.office, network_id=network_id, jurisdiction_id=jurisdiction.id, name=name)
    query = select(tables.office.c.id).filter_by(
        network_id=network_id, jurisdiction_id=jurisdiction.id, name=name
    )
    return Office(OfficeId(conn.execute(query).scalar_one()), name, jurisdiction)


def offices(conn: Connection, network_id: NetworkId) -> tuple[Office, ...]:
    """Return every office of the network, in the order in which they were made."""
    query = (
        select(*OFFICE_COLUMNS)
        .join_from(tables.office, tables.jurisdiction)
        .where(tables.office.c.network_id == network_id)
        .order_by(tables.office.c.id)
    )
    return tuple(office_of(row) for row in conn.execute(query))


def office_by_id(conn: Connection, network_id: NetworkId, office_id: OfficeId) -> Office | None:
    """Return the network's office, or None."""
    row = conn.execute(_OFFICE_BY_ID, {"office_id": office_id, "network_id": network_id}).one_or_none()
    return None if row is None else office_of(row)


def find_offices(conn: Connection, network_id: NetworkId, text: str) -> tuple[Office, ...]:
    """Return the offices a person may mean by "office, place", by the place or by the office.

    Case, accents and punctuation do not count, and the place may have its first-level division behind it. If
    one of these is written out exactly, those offices alone; else all offices in whose office, place and
    division each word of the text begins a word.
    """
    wanted = _words(text)
    if not wanted:
        return ()
    everyone = offices(conn, network_id)
    exact = tuple(office for office in everyone if wanted in _spellings(office))
    return exact or tuple(office for office in everyone if _begins_words(wanted, _spellings(office)[0]))


def jurisdiction_of(row: Row[Any]) -> Jurisdiction:
    """Return the jurisdiction of a row that was selected with OFFICE_COLUMNS."""
    return Jurisdiction(
        id=JurisdictionId(row.jurisdiction_id),
        name=row.jurisdiction_name,
        kind=Kind(row.jurisdiction_kind),
        country=row.jurisdiction_country or None,
        admin1=row.jurisdiction_admin1,
        population=row.jurisdiction_population,
        latitude=row.jurisdiction_latitude,
        longitude=row.jurisdiction_longitude,
        time_zone=row.jurisdiction_time_zone,
        climate=row.jurisdiction_climate,
        coastal=row.jurisdiction_coastal,
    )


def office_of(row: Row[Any]) -> Office:
    """Return the office of a row that was selected with OFFICE_COLUMNS."""
    return Office(OfficeId(row.office_id), row.office_name, jurisdiction_of(row))


def _labelled_jurisdiction() -> Select[Any]:
    return select(*(column.label(f"jurisdiction_{column.name}") for column in tables.jurisdiction.c))


def _fill_in(conn: Connection, named: dict[str, Any], figures: dict[str, Any]) -> None:
    columns = tables.jurisdiction.c
    known_first = {name: func.coalesce(columns[name], figure) for name, figure in figures.items()}
    unknown = or_(*(columns[name].is_(None) for name in figures))
    conn.execute(update(tables.jurisdiction).filter_by(**named).where(unknown).values(known_first))


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(UNACCENTED)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple("".join(letter if letter.isalnum() else " " for letter in letters).split())


def _spellings(office: Office) -> tuple[tuple[str, ...], ...]:
    name, place = _words(office.name), _words(office.jurisdiction.name)
    with_division = place + _words(office.jurisdiction.admin1)
    return (name + with_division, name + place, with_division, place, name)


def _begins_words(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in wanted)
