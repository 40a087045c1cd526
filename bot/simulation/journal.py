"""Everything that happened, one row each: enough for anybody to compute a promise again.

Each row has `time`, `asker`, `official`, `question`, `record` and `state`, null where one does not apply.
Rows of the world have the states "official" and "record", what people do "question", "left" and "refused",
and every move of an introduction the state it moved to, with the introduction's number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened; `official` is who holds the office that is asked, `more` depends on the state.

    Of a question `more` has its topic, the matches best first, and the relevance of each as the world's law
    has it, with the best there is; of an official the office and the capacity; of a record its office.
    """

    time: datetime
    state: str
    asker: int | None = None
    official: int | None = None
    question: int | None = None
    record: int | None = None
    introduction: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Give each row as a line of JSON."""
    for row in rows:
        fields = asdict(row)
        more = fields.pop("more")
        yield json.dumps({**fields, "time": row.time.isoformat(), **more}, ensure_ascii=False) + "\n"


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write the rows as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(rows))


def in_order(rows: Iterable[Row]) -> Sequence[Row]:
    """Return the rows by their time; what happened at the same time stays in its order."""
    return sorted(rows, key=lambda row: row.time)
