"""What tests share: a SQLite file and a real PostgreSQL database for whoever asks, and the models."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import structlog
from sqlalchemy import Engine

from matching.embedded import Embedder
from matching.embedder import load
from store.engine import migrate, open_engine
from tests import one_database, postgresql
from tests.engines import quickly_opened
from tests.quick_folder import quick_folder
from tests.spare_databases import Database, SpareDatabases


def pytest_configure() -> None:
    """Let temporary files lie in memory, those of other processes as well; a TMPDIR of one's own counts.

    And let what is logged be printed fast.
    """
    if memory := quick_folder():
        os.environ.setdefault("TMPDIR", str(memory))
        tempfile.tempdir = None  # it may have been asked for before
    # Tracebacks as Python prints them: in colours with all locals one takes a second, on a busy machine ten.
    *others, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, plain])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests have those of the use cases on both databases."""
    parser.addoption("--both-databases", action="store_true", help="play each use case on both databases")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Play each use case on one of the two databases (tests/one_database.py)."""
    if not config.getoption("both_databases"):
        items[:], left = one_database.chosen(items)
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """Spare the run most of the garbage collector's work, which took a fifth of its time.

    What was imported stays to the end and need not be looked through, and tests that each make thousands of
    objects need no look at every 700.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled models, loaded once; tests that need no meaning use tests.fakes_embedder."""
    return load()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, without a database; its database `migrated` is the one tests copy."""
    with postgresql.running_server() as url:
        postgresql.run(url, "CREATE DATABASE migrated")
        _migrate(f"{url}/migrated")
        yield url


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """Numbers that no other test of the run gets."""
    return count(1)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated, empty SQLite file of the test's own."""
    path = tmp_path / "counterpart.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def administration(postgresql_server: str) -> Iterator[psycopg.Connection]:
    """One connection that makes and drops the databases of all tests; opening it costs as much as a drop."""
    with postgresql.connected(postgresql_server) as connection:
        yield connection


@pytest.fixture(scope="session")
def spare_databases(
    postgresql_server: str, administration: psycopg.Connection, numbers: Iterator[int]
) -> Iterator[SpareDatabases]:
    """The PostgreSQL databases that tests leave to each other."""
    spare = SpareDatabases(postgresql_server, administration, numbers)
    yield spare
    spare.close()


@pytest.fixture
def postgresql_database(spare_databases: SpareDatabases) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database, which is the test's own meanwhile."""
    database = spare_databases.take()
    yield database
    spare_databases.give_back(database)


@pytest.fixture
def postgresql_url(postgresql_database: Database) -> str:
    """The URL of a migrated, empty PostgreSQL database of the test's own."""
    return postgresql_database.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty database of the test's own, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(request: pytest.FixtureRequest, database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`; on PostgreSQL the one whose connections tests leave to each other."""
    if not database_url.startswith("sqlite"):
        yield request.getfixturevalue("postgresql_database").engine
        return
    opened = quickly_opened(database_url)
    yield opened
    opened.dispose()


def _migrate(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
