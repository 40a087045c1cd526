"""`counterpart evaluate DIR`: how well the matcher ranks on a folder of judged questions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    documents = [document.text for document in judged.documents]
    questions = [corrected(question.text, detect(question.text)) for question in judged.questions]
    with engine.connect() as connection:
        passages = embeddings.passages(connection, model.name, model.width, map(text_hash, documents))
        asked = embeddings.questions(connection, model.name, model.width, map(text_hash, questions))
    missing = {
        EntryKind.RECORD: _missing(documents, passages.keys()),
        EntryKind.QUESTION: _missing(questions, asked.keys()),
    }
    if any(missing.values()):
        _embed(engine, model, missing, load)
        return _vectors(engine, model, judged, load)
    return [passages[text_hash(text)] for text in documents], [asked[text_hash(text)] for text in questions]


def _embed(
    engine: Engine,
    model: Model,
    missing: Mapping[EntryKind, Sequence[str]],
    load: Callable[[str], Embedder],
) -> None:
    """Put what is missing into the cache."""
    typer.echo("Loading the embedding model ...", err=True)
    loaded = load(model.setting)
    with progress("Embedding", sum(_work(text) for texts in missing.values() for text in texts)) as advance:
        for kind, texts in missing.items():
            for batch in _batches(texts):
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
