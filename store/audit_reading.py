"""Reading the audit trail: what it says, and whether it is what was written. Both read page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, LargeBinary, cast, func, select

from matching.domain import NetworkId
from store import tables
from store.audit import FIELDS, GENESIS, WHOLE_DATABASE, chained

PAGE = 2_000  # entries read at once: some megabytes, and a hundredth of the time that the hashing takes


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as it was written; before and after are canonical JSON."""

    chain_id: int
    seq: int
    moment: str
    actor: str
    action: str
    subject: str
    before: str
    after: str
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a chain found: how many entries are as written, the last one's hash, what is wrong.

    `wrong` is a sentence about the first entry that is not what was written, "" if there is none.
    """

    length: int
    head: str
    wrong: str = ""


class _Row(NamedTuple):
    """An entry as it stands, with its FIELDS."""

    seq: int
    texts: tuple[str, ...]
    hash: str


def chains(conn: Connection) -> dict[int, str]:
    """Return every chain by its id with its network's name, "" for that of the whole database.

    Also one of which there are only entries, or only the count of them.
    """
    counted = select(tables.audit_chain.c.id)
    written = select(tables.audit_entry.c.chain_id).distinct()
    ids = sorted({*conn.execute(counted).scalars(), *conn.execute(written).scalars()})
    named = conn.execute(select(tables.network.c.id, tables.network.c.name))
    names: dict[int, str] = {row.id: row.name for row in named}
    return {each: names.get(each, "") for each in ids}


def length(conn: Connection, chain_id: int) -> int:
    """Return how many entries the chain has."""
    query = select(func.count()).select_from(tables.audit_entry).filter_by(chain_id=chain_id)
    return conn.execute(query).scalar_one()


def check(
    conn: Connection,
    chain_id: int,
    kept: Mapping[int, str] | None = None,
    progress: Callable[[int], None] = lambda more: None,
) -> Checked:
    """Return whether the chain is what was written, and if not, which entry is the first that is not.

    `kept` are hashes by number that were noted outside of the database. `progress` hears, page by page, how
    many entries more were read. What is written meanwhile is checked too.
    """
    seq, head = 0, GENESIS
    while True:
        for row in _rows(conn, chain_id, seq):
            wrong = _wrong(row, chain_id, seq, head, kept or {})
            if wrong:
                return Checked(seq, head, wrong)
            seq, head = seq + 1, row.hash
            if seq % PAGE == 0:
                progress(PAGE)
        # The count is read after the entries, so what is written meanwhile makes it larger, not smaller.
        ends = _end(conn, chain_id)
        if ends[0] <= seq or not _longer(conn, chain_id, seq):
            progress(seq % PAGE)
            return Checked(seq, head, _wrong_end((seq, head), ends, kept or {}))


def entries(conn: Connection, network_id: NetworkId, since: str = "", subject: str = "") -> Iterator[Entry]:
    """Give the entries of the network and of the whole database, oldest first, read a page at a time."""
    entry = tables.audit_entry.c
    query = select(tables.audit_entry).where(entry.chain_id.in_([WHOLE_DATABASE, network_id]))
    if since:
        query = query.where(entry.moment >= since)
    if subject:
        query = query.where(entry.subject == subject)
    ordered = query.order_by(entry.moment, entry.chain_id, entry.seq)
    for row in conn.execute(ordered.execution_options(yield_per=PAGE)):
        yield Entry(*row)


def _rows(conn: Connection, chain_id: int, after: int) -> Iterator[_Row]:
    """Give the entries of the chain after this one, in order, whatever bytes stand in them."""
    entry = tables.audit_entry.c
    names = (*FIELDS, "hash")
    # SQLite keeps whatever it is given, also what is no text, and refuses to read that as text.
    as_bytes = conn.dialect.name == "sqlite"
    columns = [cast(entry[name], LargeBinary) if as_bytes else entry[name] for name in names]
    query = select(entry.seq, *columns).where(entry.chain_id == chain_id).order_by(entry.seq).limit(PAGE)
    # Without a lower bound at first: an entry with a number below 1 is one that somebody inserted.
    page = conn.execute(query.where(entry.seq > after) if after else query).all()
    while page:
        for seq, *values, digest in page:
            texts = tuple(map(_text, values)) if as_bytes else tuple(values)
            yield _Row(seq, texts, _text(digest))
        page = conn.execute(query.where(entry.seq > page[-1].seq)).all()


def _text(value: Any) -> Any:
    # A byte that is no UTF-8 becomes a character that UTF-8 does not have, so no two texts become the same.
    return value.decode(errors="surrogateescape") if isinstance(value, bytes) else value


def _wrong(row: _Row, chain_id: int, seq: int, head: str, kept: Mapping[int, str]) -> str:
    if row.seq != seq + 1:
        if isinstance(row.seq, int) and row.seq > seq:
            return f"Entry {seq + 1} is missing: the next one is entry {row.seq}."
        return f"An entry with the number {row.seq} was inserted."
    if row.hash != chained(head, chain_id, row.seq, row.texts):
        return f"Entry {row.seq} is not what was written: its hash does not fit it and the one before."
    if kept.get(row.seq, row.hash) != row.hash:
        return f"Entry {row.seq} has another hash than the one that was kept: the chain was written anew."
    return ""


def _wrong_end(read: tuple[int, str], counted: tuple[int, str], kept: Mapping[int, str]) -> str:
    seq, head = read
    if counted[0] > seq:
        return f"Entry {seq + 1} is missing: the chain counts {counted[0]} entries and ends after {seq}."
    if counted[0] < seq:
        return f"Entry {counted[0] + 1} was inserted: the chain counts {counted[0]} entries."
    if counted[1] != head:
        return f"The chain does not end with entry {seq}: its last hash is another one."
    missing = min((number for number in kept if number > seq), default=None)
    return "" if missing is None else f"Entry {missing}, whose hash was kept, is missing."


def _end(conn: Connection, chain_id: int) -> tuple[int, str]:
    query = select(tables.audit_chain.c.length, tables.audit_chain.c.head).filter_by(id=chain_id)
    row = conn.execute(query).one_or_none()
    return (0, GENESIS) if row is None else (row.length, row.head)


def _longer(conn: Connection, chain_id: int, seq: int) -> bool:
    entry = tables.audit_entry.c
    query = select(entry.seq).where(entry.chain_id == chain_id, entry.seq > seq)
    return conn.execute(query.limit(1)).first() is not None
