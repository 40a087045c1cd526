import pytest

from store.engine import open_engine


@pytest.fixture
def conn(engine):
    """A connection whose changes are taken back after the test."""
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def postgresql(postgresql_url):
    """An engine on PostgreSQL, the only database on which two transactions write at the same time."""
    opened = open_engine(postgresql_url)
    yield opened
    opened.dispose()
