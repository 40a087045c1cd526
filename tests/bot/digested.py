"""A stage whose channel gets a weekly summary, with Ben as staff who reads in a conversation of staff."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.events.digest import DigestSet
from bot.outgoing import Outgoing
from bot.speaker import Speaker, Spot
from matching.domain import Band, QuestionId
from store import digests, questions, staff
from store.questions import QuestionDraft
from tests.bot.stage import ANA, BEN, CHANNEL, Stage

STAFF_ROOM = "C-staff"
ROOM = replace(CHANNEL, conversation="C-weekly", thread="")
# A Tuesday: at nine in New York, where it is summer time already.
TUESDAY = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def digested(engine: Engine, **rhythm: Any) -> Stage:
    """The stage, on which the weekly channel gets its summary on Tuesdays at nine in New York."""
    stage = Stage(engine)
    with engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
        staff.choose_conversation(connection, stage.workspace_id, STAFF_ROOM)
    settle(stage, **rhythm)
    return stage


def settle(stage: Stage, spot: Spot = ROOM, **rhythm: Any) -> list[Outgoing]:
    """Let staff set the summary of a channel."""
    known: dict[str, Any] = {"weekday": 1, "at": "09:00", "time_zone": "America/New_York"}
    return stage.do(DigestSet(BEN, spot, **({"empty_weeks": "brief"} | known | rhythm)))


def setting(stage: Stage, spot: Spot = ROOM) -> Any:
    """How the summary of a channel is set."""
    with stage.engine.connect() as connection:
        return digests.of_reader(connection, (stage.workspace_id, spot.conversation))


def add_question(stage: Stage, text: str, now: datetime, speaker: Speaker = ANA, **said: Any) -> QuestionId:
    """A question that found no record, asked where everybody can read it."""
    asker = stage.official(speaker)
    known: dict[str, Any] = {
        "asker_id": asker.id,
        "workspace_id": stage.workspace_id,
        "conversation": "C-help",
        "thread": "",
        "audience": "channel",
        "text": text,
        "language": "en",
        "band": Band.NONE,
    }
    draft = QuestionDraft(**(known | said))
    with stage.engine.begin() as connection:
        return questions.add(connection, stage.network_id, draft, [], now)


@pytest.fixture
def summed(engine: Engine) -> Stage:
    return digested(engine)
