import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from matching.domain import Kind, NetworkId, OfficialId
from store import due, migrations, officials, places, record_changes, tables
from store.columns import UtcDateTime
from store.engine import migrate, open_engine
from store.statements import CHUNK, chunks
from tests import postgresql
from tests.factories import NOW, add_network, make_draft

OF_EXPRESSIONS = ("ix_member_topic_topic", "ix_record_topic_topic")

POSTGRESQL_SCHEMA = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
"""


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_alembic_finds_no_difference_between_the_migrations_and_the_tables(engine):
    compared = {"include_object": lambda _object, name, *_others: name not in OF_EXPRESSIONS}
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts=compared), tables.metadata) == []


# Alembic compares neither check constraints nor the conditions and expressions of indexes: the databases are
# asked as well.


def test_the_migrations_make_every_column_constraint_and_index_of_the_tables_on_sqlite(sqlite_url, tmp_path):
    by_hand = create_engine(f"sqlite:///{tmp_path}/by-hand.db")
    tables.metadata.create_all(by_hand)

    assert sqlite_schema(sqlite_url) == sqlite_schema(str(by_hand.url))
    by_hand.dispose()


def test_the_migrations_make_every_column_constraint_and_index_of_the_tables_on_postgresql(
    postgresql_server, postgresql_url
):
    postgresql.run(postgresql_server, "CREATE DATABASE by_hand")
    by_hand = open_engine(f"{postgresql_server}/by_hand")
    tables.metadata.create_all(by_hand)

    assert postgresql_schema(postgresql_url) == postgresql_schema(f"{postgresql_server}/by_hand")
    by_hand.dispose()


def sqlite_schema(url):
    engine = create_engine(url)
    with engine.connect() as conn:
        rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    engine.dispose()
    return {name: sqlite_parts(sql) for name, sql in rows if name != "alembic_version"}


def sqlite_parts(sql):
    """What a table is made of, in any order: a column that a later migration added stands last.

    A table that a migration made anew has its name in quotation marks.
    """
    made, _, rest = sql.partition("(")
    if not made.startswith("CREATE TABLE"):
        return [sql]
    inside, _, _ = rest.rpartition(")")
    commas_between_parts = r",(?![^()]*\))"  # and none inside of brackets
    return [
        made.strip().replace('"', ""),
        *sorted(part.strip() for part in re.split(commas_between_parts, inside)),
    ]


def postgresql_schema(url):
    engine = open_engine(url)
    with engine.connect() as conn:
        found = {tuple(row) for row in conn.execute(text(POSTGRESQL_SCHEMA)) if row[0] != "alembic_version"}
    engine.dispose()
    return found


def test_what_an_older_version_stored_is_kept_and_chose_nothing_yet(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/older.db")
    older = Config()
    older.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as conn:
        older.attributes["connection"] = conn
        command.upgrade(older, "0001")
        conn.execute(text("INSERT INTO network (id, name) VALUES (1, 'Harbour')"))
        conn.execute(text("INSERT INTO official (id, network_id, name) VALUES (7, 1, 'Robin')"))
        conn.execute(text("INSERT INTO jurisdiction (network_id, name, kind) VALUES (1, 'Oak', 'city')"))

    migrate(engine)

    with engine.begin() as conn:
        robin = officials.by_id(conn, NetworkId(1), OfficialId(7), NOW.date())
        assert robin is not None
        assert (robin.name, robin.prefers_peers) == ("Robin", True)
        oak = places.ensure_jurisdiction(conn, NetworkId(1), places.JurisdictionDraft("Oak", Kind.CITY, None))
        assert (oak.climate, oak.coastal) == (None, None)
    engine.dispose()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_a_moment_comes_back_in_utc_wherever_it_was_written(conn, moment):
    due.schedule(conn, add_network(conn), "expiry", 1, moment)

    (waiting,) = due.ready(conn, moment)

    assert waiting.due_at == moment
    assert waiting.due_at.tzinfo == UTC


def test_a_moment_comes_back_in_utc_whatever_the_zone_of_the_session(postgresql_url):
    engine = open_engine(f"{postgresql_url}?options=-c%20timezone%3DAsia/Kathmandu")
    with engine.begin() as conn:
        due.schedule(conn, add_network(conn), "expiry", 1, NOW)
        (waiting,) = due.ready(conn, NOW)
    engine.dispose()

    assert (waiting.due_at, waiting.due_at.tzinfo) == (NOW, UTC)


@given(seconds=st.integers(-2_000_000_000, 9_000_000_000), minutes_east=st.integers(-1439, 1439))
def test_any_moment_is_stored_in_utc(seconds, minutes_east):
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes_east)))

    stored = UtcDateTime().process_bind_param(moment, sqlite.dialect())

    assert stored is not None
    assert (stored, stored.utcoffset()) == (moment, timedelta(0))


def test_a_moment_that_nobody_knows_stays_unknown():
    assert UtcDateTime().process_bind_param(None, sqlite.dialect()) is None
    assert UtcDateTime().process_result_value(None, sqlite.dialect()) is None


def test_a_moment_without_a_zone_is_refused(conn):
    with pytest.raises(StatementError, match="has no time zone"):
        due.schedule(conn, add_network(conn), "expiry", 1, datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 (the point)


@given(st.integers(0, 3 * CHUNK + 1))
def test_chunks_hold_every_value_once_in_order_and_never_too_many(number):
    parts = list(chunks(range(number)))

    assert [value for part in parts for value in part] == list(range(number))
    assert all(1 <= len(part) <= CHUNK for part in parts)


def test_no_row_is_without_its_network(conn):
    with pytest.raises(IntegrityError):
        record_changes.save(conn, NetworkId(77), make_draft(), NOW)
