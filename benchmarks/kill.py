"""Twenty times kill -9 at a random moment: what was accepted must be answered, each once.

Run: `python -m benchmarks.kill`
"""

import random
import tempfile
from pathlib import Path

from benchmarks.report import Row, write
from store.engine import migrate, open_engine
from tests.bot.test_processes import accepted, carry_on, crash, join, posted
from tests.waiting import PATIENCE, wait_until

RUNS = 20
EVENTS = 40


def lost_and_doubled(folder: Path) -> tuple[int, int, int]:
    """Return how many events were accepted before the kill, how many were lost, how many answered twice."""
    url = f"sqlite:///{folder}/counterpart.db"
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    join(url)
    process = crash(url, folder, number=EVENTS, death="never")
    enough = random.randint(1, EVENTS - 1)
    wait_until(lambda: len(accepted(folder)) >= enough)
    process.kill()
    process.wait(PATIENCE)
    carry_on(url, folder)
    answered = [key.removesuffix(":0") for key in posted(folder)]
    return (
        len(accepted(folder)),
        len(set(accepted(folder)) - set(answered)),
        len(answered) - len(set(answered)),
    )


def main() -> None:
    """Print and keep the table."""
    counts = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            counts.append(lost_and_doubled(Path(folder)))
    kept, lost, doubled = (sum(column) for column in zip(*counts, strict=True))
    spread = f"{RUNS} kills of a process that accepts {EVENTS} events"
    write(
        "kill",
        [
            Row("accepted before the kill", str(kept), "", spread),
            Row("of these never answered", str(lost), "0", spread),
            Row("answered twice", str(doubled), "0", spread),
        ],
    )


if __name__ == "__main__":
    main()
