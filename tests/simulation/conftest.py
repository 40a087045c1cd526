"""A small year, played once for all tests that look at it."""

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
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


@dataclass(frozen=True)
class SeveralPlayed:
    """The folder in which a run of several seeds left its years, and the JSON that it printed."""

    folder: Path
    printed: str

    def journal(self, seed: int) -> str:
        """What happened in the year of the seed."""
        return (self.folder / str(seed) / run.JOURNAL).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def two_seeds(tmp_path_factory: pytest.TempPathFactory) -> SeveralPlayed:
    """The small years of seeds 1 and 2, played in one run."""
    folder, printed = tmp_path_factory.mktemp("years"), StringIO()
    with redirect_stdout(printed):
        run.run_several(Order(SIZE, folder, as_json=True), (1, 2), lambda _: WordEmbedder())
    return SeveralPlayed(folder, printed.getvalue())
