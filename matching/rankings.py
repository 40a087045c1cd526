"""Rankings of documents for questions: the matcher's own, and what each of its signals gives alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matching import mpnet
from matching.calibration import Calibration
from matching.cross_encoder import CrossEncoder, best_first
from matching.domain import Band, Candidate, EntryKey, EntryKind, PracticeRecord, RecordId, Result, Retrieved
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Vectors
from matching.embedder import BUNDLED, LARGER, name_of
from matching.entries import EntryIndex
from matching.language import detect
from matching.lexical import WordIndex
from matching.matcher import AskedOf, match
from matching.ranker import rank
from matching.side_by_side import CENTRE, HALF
from matching.spelling import corrected
from matching.token_rows import TokenSigns

# The English models that stand beside e5 and their dimensions, by the setting.
ENGLISH = {BUNDLED: ("minilm", HALF), LARGER: ("mpnet", mpnet.DIMENSION)}
NO_WIDTH = 8  # of tokens that an embedder does not tell
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
    """What must be known of an embedding model without loading it; `alone` has each model it is made of.

    `width` is that of its tokens.
    """

    setting: str
    name: str
    english: int
    width: int
    alone: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Pool:
    """Documents and the questions asked of them, each as the embedder sees it."""

    ids: Sequence[str]
    documents: Sequence[str]
    passages: Sequence[EmbeddedPassage]
    questions: Sequence[str]
    asked: Sequence[EmbeddedQuestion]


@dataclass(frozen=True, slots=True)
class Found:
    """What the matcher has for a question: the ids of the first documents, and how sure it is.

    `before` has them as they stood before a cross-encoder read them. `probability` is that of the most
    probable document, which decides the band; 0 where there is none.
    """

    ranked: list[str]
    before: list[str]
    probability: float
    band: Band


def model_of(setting: str) -> Model:
    """Return the model of a setting (COUNTERPART_MODEL). Raises WeightsError."""
    if setting in ENGLISH:
        name, english = ENGLISH[setting]
        alone: dict[str, Part] = {name: _english, "e5_centred": _e5_centred, "e5": _e5}
        return Model(setting, name_of(setting), english, HALF, alone)
    return Model(setting, name_of(setting), 0, NO_WIDTH, {Path(setting).name: _whole})


def by_matcher(
    pool: Pool,
    english: int,
    calibration: Calibration,
    advance: Advance,
    encoder: CrossEncoder | None = None,
) -> list[Found]:
    """Return what the product finds for each question; `advance` hears how many more are done.

    `english` is the embedder's number of dimensions that understand English only. A cross-encoder orders the
    closest anew.
    """
    records = [replace(_BLANK, id=RecordId(number)) for number in range(len(pool.ids))]
    found = []
    for text, (language, retrieved) in zip(pool.questions, findings(pool, english), strict=True):
        candidates = [
            Candidate(records[each.key.id], calibration.probability(each, language)) for each in retrieved
        ]
        closest = max((candidate.probability for candidate in candidates), default=0.0)
        numbers = [each.key.id for each in retrieved[:DEPTH]]
        before = [pool.ids[number] for number in numbers]
        ranked = before
        if encoder is not None:
            read = corrected(text, language)
            order = best_first(encoder, read, [pool.documents[number] for number in numbers])
            ranked = [before[place] for place in order]
        found.append(Found(ranked, before, closest, rank(None, candidates, calibration.bands).band))
        advance(1)
    return found


def findings(
    pool: Pool, english: int, kind: EntryKind = EntryKind.RECORD
) -> Iterator[tuple[str, list[Retrieved]]]:
    """Give, for each question, its language and the entries that the matcher finds, closest first.

    The documents are entries of this kind; the id in a key is a document's place in the pool.
    """
    keys = [EntryKey(kind, number) for number in range(len(pool.ids))]
    index = EntryIndex(len(pool.asked[0].vector) if pool.asked else 1)
    if keys:
        index.put_many(list(zip(keys, pool.documents, strict=True)), _stacked(pool.passages))

    def tokens_of(wanted: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
        return {key: pool.passages[key.id].tokens for key in wanted}

    for text, embedded in zip(pool.questions, pool.asked, strict=True):
        language = detect(text)
        yield (
            language,
            match(index, AskedOf(corrected(text, language), language, embedded, english), tokens_of),
        )


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
    if not pool.ids or not pool.questions:
        return [[] for _ in pool.questions]
    passages, asked = part(_stacked(pool.passages), 1), part(_stacked(pool.asked), 0)
    rankings = []
    for start in range(0, len(asked), TOGETHER):
        products = asked[start : start + TOGETHER] @ passages.T
        rankings += [_nearest(pool.ids, row) for row in products]
        advance(len(products))
    return rankings


def _stacked(embedded: Sequence[EmbeddedPassage] | Sequence[EmbeddedQuestion]) -> Vectors:
    return np.stack([each.vector for each in embedded])


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


def _english(rows: Vectors, side: int) -> Vectors:
    return rows[:, :-HALF]


def _e5_centred(rows: Vectors, side: int) -> Vectors:
    return rows[:, -HALF:]


def _e5(rows: Vectors, side: int) -> Vectors:
    return uncentred(rows[:, -HALF:], np.load(CENTRE)[side])


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
