"""Handing over: the peer names a colleague of their government, who is asked in their place.

The colleague decides for themselves. Nobody else learns of it: the asker is introduced to whoever says yes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events import HandedOver
from bot.introductions import asker_gone, asking, consent
from bot.introductions.askable import Facts, Reason
from bot.introductions.peers_to_ask import PeerToAsk, in_common
from bot.introductions.sides import may_meet, record_of
from bot.messages.introductions import ConsentEnough, ConsentHandedOver
from bot.network import Arrival, known
from bot.outgoing import Outgoing, directly, in_place_of_buttons
from bot.refusal import Refusal
from matching import choosing, peers
from matching.choosing import STATED, Source
from matching.domain import JurisdictionId, Office, Official, PeerReason
from store import colleagues, introductions, loads, places
from store.introductions import OPEN, Introduction


def hand_over(connection: Connection, arrival: Arrival, event: HandedOver, now: datetime) -> list[Outgoing]:
    """Ask the colleague in the peer's place.

    Where two others said yes by now nobody is asked any more.
    Raises Refusal as `consent.decide` does, for who is no colleague, and for one whom somebody else asks at
    this moment: then the request stays with the peer.
    """
    introduction = consent.mine(connection, arrival, event.introduction_id)
    address = in_place_of_buttons(event.speaker, event.spot)
    if asker_gone.has_left(connection, introduction):
        gone = asker_gone.told(connection, introduction, now)
        return [Outgoing(address, gone, arrival.official.locale)]
    if not may_meet(known(connection, introduction.network_id, introduction.asker_id, now)):
        raise Refusal("asker_unknown")
    title = consent.title_of(connection, introduction)
    if consent.spare(connection, introduction, now):
        return [Outgoing(address, ConsentEnough(title, handing_over=True), arrival.official.locale)]
    colleague = next(
        (each for each in takers(connection, introduction, now) if each.id == event.colleague_id), None
    )
    if colleague is None:
        raise Refusal("not_a_colleague")
    to = _to(connection, introduction, colleague, now)
    wish = asking.wish_of(connection, introduction, arrival.official.name, now)
    with connection.begin_nested():  # asked and handed over, or neither
        said = asking.put_to(connection, wish, to, now)
        if said is None:
            raise Refusal("not_a_colleague")
        consent.move(connection, arrival, introduction, "handed_over", now)
    confirmed = Outgoing(address, ConsentHandedOver(title, colleague.name), arrival.official.locale)
    return [confirmed, *said]


def takers(connection: Connection, introduction: Introduction, now: datetime) -> tuple[Official, ...]:
    """Return the colleagues who can take the request over: to be found by name, not asked about it before.

    None of them breaks a rule of choosing, so nobody is asked above what they take on.
    """
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    asked = {each.peer_id for each in legs} | {introduction.asker_id}
    place = _place(connection, introduction)
    found = colleagues.of(connection, introduction.network_id, place, now.date())
    reached = [each for each in found if each.id not in asked and _can_be_reached(connection, each, legs)]
    return tuple(_free(connection, introduction, reached, now)) if reached else ()


def _free(
    connection: Connection, introduction: Introduction, officials: Sequence[Official], now: datetime
) -> Iterator[Official]:
    """Give who may be asked now, by every rule but the rest between two requests.

    Days of rest keep the bot from asking one person in a row; here a colleague asks, who knows them.
    """
    asker = asking.wish_of(connection, introduction, "", now).asker
    since = now - choosing.PAIR_WAITS
    around = loads.around(connection, introduction.question_id, asker.id, since)
    # Who hands over takes part no more: their seat in a governing body is not one of those gathered.
    there = replace(around, taking_part=around.taking_part - {introduction.peer_id})
    facts = Facts(introduction.network_id, asker, there, now)
    facts.read(connection, {*(each.id for each in officials), *there.taking_part, asker.id})
    place = _place(connection, introduction)
    reasons = {
        each.id: Reason(Source.ANSWERABLE, STATED[Source.ANSWERABLE], _office_at(each, place).id)
        for each in officials
    }
    asking_them = facts.asking()
    free = {
        each.official_id
        for each in facts.askable(reasons)
        if not any(
            breaks(asking_them, each, now)
            for name, breaks in choosing.RULES.items()
            if name != "cooling_down"
        )
    }
    return (each for each in officials if each.id in free)


def _office_at(official: Official, place: JurisdictionId) -> Office:
    return next(each for each in official.offices if each.jurisdiction.id == place)


def _can_be_reached(connection: Connection, official: Official, legs: tuple[Introduction, ...]) -> bool:
    open_already = any(each.peer_id == official.id and each.state in OPEN for each in legs)
    return not open_already and (official.demonstration or directly(connection, official) is not None)


def _place(connection: Connection, introduction: Introduction) -> JurisdictionId:
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    assert office is not None, "an introduction names an office of its network"
    return office.jurisdiction.id


def _to(connection: Connection, introduction: Introduction, colleague: Official, now: datetime) -> PeerToAsk:
    place = _place(connection, introduction)
    office = _office_at(colleague, place)
    asker = asking.wish_of(connection, introduction, "", now).asker
    reasons = peers.reasons(asker.jurisdiction, office.jurisdiction)
    record = record_of(connection, introduction)
    record_id, title = (record.id, record.title) if record else (None, "")
    source = PeerReason(introduction.source, introduction.topic)
    _shared, near_quorum = in_common(connection, introduction, asker, colleague, now)
    return PeerToAsk(colleague, office, record_id, title, (source, *reasons), near_quorum)
