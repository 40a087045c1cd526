"""The request as the peer sees it: the question and the kind of place, never a name."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.introductions import peers_to_ask, sides
from bot.introductions.peers_to_ask import PeerToAsk
from bot.introductions.sides import chosen, record_of, working, working_by
from bot.messages import ConsentAsked
from bot.network import known
from bot.shown import ReasonShown
from bot.working_time import Working
from matching.domain import Jurisdiction, Office, Official, PeerReason
from store import introductions, places, questions
from store.introductions import Introduction
from store.memberships import AtWork
from store.questions import Question

# Before a yes the peer must not be able to tell which place it is: one nearby of that size names itself.
TOO_TELLING = {"near"}
# What brought them into question stands in the sentence before the reasons.
SAID_ALREADY = {*peers_to_ask.SOURCES}


def first(
    introduction: Introduction, question: Question, asker: Official, to: PeerToAsk, said: AtWork
) -> ConsentAsked:
    """Return what the peer reads when they are asked for the first time; `said` is when they are at work."""
    here = working_by(said, to.official, to.office.jurisdiction)
    card = _card(introduction, question, asker, to.office, here)
    return replace(card, title=to.title, reasons=_reasons(to.reasons), near_quorum=to.near_quorum)


def again(  # noqa: PLR0913 (whose request, between whom, in which turn, and when)
    connection: Connection,
    introduction: Introduction,
    asker: Official,
    peer: Official,
    turn: str,
    now: datetime,
) -> ConsentAsked:
    """Return what the peer reads when they are asked again: reminded, after they put it off, in a hurry."""
    about = chosen(connection, introduction)
    record = record_of(connection, introduction) or (about.record if about else None)
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    assert question is not None, "an introduction belongs to a question"
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    assert office is not None, "an introduction names an office of its network"
    card = _card(introduction, question, asker, office, working(connection, peer, office.jurisdiction))
    reasons, near_quorum = peers_to_ask.in_common(connection, introduction, asker, peer, now)
    put_off = introductions.was_ever(connection, introduction.id, "snoozed")
    return replace(
        card,
        title=record.title if record else "",
        turn=turn,
        can_snooze=not put_off,
        reasons=_reasons(reasons),
        near_quorum=near_quorum,
        handed_by=handed_by(connection, introduction, now),
    )


def handed(card: ConsentAsked, colleague: str) -> ConsentAsked:
    """Return the request as it is handed over by this colleague; as it is without one."""
    return replace(card, handed_by=colleague)


def _card(
    introduction: Introduction, question: Question, asker: Official, office: Office, here: Working
) -> ConsentAsked:
    assert introduction.answer_by is not None, "who is asked has a last day"
    place = asker.jurisdiction
    return ConsentAsked(
        introduction_id=introduction.id,
        question=question.text,
        title="",
        asker=showing.without_country(place),
        office=office.name,
        answer_by=here.local_date(introduction.answer_by).isoformat(),
        coastal=bool(place and place.coastal),
        abroad=_abroad(place, office.jurisdiction),
        urgent=introduction.urgent,
        source=introduction.source,
        topic=introduction.topic,
        in_channel=sides.in_channel(question),
    )


def handed_by(connection: Connection, introduction: Introduction, now: datetime) -> str:
    """Return the name of the colleague who handed it over; "" if nobody did, or its peer left."""
    if introduction.handed_from is None:
        return ""
    moves = introductions.moves(connection, introduction.handed_from)
    by = next((each.official_id for each in moves if each.state == "handed_over"), None)
    return known(connection, introduction.network_id, by, now).name if by is not None else ""


def _abroad(one: Jurisdiction | None, other: Jurisdiction) -> bool | None:
    if one is None or not one.country or not other.country:
        return None
    return one.country != other.country


def _reasons(reasons: tuple[PeerReason, ...]) -> tuple[ReasonShown, ...]:
    return tuple(
        ReasonShown(each.code, each.value) for each in reasons if each.code not in TOO_TELLING | SAID_ALREADY
    )
