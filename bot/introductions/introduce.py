"""Introduce: the asker wants to meet the peer behind a match; the peer is asked first, in private.

Whom else to ask, and when, is in asking.py; what the peer's answer leads to in consent.py.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import showing
from bot.events import IntroductionWanted
from bot.introductions import agreed, asker_gone, asking, peers_to_ask, running_out
from bot.introductions.asking import Wish
from bot.introductions.peers_to_ask import PeerToAsk
from bot.introductions.sides import address_of_asker, may_meet, record_of, working
from bot.messages import IntroductionRequested, Message
from bot.messages.introductions import IntroductionProgress, NobodyFree, PlaceNeeded, VerificationAwaited
from bot.network import Arrival, known
from bot.outgoing import Outgoing, quietly
from bot.questions import matched
from bot.refusal import Refusal
from bot.staff import tasks as staff_tasks
from matching.domain import (
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PracticeRecord,
    QuestionId,
    RecordId,
)
from store import (
    introductions,
    meetings,
    merges,
    officials,
    questions,
    record_contacts,
    records,
    written_answers,
)
from store.introduction_states import ANSWERED_YES
from store.introductions import Introduction, IntroductionDraft
from store.questions import Question

LATELY = timedelta(days=90)  # the number: no pair is brought together twice within it


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything that one request is about."""

    question: Question
    asker: Official
    record: PracticeRecord
    office: Office
    urgent: bool
    legs: tuple[Introduction, ...] = ()


def request(
    connection: Connection, arrival: Arrival, event: IntroductionWanted, now: datetime
) -> list[Outgoing]:
    """Ask whoever holds the record's office, or the next who can be asked, to talk to the asker.

    Contact details stay hidden until both agree. Who has no place yet, or was not verified, is told what
    happens first. Asking again while something is open tells how far it is. Raises Refusal if the question is
    not the asker's, if nobody can ever be asked, or if these two were brought together or asked before.
    """
    wanted = _wanted(connection, arrival, event)
    questions.hold(connection, wanted.question.id)
    legs = introductions.of_question(connection, wanted.question.network_id, wanted.question.id)
    wanted = replace(wanted, legs=legs, urgent=wanted.urgent or any(each.urgent for each in legs))
    message, said = _progress(wanted, legs, now), list[Outgoing]()
    if message is None:
        _refuse_what_was(connection, wanted, legs, now)
        message, said = _begin(connection, wanted, None, now)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale), *said]


def go_on(
    connection: Connection,
    network_id: NetworkId,
    now: datetime,
    *,
    official_id: OfficialId | None = None,
    office_id: OfficeId | None = None,
) -> list[Outgoing]:
    """Go on with what waited for this official's place or verification, or for somebody of this office.

    Who agreed to talk with them meanwhile is brought together with them.
    What still cannot go on waits for what is missing next, and its asker is told.
    """
    waiting: dict[int, Introduction] = {}
    offices = [office_id] if office_id is not None else []
    if official_id is not None:
        mine = introductions.waiting_for(
            connection, network_id, ("place", "verification"), asker_id=official_id
        )
        waiting |= {each.id: each for each in mine}
        holder = officials.by_id(connection, network_id, official_id, now.date())
        offices += [office.id for office in holder.offices] if holder else []
    for each_office in offices:
        if _can_be_asked(connection, network_id, each_office, now):
            found = introductions.waiting_for(connection, network_id, ("office",), office_id=each_office)
            waiting |= {each.id: each for each in found}
    met = agreed.go_on(connection, network_id, official_id, now) if official_id is not None else []
    return [*met, *(said for each in waiting.values() for said in _resumed(connection, each, now))]


def _can_be_asked(connection: Connection, network_id: NetworkId, office_id: OfficeId, now: datetime) -> bool:
    """Say whether somebody holds the office who joined and is verified."""
    return bool(asking.members_holding(connection, network_id, office_id, now))


def retry(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Try once more to find somebody who takes requests, and tell the asker either way."""
    if introduction.state != "proposed" or introduction.waits_for != "peer":
        return []
    gone = asker_gone.has_left(connection, introduction, now)
    said = [] if gone else _resumed(connection, introduction, now, last_time=True)
    if said:
        return said
    ended = introductions.move(connection, introduction.id, "proposed", "expired", None, now)
    if gone or not ended:
        return []
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    if any(asking.may_be_awaited(each, now) or each.state in ANSWERED_YES for each in legs):
        return []
    return running_out.not_made(connection, introduction, legs[0], now)


def _wanted(connection: Connection, arrival: Arrival, event: IntroductionWanted) -> _Wanted:
    network_id = arrival.workspace.network_id
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    if question.asker_id != arrival.official.id:
        raise Refusal("not_your_question")
    if not questions.matched(connection, question.id, RecordId(event.record_id)):
        raise Refusal("unknown_match")
    landed = merges.landed(connection, network_id, RecordId(event.record_id))
    record = records.by_ids(connection, network_id, [landed]).get(landed)
    if record is None:
        raise Refusal("record_withdrawn")
    if record.office is None or not matched.has_peer(record):
        raise Refusal("nobody_to_ask")
    if matched.is_own(arrival.official, record.office):
        raise Refusal("own_government")
    return _Wanted(question, arrival.official, record, record.office, event.urgent)


def _progress(wanted: _Wanted, legs: tuple[Introduction, ...], now: datetime) -> Message | None:
    """Return how far the question is as long as something is open, as far as the asker may know."""
    if any(each.state == "accepted" and each.waits_for for each in legs):
        return IntroductionProgress(0, 0, agreed.TOLD)
    proposed = [each for each in legs if each.state == "proposed" and each.office_id == wanted.office.id]
    if any(asking.may_be_awaited(each, now) for each in legs):
        so_far = asking.count(legs)
        return IntroductionProgress(so_far.asked, so_far.accepted)
    if not proposed:
        return None
    if proposed[0].waits_for == "place" and not wanted.asker.offices:
        return PlaceNeeded(proposed[0].id)
    return IntroductionProgress(0, 0, proposed[0].waits_for)


def _refuse_what_was(
    connection: Connection, wanted: _Wanted, legs: tuple[Introduction, ...], now: datetime
) -> None:
    """Raise Refusal if the two were introduced lately, if this was asked before, or if enough were asked.

    Of a yes that led to nothing, and of an answer that is not to be attributed, the asker learns no more than
    of a peer who cannot take requests now.
    """
    since = now - LATELY
    network_id, office_id = wanted.question.network_id, wanted.office.id
    for each in introductions.with_office(connection, network_id, wanted.asker.id, office_id):
        if each.state in ANSWERED_YES and each.asked_at is not None and each.asked_at >= since:
            _refuse_what_led_on(connection, each)
    asked = {each.record_id for each in legs if each.asked_at is not None and not each.unreached}
    if wanted.record.id in asked:
        raise Refusal("asked_recently" if _left_to_ask(connection, wanted, asked) else "asked_about_all")
    so_far = asking.count(legs)
    if so_far.asked >= asking.MOST_ASKED or so_far.accepted >= asking.MOST_YES:
        raise Refusal("enough_asked")


def _left_to_ask(connection: Connection, wanted: _Wanted, asked: set[RecordId | None]) -> bool:
    """Say whether a match was shown about whose record nobody was asked, and somebody could be."""
    shown = questions.shown(connection, wanted.question.id)
    places = {each.jurisdiction.id for each in wanted.asker.offices}
    return any(
        matched.has_peer(each) and each.office is not None and each.office.jurisdiction.id not in places
        for each in records.by_ids(connection, wanted.question.network_id, shown).values()
        if each.id not in asked
    )


def _refuse_what_led_on(connection: Connection, leg: Introduction) -> None:
    """Raise Refusal if the asker knows already who said yes: they met, or the peer wrote by name."""
    if meetings.took_place(connection, leg.id):
        raise Refusal("already_introduced")
    written = written_answers.of_introduction(connection, leg.id)
    if written is not None and written.attributable and not leg.waits_for:
        raise Refusal("answered_in_writing")


def _begin(
    connection: Connection, wanted: _Wanted, proposed: Introduction | None, now: datetime
) -> tuple[Message, list[Outgoing]]:
    """Ask somebody, or keep the wish until it can go on; return what the asker hears, and the rest."""
    question, asker, network_id = wanted.question, wanted.asker, wanted.question.network_id
    if not asker.offices:
        return PlaceNeeded(_kept(connection, wanted, proposed, "place", now).id), []
    if asker.verified_at is None:
        _kept(connection, wanted, proposed, "verification", now)
        return VerificationAwaited(), staff_tasks.add(connection, network_id, "verify", asker.id, now)
    if proposed is None and _nobody_joined(connection, wanted, now):
        raise Refusal("nobody_to_ask")
    wish = Wish(question, asker, wanted.urgent, proposed)
    found = asking.ask_first(connection, wish, wanted.legs, wanted.record.id, now)
    if found is not None:
        to, said = found
        return _requested(wanted, to), said
    kept = _kept(connection, wanted, proposed, "peer", now)
    again_at = asking.retry_later(connection, kept, asker, now)
    day = working(connection, asker).local_date(again_at)
    return NobodyFree(day.isoformat()), []


def _nobody_joined(connection: Connection, wanted: _Wanted, now: datetime) -> bool:
    network_id, further = wanted.question.network_id, record_contacts.of_record(connection, wanted.record.id)
    return all(
        peers_to_ask.nobody_joined(connection, network_id, each, now.date())
        for each in (wanted.office.id, *further)
    )


def _requested(wanted: _Wanted, to: PeerToAsk) -> IntroductionRequested:
    return IntroductionRequested(
        office=to.office.name,
        place=showing.place(to.office.jurisdiction),
        title=to.title,
        instead=to.office.id != wanted.office.id,
        urgent=wanted.urgent,
        question_id=wanted.question.id,
    )


def _kept(
    connection: Connection, wanted: _Wanted, proposed: Introduction | None, waits_for: str, now: datetime
) -> Introduction:
    """Return the wish as it is kept until it can go on."""
    if proposed is not None:
        introductions.wait_for(connection, proposed.id, proposed.waits_for, waits_for)
        return proposed
    draft = IntroductionDraft(
        question_id=wanted.question.id,
        record_id=wanted.record.id,
        office_id=wanted.office.id,
        asker_id=wanted.asker.id,
        workspace_id=wanted.question.workspace_id,
        conversation=wanted.question.conversation,
        thread=wanted.question.thread,
        urgent=wanted.urgent,
    )
    return introductions.propose(connection, wanted.question.network_id, draft, waits_for, now)[0]


def _resumed(
    connection: Connection, introduction: Introduction, now: datetime, *, last_time: bool = False
) -> list[Outgoing]:
    """Go on with a wish that waited; return what is said, the asker first."""
    questions.hold(connection, introduction.question_id)
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    so_far = asking.count(legs)
    enough = so_far.accepted >= asking.MOST_YES or so_far.asked >= asking.MOST_ASKED
    # What was passed on was not wished for beside the others.
    if enough or (introduction.handed_from is not None and so_far.is_enough):
        introductions.move(connection, introduction.id, "proposed", "expired", None, now)
        return []
    asker = known(connection, introduction.network_id, introduction.asker_id, now)
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    record = record_of(connection, introduction)
    if question is None or record is None or record.office is None:
        if not introductions.move(connection, introduction.id, "proposed", "expired", None, now):
            return []
        return running_out.not_made(connection, introduction, introduction, now)
    wanted = _Wanted(question, asker, record, record.office, introduction.urgent, legs)
    if last_time and may_meet(asker):
        wish = Wish(question, asker, wanted.urgent, introduction)
        found = asking.ask_first(connection, wish, legs, record.id, now)
        if found is None:
            return []
        begun: tuple[Message, list[Outgoing]] = (_requested(wanted, found[0]), found[1])
    else:
        begun = _begin(connection, wanted, introduction, now)
    message, said = begun
    address = address_of_asker(connection, introduction, asker)
    return [Outgoing(address, message, asker.locale), *said]
