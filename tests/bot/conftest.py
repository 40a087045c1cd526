"""The stage on which use cases are played, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.bot.stage import Stage


@pytest.fixture
def stage(engine: Engine) -> Stage:
    return Stage(engine)
