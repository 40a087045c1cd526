"""What is known of the asker and of everybody who comes into question, as matching.choosing takes it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from matching import choosing, countries
from matching.choosing import WINDOW, Askable, Asker, Source
from matching.domain import (
    Jurisdiction,
    JurisdictionId,
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    RecordId,
)
from matching.quorum import Body
from store import loads
from store.loads import Around, Limits, Load, Member, Times

# How people answered longer ago than this says little about how they will.
RECORD_WITHIN = timedelta(days=365)
# Somewhere on the earth it is already tomorrow, somewhere still yesterday.
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an official comes into question: by which office and record, or for which topic."""

    source: Source
    relevance: float
    office_id: OfficeId | None = None
    record_id: RecordId | None = None
    topic: str = ""


@dataclass(slots=True)
class Facts:
    """What was read about everybody; each `read` takes the same few queries for any number of officials."""

    network_id: NetworkId
    asker: Official
    around: Around
    now: datetime
    members: dict[OfficialId, Member] = field(default_factory=dict)
    loads: dict[OfficialId, Load] = field(default_factory=dict)
    limits: dict[OfficialId, Limits] = field(default_factory=dict)

    def read(self, connection: Connection, ids: Collection[OfficialId]) -> None:
        """Add what is known of these officials."""
        if ids:
            day = self.now.date()
            times = Times(self.now - WINDOW, self.now - RECORD_WITHIN, day - A_DAY, day + A_DAY)
            self.members |= loads.members(connection, self.network_id, ids, day)
            asked, limits = loads.taking_on(connection, ids, times)
            self.loads |= asked
            self.limits |= limits

    def asking(self) -> Asker:
        """Return the asker, with the bodies of everybody who may already talk about the question."""
        me, place = self.members[self.asker.id], self.asker.jurisdiction
        there = [self.members[each] for each in self.around.taking_part if each in self.members]
        bodies = (_body(member) for member in (me, *there))
        return Asker(
            official_id=self.asker.id,
            place=place,
            places=_places(self.asker),
            languages=_languages(me, place),
            time_zone=_time_zone(me, place),
            gathered=tuple(body for body in bodies if body is not None),
        )

    def askable(self, reasons: Mapping[OfficialId, Reason]) -> Iterator[Askable]:
        """Give each of these officials with what speaks for and against asking them."""
        for official_id, reason in reasons.items():
            if official_id in self.members:
                yield self._askable(self.members[official_id], reason)

    def _askable(self, member: Member, reason: Reason) -> Askable:
        official = member.official
        office = office_for(official, reason)
        place = office.jurisdiction if office else None
        load = self.loads.get(official.id, NO_LOAD)
        time_zone = _time_zone(member, place)
        return Askable(
            official_id=official.id,
            source=reason.source,
            relevance=reason.relevance,
            place=place,
            places=_places(official),
            languages=_languages(member, place),
            time_zone=time_zone,
            joined=member.joined and office is not None,
            verified=official.verified_at is not None,
            reachable=member.reachable,
            paused=member.paused_until is not None and self.now < member.paused_until,
            quiet=self._is_quiet(official.id, time_zone),
            avoided=self._avoids(self.asker, official) or self._avoids(official, self.asker),
            capacity=member.capacity,
            load=load.recent,
            last_asked=load.last_asked,
            asked=load.asked,
            answered=load.answered,
            pair_asked=self.around.pairs.get(official.id),
            body=_body(member),
        )

    def _is_quiet(self, official_id: OfficialId, time_zone: str) -> bool:
        limits = self.limits.get(official_id)
        if limits is None or not limits.quiet:
            return False
        today = choosing.date_of(time_zone, self.now)
        return any(first <= today <= last for first, last in limits.quiet)

    def _avoids(self, one: Official, other: Official) -> bool:
        limits = self.limits.get(one.id)
        if limits is None:
            return False
        return other.id in limits.people or bool(limits.places & _places(other))


NO_LOAD = Load()


def office_for(official: Official, reason: Reason) -> Office | None:
    """Return the office for which the official is asked, None for who holds it no longer."""
    if reason.office_id is not None:
        return next((office for office in official.offices if office.id == reason.office_id), None)
    return official.offices[0] if official.offices else None


def _places(official: Official) -> frozenset[JurisdictionId]:
    return frozenset(office.jurisdiction.id for office in official.offices)


def _body(member: Member) -> Body | None:
    place = member.official.jurisdiction
    return Body(member.body, place.id if place else None, member.body_seats) if member.body else None


def _languages(member: Member, place: Jurisdiction | None) -> frozenset[str]:
    """Return what they said they speak; else the language of their chat and those of their government."""
    if member.languages:
        return member.languages
    locale = member.official.locale.replace("_", "-").partition("-")[0]
    return countries.languages(place.country if place else None) | ({locale} if locale else set())


def _time_zone(member: Member, place: Jurisdiction | None) -> str:
    return member.time_zone or (place.time_zone or "" if place else "")
