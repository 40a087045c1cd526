"""A small year, played once for all tests that look at it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.simulation import run
from bot.simulation.laws import Size
from bot.simulation.report import Reported
from bot.simulation.run import Order
from tests.fakes_embedder import WordEmbedder

SIZE = Size(seed=1, jurisdictions=10, questions=80)


@dataclass(frozen=True)
class Played:
    """What a run gave, and the texts of its two journals."""

    reported: Reported
    journal: str
    top_match: str
    folder: Path


def play(folder: Path, size: Size = SIZE) -> Played:
    """Play a year as the command does, with an embedder that needs no weights."""
    reported = run.simulated(Order(size, folder), WordEmbedder())
    journal, top_match = (
        (folder / name).read_text(encoding="utf-8") for name in (run.JOURNAL, run.TOP_MATCH)
    )
    return Played(reported, journal, top_match, folder)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A small year."""
    return play(tmp_path_factory.mktemp("year"))
