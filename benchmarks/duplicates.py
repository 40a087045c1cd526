"""How well duplicates are found: precision and recall on copies of records, against equal titles.

    python -m benchmarks.duplicates
    python -m benchmarks.duplicates FILE.jsonl ...

Each record of the demonstration is written anew: cut to the first sentence of each part, or a third of its
title's words and all but one sentence left out; sixteen of them by hand, in other words and in another
language (duplicate_texts.jsonl). A copy keeps its place, has no year, and is compared with all records, as a
draft would be. The threshold was chosen on the demonstration itself, so its rows show only how well it fits.
Further files (objects with place, title and summary, one a line) had no part in that choice; of these the
first two kinds of copies are made.
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.collection import DEMO, jurisdictions, lines, passages, record
from benchmarks.report import RESULTS, heading
from bot.importing.words import folded
from matching.domain import PracticeRecord, RecordId, Result
from matching.duplicates import THRESHOLD, Seen, closeness
from matching.language import detect
from matching.side_by_side import HALF

SHOWN = 3  # as staff see them
TEXTS = Path(__file__).with_name("duplicate_texts.jsonl")
SEED = 7  # which words are left out
LEFT_OUT = 0.3  # of a title's words
PARTS = ("problem", "action", "outcome", "lessons")
EMPTY: dict[str, Any] = dict.fromkeys(("problem", "outcome", "lessons"), "")
_SENTENCE_ENDS = re.compile(r"(?<=[.;]) ")


@dataclass(frozen=True, slots=True)
class Copy:
    """A record as somebody else might write it: in which way, and the number of the one that it copies."""

    way: str
    of: int
    record: PracticeRecord


@dataclass(frozen=True, slots=True)
class Counted:
    """Of copies of one way: how many, how many were found, and how many records were proposed."""

    copies: int
    found: int
    proposed: int

    def line(self, way: str) -> str:
        """Return it as a line of a table."""
        precision = f"{self.found / self.proposed:.2f}" if self.proposed else "-"
        return f"| {way} | {self.copies} | {self.found / self.copies:.2f} | {precision} |"


def main() -> None:
    """Print the report and keep it."""
    places = jurisdictions()
    rows = lines(DEMO / "practices.jsonl")
    records = [record(number, row, places) for number, row in enumerate(rows)]
    report = [heading("duplicates"), f"Threshold {THRESHOLD}; at most {SHOWN} records are proposed.\n"]
    by_key = {each.key: number for number, each in enumerate(records)}
    report += measured("The demonstration", records, [*shortened(records), *reworded(records, by_key)])
    for path in map(Path, sys.argv[1:]):
        others = [_other(number, row) for number, row in enumerate(lines(path))]
        report += measured(f"{path.stem}, not chosen on", others, list(shortened(others)))
    text = "\n".join(report) + "\n"
    sys.stdout.write(text)
    (RESULTS / "duplicates.md").write_text(text, encoding="utf-8")


def measured(name: str, records: Sequence[PracticeRecord], copies: Sequence[Copy]) -> Iterator[str]:
    """Yield recall and precision for each way of copying, and how often a record has a false alarm."""
    seen = _seen(records)
    proposed = proposals(records, seen, copies)
    yield f"## {name}\n"
    yield f"{len(records)} records.\n"
    yield "| copies | number | recall | precision | recall of equal titles |"
    yield "|---|--:|--:|--:|--:|"
    titles = [folded(each.title) for each in records]
    for way in dict.fromkeys(each.way for each in copies):
        of_way = [number for number, each in enumerate(copies) if each.way == way]
        found = sum(copies[number].of in proposed[number] for number in of_way)
        counted = Counted(len(of_way), found, sum(len(proposed[number]) for number in of_way))
        equal = sum(folded(copies[number].record.title) == titles[copies[number].of] for number in of_way)
        yield f"{counted.line(way)} {equal / len(of_way):.2f} |"
    own = [Copy("itself", number, each) for number, each in enumerate(records)]
    alarms = [
        (number, other)
        for number, found in enumerate(proposals(records, seen, own))
        for other in found
        if other != number
    ]
    share = len({number for number, _ in alarms}) / len(records)
    yield f"\nOf the records themselves, {share:.1%} have another one proposed. The closest of these pairs:\n"
    pairs = dict.fromkeys(tuple(sorted(pair)) for pair in alarms)
    yield from (f"- {records[one].title} / {records[two].title}" for one, two in list(pairs)[:SHOWN])
    yield ""


def proposals(
    records: Sequence[PracticeRecord], seen: Sequence[Seen], copies: Sequence[Copy]
) -> list[list[int]]:
    """Return for each copy the numbers of the records that staff would be shown."""
    proposed = []
    for copy, its in zip(copies, _seen([each.record for each in copies]), strict=True):
        close = sorted(
            (-closeness(its, other, HALF, same_place=_same_place(copy.record, records[number])), number)
            for number, other in enumerate(seen)
        )
        proposed.append([number for score, number in close[: SHOWN + 1] if -score >= THRESHOLD])
    return [found[:SHOWN] if copies[at].way != "itself" else found for at, found in enumerate(proposed)]


def shortened(records: Sequence[PracticeRecord]) -> Iterator[Copy]:
    """Give each record cut to the first sentences of its parts, and with words of its title left out."""
    drawn = random.Random(SEED)
    for number, each in enumerate(records):
        firsts: dict[str, Any] = {
            name: _first(getattr(each, name)) for name in ("problem", "action", "outcome", "lessons")
        }
        yield Copy("cut to first sentences", number, replace(each, **firsts))
        words = each.title.split()
        title = " ".join([word for word in words if drawn.random() > LEFT_OUT] or words)
        said = replace(each, title=title, action=firsts["action"] or firsts["problem"], **EMPTY)
        yield Copy("words of the title, one sentence", number, said)


def reworded(records: Sequence[PracticeRecord], by_key: dict[str, int]) -> Iterator[Copy]:
    """Give the records that were written anew by hand: title and action."""
    for row in map(json.loads, TEXTS.read_text(encoding="utf-8").splitlines()):
        number = by_key[row["id"]]
        for way, name in (("in other words", "english"), ("in another language", "other")):
            title, action = row[name]
            yield Copy(way, number, replace(records[number], title=title, action=action, **EMPTY))


def _seen(records: Sequence[PracticeRecord]) -> list[Seen]:
    embedded = passages([each.parts for each in records])
    return [
        Seen(made.vector, detect(each.text) == "en", each.year_start)
        for made, each in zip(embedded, records, strict=True)
    ]


def _same_place(one: PracticeRecord, other: PracticeRecord) -> bool:
    if one.office and other.office:
        return one.office.jurisdiction.id == other.office.jurisdiction.id
    return bool(one.place) and folded(one.place) == folded(other.place)


def _first(text: str) -> str:
    return _SENTENCE_ENDS.split(text)[0]


def _other(number: int, row: dict[str, str]) -> PracticeRecord:
    return PracticeRecord(
        id=RecordId(number),
        key=str(number),
        title=row["title"],
        problem="",
        action=row.get("summary") or "",
        outcome="",
        lessons="",
        result=Result.UNKNOWN,
        topics=(),
        place=row.get("place") or "",
        country=None,
        office=None,
        year_start=None,
        status="",
        source_title="",
        source_url="",
        source_lang="",
    )


if __name__ == "__main__":
    main()
