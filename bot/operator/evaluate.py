"""`counterpart evaluate DIR`: how well the matcher ranks on a folder of judged questions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import typer
from sqlalchemy import Engine

from bot import embeddings
from bot.operator import evaluation_report
from bot.operator.evaluation_report import Evaluated
from bot.progress import progress
from bot.settings import read as read_settings
from matching import cross_encoder, embedder
from matching.comparison import compare, rankings_of
from matching.domain import EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder
from matching.judged import JudgedFolder, read
from matching.language import detect
from matching.rankings import Model, model_of
from matching.side_by_side import LONGEST
from matching.spelling import corrected
from matching.token_rows import TokenRows
from store.engine import DatabaseUnavailable, migrate, open_engine
from store.vectors import text_hash

CACHE = Path("var", "evaluate.db")
BATCH = 64  # texts embedded between two commits: what an interrupted run loses, some ten seconds
NAMED = 5  # texts that are named; of a broken model it may be all of them
Either = TypeVar("Either", EmbeddedPassage, EmbeddedQuestion)


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for; without a model the setting decides."""

    folder: Path
    limit: int | None = None
    model: str | None = None
    cache: Path = CACHE
    as_json: bool = False


def run(
    order: Order,
    describe: Callable[[str], Model] = model_of,
    load: Callable[[str], Embedder] = embedder.load,
) -> None:
    """Evaluate the folder and write the figures to standard output; everything else goes to standard error.

    The model is loaded only if a text is not in the cache, a cross-encoder always. Raises FolderUnusable,
    SettingsWrong, DatabaseUnavailable or WeightsError, each a sentence for the operator.
    """
    judged = read(order.folder, order.limit)
    for warned in judged.warnings:
        typer.echo(f"Warning: {warned.text}: {warned.count}.", err=True)
    settings = read_settings()
    model = describe(order.model or settings.model)
    encoder = cross_encoder.load(settings.cross_encoder) if settings.cross_encoder else None
    passages, asked = embedded(judged, model, order.cache, load)
    with progress("Ranking", rankings_of(judged, model)) as advance:
        comparison = compare(judged, model, passages, asked, advance, encoder=encoder)
    evaluated = Evaluated(str(order.folder), model, judged, comparison)
    typer.echo(
        evaluation_report.json_text(evaluated) if order.as_json else evaluation_report.table(evaluated)
    )


def embedded(
    judged: JudgedFolder,
    model: Model,
    cache: Path,
    load: Callable[[str], Embedder] = embedder.load,
) -> tuple[list[EmbeddedPassage], list[EmbeddedQuestion]]:
    """Return the documents and the questions embedded; only what the cache lacks needs the model.

    Raises DatabaseUnavailable or WeightsError.
    """
    engine = _cache(cache)
    try:
        return _vectors(engine, model, judged, load)
    finally:
        engine.dispose()


def _cache(file: Path) -> Engine:
    try:
        engine = open_engine(f"sqlite:///{file}")
        migrate(engine)
    except DatabaseUnavailable as error:
        # The store's sentences name the setting of the product's database.
        raise type(error)(str(error).replace("DATABASE_URL", "--cache")) from error
    return engine


def _vectors(
    engine: Engine, model: Model, judged: JudgedFolder, load: Callable[[str], Embedder]
) -> tuple[list[EmbeddedPassage], list[EmbeddedQuestion]]:
    """Return the documents and the questions embedded, all as the cache keeps them."""
    documents = {document.id: document.text for document in judged.documents}
    questions = {each.id: corrected(each.text, detect(each.text)) for each in judged.questions}
    texts = {EntryKind.RECORD: [*documents.values()], EntryKind.QUESTION: [*questions.values()]}
    passages, asked = _cached(engine, model, texts)
    widths = {len(row.vector) for row in passages.values()} | {len(row.vector) for row in asked.values()}
    # Of two widths one is of weights that were exchanged under the same name; only the model says which.
    if len(widths) > 1 or not (_has_all(passages, documents) and _has_all(asked, questions)):
        typer.echo("Loading the embedding model ...", err=True)
        loaded = load(model.setting)
        _embed(engine, model, texts, loaded)
        passages, asked = _cached(engine, model, texts, loaded.dimension)
        nothing = np.zeros(loaded.dimension, dtype=np.float32), TokenRows(*[np.zeros((0, 8), np.int8)] * 2)
        _fill(passages, documents, EmbeddedPassage(nothing[0], nothing[1].signs()))
        _fill(asked, questions, EmbeddedQuestion(*nothing))
    return (
        [passages[text_hash(text)] for text in documents.values()],
        [asked[text_hash(text)] for text in questions.values()],
    )


def _cached(
    engine: Engine, model: Model, texts: Mapping[EntryKind, Sequence[str]], dimension: int | None = None
) -> tuple[dict[str, EmbeddedPassage], dict[str, EmbeddedQuestion]]:
    """Return what the cache has of the texts by their hash, of this dimension if one is given."""
    documents, questions = (map(text_hash, texts[kind]) for kind in (EntryKind.RECORD, EntryKind.QUESTION))
    with engine.connect() as connection:
        passages = embeddings.passages(connection, model.name, model.width, documents)
        asked = embeddings.questions(connection, model.name, model.width, questions)
    return _as_wide(passages, dimension), _as_wide(asked, dimension)


def _as_wide(rows: dict[str, Either], dimension: int | None) -> dict[str, Either]:
    return {each: row for each, row in rows.items() if dimension is None or len(row.vector) == dimension}


def _has_all(rows: Mapping[str, Either], texts: Mapping[str, str]) -> bool:
    return rows.keys() >= {text_hash(text) for text in texts.values()}


def _fill(rows: dict[str, Either], texts: Mapping[str, str], nothing: Either) -> None:
    """Let texts of which the model made no finite numbers be like nothing, and name them."""
    left_out = [each for each, text in texts.items() if text_hash(text) not in rows]
    if left_out:
        ids = ", ".join(left_out[:NAMED]) + (", ..." if len(left_out) > NAMED else "")
        typer.echo(
            f"Warning: The model makes numbers that are not finite of {len(left_out)} texts ({ids}), which "
            "count as like nothing. Mend its files, or measure another model.",
            err=True,
        )
    rows |= {text_hash(texts[each]): nothing for each in left_out}


def _embed(engine: Engine, model: Model, texts: Mapping[EntryKind, Sequence[str]], loaded: Embedder) -> None:
    """Put into the cache what it lacks of the texts."""
    passages, asked = _cached(engine, model, texts, loaded.dimension)
    known = {EntryKind.RECORD: passages.keys(), EntryKind.QUESTION: asked.keys()}
    missing = {kind: _missing(each, known[kind]) for kind, each in texts.items()}
    with progress("Embedding", sum(_work(text) for each in missing.values() for text in each)) as advance:
        for kind, lacking in missing.items():
            for batch in _batches(lacking):
                rows = embeddings.embed(loaded, kind, {text_hash(text): (text,) for text in batch})
                with engine.begin() as connection:
                    embeddings.keep(connection, model.name, kind, rows)
                advance(sum(map(_work, batch)))


def _missing(texts: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the texts that are not known, longest first: batches are even, and time left never grows."""
    by_hash = {text_hash(text): text for text in texts}
    return sorted((text for each, text in by_hash.items() if each not in known), key=len, reverse=True)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))


def _work(text: str) -> int:
    """Return what embedding costs, in characters that are read."""
    return min(len(text), LONGEST)
