"""PostgreSQL databases that tests leave to each other, emptied, with the connections that are open to them.

To make a database, to connect to it, to let the new connections learn its tables, and to drop it took longer
than most tests take: emptying one that is there takes 10 ms.
"""

from collections.abc import Iterator
from functools import cached_property

import psycopg
from sqlalchemy import Connection, Engine, QueuePool

from tests.engines import quickly_opened
from tests.kept_rows import rows_of, write

# Triggers and references count for nothing here: all rows go. What was never written to has no size.
EMPTYING = """
DO $$
DECLARE emptied regclass;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR emptied IN
        SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, to_regnamespace('dbos'))
        AND relname NOT IN ('alembic_version', 'dbos_migrations') AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE 'DELETE FROM ' || emptied;
    END LOOP;
    PERFORM setval((schemaname || '.' || sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""

# What the migrations made; a test may rename a table, drop it, or switch off its triggers.
MADE = """
SELECT md5(string_agg(made, ' ' ORDER BY made)) FROM (
    SELECT relname || '.' || attname AS made FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
) AS everything
"""


class Database:
    """One database: migrated, empty, and a test's own until that gives it back."""

    def __init__(self, server_url: str, name: str) -> None:
        self.name = name
        self.url = f"{server_url}/{name}"

    @cached_property
    def engine(self) -> Engine:
        """An engine on it, open as long as the database is there."""
        return quickly_opened(self.url)


class SpareDatabases:
    """Those of one server: a test takes one and gives it back."""

    def __init__(self, server_url: str, administration: psycopg.Connection, numbers: Iterator[int]) -> None:
        """Copy `migrated` when one is needed; `administration` is connected to another database of it."""
        self._server_url = server_url
        self._administration = administration
        self._numbers = numbers
        self._spare: list[Database] = []
        migrated = Database(server_url, "migrated").engine
        self._migrated = rows_of(migrated)
        with migrated.connect() as connection:
            self._made_first = _made(connection)
        migrated.dispose()  # whoever copies a database must be alone with it

    def take(self) -> Database:
        """Return one that is empty."""
        return self._spare.pop() if self._spare else self._new()

    def give_back(self, database: Database) -> None:
        """Empty it for the next test; one with other tables, or to which others are connected, is dropped."""
        if self._is_left_alone(database) and self._emptied(database):
            self._spare.append(database)
        else:
            self._drop(database)

    def close(self) -> None:
        """Close the connections; the databases go with the server."""
        for database in self._spare:
            database.engine.dispose()

    def _new(self) -> Database:
        name = f"test_{next(self._numbers)}"
        self._administration.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY file_copy".encode())
        return Database(self._server_url, name)

    def _is_left_alone(self, database: Database) -> bool:
        """Say whether each connection to it is one of its engine, and none of them in use."""
        if "engine" not in vars(database):
            return False
        pool = database.engine.pool
        assert isinstance(pool, QueuePool)
        counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        [connections] = self._administration.execute(counted, [database.name]).fetchone() or (0,)
        return pool.checkedout() == 0 and connections == pool.checkedin()

    def _emptied(self, database: Database) -> bool:
        """Empty it unless it has other tables; say whether it has the same."""
        with database.engine.begin() as connection:
            if _made(connection) != self._made_first:
                return False
            connection.exec_driver_sql(EMPTYING)
            write(connection, self._migrated)
        return True

    def _drop(self, database: Database) -> None:
        if "engine" in vars(database):
            database.engine.dispose()
        self._administration.execute(f"DROP DATABASE {database.name} WITH (FORCE)".encode())


def _made(connection: Connection) -> str:
    return str(connection.exec_driver_sql(MADE).scalar_one())
