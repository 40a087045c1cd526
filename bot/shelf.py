"""One network's index: opened as it was saved or filled from the database, and following the change log.

The database is the truth and the index a cache; the change log also tells what another process wrote.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TypeVar

import numpy as np
from cachetools import LRUCache
from sqlalchemy import Connection, Engine

from bot import entry_texts
from bot.embeddings import Embeddings
from bot.entry_texts import Entry
from matching.domain import EntryKey, NetworkId
from matching.embedded import Embedder
from matching.entries import EntryIndex
from matching.token_rows import TokenSigns
from store import changes
from store.changes import Cursor

BATCH = 64  # texts read and embedded together and put into the index at once
# Changes after which the index is saved again: replaying them at the next start takes about a second.
SAVED_AFTER = 1_000
# So many changed texts are embedded before the next question is answered, in a third of a second; of more the
# question does not know yet. Also how many are embedded at once behind it: an edit waits for no more.
AT_ONCE = 8
TOKENS_KEPT = 1_000  # entries whose tokens stay in memory: 14 kB each, and 2 ms less a question
T = TypeVar("T")
log = logging.getLogger(__name__)


class Shelf:
    """The index of one network. Several threads may ask for it; one at a time reads the change log."""

    def __init__(
        self, engine: Engine, embedder: Embedder, network_id: NetworkId, folder: Path | None
    ) -> None:
        """`folder` is where the index is saved; without one it lives in memory alone."""
        self._engine = engine
        self._embedder = embedder
        self._embeddings = Embeddings(engine, embedder)
        self._network_id = network_id
        self._folder = folder
        self._lock = Lock()
        self._index: EntryIndex | None = None
        self._cursor = changes.START
        self._unsaved = 0  # changes since what was saved
        self._tried = 0  # of these, how many there were when saving was tried last
        self._tokens: LRUCache[EntryKey, TokenSigns] = LRUCache(TOKENS_KEPT)
        self._tokens_lock = Lock()
        self._changes = 0  # that were followed; kept with `_tokens`
        self._saving: Thread | None = None
        self._late: dict[
            EntryKey, None
        ] = {}  # changed entries that questions are answered without, oldest first
        self._complete = changes.START  # the cursor before the first of them
        self._catching_up: Thread | None = None
        self._closing = Event()

    def followed(self, connection: Connection | None = None) -> EntryIndex:
        """Return the index after it has read the change log to its end.

        When it was open already and a whole import came in meanwhile, that is embedded in a thread of its own
        and found bit by bit; a single edit is found at once.

        Who has a connection gives it: if each of many threads held one and waited here for another, all of
        them would wait for ever.
        """
        with self._lock, nullcontext(connection) if connection else self._engine.connect() as connection:
            try:
                return self._current(connection)
            except OSError as error:
                return self._in_memory(connection, error)

    def complete(self) -> None:
        """Put what the database has and the index lacks: texts of which the model made no vector before."""
        with self._engine.connect() as connection:
            index = self.followed(connection)
            with self._lock:
                entries = entry_texts.every(connection, self._network_id)
                lacking = (entry for entry in entries if entry.key not in index)
                try:
                    self._put(connection, index, lacking, embedding=True)
                except OSError as error:
                    self._in_memory(connection, error)

    def tokens(self, connection: Connection, keys: Sequence[EntryKey]) -> dict[EntryKey, TokenSigns]:
        """Return the tokens of these entries, without those that have none; the last asked for are kept."""
        with self._tokens_lock:
            found = {key: self._tokens[key] for key in keys if key in self._tokens}
            changes_before = self._changes
        missing = [key for key in keys if key not in found]
        if missing:
            entries = entry_texts.of(connection, self._network_id, missing)
            read = self._embeddings.tokens(connection, entries)
            with self._tokens_lock:
                # What was read before a change that another thread has followed meanwhile may be old.
                if self._changes == changes_before:
                    self._tokens.update(read)
            found |= read
        return found

    def is_late(self, key: EntryKey) -> bool:
        """Say whether the entry is still to be embedded behind the questions.

        Ask this first and the index then: in between the entry may have got there.
        """
        return key in self._late

    def save(self) -> None:
        """Put what the index holds into its folder; does nothing without one or without changes since."""
        self._wait_for_saving()
        with self._lock:
            if self._index is not None and self._unsaved:
                self._save_aside(self._index)
        self._wait_for_saving()

    def close(self) -> None:
        """Stop embedding what came in late, and save; the next start goes on with it."""
        self._closing.set()
        if (catching_up := self._catching_up) is not None:
            catching_up.join()
        self.save()

    def _current(self, connection: Connection) -> EntryIndex:
        if self._index is None:
            self._index = self._opened(connection)
            self._follow(connection, self._index, at_most=None)
        else:
            self._follow(connection, self._index, at_most=AT_ONCE)
        self._index.commit()
        if self._unsaved - self._tried >= SAVED_AFTER:
            self._save_aside(self._index)
        return self._index

    def _in_memory(self, connection: Connection, error: OSError) -> EntryIndex:
        log.warning("The index in %s cannot be used: %s. Going on in memory.", self._folder, error)
        self._folder = None
        at_most = None if self._index is None else AT_ONCE
        self._index = self._filled(connection, EntryIndex(self._embedder.dimension), at_most)
        self._index.commit()
        return self._index

    def _opened(self, connection: Connection) -> EntryIndex:
        if self._folder is None:
            return self._filled(connection, EntryIndex(self._embedder.dimension))
        index, cursor = EntryIndex.open(self._folder, self._embedder.name, self._embedder.dimension)
        if cursor is None:
            return self._filled(connection, index)
        self._cursor = self._complete = Cursor(*cursor)
        if changes.knows(connection, self._network_id, self._cursor):
            return index
        # A database restored from a backup, or another one under the same name.
        log.warning("The index in %s is of other data than the database; it is made again.", self._folder)
        shutil.rmtree(self._folder)
        index, _ = EntryIndex.open(self._folder, self._embedder.name, self._embedder.dimension)
        return self._filled(connection, index)

    def _filled(self, connection: Connection, index: EntryIndex, at_most: int | None = None) -> EntryIndex:
        self._late.clear()
        self._cursor = self._complete = changes.latest(connection, self._network_id)
        entries = entry_texts.every(connection, self._network_id)
        self._leave(
            connection, index, self._put(connection, index, entries, embedding=at_most is None), at_most
        )
        return index

    def _follow(self, connection: Connection, index: EntryIndex, at_most: int | None) -> None:
        """Apply what changed; if more texts than `at_most` must be embedded for it, leave these for later.

        Whatever need not be embedded is applied whatever its number: reading a text and asking for its vector
        take 0.04 ms on SQLite and 0.12 ms on PostgreSQL, embedding it takes 40.
        """
        changed, cursor = changes.since(connection, self._network_id, self._cursor)
        keys = dict.fromkeys(EntryKey(kind, subject) for kind, subject in changed)
        embedding = at_most is None or len(keys) <= at_most
        late: set[EntryKey] = set()
        for some in batches(keys):
            late |= self._apply(connection, index, set(some), embedding=embedding)
        self._leave(connection, index, late, at_most)
        # Only now: a change that could not be applied is read again at the next question.
        self._cursor = cursor
        if not self._late:
            self._complete = cursor

    def _leave(
        self, connection: Connection, index: EntryIndex, keys: set[EntryKey], at_most: int | None
    ) -> None:
        """Leave what must be embedded to a thread behind the questions, or embed it now if it is little."""
        if at_most is None or len(keys) <= at_most:
            self._apply(connection, index, keys)
        else:
            self._late |= dict.fromkeys(keys)
        if self._late:
            self._catch_up()

    def _apply(
        self, connection: Connection, index: EntryIndex, keys: set[EntryKey], *, embedding: bool = True
    ) -> set[EntryKey]:
        """Let the index hold of these entries what the database has; return as `_put`."""
        entries = entry_texts.of(connection, self._network_id, keys) if keys else []
        gone = keys - {entry.key for entry in entries}
        index.remove_many(gone)
        self._unsaved += len(gone)
        left = self._put(connection, index, entries, embedding=embedding)
        with self._tokens_lock:
            self._changes += len(keys)
            for key in keys:
                self._tokens.pop(key, None)
        return left

    def _catch_up(self) -> None:
        if self._catching_up is None or not self._catching_up.is_alive():
            self._catching_up = Thread(target=self._embed_late, name="catch-up")
            self._catching_up.start()

    def _embed_late(self) -> None:
        while not self._closing.is_set():
            with self._lock:
                some = set(islice(self._late, AT_ONCE))
                if not some:
                    self._catching_up = None
                    return
            with self._engine.connect() as connection:  # while questions are answered
                self._embeddings.vectors(connection, entry_texts.of(connection, self._network_id, some))
            with self._lock, self._engine.connect() as connection:
                self._put_late(connection, some)

    def _put_late(self, connection: Connection, some: set[EntryKey]) -> None:
        """Put what is embedded by now. The texts are read again: they may have changed meanwhile."""
        assert self._index is not None, "what is late changed while the index was open"
        try:
            self._apply(connection, self._index, some)
            self._index.commit()
        except OSError as error:
            if self._folder is None:
                raise
            self._in_memory(connection, error)
        self._late = {key: None for key in self._late if key not in some}

    def _put(
        self, connection: Connection, index: EntryIndex, entries: Iterable[Entry], *, embedding: bool
    ) -> set[EntryKey]:
        """Put the entries into the index; without `embedding` return those that lack a vector instead."""
        left: set[EntryKey] = set()
        for batch in batches(entries):
            lacking = set() if embedding else self._embeddings.lacking(connection, batch)
            there = [entry for entry in batch if entry.key not in lacking]
            rows = self._embeddings.vectors(connection, there)
            # What those are found by that have no vector is of an older text.
            index.remove_many(entry.key for entry in there if entry.key not in rows)
            if rows:
                found = [(entry.key, entry.text) for entry in there if entry.key in rows]
                index.put_many(found, np.stack([rows[key] for key, _ in found]))
            self._unsaved += len(there)
            left |= lacking
        return left

    def _save_aside(self, index: EntryIndex) -> None:
        """Save in a thread of its own, so that no question waits for the disk."""
        if self._folder is None or (self._saving is not None and self._saving.is_alive()):
            return
        self._tried = self._unsaved
        cursor = (self._complete.xid, self._complete.seq, self._complete.mark)
        self._saving = Thread(target=self._save, args=(index, cursor, self._unsaved), name="save-index")
        self._saving.start()

    def _save(self, index: EntryIndex, cursor: tuple[int, ...], changes_saved: int) -> None:
        try:
            index.save(cursor)
        except OSError as error:
            # What was saved before stays whole; it is tried again after as many more changes.
            log.warning("The index could not be saved in %s: %s. The one before stays.", self._folder, error)
            return
        with self._lock:
            self._unsaved -= changes_saved
            self._tried = 0

    def _wait_for_saving(self) -> None:
        if self._saving is not None:
            self._saving.join()


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Give the values in lists of BATCH, the last one shorter."""
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
