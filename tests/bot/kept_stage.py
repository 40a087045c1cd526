"""The stage set again in another database, from the rows of the first one that a run set.

Setting it by the product's own queries takes sixty statements; its rows go into fifteen tables.
"""

from sqlalchemy import Engine

from bot.library import Library
from store import networks
from tests.bot.stage import Stage
from tests.fakes_embedder import WordEmbedder
from tests.kept_rows import Rows, rows_of, write

_first: dict[str, tuple[Stage, Rows]] = {}  # by the name of the database's dialect


def stage_in(engine: Engine) -> Stage:
    """Return the stage, set in a migrated database."""
    with engine.connect() as connection:
        if networks.every(connection):  # whose ids the rows of the first one would meet
            return Stage(engine)
    if engine.dialect.name not in _first:
        _first[engine.dialect.name] = _set(engine)
        return _first[engine.dialect.name][0]
    first, rows = _first[engine.dialect.name]
    with engine.begin() as connection:
        write(connection, rows)
    stage = Stage.__new__(Stage)
    vars(stage).update(vars(first), offices=dict(first.offices))
    stage.engine, stage.library = engine, Library(engine, WordEmbedder())
    return stage


def _set(engine: Engine) -> tuple[Stage, Rows]:
    """Return a first stage, and the rows that it has beside those of the migrations."""
    before, stage = rows_of(engine), Stage(engine)
    after = rows_of(engine)
    return stage, {table: rows for table, rows in after.items() if table not in before}
