"""Opening the database, SQLite or PostgreSQL, and bringing it up to the tables of this version."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from store import migrations
from store.discreet import DiscreetCursor
from store.unavailable import folder_sentence, may_pass, sentence
from store.write_turns import SharedSync, TurnTaking, WriteTurns, force_to_disk

# A server that does not answer is told of after this time, not after the two minutes TCP waits, or the
# quarter of an hour where it falls silent while connections stand.
CONNECT_SECONDS = 10

# Connections that stay open: 8 workflows at once each read on one while they write on another (THREADS in
# bot/durable.py), and 16 threads store events and answer forms (STORED_AT_ONCE in bot/web.py).
POOL = 32

# How SQLite begins a transaction that takes the write lock.
IMMEDIATE = "IMMEDIATE"

# Any number will do as long as every process takes the same one before it migrates.
MIGRATION_LOCK = 5_121_852


# What a statement raises that the database could not carry out.
DatabaseFailed = SQLAlchemyError


class DatabaseUnavailable(Exception):
    """The database cannot be used; the text is a sentence that says so and what to do."""


class DatabaseSettingWrong(DatabaseUnavailable):
    """No waiting makes this database usable: DATABASE_URL, or what stands there, has to be another one."""


def open_engine(url: str, busy_timeout_ms: int = 30_000, *, durable: bool = True) -> Engine:
    """Return an engine whose database answers and can be written to.

    `url` is sqlite:///PATH, made with its folder if missing, or postgresql://. A SQLite writer waits for
    another one up to `busy_timeout_ms`. For a SQLite file that nobody needs after a crash, `durable` may be
    False: then nothing waits for the disk. Raises DatabaseUnavailable.
    """
    parsed = _parse(url)
    engine = (
        _sqlite(parsed, busy_timeout_ms, durable)
        if parsed.get_backend_name() == "sqlite"
        else _postgresql(parsed)
    )
    try:
        with _said_plainly(engine.url), engine.connect() as conn:
            _check_writable(conn)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> None:
    """Bring the tables up to this version, all steps or none; a second process waits for its turn.

    Raises DatabaseUnavailable.
    """
    config = _migrations()
    with _said_plainly(engine.url), engine.connect() as conn:
        if engine.dialect.name == "sqlite":
            # A table that SQLite must make anew is dropped in between, and what refers to it with it, unless
            # references count for nothing meanwhile (sqlite.org/lang_altertable.html, step 1).
            conn.exec_driver_sql("PRAGMA foreign_keys = OFF")
            # Python's driver begins no transaction before DDL, so half a migration could stay behind.
            conn.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            broken = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert not broken, f"a migration left references to nothing: {broken[:3]}"
        conn.commit()
        if engine.dialect.name == "sqlite":
            conn.exec_driver_sql("PRAGMA foreign_keys = ON")


def is_current(engine: Engine) -> bool:
    """Return whether the tables are those of this version. Raises DatabaseUnavailable."""
    wanted = ScriptDirectory.from_config(_migrations()).get_heads()
    with _said_plainly(engine.url), engine.connect() as conn:
        return set(MigrationContext.configure(conn).get_current_heads()) == set(wanted)


def reach(engine: Engine) -> None:
    """Return if the database answers now: a server is asked, a file is there. Raises DatabaseFailed."""
    if engine.dialect.name != "sqlite":
        engine.connect().close()  # who is lent a connection asks for an answer first (pool_pre_ping)


def sqlite_file(url: str) -> str | None:
    """Return the file that an address names, None for another database. Raises DatabaseSettingWrong."""
    parsed = _parse(url)
    return parsed.database if parsed.get_backend_name() == "sqlite" else None


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseSettingWrong(
            "DATABASE_URL cannot be read. Write sqlite:///var/counterpart.db or"
            " postgresql://user:password@host:5432/database."
        ) from error
    if parsed.drivername == "postgres":  # as several hosts of databases write it
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseSettingWrong(
            f"{parsed.get_backend_name()} databases are not supported."
            " Set DATABASE_URL to a SQLite file (sqlite:///PATH) or to PostgreSQL (postgresql://...)."
        )
    return parsed


def _sqlite(url: URL, busy_timeout_ms: int, durable: bool) -> Engine:  # noqa: FBT001 (handed on)
    name = (url.database or "").removeprefix("file:")
    if name in ("", ":memory:"):
        raise DatabaseSettingWrong(
            "DATABASE_URL names no file, and a database in memory is not shared between threads."
            " Write sqlite:///PATH."
        )
    folder = Path(name).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseSettingWrong(folder_sentence(folder, error)) from error
    # A transaction takes the write lock, and waits for it, at its first write. What it reads before that
    # stands outside of it, as the driver begins no transaction to read: so changes of state compare and set.
    arguments = {"isolation_level": IMMEDIATE, "factory": _Immediate}
    engine = create_engine(url, connect_args=arguments, pool_size=POOL, hide_parameters=True)
    # SQLite keeps its locks on other files, so its log may be opened and closed beside it.
    turns, sync = WriteTurns(), SharedSync(partial(force_to_disk, f"{Path(name).resolve()}-wal"))

    @event.listens_for(engine, "connect")
    def prepare(connection: TurnTaking, _record: Any) -> None:
        connection.turns, connection.patience = turns, busy_timeout_ms / 1000
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms:d}")
        [mode] = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if durable and mode == "wal":  # else the file system cannot share memory: SQLite itself waits then
            connection.sync = sync
        waits = ("NORMAL" if connection.sync else "FULL") if durable else "OFF"
        connection.execute(f"PRAGMA synchronous = {waits}")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


class _Immediate(TurnTaking):
    """Takes the write lock when a transaction begins, whatever isolation level was asked for.

    Asking SQLAlchemy for any (the workflow engine asks for SERIALIZABLE) sets the driver to deferred
    transactions, and leaves the pooled connection so. Seen to here and not by an event of SQLAlchemy, because
    an engine with one such event looks for others at every statement, a fifth of what a short one costs.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, IMMEDIATE if (name, value) == ("isolation_level", "") else value)


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=POOL,
        hide_parameters=True,  # what officials wrote stays out of the log
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": CONNECT_SECONDS * 1000,
            "cursor_factory": DiscreetCursor,
        },
    )


def _check_writable(conn: Connection) -> None:
    if conn.dialect.name == "sqlite":
        # BEGIN IMMEDIATE alone finds a locked file, but on a read-only one it is content with reading.
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        version = conn.exec_driver_sql("PRAGMA user_version").scalar_one()
        conn.exec_driver_sql(f"PRAGMA user_version = {version:d}")
        conn.rollback()
    elif conn.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
        raise DatabaseUnavailable(
            "The PostgreSQL server takes no changes: it is a standby, or its transactions are read-only."
            " Let DATABASE_URL name the primary server."
        )


def _migrations() -> Config:
    config = Config()
    folder = str(Path(migrations.__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


@contextmanager
def _said_plainly(url: URL) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = sentence(url, cause)
        if said is None:
            raise
        made = DatabaseUnavailable if may_pass(cause) else DatabaseSettingWrong
        raise made(said) from error
    except CommandError as error:
        raise DatabaseSettingWrong(
            "The database was made by a version of Counterpart that this one does not know."
            f" Install that version or a newer one. ({error})"
        ) from error
