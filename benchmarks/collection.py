"""Records and judged questions to measure with, embedded once and kept under var/."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine

from benchmarks.centre import without_centre
from bot import demonstration, embeddings
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
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder, Parts, Vectors
from matching.embedder import E5_SHA256, MINILM_SHA256, load, name_of
from matching.entries import EntryIndex
from matching.language import detect
from matching.side_by_side import HALF, PASSAGES, QUESTIONS
from matching.spelling import corrected
from matching.token_rows import TokenSigns
from store.engine import migrate, open_engine
from store.vectors import text_hash

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
CACHE = ROOT / "var" / "benchmarks"
KEPT = CACHE / "embeddings.db"


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with the keys of the records that answer it; `language` is the detected one.

    `matched` is the text that is embedded and looked for: without its typing mistakes, as in the product.
    """

    text: str
    matched: str
    language: str
    relevant: frozenset[str]

    @property
    def is_english(self) -> bool:
        return self.language == "en"


@dataclass(frozen=True, slots=True)
class Collection:
    """Records and questions, each embedded as the product does it."""

    records: list[PracticeRecord]
    questions: list[JudgedQuestion]
    passages: list[EmbeddedPassage]
    asked: list[EmbeddedQuestion]

    def index(self) -> EntryIndex:
        """Return an index of the records; the number in a key is the record's place in `records`."""
        index = EntryIndex(2 * HALF)
        entries = [
            (EntryKey(EntryKind.RECORD, number), record.text) for number, record in enumerate(self.records)
        ]
        index.put_many(entries, self.passage_rows)
        return index

    def tokens_of(self, keys: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
        """Return the tokens of the records that the keys name."""
        return {key: self.passages[key.id].tokens for key in keys}

    @property
    def passage_rows(self) -> Vectors:
        """The records' vectors, one row each."""
        return np.stack([each.vector for each in self.passages])

    @property
    def asked_rows(self) -> Vectors:
        """The questions' vectors, one row each."""
        return np.stack([each.vector for each in self.asked])


def read(folder: Path = DEMO) -> Collection:
    """Return the records of practices.jsonl and the questions of questions*.jsonl in the folder."""
    places = jurisdictions()
    records = [record(number, row, places) for number, row in enumerate(lines(folder / "practices.jsonl"))]
    judged = [
        _judged(row["question"], frozenset(row["relevant"]))
        for path in sorted(folder.glob("questions*.jsonl"))
        for row in lines(path)
    ]
    return Collection(
        records,
        judged,
        passages([each.parts for each in records]),
        questions([each.matched for each in judged]),
    )


def _judged(text: str, relevant: frozenset[str]) -> JudgedQuestion:
    language = detect(text)
    return JudgedQuestion(text, corrected(text, language), language, relevant)


def passages(texts: Sequence[Parts], way: str = "") -> list[EmbeddedPassage]:
    """Return what is found, embedded from its parts.

    A text is kept by its words alone; `way` names a division into parts that is not the product's.
    """
    name = name_of() + way
    hashes = _embed_missing(EntryKind.RECORD, texts, name)
    with _kept().connect() as connection:
        found = embeddings.passages(connection, name, HALF, hashes)
    return [found[hashed] for hashed in hashes]


def questions(texts: Sequence[str]) -> list[EmbeddedQuestion]:
    """Return what is asked, embedded."""
    hashes = _embed_missing(EntryKind.QUESTION, [(text,) for text in texts], name_of())
    with _kept().connect() as connection:
        found = embeddings.questions(connection, name_of(), HALF, hashes)
    return [found[hashed] for hashed in hashes]


def uncentred(collection: Collection) -> tuple[Vectors, Vectors]:
    """Return e5's own unit vectors of the questions and of the records: the mean of their parts."""
    asked = vectors("questions", [each.matched for each in collection.questions])[:, HALF:]
    parts = [each.parts for each in collection.records]
    rows = vectors("passages", [part for each in parts for part in each])[:, HALF:]
    starts = np.cumsum([0, *(len(each) for each in parts)])[:-1]
    sums = np.add.reduceat(rows, starts, axis=0)
    return asked, sums / np.linalg.norm(sums, axis=1, keepdims=True)


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
    """Return MiniLM's and e5's own unit vectors side by side, from var/ if they were computed before.

    The side is "questions" or "passages"; a passage here is one part.
    """
    identity = "\0".join([MINILM_SHA256, E5_SHA256, side, *texts])
    kept = CACHE / f"{side}-{sha256(identity.encode()).hexdigest()[:16]}.npy"
    if not kept.exists():
        print(f"embedding {len(texts)} {side} ...", file=sys.stderr)
        kept.parent.mkdir(parents=True, exist_ok=True)
        rows, _ = without_centre().rows(texts, QUESTIONS if side == "questions" else PASSAGES)
        np.save(kept, rows)
    return np.asarray(np.load(kept), dtype=np.float32)


@cache
def embedder() -> Embedder:
    """Return the bundled embedder, loaded once a process."""
    return load()


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _embed_missing(kind: EntryKind, texts: Sequence[Parts], name: str) -> list[str]:
    """Return the hashes of the texts, all of which are then kept under this name."""
    hashes = [text_hash("\n".join(parts)) for parts in texts]
    by_hash = dict(zip(hashes, texts, strict=True))
    read_kept = embeddings.passages if kind is EntryKind.RECORD else embeddings.questions
    with _kept().connect() as connection:
        known = read_kept(connection, name, HALF, by_hash).keys()
    missing = {hashed: parts for hashed, parts in by_hash.items() if hashed not in known}
    if missing:
        print(f"embedding {len(missing)} texts ...", file=sys.stderr)
        made = embeddings.embed(embedder(), kind, missing)
        with _kept().begin() as connection:
            embeddings.keep(connection, name, kind, made)
    return hashes


@cache
def _kept() -> Engine:
    """Return the database of what was embedded, which begins with the committed vectors of the demo."""
    engine = open_engine(f"sqlite:///{KEPT}")
    migrate(engine)
    with engine.begin() as connection:
        demonstration.load(connection, datetime.now(UTC))
    return engine
