"""Records and judged questions to measure with, and their vectors, computed once and kept under var/."""

import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.domain import (
    EntryKey,
    EntryKind,
    Jurisdiction,
    JurisdictionId,
    Kind,
    Office,
    OfficeId,
    PracticeRecord,
    RecordId,
    Result,
)
from matching.embedder import CENTRE, E5_SHA256, HALF, MINILM_SHA256, SideBySide, centred, load
from matching.entries import EntryIndex
from matching.language import detect

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
CACHE = ROOT / "var" / "benchmarks"
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with the keys of the records that answer it; `language` is the detected one."""

    text: str
    language: str
    relevant: frozenset[str]

    @property
    def is_english(self) -> bool:
        return self.language == "en"


@dataclass(frozen=True, slots=True)
class Collection:
    """Records and questions with one row each: MiniLM's half beside e5's, which is not centred here."""

    records: list[PracticeRecord]
    questions: list[JudgedQuestion]
    passages: Vectors
    asked: Vectors

    @property
    def centred_passages(self) -> Vectors:
        """The records' vectors as the product has them."""
        return _product(self.passages, side=1)

    @property
    def centred_asked(self) -> Vectors:
        """The questions' vectors as the product has them."""
        return _product(self.asked, side=0)

    def index(self) -> EntryIndex:
        """Return an index of the records; the number in a key is the record's place in `records`."""
        index = EntryIndex(2 * HALF)
        for number, (record, row) in enumerate(zip(self.records, self.centred_passages, strict=True)):
            index.put(EntryKey(EntryKind.RECORD, number), record.text, row)
        return index


def read(folder: Path = DEMO) -> Collection:
    """Return the records of practices.jsonl and the questions of questions*.jsonl in the folder."""
    places = jurisdictions()
    records = [record(number, row, places) for number, row in enumerate(lines(folder / "practices.jsonl"))]
    questions = [
        JudgedQuestion(row["question"], detect(row["question"]), frozenset(row["relevant"]))
        for path in sorted(folder.glob("questions*.jsonl"))
        for row in lines(path)
    ]
    passages = vectors("passages", [record.text for record in records])
    return Collection(records, questions, passages, vectors("questions", [each.text for each in questions]))


def record(
    number: int, row: dict[str, Any], places: dict[tuple[str, str, str], Jurisdiction]
) -> PracticeRecord:
    """Return the record of a line, owned by an office of its place."""
    place = places.get((row["place"], row["admin1"], row["country"]))
    return PracticeRecord(
        id=RecordId(number),
        key=row["id"],
        title=row["title"],
        problem=row["problem"],
        action=row["action"],
        outcome=row["outcome"],
        lessons=row["lessons"],
        result=Result(row["result"]),
        topics=tuple(row["topics"]),
        place=row["place"],
        country=row["country"],
        office=Office(OfficeId(number), row["contact_role"], place) if place else None,
        year_start=None,
        status=row["status"],
        source_title=row["source_title"],
        source_url=row["source_url"],
        source_lang=row["source_lang"],
    )


def jurisdictions() -> dict[tuple[str, str, str], Jurisdiction]:
    """Return the demo network's jurisdictions by name, first-level division and country."""
    return {
        (row["place"], row["admin1"], row["country"]): Jurisdiction(
            JurisdictionId(number),
            row["place"],
            Kind(row["place_type"]),
            row["country"],
            row["admin1"],
            row["population"],
            row["latitude"],
            row["longitude"],
            climate=row["climate"],
            coastal=row["coastal"],
        )
        for number, row in enumerate(lines(DEMO / "jurisdictions.jsonl"))
    }


def vectors(side: str, texts: list[str]) -> Vectors:
    """Return MiniLM's and e5's own unit vectors side by side, from var/ if they were computed before."""
    identity = "\0".join([MINILM_SHA256, E5_SHA256, side, *texts])
    kept = CACHE / f"{side}-{sha256(identity.encode()).hexdigest()[:16]}.npy"
    if not kept.exists():
        print(f"embedding {len(texts)} {side} ...", file=sys.stderr)
        kept.parent.mkdir(parents=True, exist_ok=True)
        embedder = without_centre()
        np.save(kept, embedder.passages(texts) if side == "passages" else embedder.questions(texts))
    return np.asarray(np.load(kept), dtype=np.float32)


def without_centre() -> SideBySide:
    """Return the bundled embedder with e5's vectors as they are."""
    loaded = load()
    assert isinstance(loaded, SideBySide)
    return SideBySide(loaded.minilm, loaded.e5, np.zeros((2, HALF), dtype=np.float32), "without centre")


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _product(rows: Vectors, side: int) -> Vectors:
    return np.hstack([rows[:, :HALF], centred(rows[:, HALF:], np.load(CENTRE)[side])])
