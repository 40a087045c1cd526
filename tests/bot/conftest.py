"""The stage on which use cases are played, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from store import staff
from tests.bot.kept_stage import stage_in
from tests.bot.staffed import ROOM, SAM, TESS
from tests.bot.stage import Stage


@pytest.fixture
def stage(engine: Engine) -> Stage:
    return stage_in(engine)


@pytest.fixture
def staffed(stage: Stage) -> Stage:
    """The stage with two people of staff and a conversation in which they read their tasks."""
    with stage.engine.begin() as connection:
        staff.replace_source(connection, stage.workspace_id, "setting", [SAM.chat_id, TESS.chat_id])
        staff.set_conversation(connection, stage.workspace_id, ROOM)
    return stage
