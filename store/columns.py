"""What tables are made of: keys, moments, closed lists of states, references that stay within one network."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.sql.schema import SchemaItem

# SQLite counts rows up only for a column typed INTEGER; PostgreSQL gets eight bytes.
Key = BigInteger().with_variant(Integer, "sqlite")

# Any prime and any multiplier will do that send neighbouring ids far apart (`in_turn`).
PRIME, SPREAD = 10_007, 7_919


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC in Python: SQLite drops the zone, PostgreSQL answers in the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC. Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was stored, with UTC as its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def row_id() -> Column[int]:
    """Return a primary key that counts up."""
    return Column("id", Key, primary_key=True, autoincrement=True)


def in_network() -> Column[int]:
    """Return the column that says which network a row belongs to; no row is without one."""
    return Column("network_id", ForeignKey("network.id"), nullable=False)


def named_in_network() -> list[SchemaItem]:
    """Return an id that rows of the same network, and only those, can name through `same_network`."""
    return [row_id(), in_network(), UniqueConstraint("id", "network_id")]


def same_network(
    parent: str, column: str = "", *, nullable: bool = False, index: bool = False
) -> list[SchemaItem]:
    """Return a column that names a row of the parent table, which must belong to this row's network."""
    name = column or f"{parent}_id"
    to_parent = ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [Column(name, Key, nullable=nullable, index=index), to_parent]


def texts(*names: str) -> list[Column[str]]:
    """Return text columns that are never null, and empty where there is nothing to say."""
    return [Column(name, Text, nullable=False, server_default="") for name in names]


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """Return a column for a moment in UTC."""
    return Column(name, UtcDateTime, nullable=nullable)


def one_of(column: str, *values: str) -> CheckConstraint:
    """Return the constraint that the column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def index_where(name: str, condition: str, *columns: Column[Any], unique: bool = False) -> Index:
    """Return an index over the rows that meet the condition, among which `unique` allows each value once."""
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def in_turn(number: ColumnElement[int]) -> ColumnElement[int]:
    """Return the id's place on a circle of PRIME places, on which whoever draws some begins somewhere else.

    Numbers are written out, because an index over this is found by statements that say just the same.
    """
    return number * literal_column(str(SPREAD)) % literal_column(str(PRIME))
