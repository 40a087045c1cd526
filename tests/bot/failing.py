"""A database that refuses a change, as a full or broken one does, for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

REFUSAL = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'refused'; END$$"


@contextmanager
def refusing(engine: Engine, change: str) -> Iterator[None]:
    """Refuse what the change names, such as "INSERT ON delivery"."""
    table = change.rpartition(" ")[2]
    if engine.dialect.name == "sqlite":
        made = [f"CREATE TRIGGER refusing BEFORE {change} BEGIN SELECT RAISE(ABORT, 'refused'); END"]
        undone = ["DROP TRIGGER refusing"]
    else:
        made = [REFUSAL, f"CREATE TRIGGER refusing BEFORE {change} EXECUTE FUNCTION refuse()"]
        undone = [f"DROP TRIGGER refusing ON {table}", "DROP FUNCTION refuse"]
    run(engine, made)
    try:
        yield
    finally:
        run(engine, undone)


def run(engine: Engine, statements: list[str]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
