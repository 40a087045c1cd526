"""Which processes live: seen at once when one ends, and never wrongly while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from store.engine import open_engine
from store.executors import ALONE, LOOKS_APART, Executors
from tests.engines import quickly_opened
from tests.waiting import wait_until


@contextmanager
def living(url: str, looks_apart: float = LOOKS_APART) -> Iterator[Executors]:
    """A process that lives on this database, with an engine of its own as a process has."""
    engine = open_engine(url)
    process = Executors(engine, looks_apart)
    process.enter()
    try:
        yield process
    finally:
        process.leave()
        engine.dispose()


def test_of_two_processes_each_sees_the_other_until_it_ends(postgresql_url: str):
    with living(postgresql_url) as one:
        with living(postgresql_url) as other:
            assert one.absent([one.own, other.own]) == []
            assert other.absent([one.own, other.own]) == []

        assert one.absent([one.own, other.own]) == [other.own]


def test_who_never_was_there_is_absent_for_everybody_who_asks(postgresql_url: str):
    with living(postgresql_url) as one, living(postgresql_url) as other:
        assert one.absent(["process-gone", ALONE]) == [ALONE, "process-gone"]
        assert other.absent(["process-gone", ALONE]) == [ALONE, "process-gone"]


def test_a_process_whose_connection_was_cut_is_soon_known_to_live_again(postgresql_url: str):
    engine = quickly_opened(postgresql_url)
    with living(postgresql_url, looks_apart=0.1) as one, living(postgresql_url, looks_apart=0.1) as other:
        cut = sessions(engine)
        with engine.connect() as connection:
            connection.execute(select(*(func.pg_terminate_backend(each) for each in cut)))

        wait_until(lambda: len(sessions(engine) - cut) == len(cut) == 2)
        assert one.absent([other.own]) == other.absent([one.own]) == []
    engine.dispose()


def sessions(engine: Engine) -> set[int]:
    """The sessions of the server that tell that a process lives."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
        return set(found.scalars())


def test_each_process_has_a_name_of_its_own_where_several_share_a_database(postgresql_url: str):
    engine = quickly_opened(postgresql_url)

    assert Executors(engine).own != Executors(engine).own
    engine.dispose()


def test_the_one_process_of_a_file_takes_what_it_finds_for_its_own(sqlite_url: str):
    with living(sqlite_url) as former:
        name = former.own
    with living(sqlite_url) as present:
        assert present.own == name
        assert present.absent(["process-gone"]) == []
