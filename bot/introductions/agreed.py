"""What a peer agreed to while staff did not know the asker: it is kept, and goes on once they do."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions import asking, bringing_together, in_writing, kept_apart, passing_on, running_out
from bot.introductions.kept_apart import FROM_MEETING, FROM_READING
from bot.introductions.sides import asker_of, may_meet, peer_of
from bot.messages.introductions import ConsentLapsed, IntroductionProgress
from bot.messenger import Address
from bot.network import known
from bot.outgoing import Outgoing
from bot.staff import tasks as staff_tasks
from matching.choosing import WINDOW
from matching.domain import NetworkId, OfficialId
from store import due, introductions, memberships, questions, written_answers
from store.introductions import Introduction

WAITS_FOR = "verification"
# What the asker is told that it waits for, since here somebody was asked and agreed.
TOLD = "meeting"
TOLD_LAPSED = "lapsed"
OVER_DUE = "introduction_agreed_over"
# As long as a yes counts against what its peer takes on: after that they may have said it to others.
KEPT_FOR = WINDOW


def keep(
    connection: Connection, introduction: Introduction, now: datetime, *, at: Address | None = None
) -> list[Outgoing]:
    """Let a yes wait until staff know the asker, who is told, and staff have a task to check them.

    The asker reads it at this address, else in private. Whom staff could not verify for any office names one
    first: then there is nothing to check.
    """
    introductions.wait_for(connection, introduction.id, "", WAITS_FOR, state="accepted")
    asker, network_id = asker_of(connection, introduction, now), introduction.network_id
    due.again(connection, network_id, OVER_DUE, introduction.id, now + KEPT_FOR)
    tasked = []
    if asker.official.offices:
        tasked = staff_tasks.add(connection, network_id, "verify", asker.official.id, now)
    address = at or asker.address
    if address is None:
        return tasked
    return [Outgoing(address, IntroductionProgress(0, 0, TOLD), asker.official.locale), *tasked]


def go_on(
    connection: Connection, network_id: NetworkId, asker_id: OfficialId, now: datetime
) -> list[Outgoing]:
    """Bring together who agreed while this asker was unknown to staff, if they know them by now."""
    if not may_meet(known(connection, network_id, asker_id, now)):
        return []
    said = []
    for each in introductions.agreed_waiting(connection, network_id, asker_id):
        questions.hold(connection, each.question_id)
        if introductions.wait_for(connection, each.id, each.waits_for, "", state="accepted"):
            due.cancel(connection, OVER_DUE, each.id, now)
            said += _fulfilled(connection, each, now)
    return said


def run_out(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """End a yes that waited too long, and tell both; what the asker wanted goes on waiting for staff."""
    if introduction.state != "accepted" or not introduction.waits_for:
        return []
    said = _ended(connection, introduction, now, lapsed=True)
    asker = asker_of(connection, introduction, now)
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    hears = any(each.address == asker.address for each in said)
    if asker.address is None or hears or asking.count(legs).accepted:
        return said
    told = IntroductionProgress(0, 0, TOLD_LAPSED, question=_text_of(connection, introduction))
    return [Outgoing(asker.address, told, asker.official.locale), *said]


def _fulfilled(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Bring both together by the rules that held when the peer was asked, or ask the peer's office."""
    written = written_answers.of_introduction(connection, introduction.id)
    rules = FROM_MEETING if written is None else FROM_READING
    if _is_too_old(connection, introduction, now):
        return _ended(connection, introduction, now, lapsed=True)
    if not _is_there(connection, introduction, now, wrote=written is not None):
        # Without a record it was this person who offered, or knew the topic, and not their office.
        instead = _ended if introduction.record_id is None else _to_the_office
        return instead(connection, introduction, now)
    if kept_apart.by_a_rule(connection, introduction, rules, now):
        return _ended(connection, introduction, now)
    if written is not None:
        return in_writing.pass_on(connection, introduction, written, now)
    if kept_apart.met_lately(connection, introduction, now):
        return _ended(connection, introduction, now)
    return bringing_together.introduce(connection, introduction, now)


def _is_too_old(connection: Connection, introduction: Introduction, now: datetime) -> bool:
    """Say so also of a yes that was kept before there was an end to that."""
    agreed = [each for each in introductions.moves(connection, introduction.id) if each.state == "accepted"]
    return bool(agreed) and agreed[-1].moved_at + KEPT_FOR <= now


def _is_there(connection: Connection, introduction: Introduction, now: datetime, *, wrote: bool) -> bool:
    """Say whether the peer still holds the office that was asked, staff know it, and a chat reaches them.

    What somebody wrote in the name of the office they held then stays true, unless they left the network.
    """
    assert introduction.peer_id is not None, "who agreed was asked"
    membership = memberships.by_official(connection, introduction.peer_id)
    if membership is not None and membership.left_at is not None:
        return False
    if wrote:
        return True
    peer = peer_of(connection, introduction, now)
    holds = any(each.id == introduction.office_id for each in peer.official.offices)
    return holds and peer.official.verified_at is not None and peer.is_reachable


def _ended(
    connection: Connection, introduction: Introduction, now: datetime, *, lapsed: bool = False
) -> list[Outgoing]:
    """End a yes without a meeting: its peer is thanked, and the asker hears what comes in its place."""
    questions.hold(connection, introduction.question_id)
    if not introductions.move(connection, introduction.id, "accepted", "expired", None, now):
        return []
    thank = _thanks if lapsed else kept_apart.thanks
    thanked = thank(connection, introduction, now)
    return [*thanked, *running_out.carry_on(connection, introduction, now)]


def _thanks(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Thank a peer in private whose yes, or answer in writing, waited for too long."""
    peer = peer_of(connection, introduction, now)
    if peer.address is None:
        return []
    written = written_answers.of_introduction(connection, introduction.id) is not None
    message = ConsentLapsed(_text_of(connection, introduction), written)
    return [Outgoing(peer.address, message, peer.official.locale)]


def _text_of(connection: Connection, introduction: Introduction) -> str:
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    return question.text if question else ""


def _to_the_office(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Let the request go to who holds the office now, as open ones do when their peer leaves it."""
    if not introductions.move(connection, introduction.id, "accepted", "expired", None, now):
        return []
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    if asking.count(legs).is_enough:
        return running_out.carry_on(connection, introduction, now)
    said = passing_on.to_office(connection, introduction, now)
    asker = asker_of(connection, introduction, now)
    if asker.address is None or any(each.address == asker.address for each in said):
        return said
    asked_before = asking.count(legs).asked
    legs = introductions.of_question(connection, introduction.network_id, introduction.question_id)
    so_far = asking.count(legs)
    text = _text_of(connection, introduction) if so_far.asked > asked_before else ""
    progress = IntroductionProgress(so_far.asked, so_far.accepted, question=text)
    return [Outgoing(asker.address, progress, asker.official.locale), *said]
