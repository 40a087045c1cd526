"""The audit trail: every change of what docs/audit.md lists, written down in the transaction that makes it.

The entries of a network are a chain: the hash of each covers its content and the hash of the one before it.
A chain is locked last in a transaction, so two that write to the same one wait, and never for each other.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from matching.domain import NetworkId, OfficialId
from store import tables
from store.statements import begin_writing, insert_once

# The chain of what belongs to no network; the others have the id of theirs.
WHOLE_DATABASE = 0

# What stands in the place of a hash before the first entry.
GENESIS = "0" * 64

# Who else changes something, beside an official: the settings at a start, the operator, the chat that told us
# of an installation, and the bot by itself when something is due.
SETTING, COMMAND_LINE, CHAT, BOT = "setting", "command line", "chat", "bot"


@dataclass(frozen=True, slots=True)
class Subject:
    """What was changed: its kind, and its id as text."""

    kind: str
    id: str

    def __str__(self) -> str:
        """Return it as it is written and asked for, such as record:12."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes what: in which network (None for none), the actor, and the action in a word or two."""

    network_id: NetworkId | None
    actor: str
    action: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What of a subject is other than before: only the fields that differ; none where none was."""

    subject: Subject
    before: Mapping[str, Any]
    after: Mapping[str, Any]


# What the trail keeps of each subject concerned, as it stands; store.audit_views has them.
Seen = Mapping[Subject, Mapping[str, Any]]
View = Callable[[Connection], Seen]


def official(official_id: OfficialId) -> str:
    """Return the actor that an official is."""
    return f"official:{official_id}"


@contextmanager
def watched(conn: Connection, act: Act, view: View, now: datetime) -> Iterator[None]:
    """Write down how what the view shows has changed when the block ends; nothing if it has not.

    Let it be the last that the transaction does, because it locks the chain.
    """
    begin_writing(conn)
    before = view(conn)
    yield
    note(conn, act, differences(before, view(conn)), now)


def differences(before: Seen, after: Seen) -> list[Changed]:
    """Return what differs, subject by subject, in the order in which they were seen."""
    found = []
    for subject in {**before, **after}:
        old, new = before.get(subject, {}), after.get(subject, {})
        fields = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if fields:
            kept = ({name: each[name] for name in fields if name in each} for each in (old, new))
            found.append(Changed(subject, *kept))
    return found


def note(conn: Connection, act: Act, changes: Sequence[Changed], now: datetime) -> None:
    """Write these changes down, one entry each, at the end of the network's chain."""
    if not changes:
        return
    chain_id = WHOLE_DATABASE if act.network_id is None else int(act.network_id)
    length, head = _lengthened(conn, act, chain_id, len(changes))
    rows = []
    for seq, change in enumerate(changes, start=length - len(changes) + 1):
        content = (moment(now), act.actor, act.action, str(change.subject))
        texts = (*content, canonical(change.before), canonical(change.after))
        head = chained(head, chain_id, seq, texts)
        rows.append({"chain_id": chain_id, "seq": seq, "hash": head, **dict(zip(FIELDS, texts, strict=True))})
    conn.execute(_ENTRIES, rows)
    conn.execute(_HEAD, {"chain": chain_id, "new_head": head})


# What an entry says, in the order in which it is hashed.
FIELDS = ("moment", "actor", "action", "subject", "before", "after")


def chained(previous: str, chain_id: int, seq: int, texts: Sequence[str]) -> str:
    """Return the hash of an entry with these FIELDS, which stands after the one with the previous hash."""
    return sha256(canonical([previous, chain_id, seq, *texts]).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Return the one way to write the value as JSON: in ASCII, keys sorted, without spaces."""
    return _JSON.encode(value)


def moment(at: datetime) -> str:
    """Return the moment in UTC as entries name it, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


# Made once: making one takes longer than running it.
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str)
_LONGER = (
    update(tables.audit_chain)
    .where(tables.audit_chain.c.id == bindparam("chain"))
    .values(length=tables.audit_chain.c.length + bindparam("more"))
    .returning(tables.audit_chain.c.length, tables.audit_chain.c.head)
)
_HEAD = (
    update(tables.audit_chain)
    .where(tables.audit_chain.c.id == bindparam("chain"))
    .values(head=bindparam("new_head"))
)
_ENTRIES = insert(tables.audit_entry)


def _lengthened(conn: Connection, act: Act, chain_id: int, more: int) -> tuple[int, str]:
    """Let the chain count so many entries more; return its length then and the hash it still ends with.

    The update also lets nobody else write to the chain until this transaction ends.
    """
    row = conn.execute(_LONGER, {"chain": chain_id, "more": more}).one_or_none()
    if row is None:
        insert_once(conn, tables.audit_chain, id=chain_id, network_id=act.network_id, head=GENESIS)
        row = conn.execute(_LONGER, {"chain": chain_id, "more": more}).one()
    return row.length, row.head
