"""`counterpart evaluate DIR`: how well the matcher ranks on a folder of judged questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer
from sqlalchemy import Engine

from bot import evaluation_report
from bot.evaluation_report import Evaluated
from bot.progress import progress
from bot.settings import read as read_settings
from matching import embedder
from matching.comparison import compare, rankings_of
from matching.embedder import LONGEST, Embedder, Vectors
from matching.judged import JudgedFolder, read
from matching.rankings import Model, model_of
from store import vectors
from store.engine import DatabaseUnavailable, migrate, open_engine
from store.vectors import text_hash

CACHE = Path("var", "evaluate.db")
BATCH = 64  # texts embedded between two commits: what an interrupted run loses, some ten seconds


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for; without a model the setting decides."""

    folder: Path
    limit: int | None = None
    model: str | None = None
    cache: Path = CACHE
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """The texts of one side under the name that the cache has for its vectors."""

    model: str
    texts: Sequence[str]


def run(
    order: Order,
    describe: Callable[[str], Model] = model_of,
    load: Callable[[str], Embedder] = embedder.load,
) -> None:
    """Evaluate the folder and write the figures to standard output; everything else goes to standard error.

    The model is loaded only if a text is not in the cache. Raises FolderUnusable, SettingsWrong,
    DatabaseUnavailable or WeightsError, each a sentence for the operator.
    """
    judged = read(order.folder, order.limit)
    for warned in judged.warnings:
        typer.echo(f"Warning: {warned.text}: {warned.count}.", err=True)
    model = describe(order.model or read_settings().model)
    engine = _cache(order.cache)
    try:
        passages, asked = _vectors(engine, model, judged, load)
    finally:
        engine.dispose()
    with progress("Ranking", rankings_of(judged, model)) as advance:
        comparison = compare(judged, model, passages, asked, advance)
    evaluated = Evaluated(str(order.folder), model, judged, comparison)
    typer.echo(
        evaluation_report.json_text(evaluated) if order.as_json else evaluation_report.table(evaluated)
    )


def _cache(file: Path) -> Engine:
    try:
        engine = open_engine(f"sqlite:///{file}")
        migrate(engine)
    except DatabaseUnavailable as error:
        # The store's sentences name the setting of the product's database.
        raise DatabaseUnavailable(str(error).replace("DATABASE_URL", "--cache")) from error
    return engine


def _vectors(
    engine: Engine, model: Model, judged: JudgedFolder, load: Callable[[str], Embedder]
) -> tuple[Vectors, Vectors]:
    """Return the rows of the documents and of the questions, all as the cache keeps them."""
    documents = _Side(f"{model.name}/passage", [document.text for document in judged.documents])
    questions = _Side(f"{model.name}/question", [question.text for question in judged.questions])
    missing = {side.model: _missing(engine, side) for side in (documents, questions)}
    if any(missing.values()):
        typer.echo("Loading the embedding model ...", err=True)
        loaded = load(model.setting)
        total = sum(_work(text) for texts in missing.values() for text in texts)
        with progress("Embedding", total) as advance:
            for side, embed in ((documents, loaded.passages), (questions, loaded.questions)):
                for batch in _batches(missing[side.model]):
                    _keep(engine, side.model, batch, embed(batch))
                    advance(sum(map(_work, batch)))
    return _stored(engine, documents), _stored(engine, questions)


def _missing(engine: Engine, side: _Side) -> list[str]:
    """Return the texts without a vector, longest first: batches are even, and time left never grows."""
    by_hash = {text_hash(text): text for text in side.texts}
    with engine.connect() as connection:
        found = vectors.get(connection, side.model, by_hash)
    return sorted((text for each, text in by_hash.items() if each not in found), key=len, reverse=True)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))


def _work(text: str) -> int:
    """Return what embedding costs, in characters that are read."""
    return min(len(text), LONGEST)


def _keep(engine: Engine, model: str, texts: Sequence[str], rows: Vectors) -> None:
    with engine.begin() as connection:
        vectors.put(connection, model, dict(zip(map(text_hash, texts), rows, strict=True)))


def _stored(engine: Engine, side: _Side) -> Vectors:
    hashes = [text_hash(text) for text in side.texts]
    with engine.connect() as connection:
        found = vectors.get(connection, side.model, hashes)
    return np.stack([found[each] for each in hashes])
