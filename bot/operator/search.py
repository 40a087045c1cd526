"""`counterpart practice search` and `duplicates`: what is found by the meaning of texts, with the models."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from bot.library import Library, Sought
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import as_text, named
from bot.operator.served import network_of
from bot.records import duplicates as near
from bot.records import near as near_records
from bot.records import practice
from bot.settings import Settings, read
from bot.wiring import clock, load_library, using_database
from matching.domain import NetworkId
from matching.language import detect
from matching.spelling import corrected
from store import pairs

Load = Callable[[Settings, Engine], Library]


@dataclass(frozen=True, slots=True)
class _Searching:
    """Where an operator looks: the database, what can be found in it, and the network."""

    engine: Engine
    library: Library
    network: str
    network_id: NetworkId


def search(text: str, load: Load = load_library) -> str:
    """Return the published records that fit the words, best first. Raises OperatorMistake without words."""
    if not text.strip():
        raise OperatorMistake("Say what to look for.")
    language, now = detect(text), clock()
    said = corrected(text, language)
    with _searching(load) as its, its.engine.connect() as connection:
        embedded = its.library.embedded(connection, said)
        sought = Sought(its.network_id, said, embedded, language, now.date())
        found = practice.fitting(connection, its.library, sought)
    return as_text(practice.told(text, found, now))


def duplicates(name: str, load: Load = load_library) -> str:
    """Return the records that seem to be of the same practice, with what differs. Raises OperatorMistake."""
    with _searching(load) as its:
        with its.engine.connect() as connection:
            record = named(connection, its.network_id, name, its.network).record
            found = near.nearest(connection, its.library, its.network_id, near.described(record))
        with its.engine.begin() as connection:
            pairs.note(connection, its.network_id, record.id, found.found, clock())
            shown = near_records.shown(connection, its.network_id, record.id)
    return as_text(shown)


@contextmanager
def _searching(load: Load) -> Iterator[_Searching]:
    settings = read()
    with using_database(settings) as engine:
        with engine.connect() as connection:
            name, network_id = network_of(connection, settings)
        yield _Searching(engine, load(settings, engine), name, network_id)
