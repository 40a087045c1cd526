"""The tables of measured numbers: printed, and kept in benchmarks/results with date, machine and command."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matching.bootstrap import interval_of_share

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Row:
    """One number: what, its median, the bar it is held against, and how far the runs lie apart."""

    what: str
    median: str
    bar: str
    spread: str


def share(hits: int, number: int) -> str:
    """Return the share in per cent with its 95% interval; nothing where there is nothing to count."""
    low, high = interval_of_share(hits, number)
    return f"{hits / number:.0%} [{low:.0%} {high:.0%}]" if number else ""


def heading(name: str) -> str:
    """Return when, where and by which command the numbers below it were measured."""
    day = datetime.now(UTC).date().isoformat()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    machine = f"{system}, Python {platform.python_version()}"
    return f"# {name}\n\n{day}, {machine}; `python -m benchmarks.{name}`\n"


def begun_now() -> str:
    """Return of which commit a run is that begins now, and at what time; "dirty" if more was changed."""
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    commit = subprocess.run(git, cwd=RESULTS, check=True, capture_output=True, text=True).stdout.strip()
    return f"Commit {commit}, begun {datetime.now(UTC):%H:%M} UTC.\n"


def write(name: str, rows: Sequence[Row]) -> None:
    """Print the table and keep it."""
    lines = [heading(name), "| what | measured | bar | runs |", "|---|--:|--:|---|"]
    lines += [f"| {row.what} | {row.median} | {row.bar} | {row.spread} |" for row in rows]
    text = "\n".join(lines) + "\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
