"""`counterpart audit verify` and `show`: whether the audit trail is what was written, and what it says."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import typer
from sqlalchemy import Connection

from bot.harmless import harmless
from bot.operator.operator_mistake import OperatorMistake
from bot.progress import progress
from bot.settings import read
from bot.wiring import using_database
from matching.domain import NetworkId
from store import audit_reading, networks
from store.audit_reading import Checked, Entry

# The chain of what belongs to no network, where an operator reads and writes its name.
WHOLE_DATABASE = "(whole database)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to show: from a day on, about one subject such as record:12; "" for all."""

    since: str = ""
    subject: str = ""
    as_json: bool = False


def verify(kept: Sequence[str]) -> int:
    """Say of every chain whether it is what was written; return the exit status, 1 if one is not.

    `kept` are marks that an earlier run gave. Raises OperatorMistake.
    """
    marks = dict[str, dict[int, str]]()
    for each in kept:
        name, seq, mark = _parts(each)
        marks.setdefault(name, {})[seq] = mark
    with using_database(read()) as engine, engine.connect() as connection:
        chains = {name or WHOLE_DATABASE: each for each, name in audit_reading.chains(connection).items()}
        if not {**chains, **marks}:
            typer.echo("Nothing has been written to the audit trail yet.")
        whole = [
            _tell(name, _checked(connection, chains.get(name), name, marks.get(name, {})))
            for name in {**chains, **marks}
        ]
    return 0 if all(whole) else 1


def show(wanted: Wanted) -> None:
    """Write the entries of the network and of the whole database, oldest first. Raises OperatorMistake."""
    if wanted.since:
        _day(wanted.since)
    kind, _, number = wanted.subject.partition(":")
    if wanted.subject and not (kind and number):
        raise OperatorMistake(f"{wanted.subject} is no subject. One looks like record:12 or official:5.")
    settings = read()
    with using_database(settings) as engine, engine.connect() as connection:
        network_id = networks.by_name(connection, settings.served_network)
        line: Callable[[Entry], str] = _json if wanted.as_json else _line
        nothing = True
        for each in audit_reading.entries(
            connection, network_id or NetworkId(0), wanted.since, wanted.subject
        ):
            typer.echo(line(each))
            nothing = False
    if nothing:
        typer.echo(f"The audit trail of {settings.served_network} has no such entry.", err=True)


def _checked(connection: Connection, chain_id: int | None, name: str, kept: dict[int, str]) -> Checked:
    if chain_id is None:
        return Checked(0, "", "The database has no such chain, but a mark of it was kept.")
    total = audit_reading.length(connection, chain_id)
    with progress(name, max(total, 1)) as advance:
        return audit_reading.check(connection, chain_id, kept, advance)


def _tell(name: str, checked: Checked) -> bool:
    if checked.wrong:
        typer.echo(f"{name}: {checked.wrong}")
        return False
    entries = "1 entry" if checked.length == 1 else f"{checked.length:,} entries"
    mark = f" Keep outside of this database: --kept '{name}:{checked.length}:{checked.head}'"
    typer.echo(f"{name}: {entries}, as written.{mark if checked.length else ''}")
    return True


def _parts(mark: str) -> tuple[str, int, str]:
    named, _, digest = mark.rpartition(":")  # the name of a network may have colons of its own
    name, _, number = named.rpartition(":")
    if not (name and number.isdecimal() and digest):
        raise OperatorMistake(
            f"{mark} is no mark of a chain. `counterpart audit verify` writes one such as 'main:12:5f1e...'."
        )
    return name, int(number), digest


def _day(text: str) -> None:
    try:
        date.fromisoformat(text[:10])
    except ValueError as no_day:
        raise OperatorMistake(f"{text} is no day. One looks like 2026-03-02.") from no_day


def _line(entry: Entry) -> str:
    before, after = _fields(entry.before), _fields(entry.after)
    fields = (f"{name}: {_was(before, name)} -> {_was(after, name)}" for name in {**before, **after})
    return "\n    ".join((f"{_head(entry)} {entry.action} {entry.subject}, by {entry.actor}", *fields))


def _head(entry: Entry) -> str:
    return f"{entry.chain_id}/{entry.seq} {entry.moment[:19].replace('T', ' ')}"


def _fields(text: str) -> dict[str, Any]:
    """Return the fields that were written; of a text that somebody broke, all of it."""
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        return {"(unreadable)": text}


def _was(fields: dict[str, Any], name: str) -> str:
    return harmless(json.dumps(fields[name], ensure_ascii=False)) if name in fields else "(nothing)"


def _json(entry: Entry) -> str:
    texts = {"before": _fields(entry.before), "after": _fields(entry.after)}
    return json.dumps(asdict(entry) | texts)
