"""Bringing two together who agreed, by whatever the chat allows: the ladder of docs/introductions.md.

One conversation of both; else the thread of the question, if both can read it there; else a message to each;
else an e-mail to copy. Chats refuse group conversations for reasons of their own (field.md, gap L), so every
step is taken only when the one before was refused for good.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.introductions import consent_card, follow_up, sides
from bot.introductions.openers import openers
from bot.introductions.retelling import READ_BY_ALL
from bot.introductions.sides import Side, working_by
from bot.messages import Introduced
from bot.messages.introductions import MetInThread, TextToCopy
from bot.messenger import Address
from bot.outgoing import Outgoing, together
from bot.shown import HoursShown, ReasonShown
from bot.working_time import Working, common_hours
from matching import countries
from matching.domain import IntroductionId, Jurisdiction, NetworkId, PracticeRecord, Visibility
from store import introductions, memberships, places, questions, sharing
from store.introductions import Introduction
from store.memberships import AtWork
from store.questions import Question

# A chat that says one of these can reach one of the two in no way, so another conversation would not help.
NOBODY_THERE = {"user_disabled", "user_not_found", "cannot_dm_bot", "account_inactive", "is_bot"}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both sides of one introduction, its question, and what is said to both.

    `visibilities` say who may read what it is about: the record, and by now what that was merged into.
    """

    asker: Side
    peer: Side
    asker_works: Working
    peer_works: Working
    question: Question
    record: PracticeRecord | None
    visibilities: frozenset[Visibility]
    message: Introduced


def introduce(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Bring both together, keep that the record answered the question, and ask later what came of it."""
    introductions.move(connection, introduction.id, "accepted", "introduced", None, now)
    pair = _pair(connection, introduction, now)
    _note_answer(connection, introduction, pair.record, now)
    follow_up.schedule(connection, introduction, {"asker": pair.asker_works, "peer": pair.peer_works}, now)
    both = [side.address for side in (pair.asker, pair.peer) if side.address is not None]
    if len(both) == 2 and all(address.way == "direct" for address in both):
        addresses = together(*both)
        if len(addresses) == 1:
            also_in = pair.peer.official.locale
            return [
                Outgoing(addresses[0], replace(pair.message, also_in=also_in), pair.asker.official.locale)
            ]
        return [*_to_each(pair), *_letters(pair)]
    return _to_each(pair)


def note_answer(connection: Connection, introduction: Introduction, now: datetime) -> None:
    """Keep that the introduction's record, if any, answered the question: later askers find it by that."""
    _note_answer(connection, introduction, sides.record_of(connection, introduction), now)


def _note_answer(
    connection: Connection, introduction: Introduction, record: PracticeRecord | None, now: datetime
) -> None:
    if record is not None:
        questions.note_answer(
            connection, introduction.network_id, introduction.question_id, record.id, introduction.id, now
        )


def instead(
    connection: Connection, network_id: NetworkId, outgoing: Outgoing, reason: str, now: datetime
) -> list[Outgoing]:
    """Return the next step of the ladder after the chat refused this one for good."""
    message = outgoing.message
    assert isinstance(message, Introduced), "the ladder is for introductions"
    introduction = introductions.by_id(connection, network_id, IntroductionId(message.introduction_id))
    if introduction is None:
        return []
    pair = _pair(connection, introduction, now)
    match outgoing.address.way:
        case "group" if reason not in NOBODY_THERE and (
            thread := _thread(connection, pair, outgoing.address)
        ):
            return [replace(outgoing, address=thread)]
        case "group" | "thread":
            return _to_each(pair)
        case "direct":
            return _letter_to_the_other(pair, outgoing.address)
    return []


def afterwards(
    connection: Connection, network_id: NetworkId, outgoing: Outgoing, now: datetime
) -> list[Outgoing]:
    """Return what follows once an introduction stands: a note to a peer who may not read that thread."""
    message = outgoing.message
    if not isinstance(message, Introduced) or outgoing.address.way != "thread":
        return []
    introduction = introductions.by_id(connection, network_id, IntroductionId(message.introduction_id))
    if introduction is None or len(outgoing.address.people) < 2:
        return []
    peer = sides.peer_of(connection, introduction, now)
    if peer.address is None:
        return []
    return [Outgoing(peer.address, MetInThread(message.question), peer.official.locale)]


def _thread(connection: Connection, pair: _Pair, group: Address) -> Address | None:
    """Return the question's thread, if it was asked in a channel that everybody of their workspace can open.

    A question that its asker shared there later was private when the peer read what a yes leads to. A record
    that not all members may read by now is named to the two alone.
    """
    question = pair.question
    if not sides.in_channel(question) or not pair.visibilities <= set(READ_BY_ALL):
        return None
    if sharing.was_shared(connection, question.network_id, question.id):
        return None
    return Address(group.workspace, "thread", question.conversation, question.thread, people=group.people)


def _to_each(pair: _Pair) -> list[Outgoing]:
    """Return the introduction for each side alone, in its own language."""
    return [
        Outgoing(side.address, _alone(pair, side), side.official.locale)
        for side in (pair.asker, pair.peer)
        if side.address is not None
    ]


def _alone(pair: _Pair, reader: Side) -> Introduced:
    """Return the introduction with mentions of those only whom the reader's chat knows."""
    here = reader.address.workspace if reader.address else ""

    def known(side: Side) -> bool:
        return side.address is not None and side.address.workspace == here

    asker, peer = pair.message.asker, pair.message.peer
    return replace(
        pair.message,
        asker=asker if known(pair.asker) else replace(asker, chat_id=""),
        peer=peer if known(pair.peer) else replace(peer, chat_id=""),
    )


def _letters(pair: _Pair) -> list[Outgoing]:
    """Return an e-mail to copy for the asker, who wanted the conversation."""
    return _letter(pair, pair.asker, unreachable=False)


def _letter_to_the_other(pair: _Pair, refused: Address) -> list[Outgoing]:
    """Return an e-mail to copy for the one who can still be reached."""
    if pair.asker.address is not None and pair.asker.address.people == refused.people:
        return _letter(pair, pair.peer, unreachable=True)
    return _letter(pair, pair.asker, unreachable=True)


def _letter(pair: _Pair, reader: Side, *, unreachable: bool) -> list[Outgoing]:
    if reader.address is None:
        return []
    mine, other = pair.message.asker, pair.message.peer
    if reader is pair.peer:
        mine, other = other, mine
    about = (pair.message.question, pair.message.title, pair.message.openers)
    message = TextToCopy(mine, other, *about, unreachable=unreachable)
    return [Outgoing(reader.address, message, reader.official.locale)]


# What is said


def _pair(connection: Connection, introduction: Introduction, now: datetime) -> _Pair:
    asker = sides.asker_of(connection, introduction, now)
    peer = sides.peer_of(connection, introduction, now)
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    assert question is not None, "an introduction belongs to a question"
    about = sides.chosen(connection, introduction)
    withdrawn = about is not None and about.state != "published"
    record = about.record if about and not withdrawn else None
    by_now = sides.record_of(connection, introduction)
    visibilities = frozenset(each.visibility for each in (about and about.record, by_now) if each)
    is_named = Visibility.UNATTRIBUTED not in visibilities
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    said = [memberships.at_work(connection, side.official.id) for side in (asker, peer)]
    there = office.jurisdiction if office else peer.official.jurisdiction
    asker_works = working_by(said[0], asker.official)
    message = Introduced(
        asker=showing.person(asker.official, asker.chat_id),
        peer=showing.person(peer.official, peer.chat_id, office),
        question=question.text,
        title=about.record.title if about and is_named else "",
        source_url=record.source_url if record and is_named else "",
        introduction_id=introduction.id,
        withdrawn=withdrawn,
        languages=tuple(
            sorted(_spoken(said[0], asker, asker.official.jurisdiction) & _spoken(said[1], peer, there))
        ),
        hours=_hours(asker_works, working_by(said[1], peer.official, there), now),
        openers=openers(record),
        reasons=_why(connection, introduction, now),
    )
    peer_works = working_by(said[1], peer.official)
    return _Pair(asker, peer, asker_works, peer_works, question, record, visibilities, message)


def _why(connection: Connection, introduction: Introduction, now: datetime) -> tuple[ReasonShown, ...]:
    """Return what brought the peer into question; the colleague who handed it over is named to nobody."""
    if consent_card.handed_by(connection, introduction, now):
        return (ReasonShown("handed_over"),)
    code = introduction.source or ("holds_record" if introduction.record_id is not None else "")
    return (ReasonShown(code, introduction.topic),) if code else ()


def _spoken(said: AtWork, side: Side, place: Jurisdiction | None) -> frozenset[str]:
    """Return what they said they speak; before they said, the languages of their chat and their country."""
    if said.languages:
        return frozenset(said.languages)
    locale = side.official.locale.replace("_", "-").partition("-")[0]
    return frozenset(filter(None, (locale, *(countries.languages(place.country) if place else ()))))


def _hours(one: Working, other: Working, now: datetime) -> HoursShown | None:
    """Return the working hours that both have in common; None where a time zone is unknown."""
    if not one.time_zone or not other.time_zone:
        return None
    common = common_hours(one, other, one.local_date(now))
    if common is None:
        return HoursShown()
    return HoursShown(
        *(_clock(one, each) for each in (common.start, common.end)),
        *(_clock(other, each) for each in (common.start, common.end)),
    )


def _clock(working: Working, moment: datetime) -> str:
    return moment.astimezone(working.zone).strftime("%H:%M")
