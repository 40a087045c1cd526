"""The world: jurisdictions of the gazetteer with records of the demonstration, offices and officials."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from bot import demonstration
from bot.places import gazetteer
from bot.places.gazetteer import City
from bot.simulation import laws
from bot.simulation.laws import Size
from matching.domain import (
    NetworkId,
    Office,
    OfficialId,
    PracticeRecord,
    RecordId,
    WorkspaceId,
)
from store import memberships, networks, officials, places, record_changes, records
from store.memberships import MembershipDraft
from store.record_values import RecordDraft

NETWORK = "simulation"
CHAT, WORKSPACE = "slack", "T1"
DRAFT_FIELDS = {each.name for each in fields(RecordDraft)}
# Streams of random numbers, so that drawing more of one thing changes nothing of another.
PLACES, PEOPLE, QUESTIONS = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Person:
    """An official of the world; `leaves_at` is None for who stays all year."""

    id: OfficialId
    office: Office
    capacity: int
    leaves_at: datetime | None

    @property
    def chat_id(self) -> str:
        """How the chat knows them."""
        return f"U{self.id}"


@dataclass(slots=True)
class World:
    """What was written: `copies` are the records with their office and the demonstration's key of each."""

    network_id: NetworkId
    workspace_id: WorkspaceId
    originals: Sequence[PracticeRecord]
    people: list[Person] = field(default_factory=list)
    copies: dict[RecordId, tuple[str, Office]] = field(default_factory=dict)


def stream(size: Size, which: int) -> np.random.Generator:
    """Return the random numbers of one stream of the size's seed."""
    return np.random.default_rng([size.seed, which])


def write(connection: Connection, size: Size, advance: Callable[[int], None]) -> World:
    """Fill an empty database with the world; `advance` hears of each jurisdiction."""
    demo_id = demonstration.load(connection, laws.STARTS)
    originals = tuple(records.all_published(connection, demo_id))
    network_id = networks.ensure(connection, NETWORK)
    networks.ensure_topics(connection, network_id, sorted(topics_of(originals)))
    world = World(network_id, networks.ensure_workspace(connection, network_id, CHAT, WORKSPACE), originals)
    drawn, people = stream(size, PLACES), stream(size, PEOPLE)
    for city in _cities(size.jurisdictions, drawn):
        for office in _write_place(connection, world, city, drawn):
            for _ in range(laws.OFFICIALS_OF_AN_OFFICE):
                world.people.append(_write_official(connection, world, office, people))
        advance(1)
    return world


def _cities(count: int, drawn: np.random.Generator) -> Iterator[City]:
    """Give so many cities, each name once in a country and division."""
    known = sorted((city for city, _ in gazetteer.every_city(laws.SMALLEST_PLACE)), key=lambda city: city.id)
    seen: set[tuple[str, str, str]] = set()
    for number in drawn.permutation(len(known)):
        city = known[number]
        name = (city.name, city.country, city.admin1)
        if name not in seen:
            seen.add(name)
            yield city
        if len(seen) == count:
            return


def _write_place(
    connection: Connection, world: World, city: City, drawn: np.random.Generator
) -> list[Office]:
    """Write one jurisdiction with its records; return its offices, each once."""
    place = places.ensure_jurisdiction(connection, world.network_id, gazetteer.draft_of(city, city.admin1))
    median = laws.RECORDS_MEDIAN
    wanted = round(float(drawn.lognormal(np.log(median), laws.RECORDS_SPREAD)))
    count = min(max(wanted, 1), laws.RECORDS_MOST)
    offices: dict[str, Office] = {}
    for number in drawn.choice(len(world.originals), count, replace=False):
        original = world.originals[number]
        assert original.office is not None, "each record of the demonstration has an office"
        name = original.office.name
        if name not in offices:
            offices[name] = places.ensure_office(connection, world.network_id, place, name)
        office = offices[name]
        saved = record_changes.save(connection, world.network_id, _copy(original, office, city), laws.STARTS)
        world.copies[saved.id] = (original.key, office)
    return list(offices.values())


def _copy(original: PracticeRecord, office: Office, city: City) -> RecordDraft:
    """Return the record under another place and office."""
    known = {name: getattr(original, name) for name in DRAFT_FIELDS - {"office_id"}}
    other = {"key": f"{original.key}@{city.id}", "place": city.name, "country": city.country}
    return RecordDraft(**(known | other), office_id=office.id)


def _write_official(
    connection: Connection, world: World, office: Office, drawn: np.random.Generator
) -> Person:
    """Write one official who joined, is verified and holds the office."""
    number = len(world.people) + 1
    official_id = officials.add(connection, world.network_id, f"Official {number}", locale="en")
    capacity = int(drawn.integers(laws.LEAST_CAPACITY, laws.MOST_CAPACITY + 1))
    leaves, when = drawn.random() < laws.LEAVES, drawn.random()
    person = Person(official_id, office, capacity, laws.STARTS + when * laws.YEAR if leaves else None)
    officials.identify(connection, world.workspace_id, person.chat_id, official_id)
    officials.hold(connection, official_id, office.id, laws.STARTS.date() - timedelta(days=365))
    officials.mark_verified(connection, official_id, laws.STARTS)
    said = MembershipDraft(capacity=capacity, time_zone=office.jurisdiction.time_zone or "")
    memberships.save(connection, world.network_id, official_id, said, laws.STARTS)
    return person


def topics_of(originals: Sequence[PracticeRecord]) -> Mapping[str, list[PracticeRecord]]:
    """Return the records of each topic, the topic with most records first."""
    found: dict[str, list[PracticeRecord]] = {}
    for original in originals:
        for topic in original.topics:
            found.setdefault(topic, []).append(original)
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))
