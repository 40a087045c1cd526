"""What follows when a chat reaches people no more: the app was taken out there, or their account was closed.

Nobody who is out of reach is chosen or written to. What they were asked goes to the next peer at once, and
says nothing of how they answer. When the app or the person is back, so is everything else.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.digest import sending as digests
from bot.introductions import asking, passing_on, running_out
from bot.introductions.bringing_together import NOBODY_THERE
from bot.introductions.sides import asker_of, working
from bot.introductions.trying_again import RETRY_AFTER_DAYS, RETRY_DUE
from bot.messages import ConsentAsked
from bot.messages.introductions import NobodyFree
from bot.messenger import Address
from bot.outgoing import APP_GONE, Outgoing
from bot.working_time import add_working_days
from matching.domain import IntroductionId, NetworkId, WorkspaceId
from store import digests as kept_digests
from store import due, introductions, networks, officials, questions, reach
from store.introduction_states import ANSWERED_YES
from store.introductions import OPEN, Introduction

UNREACHED_DUE = "introduction_unreached"
APP_AWAY = "app_not_installed"  # why summaries are paused that go on when the app is back

# By these the chat says that the account itself is none to write to, whoever asks.
CLOSED = NOBODY_THERE - APP_GONE


def app_left(connection: Connection, chat: str, external_ids: Iterable[str], now: datetime) -> bool:
    """Reach nobody in these workspaces: pause their summaries, and pass on what their people were asked.

    Returns whether the app was in one of them until now.
    """
    left = reach.leave(connection, chat, external_ids, now)
    for of in kept_digests.of_workspaces(connection, left, "on"):
        kept_digests.pause(connection, of.id, APP_AWAY)
    _pass_on_stranded(connection, left, now)
    return bool(left)


def app_returned(connection: Connection, chat: str, external_ids: Iterable[str], now: datetime) -> bool:
    """Reach the people of these workspaces again, and let the summaries go on that paused meanwhile.

    Returns whether the app was away from one of them until now.
    """
    back = reach.come_back(connection, chat, external_ids)
    for of in kept_digests.of_workspaces(connection, back, "paused"):
        if of.paused_why == APP_AWAY and kept_digests.resume(connection, of.id):
            digests.plan(connection, of, now)
    return bool(back)


def is_closed(connection: Connection, chat: str, external_id: str, chat_id: str) -> bool | None:
    """Return whether the person's account is known to be closed, None for somebody unknown here."""
    workspace = networks.workspace(connection, chat, external_id)
    return reach.is_closed(connection, workspace.id, chat_id) if workspace else None


def account_closed(connection: Connection, chat: str, external_id: str, chat_id: str, now: datetime) -> None:
    """Write to this person no more until they do something, and pass on what they were asked."""
    workspace = networks.workspace(connection, chat, external_id)
    if workspace is not None and reach.close_account(connection, workspace.id, chat_id, now):
        _pass_on_stranded(connection, [workspace.id], now)


def account_opened(connection: Connection, chat: str, external_id: str, chat_id: str) -> None:
    """Write to this person again."""
    workspace = networks.workspace(connection, chat, external_id)
    if workspace is not None:
        reach.open_account(connection, workspace.id, chat_id)


def pass_over(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Ask the next peer in place of one who is out of reach; nothing once they are back or have answered."""
    if introduction.peer_id is None:
        return []
    known = officials.identities(connection, introduction.peer_id)
    if any(each.reachable for each in known):
        return []
    return _passed_over(connection, introduction, now, left=all(each.closed for each in known))


def refused(
    connection: Connection, network_id: NetworkId, request: Outgoing, reason: str, now: datetime
) -> list[Outgoing]:
    """Go on without a peer to whom their chat does not let us write."""
    assert isinstance(request.message, ConsentAsked), "only a request to a peer is passed on"
    asked = introductions.by_id(connection, network_id, IntroductionId(request.message.introduction_id))
    if reason in CLOSED:
        _close(connection, request.address, now)
    return _passed_over(connection, asked, now, left=reason in CLOSED) if asked else []


def is_outdated(connection: Connection, network_id: NetworkId, waited: Outgoing) -> bool:
    """Say whether a message is a request that was passed on or ended while it waited to be posted."""
    if not isinstance(waited.message, ConsentAsked):
        return False
    asked = introductions.by_id(connection, network_id, IntroductionId(waited.message.introduction_id))
    return asked is None or asked.state not in OPEN


def _close(connection: Connection, address: Address, now: datetime) -> None:
    chat, _, external_id = address.workspace.partition(":")
    for chat_id in address.people:
        account_closed(connection, chat, external_id, chat_id, now)


def _pass_on_stranded(connection: Connection, workspaces: list[WorkspaceId], now: datetime) -> None:
    """Let what waits for people out of reach be passed on by the process that can post, within a minute."""
    for introduction_id, network_id in reach.stranded(connection, workspaces):
        due.schedule(connection, network_id, UNREACHED_DUE, introduction_id, now)


def _passed_over(
    connection: Connection, introduction: Introduction, now: datetime, *, left: bool
) -> list[Outgoing]:
    """Ask somebody else; whose account is closed counts as having `left`, and staff look for who follows."""
    questions.hold(connection, introduction.question_id)
    if not introductions.note_unreached(connection, introduction.id, introduction.state):
        return []
    if left:
        return passing_on.pass_on(connection, introduction, now)
    if not introductions.move(connection, introduction.id, introduction.state, "handed_over", None, now):
        return []
    more = asking.ask_next(connection, introduction.question_id, introduction.network_id, now)
    return more or _later(connection, introduction, now)


def _later(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Try once more in some days where nobody else can be asked, and tell the asker; after that, the end.

    While another request is open, or a declined one looks so, that one's end is told on its day.
    """
    network_id = introduction.network_id
    legs = introductions.of_question(connection, network_id, introduction.question_id)
    if any(_is_running(each, now) for each in legs):
        return []
    if sum(each.unreached for each in legs) > 1:
        return running_out.not_made(connection, introduction, legs[0], now)
    kept, made = introductions.propose(connection, network_id, introduction.again(), "peer", now)
    asker = asker_of(connection, introduction, now)
    if not made or asker.address is None:
        return []
    at_work = working(connection, asker.official)
    again_at = add_working_days(now, RETRY_AFTER_DAYS, at_work)
    due.again(connection, network_id, RETRY_DUE, kept.id, again_at)
    message = NobodyFree(at_work.local_date(again_at).isoformat())
    return [Outgoing(asker.address, message, asker.official.locale)]


def _is_running(leg: Introduction, now: datetime) -> bool:
    declined = leg.state == "declined" and leg.answer_by is not None and now < leg.answer_by
    return declined or leg.state in (*OPEN, *ANSWERED_YES)
