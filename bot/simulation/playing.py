"""One world and its year on a database that is thrown away afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from bot import embeddings
from bot.library import Library
from bot.progress import progress
from bot.simulation import questions, world
from bot.simulation.journal import Row
from bot.simulation.laws import Size
from bot.simulation.questions import Planned
from bot.simulation.thinking import thinking
from bot.simulation.world import World
from bot.simulation.year import Year
from matching.domain import EntryKind
from matching.embedded import Embedder
from matching.language import detect
from matching.spelling import corrected
from store.engine import migrate, open_engine
from store.vectors import text_hash

BATCH = 64  # texts embedded together


def play(size: Size, embedder: Embedder) -> Sequence[Row]:
    """Return what happened in the year of this world. Raises OperatorMistake if its texts do not suffice."""
    with _database() as engine, engine.connect() as connection:
        with progress("Making the world", size.jurisdictions) as advance:
            made = world.write(connection, size, advance)
        planned = questions.plan(made, size)
        connection.commit()
        _embed(engine, embedder, made, planned)
        url = engine.url.render_as_string()
        with thinking(url, embedder) as thinker, progress("Playing the year", size.questions) as advance:
            return Year(connection, thinker, made, size.seed).play(planned, advance)


@contextmanager
def _database() -> Iterator[Engine]:
    with TemporaryDirectory(prefix="counterpart-") as folder:
        engine = open_engine(f"sqlite:///{Path(folder, 'simulation.db')}", durable=False)
        migrate(engine)
        try:
            yield engine
        finally:
            engine.dispose()


def _embed(engine: Engine, embedder: Embedder, made: World, planned: Sequence[Planned]) -> None:
    """Embed records and questions now and many at once: so the year is one of use cases, not of models."""
    library = Library(engine, embedder)
    with progress("Embedding records", library.entries(made.network_id)) as advance:
        library.embed_missing(made.network_id, advance)
    texts = _missing(engine, embedder, {corrected(each, detect(each)) for each in _words(planned)})
    with progress("Embedding questions", len(texts) or 1) as advance:
        for start in range(0, len(texts), BATCH):
            batch = {text_hash(text): (text,) for text in texts[start : start + BATCH]}
            embedded = embeddings.embed(embedder, EntryKind.QUESTION, batch)
            with engine.begin() as connection:
                embeddings.keep(connection, embedder.name, EntryKind.QUESTION, embedded)
            advance(len(batch))


def _words(planned: Sequence[Planned]) -> set[str]:
    return {each.text.words for each in planned}


def _missing(engine: Engine, embedder: Embedder, texts: set[str]) -> list[str]:
    """Return the texts that the store lacks, alike long ones together: a batch is as slow as its longest."""
    with engine.connect() as connection:
        by_hash: Mapping[str, str] = {text_hash(text): text for text in texts}
        known = embeddings.questions(connection, embedder.name, embedder.width, by_hash)
    return sorted(
        (text for each, text in by_hash.items() if each not in known), key=lambda text: (len(text), text)
    )
