"""What stands between us and the database, as one sentence that says what to do."""

import sqlite3
from pathlib import Path

from psycopg import OperationalError
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

# By SQLite's primary result code, https://www.sqlite.org/rescode.html; {file} is the database.
SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: (
        "The database {file} is locked: another process is writing to it."
        " Stop that process, or wait until it is done, and try again."
    ),
    sqlite3.SQLITE_READONLY: (
        "The database {file} is read-only. Make the file and its folder writable,"
        " or point DATABASE_URL elsewhere."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {file} cannot be opened. Check that it is a file and that its folder can be written to."
    ),
    sqlite3.SQLITE_NOTADB: (
        "{file} is not a SQLite database. Point DATABASE_URL at another file; this one was left as it is."
    ),
    sqlite3.SQLITE_CORRUPT: "The database {file} is damaged. Restore it from a backup.",
    sqlite3.SQLITE_FULL: "There is no room left for the database {file}. Free some space and try again.",
    sqlite3.SQLITE_IOERR: "The disk under the database {file} does not answer as it should. Check the disk.",
}


def folder_sentence(folder: Path, error: OSError) -> str:
    """Return what to do about a folder that could not be made."""
    return (
        f"The folder {folder} for the database cannot be made ({error.strerror})."
        " Make it yourself, or point DATABASE_URL elsewhere."
    )


def may_pass(cause: BaseException | None) -> bool:
    """Say whether the same call may succeed later with nothing changed: a lock ends, a server starts."""
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF == sqlite3.SQLITE_BUSY
    return isinstance(cause, OperationalError)


def is_away(error: SQLAlchemyError) -> bool:
    """Say whether the database could not be reached or used just now: the same may succeed in a moment."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or may_pass(error.orig)
    return isinstance(error, TimeoutError)  # all connections are taken


def sentence(url: URL, cause: BaseException | None) -> str | None:
    """Return what to do about a driver's error, None for one that is a bug of ours. Names no password."""
    if isinstance(cause, sqlite3.Error):
        # Extended codes carry the primary one in their lowest byte.
        primary = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        said = SQLITE_SENTENCES.get(primary)
        return said and said.format(file=url.database)
    server = f"{url.host or 'localhost'}:{url.port or 5432}"
    if isinstance(cause, InsufficientPrivilege):
        return (
            f"{url.username} may not change the tables of {url.database} at {server}."
            " Give that role CREATE on the schema, or run `counterpart migrate` as one that has it."
        )
    if isinstance(cause, OperationalError):
        reason = str(cause).strip().splitlines()[0] if str(cause).strip() else "no reason given"
        return (
            f"The PostgreSQL server at {server} cannot be used for the database {url.database}: {reason}."
            " Check that it runs and that DATABASE_URL names the right host, database and password."
        )
    return None
