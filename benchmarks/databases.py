"""A benchmark on both databases: a new SQLite file, and a PostgreSQL server of its own or a named one."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from benchmarks.report import Row, write
from store.engine import migrate, open_engine
from tests.postgresql import run, running_server


def on_both(name: str, fill: Callable[[Connection], None], measured: Callable[[Engine], list[Row]]) -> None:
    """Measure on each database, filled first, and keep the rows under the name.

    `--url` names a PostgreSQL database; without it a server is started that is gone afterwards.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="")
    url = parser.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        rows = _on(f"sqlite:///{folder}/network.db", fill, measured)
    with _postgresql(name, url) as server:
        write(name, rows + _on(server, fill, measured))


@contextmanager
def _postgresql(name: str, url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with running_server() as server:
        run(server, f"CREATE DATABASE {name}")
        yield f"{server}/{name}"


def _on(url: str, fill: Callable[[Connection], None], measured: Callable[[Engine], list[Row]]) -> list[Row]:
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        fill(connection)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    try:
        return measured(engine)
    finally:
        engine.dispose()
