"""What the matcher finds for judged questions: of the demo network, and of a folder."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot import demonstration
from bot.operator import evaluate
from matching.calibration import group
from matching.closeness import combined
from matching.domain import EntryKind, Retrieved
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.embedder import BUNDLED, load
from matching.judged import read
from matching.rankings import Pool, findings, model_of
from matching.side_by_side import HALF
from matching.token_rows import TokenRows, TokenSigns

DEMO = Path(demonstration.__file__).parents[1] / "demo"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the closest entries with whether each answers it.

    `records` are the keys of those that do, for folds: two questions with the same are not independent.
    """

    group: str
    found: list[tuple[float, bool]]
    answerable: bool
    records: frozenset[str]


def demo_as_records(setting: str = BUNDLED) -> list[Asked]:
    """Return the demo network's questions against its records, by the model of this setting."""
    passages, embedded = demo_embedded(setting)
    keys = [json.loads(line)["id"] for line in (DEMO / "practices.jsonl").read_text("utf-8").splitlines()]
    documents = ["\n".join(parts) for parts in demonstration.texts()["passage"]]
    questions = demonstration.questions()
    pool = Pool(keys, documents, passages, [each.text for each in questions], embedded)
    return [
        _asked(
            kind, [(combined(one), keys[one.key.id] in question.relevant) for one in found], question.relevant
        )
        for question, (kind, found) in zip(questions, _found(pool, setting, EntryKind.RECORD), strict=True)
    ]


def demo_as_questions(setting: str = BUNDLED) -> list[Asked]:
    """Return the demo network's questions against each other: one that shares a record answers."""
    questions, (_, embedded) = demonstration.questions(), demo_embedded(setting)
    entries = [EmbeddedPassage(each.vector, each.tokens.signs()) for each in embedded]
    texts = [each.text for each in questions]
    pool = Pool([each.id for each in questions], texts, entries, texts, embedded)
    asked = []
    for number, (kind, found) in enumerate(_found(pool, setting, EntryKind.QUESTION)):
        relevant = set(questions[number].relevant)
        others = [one for one in found if one.key.id != number]
        pairs = [(combined(one), bool(relevant & set(questions[one.key.id].relevant))) for one in others]
        asked.append(_asked(kind, pairs, questions[number].relevant))
    return asked


def no_answer(folder: Path, setting: str = BUNDLED) -> dict[str, list[Asked]]:
    """Return the folder's questions by their domain, against its sentences as questions asked before."""
    judged, model = read(folder), model_of(setting)
    passages, embedded = evaluate.embedded(judged, model, evaluate.CACHE)
    by_domain = {}
    for domain in sorted({each.domain for each in judged.questions}):
        there = [n for n, each in enumerate(judged.documents) if each.domain == domain]
        here = [n for n, each in enumerate(judged.questions) if each.domain == domain]
        pool = Pool(
            [judged.documents[number].id for number in there],
            [judged.documents[number].text for number in there],
            [passages[number] for number in there],
            [judged.questions[number].text for number in here],
            [embedded[number] for number in here],
        )
        by_domain[domain] = [
            _asked(
                kind,
                [
                    (combined(one), judged.questions[number].relevances.get(pool.ids[one.key.id], 0) > 0)
                    for one in found
                ],
                judged.questions[number].relevances,
            )
            for number, (kind, found) in zip(here, _found(pool, setting, EntryKind.QUESTION), strict=True)
        ]
    return by_domain


def _asked(kind: str, found: list[tuple[float, bool]], records: Collection[str]) -> Asked:
    return Asked(kind, found, bool(records), frozenset(records))


def _found(pool: Pool, setting: str, kind: EntryKind) -> Iterator[tuple[str, list[Retrieved]]]:
    return (
        (group(kind, language), found) for language, found in findings(pool, model_of(setting).english, kind)
    )


@cache
def demo_embedded(setting: str) -> tuple[list[EmbeddedPassage], list[EmbeddedQuestion]]:
    """Return the demo network's records and questions embedded: the committed vectors, or another model's."""
    if setting == BUNDLED:
        return (
            [EmbeddedPassage(vector, TokenSigns.from_bytes(t, HALF)) for vector, t in _rows("passage")],
            [EmbeddedQuestion(vector, TokenRows.from_bytes(t, HALF)) for vector, t in _rows("question")],
        )
    texts, loaded = demonstration.texts(), load(setting)
    return loaded.passages(texts["passage"]), loaded.questions([text for (text,) in texts["question"]])


def _rows(kind: str) -> list[tuple[np.ndarray, bytes]]:
    with np.load(DEMO / "vectors.npz") as arrays:
        tokens = np.split(arrays[f"{kind}_tokens"], np.cumsum(arrays[f"{kind}_lengths"])[:-1])
        return [
            (vector.astype(np.float32), each.tobytes())
            for vector, each in zip(arrays[kind], tokens, strict=True)
        ]
