"""A draft on the stage, staff who read it, and where the card of a task stands."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from bot.events import DraftWritten
from bot.events.curation import DraftApproved, DraftSentBack, QueueWanted
from bot.messages.curation import DraftToReview
from bot.outgoing import Outgoing
from bot.posting import keep
from bot.speaker import Speaker
from store import deliveries, lanes
from tests.bot.staffed import CARD, LATER, SAM
from tests.bot.stage import ANA, PRIVATE, Stage, only
from tests.bot.test_drafting import written
from tests.bot.test_follow_up import introduced

MINUTES = count()
HERE = replace(PRIVATE, message="500.1")  # where a card of the queue stands


def draft(stage: Stage, **texts: str) -> tuple[DraftWritten, DraftToReview]:
    """Let Ana write a draft; return what she wrote, and what staff read in their channel."""
    event = written(introduced(stage), ANA, **texts)
    return event, only(DraftToReview, stage.do(event, LATER))


def approve(stage: Stage, shown: DraftToReview, speaker: Speaker = SAM) -> list[Outgoing]:
    return stage.do(DraftApproved(speaker, CARD, shown.task.id, shown.revision), LATER)


def send_back(
    stage: Stage, shown: DraftToReview, speaker: Speaker = SAM, *, rejected: bool = False
) -> list[Outgoing]:
    why = "Please say what it cost."
    return stage.do(DraftSentBack(speaker, CARD, shown.task.id, shown.revision, why, rejected), LATER)


def queue(stage: Stage, speaker: Speaker = SAM, of: str = "") -> Outgoing:
    """Open the queue, and let what it shows stand HERE."""
    [said] = stage.do(QueueWanted(speaker, PRIVATE, of), LATER)
    stands(stage, said)
    return said


def stands(stage: Stage, said: Outgoing) -> None:
    """Let it have been posted HERE, each time a minute after the time before: a conversation is paced."""
    minute = next(MINUTES)
    now = LATER + timedelta(minutes=minute)
    with stage.engine.begin() as connection:
        [delivery_id] = keep(connection, stage.network_id, f"queue:{minute}", [said], now)
        claimed = lanes.claim(connection, delivery_id, timedelta(seconds=1), now)
        assert claimed is not None
        deliveries.finish(connection, claimed, HERE.conversation, HERE.message, now)
