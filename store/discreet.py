"""Errors of PostgreSQL that repeat nothing of what was to be written: what people wrote is not logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor, Error


class DiscreetCursor(Cursor[Any]):
    """A cursor whose errors say what is wrong, and not with which values.

    The server adds the whole row to an error about one of its columns ("DETAIL: Failing row contains ..."),
    and the driver makes one text of both.
    """

    def execute(self, *arguments: Any, **named: Any) -> Any:
        """Execute as the driver does."""
        with _without_details():
            return super().execute(*arguments, **named)

    def executemany(self, *arguments: Any, **named: Any) -> None:
        """Execute as the driver does."""
        with _without_details():
            super().executemany(*arguments, **named)


@contextmanager
def _without_details() -> Iterator[None]:
    try:
        yield
    except Error as error:
        if error.diag.message_primary:  # else it comes from the driver: the connection failed
            error.args = (error.diag.message_primary,)
        raise
