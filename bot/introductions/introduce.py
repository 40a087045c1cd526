"""Introduce: the asker wants to meet the peer behind a match; the peer is asked first, in private.

Whom else to ask, and when, is in asking.py; what the peer's answer leads to in consent.py.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events import IntroductionWanted
from bot.introductions import (
    agreed,
    asker_gone,
    asking,
    met_lately,
    peers_to_ask,
    running_out,
    trying_again,
)
from bot.introductions.asking import Count, Wish
from bot.introductions.peers_to_ask import PeerToAsk
from bot.introductions.sides import address_of_asker, may_meet, record_of, working
from bot.introductions.wanted import AboutRecord, Wanted, refuse_what_was
from bot.messages import IntroductionRequested, Message
from bot.messages.introductions import IntroductionProgress, NobodyFree, PlaceNeeded, VerificationAwaited
from bot.network import Arrival, known
from bot.outgoing import Outgoing, quietly
from bot.questions import matched
from bot.refusal import Refusal
from bot.staff import tasks as staff_tasks
from matching.domain import (
    NetworkId,
    OfficeId,
    Official,
    OfficialId,
    QuestionId,
    RecordId,
)
from store import (
    introductions,
    merges,
    officials,
    questions,
    record_contacts,
    records,
)
from store.introduction_states import ANSWERED_YES
from store.introductions import Introduction, IntroductionDraft


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
        refuse_what_was(connection, wanted, legs)
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

    Who agreed to talk with them meanwhile is brought together with them. Of several matches that they wanted
    for one question the first goes on: the others are asked in their turn. What still cannot go on waits for
    what is missing next, and its asker is told.
    """
    mine: tuple[Introduction, ...] = ()
    waiting: dict[int, Introduction] = {}
    offices = [office_id] if office_id is not None else []
    if official_id is not None:
        mine = introductions.waiting_for(
            connection, network_id, ("place", "verification"), asker_id=official_id
        )
        holder = officials.by_id(connection, network_id, official_id, now.date())
        offices += [office.id for office in holder.offices] if holder else []
    for each_office in offices:
        if _can_be_asked(connection, network_id, each_office, now):
            found = introductions.waiting_for(connection, network_id, ("office",), office_id=each_office)
            waiting |= {each.id: each for each in found}
    met = agreed.go_on(connection, network_id, official_id, now) if official_id is not None else []
    met += _one_each(connection, mine, now)
    return [*met, *(said for each in waiting.values() for said in _resumed(connection, each, now))]


def _one_each(connection: Connection, waiting: tuple[Introduction, ...], now: datetime) -> list[Outgoing]:
    """Go on with one wish for each question, and end the others silently."""
    going: set[QuestionId] = set()
    said: list[Outgoing] = []
    for each in waiting:
        if each.question_id in going:
            introductions.move(connection, each.id, "proposed", "expired", None, now)
            continue
        said += _resumed(connection, each, now)
        current = introductions.by_id(connection, each.network_id, each.id)
        if current is not None and current.state != "expired":
            going.add(each.question_id)
    return said


def _can_be_asked(connection: Connection, network_id: NetworkId, office_id: OfficeId, now: datetime) -> bool:
    """Say whether somebody holds the office who joined and is verified."""
    return bool(asking.members_holding(connection, network_id, office_id, now))


def retry(
    connection: Connection, introduction: Introduction, now: datetime, *, last: bool = False
) -> list[Outgoing]:
    """Try once more to find somebody who takes requests, and tell the asker either way.

    Where a peer's rest is in the way, it is tried again when that ends, unless this is the `last` time.
    """
    if introduction.state != "proposed" or introduction.waits_for != "peer":
        return []
    if asker_gone.has_left(connection, introduction):
        introductions.move(connection, introduction.id, "proposed", "expired", None, now)
        return []
    return _resumed(connection, introduction, now, "last" if last else "again")


def _over(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """End a wish for which nobody could be asked, and tell the asker unless somebody else helps."""
    if not introductions.move(connection, introduction.id, "proposed", "expired", None, now):
        return []
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    if _is_helped(legs, now):
        return []
    return running_out.not_made(connection, introduction, legs[0], now)


def retry_last(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Try a last time, and tell the asker either way."""
    return retry(connection, introduction, now, last=True)


def _wanted(connection: Connection, arrival: Arrival, event: IntroductionWanted) -> Wanted:
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
    return Wanted(question, arrival.official, AboutRecord(record, record.office), event.urgent)


def _progress(wanted: Wanted, legs: tuple[Introduction, ...], now: datetime) -> Message | None:
    """Return how far the question is as long as something is open, as far as the asker may know."""
    if any(each.state == "accepted" and each.waits_for for each in legs):
        return IntroductionProgress(0, 0, agreed.TOLD)
    proposed = [each for each in legs if each.state == "proposed" and each.office_id == wanted.office_id]
    if any(asking.may_be_awaited(each, now) for each in legs):
        so_far = asking.count(legs)
        return IntroductionProgress(so_far.asked, so_far.accepted)
    if not proposed:
        return None
    if not wanted.asker.offices:
        return PlaceNeeded(proposed[0].id)
    return IntroductionProgress(0, 0, proposed[0].waits_for)


def _begin(
    connection: Connection, wanted: Wanted, proposed: Introduction | None, now: datetime
) -> tuple[Message, list[Outgoing]]:
    """Ask somebody, or keep the wish until it can go on; return what the asker hears, and the rest."""
    question, asker, network_id = wanted.question, wanted.asker, wanted.question.network_id
    if not asker.offices:
        return PlaceNeeded(_kept(connection, wanted, proposed, "place", now).id), []
    if asker.verified_at is None:
        _kept(connection, wanted, proposed, "verification", now)
        return VerificationAwaited(), staff_tasks.add(connection, network_id, "verify", asker.id, now)
    if proposed is None and wanted.about and _nobody_joined(connection, network_id, wanted.about, now):
        raise Refusal("nobody_to_ask")
    wish = Wish(question, asker, wanted.urgent, proposed)
    found = asking.ask_first(connection, wish, wanted.legs, wanted.record_id, now)
    if found is not None:
        to, said = found
        return _requested(wanted, to), said
    considered = asking.consider(connection, wish, wanted.legs, wanted.record_id, now)
    met = met_lately.only_one_left(connection, asker, considered, now)
    if met is not None:
        if proposed is not None:
            introductions.move(connection, proposed.id, "proposed", "expired", None, now)
        return met, []
    kept = _kept(connection, wanted, proposed, "peer", now)
    return _nobody_free(connection, asker, trying_again.later(connection, kept, asker, considered, now)), []


def _nobody_free(connection: Connection, asker: Official, again_at: datetime) -> NobodyFree:
    return NobodyFree(working(connection, asker).local_date(again_at).isoformat())


def _begin_again(
    connection: Connection, wanted: Wanted, proposed: Introduction, now: datetime, *, last: bool
) -> tuple[Message, list[Outgoing]] | None:
    """Try to ask somebody for a wish that waited for that; return what is said, None if it is over."""
    wish = Wish(wanted.question, wanted.asker, wanted.urgent, proposed)
    found = asking.ask_first(connection, wish, wanted.legs, wanted.record_id, now)
    if found is not None:
        return _requested(wanted, found[0]), found[1]
    if last or _is_helped(wanted.legs, now):
        return None
    considered = asking.consider(connection, wish, wanted.legs, wanted.record_id, now)
    again_at = trying_again.once_more(connection, proposed, wanted.asker, considered)
    return None if again_at is None else (_nobody_free(connection, wanted.asker, again_at), [])


def _is_over(wish: Introduction, so_far: Count) -> bool:
    """Say whether a wish that waited is not gone on with, since enough were asked or said yes."""
    if wish.handed_from is not None:
        # What was passed on was not wished for beside the others.
        return so_far.is_enough
    # To an asker who sought an office it was promised that it is asked once somebody joins.
    enough = so_far.asked >= asking.MOST_ASKED and wish.waits_for != "office"
    return enough or so_far.accepted >= asking.MOST_YES


def _ask_promised(
    connection: Connection, wanted: Wanted, proposed: Introduction, now: datetime
) -> tuple[Message, list[Outgoing]] | None:
    """Ask the office that was sought, and no other, though three were asked; None if it cannot be asked."""
    wish = Wish(wanted.question, wanted.asker, wanted.urgent, proposed)
    without = asking.not_again(wanted.legs, now)
    for each in peers_to_ask.choose(
        connection, wanted.question, wanted.asker, wanted.record_id, now, without=without
    ):
        if each.office.id == proposed.office_id:
            said = asking.put_to(connection, wish, each, now)
            if said is not None:
                return _requested(wanted, each), said
    return None


def _is_helped(legs: tuple[Introduction, ...], now: datetime) -> bool:
    """Say whether a peer said yes, or may yet, as far as the asker may know."""
    return any(asking.may_be_awaited(each, now) or each.state in ANSWERED_YES for each in legs)


def _nobody_joined(connection: Connection, network_id: NetworkId, about: AboutRecord, now: datetime) -> bool:
    further = record_contacts.of_record(connection, about.record.id)
    return all(
        peers_to_ask.nobody_joined(connection, network_id, each, now.date())
        for each in (about.office.id, *further)
    )


def _requested(wanted: Wanted, to: PeerToAsk) -> IntroductionRequested:
    return IntroductionRequested(
        office=to.office.name,
        place=showing.place(to.office.jurisdiction),
        title=to.title,
        instead=wanted.about is not None and to.office.id != wanted.office_id,
        urgent=wanted.urgent,
        question_id=wanted.question.id,
        alone=asking.count(wanted.legs).is_last,
    )


def _kept(
    connection: Connection, wanted: Wanted, proposed: Introduction | None, waits_for: str, now: datetime
) -> Introduction:
    """Return the wish as it is kept until it can go on."""
    if proposed is not None:
        introductions.wait_for(connection, proposed.id, proposed.waits_for, waits_for)
        return proposed
    assert wanted.about is not None, "what is wished for first is a record"
    draft = IntroductionDraft(
        question_id=wanted.question.id,
        record_id=wanted.about.record.id,
        office_id=wanted.about.office.id,
        asker_id=wanted.asker.id,
        workspace_id=wanted.question.workspace_id,
        conversation=wanted.question.conversation,
        thread=wanted.question.thread,
        urgent=wanted.urgent,
    )
    return introductions.propose(connection, wanted.question.network_id, draft, waits_for, now)[0]


def _resumed(
    connection: Connection, introduction: Introduction, now: datetime, turn: str = ""
) -> list[Outgoing]:
    """Go on with a wish that waited; return what is said, the asker first.

    `turn` is "again" or "last" where it waited for somebody to ask.
    """
    questions.hold(connection, introduction.question_id)
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    so_far = asking.count(legs)
    if _is_over(introduction, so_far):
        introductions.move(connection, introduction.id, "proposed", "expired", None, now)
        return []
    asker = known(connection, introduction.network_id, introduction.asker_id, now)
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    about = _about(connection, introduction)
    if question is None or (about is None and introduction.record_id is not None):
        if not introductions.move(connection, introduction.id, "proposed", "expired", None, now):
            return []
        return running_out.not_made(connection, introduction, introduction, now)
    wanted = Wanted(question, asker, about, introduction.urgent, legs)
    if turn and may_meet(asker):
        begun = _begin_again(connection, wanted, introduction, now, last=turn == "last")
    elif so_far.asked >= asking.MOST_ASKED:
        begun = _ask_promised(connection, wanted, introduction, now)
    else:
        begun = _begin(connection, wanted, introduction, now)
    if begun is None:
        return _over(connection, introduction, now)
    message, said = begun
    address = address_of_asker(connection, introduction, asker)
    return [Outgoing(address, message, asker.locale), *said]


def _about(connection: Connection, introduction: Introduction) -> AboutRecord | None:
    """Return what the wish is about; None without a record, or where that can lead to nobody any more."""
    record = record_of(connection, introduction)
    return AboutRecord(record, record.office) if record and record.office else None
