"""Helping with an open question: a peer offers, the asker says whether the two shall meet.

The peer agrees by offering, the asker by accepting, so it becomes an introduction at once. Until then the
asker reads the peer's office and place, and the peer no more of the asker than the summary said. Who is
declined is not told; who hears nothing for a week is.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.digest.clock import A_WEEK
from bot.digest.contents import OPEN_FOR
from bot.events.digest import CanHelp, OfferDecided
from bot.introductions import agreed, asking, bringing_together
from bot.introductions.askable import Facts, Reason
from bot.introductions.sides import may_meet, next_at_work, side_of
from bot.messages import Refused
from bot.messages.digests import HelpDecided, HelpLapsed, HelpNoted, HelpOffered
from bot.network import Arrival, known
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly
from bot.questions import matched
from bot.refusal import Refusal
from matching import choosing
from matching.choosing import STATED, Source
from matching.domain import Audience, NetworkId, Office, Official, OfficialId, QuestionId, WorkspaceId
from store import (
    due,
    help_offers,
    introductions,
    loads,
    meetings,
    memberships,
    open_questions,
    places,
    questions,
)
from store.due import Due
from store.help_offers import MOST_WAITING, HelpOffer
from store.introduction_states import ANSWERS
from store.introductions import Introduction, IntroductionDraft
from store.questions import Question

# As long as a summary lists a question, and the week in which the last one that does is read.
HELP_FOR = OPEN_FOR + A_WEEK

# An asker who has not answered by then will not, and until then nobody else can offer in that peer's place.
OFFER_LASTS = A_WEEK
LAPSES = "help_offer"

# The rules of choosing that an offer keeps: how much the peer takes on is theirs to say.
KEEPS_APART = ("own_government", "avoided", "quorum")


def offer(connection: Connection, arrival: Arrival, event: CanHelp, now: datetime) -> list[Outgoing]:
    """Tell the asker alone that somebody of the speaker's office can help, and thank the speaker.

    Raises Refusal for a question that is not open to everybody, or not open any more, or has offers
    enough, for the asker's own government, for who was not verified, and for a second offer. Who is kept
    apart from the asker reads that it is not open, so that nobody learns why.
    """
    me, network_id = arrival.official, arrival.workspace.network_id
    question = _open(connection, arrival, event, now)
    asker = known(connection, network_id, question.asker_id, now)
    office = _office_of_helper(me, asker)
    address = directly(connection, asker, near=question.workspace_id)
    if address is None or _kept_apart(connection, question, asker, (me.id, office), now):
        raise Refusal("question_not_open")
    help_offers.add(connection, HelpOffer(network_id, question.id, me.id, office.id, "offered"), now)
    ends = next_at_work(connection, me, now + OFFER_LASTS)
    due.again(connection, network_id, LAPSES, question.id, ends)
    told = _offered(question, me.id, office)
    return [
        Outgoing(quietly(event.speaker, event.spot), HelpNoted(question.text), me.locale),
        Outgoing(address, told, asker.locale),
    ]


def for_answer_of(
    connection: Connection, workspace_id: WorkspaceId, asker: Official, limit: int
) -> tuple[HelpOffered, ...]:
    """Return the first offers that wait for this asker, about what they asked there, as they were told."""
    found = list[HelpOffered]()
    for each in help_offers.for_answer_of(connection, workspace_id, asker.id)[:limit]:
        question = questions.by_id(connection, asker.network_id, each.question_id)
        office = places.office_by_id(connection, asker.network_id, each.office_id)
        if question is not None and office is not None:
            found.append(_offered(question, each.official_id, office))
    return tuple(found)


def decide(connection: Connection, arrival: Arrival, event: OfferDecided, now: datetime) -> list[Outgoing]:
    """Bring both together if the asker wants to meet who offered; of several clicks only the first counts.

    Whom staff do not know, or no longer, meets the peer once they do. Where the peer has left, or a rule of
    choosing keeps the two apart, the asker reads so and the offer is over.

    Raises Refusal unless the speaker asked the question, if the offer is over, and for what may change: the
    asker works nowhere, or has asked the peer about something else.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    if question.asker_id != me.id:
        raise Refusal("not_your_question")
    found = help_offers.of(connection, network_id, question.id, OfficialId(event.official_id))
    if found is None or found.state != "offered":
        raise Refusal("offer_over")
    where = in_place_of_buttons(event.speaker, event.spot)
    said = Outgoing(where, HelpDecided(event.accepted), me.locale)
    if not event.accepted:
        help_offers.decide(connection, found, "declined", now)
        return [said]
    questions.hold(connection, question.id)
    _wait_for_the_asker(connection, question, me, found)
    if hindered := _hindered(connection, question, me, found, now):
        help_offers.decide(connection, found, "lapsed", now)
        return [Outgoing(where, Refused(hindered), me.locale)]
    if not help_offers.decide(connection, found, "accepted", now):
        raise Refusal("offer_over")
    introduction = _introduction(connection, question, found, now)
    introductions.move(connection, introduction.id, introduction.state, "accepted", found.official_id, now)
    if not may_meet(me):
        return agreed.keep(connection, introduction, now, at=where)
    return [said, *bringing_together.introduce(connection, introduction, now)]


def lapse(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """End the offers that the asker of a question has not answered for a week, and tell who made them.

    Each is told when they are at work, and until then their offer waits on; who left hears nothing.
    """
    network_id, question_id = waiting.network_id, QuestionId(waiting.subject_id)
    question = questions.by_id(connection, network_id, question_id)
    said, later = list[Outgoing](), list[datetime]()
    for each, offered_at in help_offers.each_waiting(connection, network_id, question_id):
        helper = known(connection, network_id, each.official_id, now)
        moment = next_at_work(connection, helper, max(now, offered_at + OFFER_LASTS))
        if moment > now:
            later.append(moment)
        elif question and help_offers.decide(connection, each, "lapsed", now):
            has_left = memberships.at_work(connection, helper.id).left_at is not None
            address = None if has_left else directly(connection, helper, near=question.workspace_id)
            lapsed = HelpLapsed(question.text)
            said += [Outgoing(address, lapsed, helper.locale)] if address else []
    if later:
        due.again(connection, network_id, LAPSES, question_id, min(later))
    return said


def taking_offers(
    connection: Connection, network_id: NetworkId, ids: Iterable[QuestionId], now: datetime
) -> frozenset[QuestionId]:
    """Return those of these questions that look for a peer, and were asked lately enough."""
    return open_questions.among(connection, network_id, ids, now - HELP_FOR, now)


def _open(connection: Connection, arrival: Arrival, event: CanHelp, now: datetime) -> Question:
    """Return the question, held, which everybody may read, while it has room for an offer of the speaker."""
    network_id = arrival.workspace.network_id
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None or question.audience is not Audience.CHANNEL:
        raise Refusal("unknown_question")
    questions.hold(connection, question.id)
    mine = help_offers.of(connection, network_id, question.id, arrival.official.id)
    if mine is not None:
        raise Refusal("offer_over" if mine.state == "lapsed" else "offered_already")
    if help_offers.waiting(connection, network_id, question.id) >= MOST_WAITING:
        raise Refusal("offers_enough")
    is_taking = question.id in taking_offers(connection, network_id, [question.id], now)
    if not is_taking or _has_enough(connection, question):
        raise Refusal("question_not_open")
    return question


def _offered(question: Question, helper_id: OfficialId, office: Office) -> HelpOffered:
    place = showing.place(office.jurisdiction)
    return HelpOffered(question.id, helper_id, question.text, office.name, place)


def _office_of_helper(me: Official, asker: Official) -> Office:
    """Return the office for which the speaker offers. Raises Refusal for who cannot offer to this asker."""
    if not me.offices or me.verified_at is None:
        raise Refusal("helper_needs_place")
    if asker.id == me.id or any(matched.is_own(asker, office) for office in me.offices):
        raise Refusal("own_question")
    return me.offices[0]


def _has_enough(connection: Connection, question: Question) -> bool:
    """Say whether as many peers as may said yes; one whom the asker found useless helped with nothing."""
    legs = introductions.of_question(connection, question.network_id, question.id)
    return sum(each.state in ANSWERS for each in legs) >= asking.MOST_YES


def _wait_for_the_asker(
    connection: Connection, question: Question, asker: Official, offered: HelpOffer
) -> None:
    """Raise Refusal if the asker works nowhere, or waits for this peer's answer about something else."""
    if not asker.offices:
        raise Refusal("place_needed")
    for each in introductions.open_of_peer(connection, question.network_id, offered.official_id):
        if each.asker_id == asker.id and each.question_id != question.id:
            raise Refusal("request_open")


def _hindered(
    connection: Connection, question: Question, asker: Official, offered: HelpOffer, now: datetime
) -> str:
    """Return why the two are never introduced about this question, as the asker reads it; "" if they can be.

    Two said yes already, the peer left that office or the chat, or a rule keeps them apart.
    """
    network_id, peer_id = question.network_id, offered.official_id
    if _has_enough(connection, question):
        return "enough_asked"
    office = places.office_by_id(connection, network_id, offered.office_id)
    peer = side_of(connection, known(connection, network_id, peer_id, now), question.workspace_id)
    if office is None or office not in peer.official.offices or not peer.is_reachable:
        return "helper_gone"
    return _kept_apart(connection, question, asker, (peer_id, office), now)


def _kept_apart(
    connection: Connection,
    question: Question,
    asker: Official,
    peer: tuple[OfficialId, Office],
    now: datetime,
) -> str:
    """Return why the rules keep the two apart: met lately, one government, one avoids the other, a quorum.

    "" where none does. How much the peer takes on is theirs to say, and they offer.
    """
    network_id, (peer_id, office) = question.network_id, peer
    then = now - choosing.PAIR_WAITS
    if meetings.since(connection, network_id, (asker.id, peer_id), then):
        return "already_introduced"
    around = loads.around(connection, question.id, asker.id, then)
    # Asked about this question, too, they would count twice.
    others = replace(around, taking_part=around.taking_part - {peer_id})
    facts = Facts(network_id, asker, others, now)
    facts.read(connection, {*others.taking_part, asker.id, peer_id})
    reason = Reason(Source.ANSWERABLE, STATED[Source.ANSWERABLE], office.id)
    for each in facts.askable({peer_id: reason}):
        if any(choosing.RULES[rule](facts.asking(), each, now) for rule in KEEPS_APART):
            return "helper_gone"
    return ""


def _introduction(
    connection: Connection, question: Question, offered: HelpOffer, now: datetime
) -> Introduction:
    """Return the introduction of the two, asked for now; the peer has agreed by offering."""
    draft = IntroductionDraft(
        question_id=question.id,
        record_id=None,
        office_id=offered.office_id,
        asker_id=question.asker_id,
        workspace_id=question.workspace_id,
        conversation=question.conversation,
        thread=question.thread,
        peer_id=offered.official_id,
        answer_by=now,
        source="can_answer",
    )
    introduction, _ = introductions.request(connection, question.network_id, draft, now)
    return introduction
