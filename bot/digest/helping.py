"""Helping with an open question: a peer offers, the asker says whether the two shall meet.

The peer agrees by offering, the asker by accepting, so it becomes an introduction at once. Until then the
asker reads the peer's office and place, and the peer no more of the asker than the summary said. Who is
declined is not told.
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
from bot.introductions.sides import may_meet
from bot.messages.digests import HelpDecided, HelpNoted, HelpOffered
from bot.network import Arrival, known
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly
from bot.refusal import Refusal
from matching import choosing
from matching.choosing import STATED, Source
from matching.domain import Audience, NetworkId, Official, OfficialId, QuestionId
from store import help_offers, introductions, loads, meetings, open_questions, places, questions
from store.help_offers import HelpOffer
from store.introductions import Introduction, IntroductionDraft
from store.questions import Question

# As long as a summary lists a question, and the week in which the last one that does is read.
HELP_FOR = OPEN_FOR + A_WEEK

# Offers that wait for the asker, each a message to them: as many peers as are asked for a question at most.
MOST_OFFERS = asking.MOST_ASKED


def offer(connection: Connection, arrival: Arrival, event: CanHelp, now: datetime) -> list[Outgoing]:
    """Tell the asker alone that somebody of the speaker's office can help, and thank the speaker.

    Raises Refusal for a question that is not open to everybody, or not open any more, or has offers
    enough, for the asker's own government, for who was not verified, and for a second offer.
    """
    me, network_id = arrival.official, arrival.workspace.network_id
    question = _open(connection, arrival, event, now)
    asker = known(connection, network_id, question.asker_id, now)
    if not me.offices or me.verified_at is None:
        raise Refusal("helper_needs_place")
    office, place = me.offices[0], asker.jurisdiction
    if asker.id == me.id or (place is not None and place.id == office.jurisdiction.id):
        raise Refusal("own_question")
    address = directly(connection, asker, near=question.workspace_id)
    if address is None or not asker.offices or _avoid_each_other(connection, asker, me):
        raise Refusal("question_not_open")
    questions.hold(connection, question.id)
    if help_offers.of(connection, network_id, question.id, me.id) is not None:
        raise Refusal("offered_already")
    if help_offers.waiting(connection, network_id, question.id) >= MOST_OFFERS:
        raise Refusal("question_not_open")
    help_offers.add(connection, HelpOffer(network_id, question.id, me.id, office.id, "offered"), now)
    told = HelpOffered(question.id, me.id, question.text, office.name, showing.place(office.jurisdiction))
    return [
        Outgoing(quietly(event.speaker, event.spot), HelpNoted(question.text), me.locale),
        Outgoing(address, told, asker.locale),
    ]


def decide(connection: Connection, arrival: Arrival, event: OfferDecided, now: datetime) -> list[Outgoing]:
    """Bring both together if the asker wants to meet who offered; of several clicks only the first counts.

    Whom staff do not know, or no longer, meets the peer once they do.

    Raises Refusal unless the speaker asked the question, if the offer is decided or the peer has left, and
    where a rule of choosing keeps the two apart.
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
    _check(connection, question, found, now)
    _keep_the_rules(connection, question, me, found, now)
    if not help_offers.decide(connection, found, "accepted", now):
        raise Refusal("offer_over")
    introduction = _introduction(connection, question, found, now)
    introductions.move(connection, introduction.id, introduction.state, "accepted", found.official_id, now)
    if not may_meet(me):
        return agreed.keep(connection, introduction, now, at=where)
    return [said, *bringing_together.introduce(connection, introduction, now)]


def taking_offers(
    connection: Connection, network_id: NetworkId, ids: Iterable[QuestionId], now: datetime
) -> frozenset[QuestionId]:
    """Return those of these questions that are open, and were asked lately enough."""
    return open_questions.among(connection, network_id, ids, now - HELP_FOR)


def _open(connection: Connection, arrival: Arrival, event: CanHelp, now: datetime) -> Question:
    """Return the question, which everybody may read, while it has room for another peer."""
    network_id = arrival.workspace.network_id
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None or question.audience is not Audience.CHANNEL:
        raise Refusal("unknown_question")
    if question.id not in taking_offers(connection, network_id, [question.id], now):
        raise Refusal("question_not_open")
    legs = introductions.of_question(connection, network_id, question.id)
    if asking.count(legs).accepted >= asking.MOST_YES:
        raise Refusal("question_not_open")
    return question


def _avoid_each_other(connection: Connection, one: Official, other: Official) -> bool:
    """Say whether either does not want to be introduced to the other, or to the other's government."""
    avoided = loads.avoided(connection, {one.id, other.id})

    def avoids(mine: Official, theirs: Official) -> bool:
        said = avoided.get(mine.id)
        places = {each.jurisdiction.id for each in theirs.offices}
        return said is not None and (theirs.id in said.people or bool(said.places & places))

    return avoids(one, other) or avoids(other, one)


def _check(connection: Connection, question: Question, offered: HelpOffer, now: datetime) -> None:
    """Raise Refusal if two said yes already, the peer left that office, or is asked about something else."""
    questions.hold(connection, question.id)
    network_id = question.network_id
    if (
        asking.count(introductions.of_question(connection, network_id, question.id)).accepted
        >= asking.MOST_YES
    ):
        raise Refusal("enough_asked")
    office = places.office_by_id(connection, network_id, offered.office_id)
    if office is None or office not in known(connection, network_id, offered.official_id, now).offices:
        raise Refusal("question_not_open")
    for each in introductions.open_of_peer(connection, network_id, offered.official_id):
        if each.asker_id == question.asker_id and each.question_id != question.id:
            raise Refusal("request_open")


def _keep_the_rules(
    connection: Connection, question: Question, asker: Official, offered: HelpOffer, now: datetime
) -> None:
    """Raise Refusal if the asker works nowhere, if the two met lately, or if they would be a quorum.

    How much the peer takes on is theirs to say, and they offered.
    """
    network_id, peer_id = question.network_id, offered.official_id
    if not asker.offices:
        raise Refusal("place_needed")
    then = now - choosing.PAIR_WAITS
    if meetings.since(connection, network_id, (asker.id, peer_id), then):
        raise Refusal("already_introduced")
    around = loads.around(connection, question.id, asker.id, then)
    # Asked about this question, too, they would count twice.
    others = replace(around, taking_part=around.taking_part - {peer_id})
    facts = Facts(network_id, asker, others, now)
    facts.read(connection, {*others.taking_part, asker.id, peer_id})
    reason = Reason(Source.ANSWERABLE, STATED[Source.ANSWERABLE], offered.office_id)
    for each in facts.askable({peer_id: reason}):
        if any(choosing.RULES[rule](facts.asking(), each, now) for rule in ("avoided", "quorum")):
            raise Refusal("question_not_open")


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
