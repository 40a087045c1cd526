"""On which of the two databases a use case is played: on one of them by turns, or on both.

The tests of the store run on both always. Those of the use cases reach the same statements over and over, and
on both they would take an hour of two processors; so each has one database, drawn by its name, and
`make test-both` plays all of them on both.
"""

from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest

BY_TURNS = Path(__file__).parent / "bot"
DATABASES = ("sqlite", "postgresql")


def chosen(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests to run, and those that the other database has."""
    twice = Counter(name for item in items if (name := _without_database(item)))
    left = [
        item
        for item in items
        if twice[name := _without_database(item)] > 1
        and _database(item) != DATABASES[crc32(name.encode()) % len(DATABASES)]
    ]
    return [item for item in items if item not in set(left)], left


def _without_database(item: pytest.Item) -> str:
    """Return the name of a test of a use case without its database, "" for any other test."""
    database = _database(item)
    if database is None or not item.path.is_relative_to(BY_TURNS):
        return ""
    *_, case = item.nodeid.partition("[")
    others = [each for each in case.rstrip("]").split("-") if each != database]
    return f"{item.location[0]} {item.location[2].partition('[')[0]} {others}"


def _database(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_url") if callspec else None
