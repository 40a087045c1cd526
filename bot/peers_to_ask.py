"""Whom to ask about a question: the facts of everybody who could be asked, and then matching.choosing.

docs/choosing.md says by which rules and why. Everything here reads; who asks is the caller's business.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from matching import choosing, countries, peers
from matching.choosing import STATED, WINDOW, Askable, Asker, Choice, Chosen, Source
from matching.domain import (
    Jurisdiction,
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PeerReason,
    PracticeRecord,
    RecordId,
)
from matching.quorum import Body
from store import loads, networks, records
from store.loads import Around, Avoided, Behind, Load, Member
from store.questions import Question

# At most three are asked about one question, and two more in case one of them is no longer free by then.
OFFERED = 5
# Of the volunteers for a topic so many are looked at, others for each question: far more than are asked.
VOLUNTEERS = 24
# How people answered longer ago than this says little about how they will.
RECORD_WITHIN = timedelta(days=365)
# Somewhere on the earth it is already tomorrow, somewhere still yesterday.
A_DAY = timedelta(days=1)
NEITHER = Avoided()


@dataclass(frozen=True, slots=True)
class PeerToAsk:
    """Somebody to ask, for which office and because of which record (None for who only said they can help).

    `reasons` say why they were chosen. `near_quorum` is the name of a governing body of which one more member
    in the same conversation would be a quorum, "" for none: who brings people together warns of it.
    """

    official: Official
    office: Office
    record: PracticeRecord | None
    reasons: tuple[PeerReason, ...]
    near_quorum: str = ""


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why an official comes into question: by which office and record, or for which topic."""

    source: Source
    relevance: float
    office_id: OfficeId | None = None
    record_id: RecordId | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read about everybody, once for all of them."""

    now: datetime
    asker: Official
    members: dict[OfficialId, Member]
    loads: dict[OfficialId, Load]
    quiet: dict[OfficialId, list[tuple[date, date]]]
    avoided: dict[OfficialId, Avoided]
    around: Around


@dataclass(frozen=True, slots=True)
class Considered:
    """Whom to ask and who was left out by which rule, with why each of them came into question.

    `language` is the question's.
    """

    choice: Choice
    asker: Asker
    language: str
    members: dict[OfficialId, Member]
    reasons: dict[OfficialId, _Reason]


def choose(  # noqa: PLR0913 (who asks what, pointing where, and when: nothing else needs them as one value)
    connection: Connection,
    question: Question,
    asker: Official,
    first_record: RecordId | None,
    now: datetime,
    *,
    without: frozenset[OfficialId] = frozenset(),
) -> list[PeerToAsk]:
    """Return whom to ask, best first; empty when nobody can be asked now.

    They are alternatives: choose again before a second one is asked, because the guard against a quorum
    counts who was asked by then.
    """
    considered = consider(connection, question, asker, first_record, now, without=without)
    chosen = considered.choice.chosen
    wanted = {considered.reasons[each.askable.official_id].record_id for each in chosen}
    read = records.by_ids(connection, question.network_id, [each for each in wanted if each is not None])
    return [_peer_to_ask(considered, each, read, now) for each in chosen]


def consider(  # noqa: PLR0913 (as choose)
    connection: Connection,
    question: Question,
    asker: Official,
    first_record: RecordId | None,
    now: datetime,
    *,
    without: frozenset[OfficialId] = frozenset(),
) -> Considered:
    """Return whom to ask, and everybody who came into question but was left out, by which rule."""
    reasons = {
        official_id: reason
        for official_id, reason in _reasons(connection, question, first_record, now.date()).items()
        if official_id not in without
    }
    facts = _facts(connection, question, asker, reasons.keys(), now)
    asking = _asker(facts)
    askable = [
        _askable(facts, facts.members[official_id], reason)
        for official_id, reason in reasons.items()
        if official_id in facts.members
    ]
    choice = choosing.choose(asking, askable, now, OFFERED, question.id)
    return Considered(choice, asking, question.language, facts.members, reasons)


def nobody_joined(connection: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Return whether no current member holds the office, so that staff would have to find somebody."""
    return not loads.any_member(connection, network_id, office_id, on)


def _reasons(
    connection: Connection, question: Question, first_record: RecordId | None, on: date
) -> dict[OfficialId, _Reason]:
    """Return everybody who comes into question, each with the best reason for them."""
    best: dict[OfficialId, _Reason] = {}
    for official_id, reason in _every_reason(connection, question, first_record, on):
        if official_id not in best or _rank(reason) > _rank(best[official_id]):
            best[official_id] = reason
    return best


def _rank(reason: _Reason) -> tuple[int, float]:
    return -choosing.TIER[reason.source], reason.relevance


def _every_reason(
    connection: Connection, question: Question, first_record: RecordId | None, on: date
) -> Iterator[tuple[OfficialId, _Reason]]:
    behind = loads.behind(connection, question.network_id, question.id)
    by_office = dict(_by_office(behind, first_record))
    for official_id, office_id in loads.holders(connection, by_office.keys(), on) if by_office else ():
        yield official_id, by_office[office_id]
    for official_id in loads.answerable(connection, question.id):
        yield official_id, _Reason(Source.ANSWERABLE, STATED[Source.ANSWERABLE])
    topics = _topics(connection, question, behind)
    offering = loads.volunteers(connection, question.network_id, topics, question.id, VOLUNTEERS)
    for official_id, topic in offering.items():
        yield official_id, _Reason(Source.VOLUNTEER, STATED[Source.VOLUNTEER], topic=topic)


def _by_office(behind: Iterable[Behind], wanted: RecordId | None) -> Iterator[tuple[OfficeId, _Reason]]:
    """Give each office its best record; the last one given for an office counts."""
    best_last = sorted(behind, key=lambda each: (each.record_id == wanted, each.score))
    of_wanted = {each.office_id for each in best_last if each.record_id == wanted}
    for each in best_last:
        source = Source.WANTED if each.office_id in of_wanted else Source.MATCHED
        # A score is a probability with what likeness and outcomes added (matching/ranker.py).
        relevance = min(1.0, max(0.0, each.score))
        yield each.office_id, _Reason(source, relevance, each.office_id, each.record_id)


def _topics(connection: Connection, question: Question, behind: list[Behind]) -> list[str]:
    """Return the topics of what was shown; of a question without a match, the topics that it names."""
    if behind:
        return loads.topics(connection, question.id)
    said = set(_words(question.text))
    known = networks.topics(connection, question.network_id)
    return [topic for topic in known if set(_words(topic)) <= said]


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def _facts(
    connection: Connection, question: Question, asker: Official, ids: Iterable[OfficialId], now: datetime
) -> _Facts:
    around = loads.around(connection, question.id, asker.id, now - choosing.PAIR_WAITS)
    asked = set(ids)
    everybody = asked | around.taking_part | {asker.id}
    day = now.date()
    return _Facts(
        now=now,
        asker=asker,
        members=loads.members(connection, question.network_id, everybody, day),
        loads=loads.loads(connection, asked, now - WINDOW, now - RECORD_WITHIN),
        quiet=loads.quiet(connection, asked, day - A_DAY, day + A_DAY),
        avoided=loads.avoided(connection, asked | {asker.id}),
        around=around,
    )


def _asker(facts: _Facts) -> Asker:
    me = facts.members[facts.asker.id]
    there = [facts.members[each] for each in facts.around.taking_part if each in facts.members]
    bodies = (_body(member) for member in (me, *there))
    return Asker(
        official_id=facts.asker.id,
        place=facts.asker.jurisdiction,
        places=frozenset(office.jurisdiction.id for office in facts.asker.offices),
        languages=_languages(me, facts.asker.jurisdiction),
        time_zone=_time_zone(me, facts.asker.jurisdiction),
        gathered=tuple(body for body in bodies if body is not None),
    )


def _askable(facts: _Facts, member: Member, reason: _Reason) -> Askable:
    official = member.official
    office = _office(member, reason)
    place = office.jurisdiction if office else None
    load = facts.loads.get(official.id, Load())
    time_zone = _time_zone(member, place)
    today = choosing.date_of(time_zone, facts.now)
    return Askable(
        official_id=official.id,
        source=reason.source,
        relevance=reason.relevance,
        place=place,
        places=frozenset(each.jurisdiction.id for each in official.offices),
        languages=_languages(member, place),
        time_zone=time_zone,
        joined=member.joined and office is not None,
        verified=official.verified_at is not None,
        reachable=member.reachable,
        paused=member.paused_until is not None and facts.now < member.paused_until,
        quiet=any(first <= today <= last for first, last in facts.quiet.get(official.id, ())),
        avoided=_avoid(facts, facts.asker, official) or _avoid(facts, official, facts.asker),
        capacity=member.capacity,
        load=load.recent,
        last_asked=load.last_asked,
        asked=load.asked,
        answered=load.answered,
        pair_asked=facts.around.pairs.get(official.id),
        body=_body(member),
    )


def _peer_to_ask(
    considered: Considered, chosen: Chosen, read: dict[RecordId, PracticeRecord], now: datetime
) -> PeerToAsk:
    official_id = chosen.askable.official_id
    member, reason = considered.members[official_id], considered.reasons[official_id]
    office = _office(member, reason)
    assert office is not None, "who holds no office counts as not joined"
    record = read.get(reason.record_id) if reason.record_id else None
    why = tuple(_why(considered, chosen.askable, reason, now))
    return PeerToAsk(member.official, office, record, why, member.body if chosen.near_quorum else "")


def _why(considered: Considered, askable: Askable, reason: _Reason, now: datetime) -> Iterator[PeerReason]:
    """Give why this one was chosen, most important first; nothing that would name the asker's place."""
    asker = considered.asker
    if reason.source is Source.ANSWERABLE:
        yield PeerReason("can_answer")
    elif reason.source is Source.VOLUNTEER:
        yield PeerReason("volunteers", reason.topic)
    else:
        yield PeerReason("holds_record")
    yield from peers.reasons(asker.place, askable.place)
    if spoken := asker.languages & askable.languages:
        yield PeerReason("spoken", considered.language if considered.language in spoken else min(spoken))
    shared = choosing.shared_hours(asker.time_zone, askable.time_zone, now)
    if shared is not None and shared >= 1:
        yield PeerReason("shared_hours", str(int(shared)))


def _office(member: Member, reason: _Reason) -> Office | None:
    """Return the office for which this official is asked."""
    held = member.official.offices
    if reason.office_id is not None:
        return next((office for office in held if office.id == reason.office_id), None)
    return held[0] if held else None


def _avoid(facts: _Facts, one: Official, other: Official) -> bool:
    avoided = facts.avoided.get(one.id, NEITHER)
    places = {office.jurisdiction.id for office in other.offices}
    return other.id in avoided.people or bool(avoided.places & places)


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
