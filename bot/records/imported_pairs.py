"""Records of an import that seem to say what another one of their place says: for staff, without a card.

A draft is compared with the whole network when it is handed in (duplicates.py), one of `counterpart practice
add --draft` here; of a file, which may hold thousands, each record is compared with those of its place, by
the vectors that the index is made of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from sqlalchemy import Connection, Engine

from bot.entry_texts import Entry
from bot.library import Library
from bot.records import duplicates
from bot.records.near import SHOWN
from bot.staff import told_later
from matching.domain import EntryKey, EntryKind, NetworkId, RecordId
from matching.duplicates import THRESHOLD, Seen, closenesses
from matching.language import detect
from store import pairs, records, tasks, to_compare
from store.to_compare import There

# Of one place so many records are compared with the others at once: a matrix of a few MB for a large place.
BATCH = 500

Write = Callable[[str, Callable[[Connection], bool]], bool]


@dataclass(frozen=True, slots=True)
class Compared:
    """Records that were compared, and for some of them which are near, the closest first."""

    network_id: NetworkId
    records: frozenset[RecordId]
    near: tuple[tuple[RecordId, tuple[tuple[RecordId, float], ...]], ...] = ()


def work_off(
    engine: Engine, library: Library, network_id: NetworkId, write: Write, clock: Callable[[], datetime]
) -> int:
    """Compare what was imported into the network; return how many records have others near them.

    `write` runs what is kept in a transaction. What is not in the index yet waits for the next time.
    """
    near = _drafts(engine, library, network_id, write, clock)
    with engine.connect() as connection:
        new = to_compare.waiting(connection, network_id)
        places = to_compare.places(connection, network_id, new) if new else ()
    if not new:
        return near
    alone = new.difference(*(place.new for place in places))
    write("compare_imported", partial(keep, Compared(network_id, alone), clock()))
    for place in places:
        with engine.connect() as connection:
            compared = think(connection, library, network_id, place)
        if compared is None:
            library.warm(network_id)  # whatever changed is embedded from now on
        else:
            write("compare_imported", partial(keep, compared, clock()))
            near += len(compared.near)
    return near


def _drafts(
    engine: Engine, library: Library, network_id: NetworkId, write: Write, clock: Callable[[], datetime]
) -> int:
    """Compare the drafts that an operator entered, with the whole network; return as `work_off`."""
    with engine.connect() as connection:
        drafts = to_compare.drafts(connection, network_id)
    near = 0
    for record_id in drafts:
        with engine.connect() as connection:
            stored = records.stored_by_id(connection, network_id, record_id)
            assert stored is not None, "a record is never deleted"
            found = duplicates.nearest(connection, library, network_id, duplicates.described(stored.record))
        close = ((record_id, found.found),) if found.found else ()
        compared = Compared(network_id, frozenset({record_id}), close)
        write("compare_drafted", partial(keep, compared, clock()))
        near += len(close)
    return near


def think(connection: Connection, library: Library, network_id: NetworkId, place: There) -> Compared | None:
    """Return what is near to the new records of the place; None while one's text is not embedded yet."""
    found = records.by_ids(connection, network_id, place.records).values()
    entries = {each.id: Entry(EntryKey(EntryKind.RECORD, each.id), each.parts) for each in found}
    kept = library.kept_vectors(connection, network_id, [*entries.values()])
    if kept is None:
        return None
    seen = {
        each.id: Seen(kept[entries[each.id].key], detect(each.text) == "en", each.year_start)
        for each in found
        if entries[each.id].key in kept
    }
    ones = [each for each in place.records if each in place.new and each in seen]
    near = [
        (record_id, close)
        for at in range(0, len(ones), BATCH)
        for record_id, close in _near(ones[at : at + BATCH], seen, place.new, library.english)
    ]
    return Compared(network_id, place.new, tuple(near))


def keep(compared: Compared, now: datetime, connection: Connection) -> bool:
    """Keep what is near, with a task for each record; of two that do, the second finds nothing to do."""
    network_id = compared.network_id
    mine = to_compare.forget(connection, network_id, compared.records)
    for record_id, near in compared.near:
        if record_id not in mine:
            continue
        pairs.note(connection, network_id, record_id, near, now)
        if pairs.alike(connection, network_id, record_id):  # but for those that staff told apart
            _open_task(connection, network_id, record_id, now)
    return bool(mine)


def _open_task(connection: Connection, network_id: NetworkId, record_id: RecordId, now: datetime) -> None:
    """Let staff decide: of an import in their queue alone, of a draft also in their conversations."""
    if records.stored_by_ids(connection, network_id, [record_id])[record_id].state == "drafted":
        told_later.opened(connection, network_id, "duplicate", record_id, now)
    else:
        tasks.open_once(connection, network_id, "duplicate", record_id, now)


def _near(
    ones: Sequence[RecordId], seen: dict[RecordId, Seen], new: frozenset[RecordId], english: int
) -> list[tuple[RecordId, tuple[tuple[RecordId, float], ...]]]:
    """Return what is near to each, the closest first; a pair of two new ones belongs to the later one."""
    others = list(seen)
    close = closenesses([seen[each] for each in ones], [seen[each] for each in others], english)
    found = []
    for record_id, row in zip(ones, close, strict=True):
        alike = [
            (others[at], float(row[at]))
            for at in np.flatnonzero(row >= THRESHOLD)
            if others[at] != record_id and (others[at] < record_id or others[at] not in new)
        ]
        best = sorted(alike, key=lambda each: (-each[1], each[0]))[:SHOWN]
        if best:
            found.append((record_id, tuple(best)))
    return found
