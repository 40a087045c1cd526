"""Journals of a few lines for tests."""

from datetime import UTC, datetime, timedelta

from bot.simulation.journal import Row

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


def world(officials: int, capacity: int = 1) -> list[Row]:
    """Officials 1 to n, each in an office of their own that owns the record of the same number."""
    numbers = range(1, officials + 1)
    people = [
        Row(MONDAY, "official", official=each, more={"office": each, "capacity": capacity})
        for each in numbers
    ]
    return [*people, *(Row(MONDAY, "record", record=each, more={"office": each}) for each in numbers)]


def question(number: int, matches: list[int], day: float = 0, relevance: list[int] | None = None) -> Row:
    """A question of official 1000 with these matches, all of them relevant unless the test says otherwise."""
    more = {"matches": matches, "relevance": relevance or [2] * len(matches), "best": 2}
    return Row(_at(day), "question", 1000, question=number, record=matches[0], more=more)


def introduced(number: int, official: int, day: float = 0, asker: int = 1000) -> list[Row]:
    """Question and introduction of one number: the official is asked on this day and agrees a day later."""
    about = (asker, official, number, official, number)
    moves = [Row(_at(day), "asked", *about), Row(_at(day + 1), "accepted", *about)]
    return [question(number, [official], day), *moves]


def _at(day: float) -> datetime:
    return MONDAY + timedelta(days=day)
