"""Which embedding models this database's texts are embedded by, the one in use last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from store import tables
from store.statements import insert_once


@dataclass(frozen=True, slots=True)
class Model:
    """A model by the setting that names it and the name of what it makes."""

    setting: str
    name: str


def complete(conn: Connection) -> tuple[Model, ...]:
    """Return the models by which every text is embedded, the latest first."""
    model = tables.embedding_model.c
    rows = conn.execute(select(model.setting, model.name).order_by(model.complete_at.desc(), model.name))
    return tuple(Model(row.setting, row.name) for row in rows)


def note_complete(conn: Connection, model: Model, now: datetime) -> None:
    """Note that every text is embedded by this model, which is in use from now on."""
    values = {"setting": model.setting, "complete_at": now}
    # Two processes that start on a new database both note it.
    if not insert_once(conn, tables.embedding_model, name=model.name, **values):
        conn.execute(update(tables.embedding_model).filter_by(name=model.name).values(values))
