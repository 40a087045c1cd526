"""The demo network's records, and its texts as the models see them: committed, so nothing is embedded."""

import json
from importlib.resources import files

import numpy as np

from matching.domain import Office, PracticeRecord
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.side_by_side import HALF
from matching.token_rows import TokenRows, TokenSigns
from tests.factories import make_jurisdiction, make_office, make_record

TEXTS = ("title", "problem", "action", "outcome", "lessons")


def records() -> list[PracticeRecord]:
    """The records with offices of their places."""
    offices: dict[tuple[str, str, str], Office] = {}
    made = []
    for line in (files("demo") / "practices.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place = (row["place"], row["admin1"], row["country"])
        office = offices.setdefault(place, make_office(jurisdiction=make_jurisdiction(row["place"])))
        made.append(make_record(office, key=row["id"], **{part: row[part] for part in TEXTS}))
    return made


def passages() -> dict[str, EmbeddedPassage]:
    """The records embedded, by the hash of their text."""
    return {
        hashed: EmbeddedPassage(vector, TokenSigns.from_bytes(tokens, HALF))
        for hashed, (vector, tokens) in _stored("passage").items()
    }


def questions() -> dict[str, EmbeddedQuestion]:
    """The sample questions embedded, by the hash of their text without typing mistakes."""
    return {
        hashed: EmbeddedQuestion(vector, TokenRows.from_bytes(tokens, HALF))
        for hashed, (vector, tokens) in _stored("question").items()
    }


def _stored(side: str) -> dict[str, tuple[np.ndarray, bytes]]:
    manifest = json.loads((files("demo") / "vectors.json").read_text(encoding="utf-8"))
    with (files("demo") / "vectors.npz").open("rb") as file, np.load(file) as arrays:
        tokens = np.split(arrays[f"{side}_tokens"], np.cumsum(arrays[f"{side}_lengths"])[:-1])
        vectors = arrays[side].astype(np.float32)
    both = ((vector, rows.tobytes()) for vector, rows in zip(vectors, tokens, strict=True))
    return dict(zip(manifest["texts"][side], both, strict=True))
