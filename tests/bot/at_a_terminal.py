"""What commands at a terminal and a stage share: one database, and what the server says later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.outgoing import Outgoing
from bot.wiring import clock
from tests.bot.stage import Stage
from tests.engines import quickly_opened


@pytest.fixture
def engine(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[Engine]:
    """The database of the settings: commands and the stage share it."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COUNTERPART_NETWORK", "Harbour network")
    monkeypatch.chdir(tmp_path)
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def server_says(stage: Stage) -> list[Outgoing]:
    """What is said once the server runs again."""
    return stage.wait_until(clock() + timedelta(seconds=1))
