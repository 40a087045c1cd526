import os
import socket
import sqlite3
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from store import tables
from store.engine import DatabaseUnavailable, is_current, migrate, open_engine
from tests import postgresql
from tests.factories import NOW, add_network

ROOT = Path(__file__).parents[2]
MIGRATE = "import sys; from store.engine import migrate, open_engine; migrate(open_engine(sys.argv[1]))"


@pytest.fixture
def opened():
    """Opens engines and closes them after the test."""
    engines = []

    def open_it(url, **settings):
        engines.append(open_engine(url, **settings))
        return engines[-1]

    yield open_it
    for engine in engines:
        engine.dispose()


def said(url, **settings):
    with pytest.raises(DatabaseUnavailable) as raised:
        open_engine(url, **settings)
    return str(raised.value)


def test_a_server_that_falls_silent_is_given_up_after_ten_seconds(opened, postgresql_url):
    with opened(postgresql_url).connect() as conn:
        number = conn.connection.dbapi_connection.fileno()
        with socket.socket(fileno=os.dup(number)) as line:
            patience = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    assert patience == 10_000  # milliseconds; without it the system waits for a quarter of an hour


@pytest.mark.parametrize("rows", [1, 2])
def test_an_error_repeats_nothing_of_what_was_to_be_written(opened, database_url, rows):
    written = {"key": "1", "address": "", "message": "How do I sack my deputy?", "locale": ""}
    row = written | {"state": "no such state", "network_id": 1, "created_at": NOW}

    with pytest.raises(IntegrityError) as refused, opened(database_url).begin() as conn:
        conn.execute(tables.delivery.insert(), [row | {"key": str(each)} for each in range(rows)])

    said = "".join(traceback.format_exception(refused.value))
    assert "delivery" in said
    assert "deputy" not in said


def test_the_folder_of_a_new_sqlite_file_is_made(opened, tmp_path):
    opened(f"sqlite:///{tmp_path}/var/new/counterpart.db")

    assert (tmp_path / "var/new/counterpart.db").exists()


def test_a_sqlite_file_is_set_so_that_nothing_committed_is_lost(opened, sqlite_url):
    engine = opened(sqlite_url, busy_timeout_ms=1234)

    with engine.connect() as conn:
        pragmas = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

        waits = conn.connection.dbapi_connection.sync is not None

    # synchronous 1 is NORMAL: after a commit the connection waits for the disk (store/write_turns.py)
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 1234}
    assert waits


def test_a_sqlite_transaction_takes_the_write_lock_when_it_begins_whatever_isolation_was_asked_for(
    opened, sqlite_url
):
    engine = opened(sqlite_url)
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as conn:
        conn.execute(text("SELECT 1"))
    statements: list[str] = []

    with engine.begin() as conn:
        conn.connection.dbapi_connection.set_trace_callback(statements.append)
        add_network(conn)

    assert statements[0].strip() == "BEGIN IMMEDIATE"


def test_a_sqlite_transaction_that_has_read_waits_for_a_writer_instead_of_failing(opened, sqlite_url):
    engine = opened(sqlite_url)

    with engine.connect() as first, engine.connect() as second, ThreadPoolExecutor(1) as thread:
        second.execute(text("SELECT count(*) FROM network"))
        add_network(first, "Harbour network")
        waiting = thread.submit(add_network, second, "Valley network")
        first.commit()
        waiting.result(timeout=10)
        second.commit()

    with engine.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM network")).scalar_one() == 2


def test_a_plain_postgresql_url_is_opened_with_psycopg(opened, postgresql_url):
    assert postgresql_url.startswith("postgresql://")

    assert opened(postgresql_url).driver == "psycopg"


def test_migrating_makes_a_database_current(opened, empty_url):
    engine = opened(empty_url)
    before = is_current(engine)

    migrate(engine)

    assert (before, is_current(engine)) == (False, True)


def test_migrating_again_changes_nothing(opened, database_url):
    engine = opened(database_url)
    with engine.begin() as conn:
        network_id = add_network(conn)

    migrate(engine)

    with engine.connect() as conn:
        assert add_network(conn) == network_id


def test_two_processes_that_migrate_at_once_both_find_it_done(opened, empty_url):
    engine = opened(empty_url)
    program = [sys.executable, "-c", MIGRATE, str(empty_url)]

    processes = [subprocess.Popen(program, cwd=ROOT) for _ in range(2)]

    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert is_current(engine)


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(opened, empty_url):
    engine = opened(empty_url)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE vector (x integer)"))  # in the way of one of the last tables

    with pytest.raises(DBAPIError, match="vector"):
        migrate(engine)

    assert inspect(engine).get_table_names() == ["vector"]


def test_a_database_of_a_newer_version_is_left_alone(opened, database_url):
    engine = opened(database_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseUnavailable, match="a version of Counterpart that this one does not know"):
        migrate(engine)
    assert not is_current(engine)


@pytest.mark.parametrize("url", ["", "counterpart.db", "sqlite:/"])
def test_a_url_that_is_none_is_answered_with_how_to_write_one(url):
    assert said(url).startswith("DATABASE_URL cannot be read. Write sqlite:///")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"])
def test_a_database_in_memory_is_refused(url):
    assert said(url).startswith("DATABASE_URL names no file")


def test_another_kind_of_database_is_refused_by_name():
    assert said("mysql://localhost/counterpart").startswith("mysql databases are not supported.")


def test_a_locked_file_is_told_apart(opened, sqlite_url, tmp_path):
    with closing(sqlite3.connect(tmp_path / "counterpart.db")) as other_process:
        other_process.execute("BEGIN IMMEDIATE")

        sentence = said(sqlite_url, busy_timeout_ms=20)

    assert sentence.startswith(
        f"The database {tmp_path}/counterpart.db is locked: another process is writing"
    )


def test_a_file_that_is_locked_when_it_is_migrated_is_told_apart(opened, tmp_path):
    engine = opened(f"sqlite:///{tmp_path}/counterpart.db", busy_timeout_ms=20)
    with closing(sqlite3.connect(tmp_path / "counterpart.db")) as other_process:
        other_process.execute("BEGIN IMMEDIATE")

        with pytest.raises(DatabaseUnavailable, match="is locked: another process is writing"):
            migrate(engine)


def test_a_file_that_cannot_be_written_to_is_told_apart(sqlite_url, tmp_path):
    # SQLite's own read-only mode, because file permissions do not hold back root.
    read_only = f"sqlite:///file:{tmp_path}/counterpart.db?mode=ro&uri=true"

    assert "counterpart.db is read-only. Make the file and its folder writable" in said(read_only)


def test_a_file_that_is_no_database_is_told_apart_and_left_as_it_was(tmp_path):
    letter = tmp_path / "letter.db"
    letter.write_text("Dear council, " * 100)

    assert said(f"sqlite:///{letter}").startswith(f"{letter} is not a SQLite database.")
    assert letter.read_text() == "Dear council, " * 100


def test_a_folder_in_place_of_the_file_is_told_apart(tmp_path):
    assert said(f"sqlite:///{tmp_path}").startswith(f"The database {tmp_path} cannot be opened.")


def test_a_folder_that_cannot_be_made_is_told_apart(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")

    sentence = said(f"sqlite:///{tmp_path}/var/data/counterpart.db")

    assert sentence.startswith(f"The folder {tmp_path}/var/data for the database cannot be made")


def test_a_server_that_does_not_answer_is_told_apart_without_the_password():
    sentence = said("postgresql://robin:secret@127.0.0.1:1/counterpart")  # nobody listens on port 1

    assert sentence.startswith(
        "The PostgreSQL server at 127.0.0.1:1 cannot be used for the database counterpart"
    )
    assert "secret" not in sentence


def test_a_database_that_the_server_does_not_have_is_told_apart(postgresql_server):
    assert 'database "nowhere" does not exist' in said(f"{postgresql_server}/nowhere")


def test_a_server_that_takes_no_changes_is_told_apart(postgresql_url):
    read_only = f"{postgresql_url}?options=-c%20default_transaction_read_only%3Don"

    assert said(read_only).startswith("The PostgreSQL server takes no changes")


def test_a_role_that_may_not_make_tables_is_told_apart(opened, postgresql_server, postgresql_url):
    postgresql.run(postgresql_server, "CREATE ROLE guest LOGIN")
    postgresql.run(postgresql_server, "CREATE DATABASE guests")
    engine = opened(f"{postgresql_server.replace('postgres@', 'guest@')}/guests")

    with pytest.raises(DatabaseUnavailable, match=r"^guest may not change the tables of guests"):
        migrate(engine)


def test_a_postgresql_that_restarted_is_reached_again(opened, postgresql_server, postgresql_url):
    engine = opened(postgresql_url)
    with engine.begin() as conn:
        network_id = add_network(conn)

    # What a restart does to the connections that wait in the pool.
    postgresql.run(
        postgresql_server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{engine.url.database}' AND pid <> pg_backend_pid()",
    )

    with engine.connect() as conn:
        assert add_network(conn) == network_id
