"""What a peer agreed to while staff did not know the asker: it is kept, and goes on once they do."""

from datetime import datetime

from sqlalchemy import Connection

from bot.introductions import bringing_together, in_writing, running_out
from bot.introductions.sides import asker_of, may_meet
from bot.messages.introductions import IntroductionProgress
from bot.messenger import Address
from bot.network import known
from bot.outgoing import Outgoing
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, OfficialId
from store import introductions, memberships, written_answers
from store.introductions import Introduction

WAITS_FOR = "verification"
# What the asker is told that it waits for, since here somebody was asked and agreed.
TOLD = "meeting"


def keep(
    connection: Connection, introduction: Introduction, now: datetime, *, at: Address | None = None
) -> list[Outgoing]:
    """Let a yes wait until staff know the asker, who is told, and staff have a task to check them.

    The asker reads it at this address, else in private.
    """
    introductions.wait_for(connection, introduction.id, "", WAITS_FOR, state="accepted")
    asker, network_id = asker_of(connection, introduction, now), introduction.network_id
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
    return [
        said
        for each in introductions.agreed_waiting(connection, network_id, asker_id)
        if introductions.wait_for(connection, each.id, each.waits_for, "", state="accepted")
        for said in _fulfilled(connection, each, now)
    ]


def _fulfilled(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    peer = memberships.by_official(connection, introduction.peer_id) if introduction.peer_id else None
    if peer is not None and peer.left_at is not None:
        return running_out.not_made(connection, introduction, introduction, now)
    written = written_answers.of_introduction(connection, introduction.id)
    if written is not None:
        return in_writing.pass_on(connection, introduction, written, now)
    return bringing_together.introduce(connection, introduction, now)
