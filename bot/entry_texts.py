"""What a network's index holds: the texts of its records, and of the questions that a record answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from matching.domain import EntryKey, EntryKind, NetworkId, QuestionId, RecordId
from matching.spelling import corrected
from store import answered_questions, records
from store.vectors import text_hash


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of the index, in its parts."""

    key: EntryKey
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The parts as one text."""
        return "\n".join(self.parts)

    @property
    def hash(self) -> str:
        """The name of its vector and tokens in the store."""
        return text_hash(self.text)


def every(conn: Connection, network_id: NetworkId) -> Iterable[Entry]:
    """Give what the network's index must hold today."""
    for record in records.all_published(conn, network_id):
        yield Entry(EntryKey(EntryKind.RECORD, record.id), record.parts)
    yield from _questions(conn, network_id, answered_questions.ids(conn, network_id))


def of(conn: Connection, network_id: NetworkId, keys: Iterable[EntryKey]) -> list[Entry]:
    """Return what the keys name today; withdrawn or forgotten ones are missing."""
    wanted = list(keys)
    record_ids = [RecordId(key.id) for key in wanted if key.kind is EntryKind.RECORD]
    question_ids = [QuestionId(key.id) for key in wanted if key.kind is EntryKind.QUESTION]
    found = records.parts_of(conn, network_id, record_ids)
    entries = [Entry(EntryKey(EntryKind.RECORD, record_id), parts) for record_id, parts in found.items()]
    return [*entries, *_questions(conn, network_id, question_ids)]


def _questions(conn: Connection, network_id: NetworkId, ids: Sequence[QuestionId]) -> Iterable[Entry]:
    for question_id, (text, language) in answered_questions.texts(conn, network_id, ids).items():
        yield Entry(EntryKey(EntryKind.QUESTION, question_id), (corrected(text, language),))
