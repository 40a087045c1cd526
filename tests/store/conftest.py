import pytest

from tests import postgresql as server
from tests.engines import quickly_opened


@pytest.fixture
def conn(engine):
    """A connection whose changes are taken back after the test."""
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def postgresql(postgresql_url):
    """An engine on PostgreSQL, the only database on which two transactions write at the same time."""
    opened = quickly_opened(postgresql_url)
    yield opened
    opened.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path, numbers):
    """The URL of a database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    url, name = request.getfixturevalue("postgresql_server"), f"empty_{next(numbers)}"
    server.run(url, f"CREATE DATABASE {name}")
    yield f"{url}/{name}"
    server.run(url, f"DROP DATABASE {name} WITH (FORCE)")
