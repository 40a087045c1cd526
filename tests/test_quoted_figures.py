"""Figures of measured tables that the docs quote: each stands in a table that its text names."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ("retrieval.md", "choosing.md")
FIGURE = re.compile(r"(?<![\w.])\d*\.?\d+(?!\w|\.\d)")
RESULTS = re.compile(r"\(\.\./benchmarks/results/(\w+\.md)\)")


def quoting() -> Iterator[tuple[str, list[str], list[str]]]:
    """Each table whose paragraph before it names measured tables: where, these names, and its rows."""
    for doc in DOCS:
        blocks = (ROOT / "docs" / doc).read_text(encoding="utf-8").split("\n\n")
        for before, table in pairwise(blocks):
            if table.startswith("|") and RESULTS.search(before):
                rows = table.splitlines()
                yield f"{doc}: {rows[2][:40]}", RESULTS.findall(before), rows[2:]


def is_among(figure: str, measured: list[float]) -> bool:
    """Whether a measured number becomes this figure when it is rounded to as many decimals."""
    decimals = len(figure.partition(".")[2])
    return any(abs(each - float(figure)) <= 0.5 / 10**decimals + 1e-9 for each in measured)


@pytest.mark.parametrize(("names", "rows"), [pytest.param(n, r, id=where) for where, n, r in quoting()])
def test_a_figure_in_a_table_of_the_docs_stands_in_a_measured_table(names: list[str], rows: list[str]):
    texts = [(ROOT / "benchmarks" / "results" / name).read_text(encoding="utf-8") for name in names]
    measured = [float(each) for text in texts for each in FIGURE.findall(text.replace(",", ""))]
    quoted = [(row, each) for row in rows for each in FIGURE.findall(row.partition("|")[2].partition("|")[2])]

    assert [(row, figure) for row, figure in quoted if not is_among(figure, measured)] == []
    assert quoted


def test_the_docs_quote_measured_tables():
    assert len(list(quoting())) >= 5


@pytest.mark.parametrize("name", ["calibration.md", "calibration_mpnet.md", "quality.md"])
def test_every_rate_stands_beside_its_interval(name: str):
    text = (ROOT / "benchmarks" / "results" / name).read_text(encoding="utf-8")
    cells = [cell.strip() for row in text.splitlines() if row.startswith("|") for cell in row.split("|")]

    rates = [cell for cell in cells if re.match(r"[\d.]+%", cell)]

    assert [each for each in rates if not re.fullmatch(r"[\d.]+% \[[\d.]+% [\d.]+%\]", each)] == []
    assert rates


def test_memory_has_its_bar_at_a_million_records_alone():
    table = (ROOT / "benchmarks" / "results" / "index.md").read_text(encoding="utf-8")

    bars = [
        row.split("|")[3].strip() for row in table.splitlines() if "B a record" in row and "memory" in row
    ]

    assert bars == ["", "", "200 B", "200 B"]
