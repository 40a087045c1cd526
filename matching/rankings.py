"""Rankings of documents for questions: the matcher's own, and what each of its signals gives alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matching.domain import Band, Candidate, EntryKey, EntryKind, PracticeRecord, RecordId, Result
from matching.embedder import BUNDLED, CENTRE, HALF, Vectors, name_of, question_vector
from matching.entries import EntryIndex
from matching.language import detect
from matching.lexical import WordIndex
from matching.ranker import combined, rank

DEPTH = 10  # places of a ranking that the measures read
TIED = 100  # words are asked for so many, so that ids decide among equal scores and not the index
# Equal texts have equal vectors, whose products differ in the last digits of single precision.
DECIMALS = 5

TOGETHER = 64  # questions in one product: .2 ms each with 13,000 documents, one at a time 1.1 ms

# Hears how many more rankings are done.
Advance = Callable[[int], None]
# Makes of one side's rows (0 questions, 1 documents) those of one model alone.
Part = Callable[[Vectors, int], Vectors]


@dataclass(frozen=True, slots=True)
class Model:
    """What must be known of an embedding model without loading it; `alone` has each model it is made of."""

    setting: str
    name: str
    english: int
    alone: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Pool:
    """Documents and the questions asked of them, each with its row of the embedder."""

    ids: Sequence[str]
    documents: Sequence[str]
    passages: Vectors
    questions: Sequence[str]
    asked: Vectors


@dataclass(frozen=True, slots=True)
class Found:
    """What the matcher has for a question: the ids of the first documents, and how sure it is.

    `similarity` is the closest document's, which decides the band; -inf where there is no document.
    """

    ranked: list[str]
    similarity: float
    band: Band


def model_of(setting: str) -> Model:
    """Return the model of a setting (COUNTERPART_MODEL). Raises WeightsError."""
    if setting == BUNDLED:
        alone: dict[str, Part] = {"minilm": _minilm, "e5_centred": _e5_centred, "e5": _e5}
        return Model(setting, name_of(setting), HALF, alone)
    return Model(setting, name_of(setting), 0, {Path(setting).name: _whole})


def by_matcher(pool: Pool, english: int, advance: Advance) -> list[Found]:
    """Return what the product finds for each question; `advance` hears how many more are done.

    `english` is the embedder's number of dimensions that understand English only.
    """
    index = EntryIndex(pool.passages.shape[1])
    keys = [EntryKey(EntryKind.RECORD, number) for number in range(len(pool.ids))]
    index.put_many(list(zip(keys, pool.documents, strict=True)), pool.passages)
    records = [replace(_BLANK, id=RecordId(number)) for number in range(len(pool.ids))]
    found = []
    for text, vector in zip(pool.questions, pool.asked, strict=True):
        language = detect(text)
        retrieved = index.retrieve(text, question_vector(vector, language, english), language)
        candidates = [Candidate(records[each.key.id], combined(each)) for each in retrieved]
        closest = max((candidate.similarity for candidate in candidates), default=-np.inf)
        ranked = [pool.ids[each.key.id] for each in retrieved[:DEPTH]]
        found.append(Found(ranked, closest, rank(None, candidates).band))
        advance(1)
    return found


def by_words(pool: Pool, language: str, advance: Advance) -> list[list[str]]:
    """Return the ids by BM25 alone for each question; `language` (ISO 639-1) is that of the documents."""
    words = WordIndex(language)
    for number, text in enumerate(pool.documents):
        words.put(EntryKey(EntryKind.RECORD, number), text)
    rankings = []
    for text in pool.questions:
        best = sorted(words.best(text, TIED), key=lambda found: (-found[1], found[0]))
        rankings.append([pool.ids[key.id] for key, _ in best[:DEPTH]])
        advance(1)
    return rankings


def by_model(pool: Pool, part: Part, advance: Advance) -> list[list[str]]:
    """Return the ids by the inner product of one model's vectors alone; equal ones in the order of ids."""
    passages, asked = part(pool.passages, 1), part(pool.asked, 0)
    rankings = []
    for start in range(0, len(asked), TOGETHER):
        products = asked[start : start + TOGETHER] @ passages.T
        rankings += [_nearest(pool.ids, row) for row in products]
        advance(len(products))
    return rankings


def uncentred(rows: Vectors, centre: Vectors) -> Vectors:
    """Return the unit rows of which `embedder.centred` made these.

    A row r = c + t u has length one where t² + 2t (u·c) + |c|² = 1; t is the one positive root, as |c| < 1.
    """
    along = rows @ centre
    length = np.sqrt(along**2 + 1 - centre @ centre) - along
    return np.asarray(centre + length[:, np.newaxis] * rows, dtype=np.float32)


def _nearest(ids: Sequence[str], products: Vectors) -> list[str]:
    rounded = np.round(products, DECIMALS)
    depth = min(DEPTH, len(ids))
    if not depth:
        return []
    least = np.partition(rounded, -depth)[-depth]
    close = np.flatnonzero(rounded >= least)
    order = np.argsort(-rounded[close], kind="stable")
    return [ids[number] for number in close[order][:depth]]


def _minilm(rows: Vectors, side: int) -> Vectors:
    return rows[:, :HALF]


def _e5_centred(rows: Vectors, side: int) -> Vectors:
    return rows[:, HALF:]


def _e5(rows: Vectors, side: int) -> Vectors:
    return uncentred(rows[:, HALF:], np.load(CENTRE)[side])


def _whole(rows: Vectors, side: int) -> Vectors:
    return rows


# The ranker tells records apart by their ids alone where none has a place.
_BLANK = PracticeRecord(
    id=RecordId(0),
    key="",
    title="",
    problem="",
    action="",
    outcome="",
    lessons="",
    result=Result.UNKNOWN,
    topics=(),
    place="",
    country=None,
    office=None,
    year_start=None,
    status="",
    source_title="",
    source_url="",
    source_lang="",
)
