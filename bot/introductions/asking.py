"""Asking peers about a question, one after the other: at most three, until one says yes.

What time does to a request is in running_out.py, what the peers answer in consent.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.introductions import consent_card, peers_to_ask
from bot.introductions.askable import NO_LOAD
from bot.introductions.peers_to_ask import Considered, PeerToAsk
from bot.introductions.sides import address_of_asker, may_meet, working_by
from bot.messages.introductions import IntroductionProgress
from bot.network import known
from bot.outgoing import Outgoing, directly
from bot.staff import tasks as staff_tasks
from bot.working_time import Working, add_working_days, add_working_hours
from matching import choosing
from matching.domain import (
    IntroductionId,
    NetworkId,
    OfficeId,
    Official,
    OfficialId,
    QuestionId,
    RecordId,
)
from store import due, introductions, loads, memberships, officials, questions
from store.introduction_states import ANSWERED_YES
from store.introductions import Choice, Introduction, IntroductionDraft
from store.questions import Question

ANSWER_DUE = "introduction_answer"
REMINDER_DUE = "introduction_reminder"
NEXT_DUE = "introduction_next"
WAKE_DUE = "introduction_wake"
DEMONSTRATION_DUE = "demonstration_yes"

# Issue 4's numbers: a reminder after two working days, or four working hours for an urgent question; an end
# after five working days; at most three are asked, and two may say yes.
REMIND_AFTER_DAYS, REMIND_URGENT_AFTER_HOURS, ANSWER_WITHIN_DAYS = 2, 4, 5
MOST_ASKED, MOST_YES = 3, 2
# As long as a message is tried (GIVEN_UP_AFTER in posting.py): before that nothing says that a chat is back.
UNREACHED_WAITS = timedelta(days=1)
DEMONSTRATION_ANSWERS_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an asker wants. `proposed` is the introduction that waited until now.

    `handed_from` is one that ended so that another official is asked, `handed_by` the colleague who did that.
    """

    question: Question
    asker: Official
    urgent: bool = False
    proposed: Introduction | None = None
    handed_from: IntroductionId | None = None
    handed_by: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How far a question is: whom it was put to, handed-over requests aside, and how many said yes.

    Of more than MOST_YES nobody hears.
    """

    asked: int
    accepted: int

    @property
    def is_most(self) -> bool:
        """Whether not even a wish of its own asks somebody more."""
        return self.accepted >= MOST_YES or self.asked >= MOST_ASKED

    @property
    def is_last(self) -> bool:
        """Whether whoever is asked now is the last one: nobody is asked in their place."""
        return self.accepted > 0 or self.asked + 1 >= MOST_ASKED

    @property
    def is_enough(self) -> bool:
        """Whether nobody more is asked: somebody helps already, or three were asked."""
        return self.accepted > 0 or self.asked >= MOST_ASKED


def count(legs: tuple[Introduction, ...]) -> Count:
    """Return how far a question is, from its introductions."""
    asked = [each for each in legs if each.asked_at is not None and each.state != "handed_over"]
    # Who said yes when there was enough help already is none of the asker's business.
    return Count(len(asked), min(MOST_YES, sum(each.state in ANSWERED_YES for each in asked)))


def may_be_awaited(leg: Introduction, now: datetime) -> bool:
    """Say whether the peer's answer is awaited, as far as the asker may know.

    A declined request stays open until its last day: anything else would tell that the peer declined.
    """
    asked = leg.state in ("asked", "snoozed", "declined")
    return asked and leg.answer_by is not None and now < leg.answer_by


def is_of_its_own(leg: Introduction, legs: tuple[Introduction, ...]) -> bool:
    """Say whether the asker wanted this one beside a yes that they had: nobody is asked in its place.

    After a yes nothing else asks anybody more, but that a peer hands over what they were asked before.
    """
    by_id = {each.id: each for each in legs}
    while leg.handed_from in by_id:
        leg = by_id[leg.handed_from]
    asked_at = leg.asked_at
    return asked_at is not None and any(each.agreed_at and each.agreed_at <= asked_at for each in legs)


def ask_first(
    connection: Connection,
    wish: Wish,
    legs: tuple[Introduction, ...],
    first_record: RecordId | None,
    now: datetime,
) -> tuple[PeerToAsk, list[Outgoing]] | None:
    """Ask the best peer who can be asked now; return who it is and what is said, None if there is nobody.

    `legs` are the introductions of the question as they are while the caller holds it.
    """
    question = wish.question
    asked = not_again(legs, now)
    for each in peers_to_ask.choose(connection, question, wish.asker, first_record, now, without=asked):
        said = put_to(connection, wish, each, now)
        if said is not None:
            return each, said
    return None


def consider(
    connection: Connection,
    wish: Wish,
    legs: tuple[Introduction, ...],
    first_record: RecordId | None,
    now: datetime,
) -> Considered:
    """Return why nobody of those who come into question can be asked; arguments as for `ask_first`."""
    without = not_again(legs, now)
    return peers_to_ask.consider(connection, wish.question, wish.asker, first_record, now, without=without)


def not_again(legs: tuple[Introduction, ...], now: datetime) -> frozenset[OfficialId]:
    """Return who was asked about the question; whom the chat did not reach may be asked once more, later."""
    lately = now - UNREACHED_WAITS
    return frozenset(
        each.peer_id
        for each in legs
        if each.peer_id is not None
        and (not each.unreached or each.asked_at is None or each.asked_at > lately)
    )


def ask_next(
    connection: Connection, question_id: QuestionId, network_id: NetworkId, now: datetime
) -> list[Outgoing]:
    """Ask one more peer about the question and tell the asker how far it is.

    Nothing happens when somebody said yes, when three were asked, when nobody can be asked, or while staff do
    not know the asker to work for a government.
    """
    questions.hold(connection, question_id)
    question = questions.by_id(connection, network_id, question_id)
    legs = introductions.of_question(connection, network_id, question_id)
    if question is None or not legs or count(legs).is_enough:
        return []
    asker = known(connection, network_id, question.asker_id, now)
    if not may_meet(asker):
        return []
    wish = Wish(question, asker, urgent=any(each.urgent for each in legs))
    found = ask_first(connection, wish, legs, legs[0].record_id, now)
    if found is None:
        return []
    address = address_of_asker(connection, legs[0], asker)
    so_far = count(introductions.of_question(connection, network_id, question_id))
    progress = IntroductionProgress(so_far.asked, so_far.accepted, question=question.text)
    return [*found[1], Outgoing(address, progress, asker.locale)]


def put_to(connection: Connection, wish: Wish, to: PeerToAsk, now: datetime) -> list[Outgoing] | None:
    """Ask this peer, in private.

    None if they cannot be reached, are asked by this asker already, or were asked by somebody else since they
    were chosen and have no room left; and while the asker may meet nobody.
    """
    if not may_meet(wish.asker):
        return None
    address = directly(connection, to.official, near=wish.question.workspace_id)
    if address is None and not to.official.demonstration:
        return None
    capacity = _take(connection, to.official, now)
    if capacity is None:
        return None
    said = memberships.at_work(connection, to.official.id)
    at_work = working_by(said, to.official, to.office.jurisdiction)
    introduction = _open(connection, wish, to, add_working_days(now, ANSWER_WITHIN_DAYS, at_work), now)
    if introduction is None:
        return None
    _schedule(connection, introduction, at_work, now)
    for_staff = staff_tasks.watch_load(connection, to.official, capacity, now)
    if address is None:
        yes_at = now + DEMONSTRATION_ANSWERS_AFTER
        due.schedule(connection, introduction.network_id, DEMONSTRATION_DUE, introduction.id, yes_at)
        return for_staff
    card = consent_card.first(introduction, wish.question, wish.asker, to, said)
    return [Outgoing(address, consent_card.handed(card, wish.handed_by), to.official.locale), *for_staff]


def _take(connection: Connection, official: Official, now: datetime) -> int | None:
    """Keep others from asking the official at this moment; return how much they take on.

    None if somebody else asks them, or they have no room.
    """
    capacity = memberships.take(connection, official.id)
    if capacity is None:
        return None
    since = now - choosing.WINDOW
    load = loads.loads(connection, [official.id], since, since).get(official.id, NO_LOAD)
    return capacity if load.recent < capacity else None


def _open(
    connection: Connection, wish: Wish, to: PeerToAsk, answer_by: datetime, now: datetime
) -> Introduction | None:
    """Return the introduction that asks them, None if one of the two is open already."""
    question, record_id = wish.question, to.record_id
    if wish.proposed is not None:
        choice = Choice(to.official.id, to.office.id, record_id, to.source.code, to.source.value)
        if not introductions.ask(connection, wish.proposed.id, choice, answer_by, now):
            return None
        return introductions.by_id(connection, question.network_id, wish.proposed.id)
    draft = IntroductionDraft(
        question_id=question.id,
        record_id=record_id,
        office_id=to.office.id,
        asker_id=wish.asker.id,
        workspace_id=question.workspace_id,
        conversation=question.conversation,
        thread=question.thread,
        peer_id=to.official.id,
        answer_by=answer_by,
        urgent=wish.urgent,
        handed_from=wish.handed_from,
        source=to.source.code,
        topic=to.source.value,
    )
    introduction, made = introductions.request(connection, question.network_id, draft, now)
    return introduction if made else None


def remind_at(introduction: Introduction, at_work: Working, now: datetime) -> datetime:
    """Return when a peer who is asked now is reminded."""
    if introduction.urgent:
        return add_working_hours(now, REMIND_URGENT_AFTER_HOURS, at_work)
    return add_working_days(now, REMIND_AFTER_DAYS, at_work)


def _schedule(connection: Connection, introduction: Introduction, at_work: Working, now: datetime) -> None:
    reminded_at = remind_at(introduction, at_work, now)
    assert introduction.answer_by is not None, "who is asked has a last day"
    moments = {REMINDER_DUE: reminded_at, ANSWER_DUE: introduction.answer_by}
    due.schedule_all(connection, introduction.network_id, introduction.id, moments)


def keep_for_verification(connection: Connection, introduction: Introduction, now: datetime) -> None:
    """Keep what a request that has ended was about, for when staff know the asker: introduce.go_on."""
    introductions.propose(
        connection,
        introduction.network_id,
        introduction.again(handed_from=introduction.id),
        "verification",
        now,
    )


def members_holding(
    connection: Connection, network_id: NetworkId, office_id: OfficeId, now: datetime
) -> set[OfficialId]:
    """Return who holds the office, joined and is verified."""
    ids = {each.id for each in officials.holders(connection, network_id, office_id, now.date())}
    found = loads.members(connection, network_id, ids, now.date()) if ids else {}
    return {each.official.id for each in found.values() if each.joined and each.official.verified_at}


def wish_of(connection: Connection, introduction: Introduction, handed_by: str, now: datetime) -> Wish:
    """Return what the asker of this introduction wants, now to be put to somebody else."""
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    assert question is not None, "an introduction belongs to a question"
    return Wish(
        question,
        known(connection, introduction.network_id, introduction.asker_id, now),
        urgent=introduction.urgent,
        handed_from=introduction.id,
        handed_by=handed_by,
    )
