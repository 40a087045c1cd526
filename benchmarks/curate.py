"""How long /curate takes to open, and to go on, with 5,000 things waiting for staff.

    python -m benchmarks.curate [--url postgresql://USER:PASSWORD@HOST/EMPTY_DATABASE]

On a SQLite file made for the run, and on PostgreSQL: a server made for the run, or the empty database that is
named. Five kinds of task wait, a thousand of each: drafts, records to verify, questions without an answer,
answers that did not help, members to verify; every tenth is assigned, half of those to the curator. Measured
is what the bot does from the command to the blocks that Slack is sent: who speaks, whether they are staff,
what comes first, how many of each kind wait, the card and its blocks. "Next" begins with another task each
time. The baseline is the list that /staff shows, in the same database: the ten oldest tasks with a count.
"""

from collections.abc import Callable
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from benchmarks.choosing import NETWORK, NOW, network
from benchmarks.databases import on_both
from benchmarks.report import Row
from bot import dispatch
from bot import network as arrivals
from bot.events import Event
from bot.events.curation import NextWanted, QueueWanted
from bot.events.member import TasksWanted
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from matching.domain import Audience, NetworkId, OfficeId, OfficialId, Result
from store import contributions, record_changes, tables
from store.record_values import RecordDraft

WAITING = 5_000
KINDS = ("draft", "expiring", "unanswered", "not_helpful", "verify")
RUNS, WARM = 200, 10
BAR = "300 ms"
CURATOR, OTHER = 1, 2  # ids of officials, known to the chat as U1 and U2
SPEAKER = Speaker("slack:T1", f"U{CURATOR}")
SPOT = Spot("D1", message="1.1", audience=Audience.PRIVATE)


def main() -> None:
    """Print and keep the table."""
    on_both("curate", filled, measured)


def filled(connection: Connection) -> None:
    """Write the network and what waits for its staff."""
    for table, values in network():
        connection.execute(insert(table), values)
    count_on(connection)
    fill(connection)


def measured(engine: Engine) -> list[Row]:
    """Return the times of opening the queue, narrowing it and going on."""
    name, drafts = engine.dialect.name, QueueWanted(SPEAKER, SPOT, "draft")
    return [
        row(f"/curate ({name})", BAR, timed(engine, lambda _turn: QueueWanted(SPEAKER, SPOT))),
        row(f"/curate drafts ({name})", BAR, timed(engine, lambda _turn: drafts)),
        row(f"Next ({name})", BAR, timed(engine, lambda turn: NextWanted(SPEAKER, SPOT, 1 + turn * 23, 0))),
        row(f"/staff, the baseline ({name})", "", timed(engine, lambda _turn: TasksWanted(SPEAKER, SPOT))),
    ]


def count_on(connection: Connection) -> None:
    """Let PostgreSQL count on after the records that were inserted with their ids."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('record', 'id'), max(id)) FROM record"))


def fill(connection: Connection) -> None:
    """Let WAITING tasks wait, each about a row that is there, and be staff."""
    one = {"network_id": NETWORK}
    staff = {**one, "workspace_id": 1, "source": "setting"}
    connection.execute(insert(tables.staff), [{**staff, "chat_id": f"U{each}"} for each in (CURATOR, OTHER)])
    of_each = WAITING // len(KINDS)
    drafts = [draft(connection, number) for number in range(of_each)]
    # Of the benchmark's questions there are enough, of its officials and records too.
    subjects = {kind: list(range(10, 10 + of_each)) for kind in KINDS} | {"draft": drafts}
    tasks: list[dict[str, Any]] = []
    for place in range(of_each):
        for kind in KINDS:
            number = len(tasks)
            assigned = None if number % 10 else CURATOR if number % 20 else OTHER
            tasks.append(
                {**one, "kind": kind, "subject_id": subjects[kind][place], "state": "open"}
                | {"opened_at": NOW + timedelta(minutes=number), "outcome": ""}
                | {"assigned_to": assigned, "assigned_at": NOW if assigned else None}
            )
    connection.execute(insert(tables.task), tasks)


def draft(connection: Connection, number: int) -> int:
    """Return a draft of an official, as its form keeps one, with parts of some length."""
    part = "Crews clean the gutters of the lowest streets first. " * 12
    written = RecordDraft(
        key=f"draft-{number}",
        title=f"Gutters, {number}",
        problem=part,
        action=part,
        outcome="Half as many calls.",
        lessons="",
        place="Place",
        country="US",
        status="",
        source_title="",
        source_url="",
        source_lang="en",
        year_start=None,
        topics=("topic-1",),
        result=Result.WORKED,
        office_id=OfficeId(1 + number),
    )
    record_id = record_changes.draft(connection, NetworkId(NETWORK), written, NOW)
    assert record_id is not None, "it is the first of its key"
    contributions.note(connection, record_id, OfficialId(1 + 2 * number), None, NOW)
    return record_id


def timed(engine: Engine, event: Callable[[int], Event]) -> list[float]:
    """Return the milliseconds from the event to its blocks, for each of RUNS."""
    taken = []
    for turn in range(WARM + RUNS):
        wanted, began = event(turn), perf_counter()
        with engine.begin() as connection:
            arrived = arrivals.arrive(connection, SPEAKER, NOW)
            said = dispatch.perform(connection, arrived, wanted, None, NOW)
        shown = [render(each.message, "en") for each in said]
        taken.append((perf_counter() - began) * 1000)
        assert all(each.blocks for each in shown), "each message has blocks"
    return taken[WARM:]


def row(what: str, bar: str, taken: list[float]) -> Row:
    """Return the 95th percentile against the bar, with the median."""
    slow = quantiles(taken, n=100)[94]
    return Row(
        f"{what}, 95th percentile", f"{slow:.0f} ms", bar, f"{len(taken)} runs, median {median(taken):.0f} ms"
    )


if __name__ == "__main__":
    main()
