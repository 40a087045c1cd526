"""Engines that open as the product opens them and share, within a run, the statements they compiled."""

from typing import Any

from sqlalchemy import Dialect, Engine

from store.engine import open_engine

# Compiled SQL is kept under its dialect, so engines that share the SQL share the dialect as well.
_dialects: dict[str, Dialect] = {}
_compiled: dict[Any, Any] = {}


def quickly_opened(url: str) -> Engine:
    """Return an engine on the database that compiles only statements no other such engine compiled.

    Every test has an engine of its own, and compiling anew what the tests before it ran took half their time.
    """
    engine = open_engine(url)
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_compiled)
    return engine
