"""Following up: after a week and after a month each side is asked, with one click, what came of it.

Who leaves three in a row unanswered is asked no more until they answer one; silence is an answer, too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlalchemy import Connection

from bot import showing
from bot.events import FollowedUp, HushWanted
from bot.introductions import retelling
from bot.introductions.sides import working_by
from bot.messages.follow_up import FollowUpAnswered, FollowUpAsked, Hushed
from bot.network import Arrival
from bot.outgoing import Outgoing, directly, in_place_of_buttons
from bot.refusal import Refusal
from bot.shown import PersonShown
from bot.working_time import Working, next_working_moment
from matching.domain import IntroductionId, Official, OfficialId, RecordId
from store import due, follow_ups, introductions, memberships, officials, questions
from store.introduction_states import ANSWERED_YES, is_legal
from store.introductions import Introduction

Side = Literal["asker", "peer"]

# A week is enough to meet once, a month to try something (issue 4's promise).
AFTER = {1: timedelta(days=7), 2: timedelta(days=30)}
SIDES: tuple[Side, ...] = ("asker", "peer")
PATIENCE = 3  # unanswered in a row; more would be the nagging for which pairing bots are left

TOOK_SOMETHING = frozenset({"useful", "adapted", "adopted"})
# What the asker of a meeting answers together with "we met": the button says both.
ALSO_MET = frozenset({"useful", "not_useful"})
HAVE_MET = TOOK_SOMETHING | {"met", "not_useful"}


def schedule(
    connection: Connection, introduction: Introduction, both: Mapping[Side, Working], now: datetime
) -> None:
    """Let both sides be asked a week and a month from now, each when they are at work; twice is as once."""
    moments = {
        _kind(side, turn): next_working_moment(now + later, working.time_zone, working.country)
        for side, working in both.items()
        for turn, later in AFTER.items()
    }
    due.schedule_all(connection, introduction.network_id, introduction.id, moments)


def ask(
    connection: Connection, introduction: Introduction, now: datetime, *, side: Side, turn: int
) -> list[Outgoing]:
    """Ask this side, unless nothing is left to ask, they left, or they do not answer such questions.

    If the bot did not run at that hour and they are no longer at work, it waits until they next are.
    """
    official = _official(connection, introduction, side, now)
    answers = _answers(connection, introduction, side, turn)
    if official is None or not answers:
        return []
    said = memberships.at_work(connection, official.id)
    if said.left_at is not None or follow_ups.unanswered(connection, official.id) >= PATIENCE:
        return []
    address = directly(connection, official, near=introduction.workspace_id)
    here = working_by(said, official)
    moment = next_working_moment(now, here.time_zone, here.country)
    if moment > now:
        due.again(connection, introduction.network_id, _kind(side, turn), introduction.id, moment)
        return []
    if address is None or not follow_ups.ask(connection, introduction.id, official.id, turn, now):
        return []
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    message = FollowUpAsked(
        introduction_id=introduction.id,
        turn=turn,
        answers=answers,
        question=question.text if question else "",
        in_writing=not _brought_together(connection, introduction),
        other=_other(connection, introduction, side, address.workspace, now),
    )
    return [Outgoing(address, message, official.locale)]


def answer(connection: Connection, arrival: Arrival, event: FollowedUp, now: datetime) -> list[Outgoing]:
    """Keep what one side says came of it, and move the introduction where that says more than before.

    Raises Refusal if the speaker is no side of it, was not asked, or has answered already.
    """
    introduction, side = sided(connection, arrival, event.introduction_id)
    if side == "peer" and event.answer not in ("met", "not_met"):
        raise Refusal("asker_says_that")
    me = arrival.official
    if not follow_ups.answer(connection, introduction.id, me.id, event.answer, now):
        raise Refusal("already_followed_up")
    state = _move(connection, introduction, event.answer, me.id, now)
    # That they met, or not yet, needs no comparison with what the other side said.
    kept = event.answer if event.answer in ("met", "not_met") else state
    if kept in TOOK_SOMETHING:
        _note_answer(connection, introduction, now)
    message = FollowUpAnswered(
        introduction_id=introduction.id,
        answer=event.answer,
        kept=kept,
        last=_was_last(connection, introduction, me.id),
        may_draft=kept in TOOK_SOMETHING,
        may_tell=kept in TOOK_SOMETHING and bool(retelling.title_told(connection, introduction)),
    )
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), message, me.locale)]


def hush(connection: Connection, arrival: Arrival, event: HushWanted, now: datetime) -> list[Outgoing]:
    """Ask this side nothing more about the introduction; saying it twice is as once.

    Raises Refusal if the speaker is no side of it.
    """
    introduction, side = sided(connection, arrival, event.introduction_id)
    follow_ups.answer(connection, introduction.id, arrival.official.id, "stop_asking", now)
    for turn in AFTER:
        due.cancel(connection, _kind(side, turn), introduction.id, now)
    return [Outgoing(in_place_of_buttons(event.speaker, event.spot), Hushed(), arrival.official.locale)]


def sided(connection: Connection, arrival: Arrival, introduction_id: int) -> tuple[Introduction, Side]:
    """Return the introduction that came about, and on which side the speaker is. Raises Refusal otherwise."""
    network_id, me = arrival.workspace.network_id, arrival.official
    introduction = introductions.by_id(connection, network_id, IntroductionId(introduction_id))
    if introduction is None or introduction.state not in ANSWERED_YES:
        raise Refusal("unknown_introduction")
    if me.id == introduction.asker_id:
        return introduction, "asker"
    if me.id == introduction.peer_id:
        return introduction, "peer"
    raise Refusal("not_your_introduction")


def _kind(side: Side, turn: int) -> str:
    return f"follow_up_{side}_{turn}"


# What happens to an introduction when a row of each kind is due.
KINDS: Mapping[str, Callable[[Connection, Introduction, datetime], list[Outgoing]]] = {
    _kind(side, turn): partial(ask, side=side, turn=turn) for side in SIDES for turn in AFTER
}


def _answers(connection: Connection, introduction: Introduction, side: Side, turn: int) -> tuple[str, ...]:
    """Return what this side can choose from; nothing where nothing is left to be said."""
    state = introduction.state
    if side == "peer":
        knows = state in HAVE_MET or not _brought_together(connection, introduction)
        return () if knows else ("met", "not_met")
    if state == "adopted":
        return ()
    if not _brought_together(connection, introduction):
        return ("useful", "not_useful") if turn == 1 else ("useful", "adapted", "adopted", "not_useful")
    if turn == 1:
        return ("useful", "not_useful", "met", "not_met")
    not_met = () if state in HAVE_MET else ("not_met",)
    return ("useful", "adapted", "adopted", "not_useful", *not_met)


def _brought_together(connection: Connection, introduction: Introduction) -> bool:
    """Say whether the two were given a conversation; otherwise the peer answered in writing."""
    if introduction.state in ("introduced", "met"):
        return True
    return introductions.was_ever(connection, introduction.id, "introduced")


def _official(
    connection: Connection, introduction: Introduction, side: Side, now: datetime
) -> Official | None:
    """Return who is on this side, None where nobody was chosen."""
    official_id: OfficialId | None = introduction.asker_id if side == "asker" else introduction.peer_id
    if official_id is None:
        return None
    return officials.by_id(connection, introduction.network_id, official_id, now.date())


def _other(
    connection: Connection, introduction: Introduction, side: Side, workspace: str, now: datetime
) -> PersonShown | None:
    """Return whom this side was introduced to; nobody after an answer in writing, or who holds no office."""
    other = _official(connection, introduction, "peer" if side == "asker" else "asker", now)
    if other is None or not other.offices or not _brought_together(connection, introduction):
        return None
    address = directly(connection, other, near=workspace)
    here = address is not None and address.workspace == workspace
    return showing.person(other, address.people[0] if address and here else "")


def _move(
    connection: Connection, introduction: Introduction, said: str, by: OfficialId, now: datetime
) -> str:
    """Move the introduction to what was said if that is legal; return the state in which it is then."""
    state = introduction.state
    if state == "introduced" and said in ALSO_MET:
        introductions.move(connection, introduction.id, state, "met", by, now)
        state = "met"
    while is_legal(state, said):
        if introductions.move(connection, introduction.id, state, said, by, now):
            return said
        moved = introductions.by_id(connection, introduction.network_id, introduction.id)
        assert moved is not None, "introductions are never deleted"
        state = moved.state
    return state


def _was_last(connection: Connection, introduction: Introduction, official_id: OfficialId) -> bool:
    mine = follow_ups.of_introduction(connection, introduction.id)
    return any(each.round == max(AFTER) for each in mine if each.official_id == official_id)


def _note_answer(connection: Connection, introduction: Introduction, now: datetime) -> None:
    """Keep that the record answered the question, unless the peer who answered may not be named."""
    record_id: RecordId | None = introduction.record_id
    if record_id is None or follow_ups.names_nobody(connection, introduction.id):
        return
    question_id, network_id = introduction.question_id, introduction.network_id
    questions.note_answer(connection, network_id, question_id, record_id, introduction.id, now)
