"""Ask through Counterpart while Slack fails and its processes are killed: is each question answered once?

    python -m benchmarks.slack_faults --world FOLDER [--socket] [--seed NUMBER]

FOLDER holds world.py, a program that acts as Slack: it sends each event twice, limits posts to one a second,
rotates tokens, and answers 429, 500, nothing, or late. Some sixty things are done by people of two workspaces
while `counterpart serve` is killed and started again at random moments, in one process on SQLite and in two
on PostgreSQL. With --socket only over Socket Mode; without, also over HTTP, and the table is kept. Ends with
status 1 if a promise was broken.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import faulty_checks
from benchmarks.faulty_checks import Seen
from benchmarks.faulty_people import EXPIRIES, KILLS, People, Played
from benchmarks.faulty_servers import Setup, standing
from benchmarks.report import RESULTS, begun_now, heading


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run."""

    setup: Setup
    played: Played
    seen: Seen
    broken: list[str]
    seconds: float
    excused: int


def run(setup: Setup, world: Path, seed: int) -> Run:
    """Play once and check."""
    random, start = Random(f"{seed} {setup}"), time.monotonic()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        standing(setup, world, Path(folder), random) as stand,
    ):
        played = People(stand, random).play()
        seen = faulty_checks.look(stand)
        away = stand.servers.away
        broken = faulty_checks.broken(stand, played, seen)
        failed = [each for each in seen.problems["late_or_failed"] if faulty_checks.excused(each, away)]
        if broken:
            sys.stderr.write(f"{setup}: away {away}\n")
            sys.stderr.write((stand.folder / "log").read_text(encoding="utf-8"))
    return Run(setup, played, seen, broken, time.monotonic() - start, len(failed))


def table(runs: Sequence[Run]) -> str:
    """Return the runs beside each other."""
    lines = [f"| what | {' | '.join(str(each.setup) for each in runs)} |", "|---|" + "--:|" * len(runs)]
    rows: dict[str, list[int]] = {
        "things done by people": [each.played.did for each in runs],
        "of these done again, as the server was away": [each.played.repeated for each in runs],
        "processes killed and started": [KILLS for _ in runs],
        "tokens that expired": [EXPIRIES for _ in runs],
        "calls of ours that Slack failed or refused for a while": [_failed_calls(each) for each in runs],
        "deliveries that failed as a process was away, excused": [each.excused for each in runs],
        "questions": [len(each.played.asked) for each in runs],
        "answered exactly once": [_once(each) for each in runs],
        "introductions, each with one request and one conversation": [
            each.played.introduced for each in runs
        ],
        "messages posted": [sum(row.state == "sent" for row in each.seen.deliveries) for each in runs],
        "promises broken (bar: 0)": [len(each.broken) for each in runs],
        "seconds": [round(each.seconds) for each in runs],
    }
    lines += [f"| {name} | {' | '.join(map(str, values))} |" for name, values in rows.items()]
    return "\n".join(lines) + "\n"


def _failed_calls(done: Run) -> int:
    return sum(not each["ok"] for each in done.seen.calls)


def _once(done: Run) -> int:
    answers = ((each, len(faulty_checks.answers_to(each, done.seen))) for each in done.played.asked)
    return sum(each.acknowledged <= count <= each.sent and count > 0 for each, count in answers)


def main() -> None:
    """Play every setup, print the table and what was broken; end with status 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", type=Path, required=True, help="folder that holds world.py")
    parser.add_argument("--socket", action="store_true", help="only over Socket Mode")
    parser.add_argument("--processes", type=int, choices=(1, 2), help="only with so many processes")
    parser.add_argument("--seed", type=int, default=1, help="of the order, the moments and the faults")
    arguments = parser.parse_args()
    top, runs = f"{heading('slack_faults')}\n{begun_now()}", []
    for socket in (True,) if arguments.socket else (False, True):
        for processes in (arguments.processes,) if arguments.processes else (1, 2):
            done = run(Setup(socket, processes), arguments.world.absolute(), arguments.seed)
            sys.stdout.write("\n".join([f"{done.setup}: {len(done.broken)} broken", *done.broken, ""]))
            sys.stdout.flush()
            runs.append(done)
            if not (arguments.socket or arguments.processes):
                (RESULTS / "slack_faults.md").write_text(f"{top}\n{table(runs)}", "utf-8")
    sys.stdout.write(table(runs))
    sys.exit(1 if any(each.broken for each in runs) else 0)


if __name__ == "__main__":
    main()
