"""Who said what of a record that another one was merged into, and who did before that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from matching.domain import NetworkId, OfficialId, PracticeRecord, RecordId
from store import provenance, record_readers
from store.provenance import FIELDS, Statement
from store.record_values import draft_of


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records that become one: everything it says, who said it, and its source."""

    everything: Mapping[str, Any]
    statements: Mapping[str, Statement]
    source: str

    def said(self, part: str, now: datetime) -> Statement:
        """Return who said the part: its source where there is no statement."""
        return self.statements.get(part) or Statement(part, None, "", self.source, now)


def side(conn: Connection, record: PracticeRecord) -> Side:
    """Return what is to be known of the record before the two are merged."""
    readers = record_readers.readers(conn, record.id)
    return Side(
        everything=provenance.everything(draft_of(record), readers),
        statements={each.part: each for each in provenance.of_record(conn, record.id)},
        source=record.source_title or record.source_url,
    )


def taken_over(
    theirs: Side, own: Side, after: Mapping[str, Any], by: OfficialId | None, now: datetime
) -> dict[str, Statement | None]:
    """Return who said each part of the record that stays from then on, where it says something else.

    Of a part that holds what both said, the speaker of the record that stays is kept, with both sources. What
    nobody approved yet, the one who merges approves.
    """
    found: dict[str, Statement | None] = dict.fromkeys(provenance.changed(own.everything, after))
    for part in provenance.filled(after, found):
        said = theirs.said(part, now)
        if provenance.filled(own.everything, [part]) and not _is_same(theirs.everything, after, part):
            kept = own.said(part, now)
            said = replace(kept, source="; ".join(dict.fromkeys(filter(None, (kept.source, said.source)))))
        if said.approved_by is None and by is not None:
            said = replace(said, approved_by=by, approved_at=now)
        found[part] = said
    return found


def _is_same(first: Mapping[str, Any], second: Mapping[str, Any], part: str) -> bool:
    """Say whether both say the same there; a text is merged without the space around it."""
    return all(_bare(first[name]) == _bare(second[name]) for name in FIELDS[part])


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def as_json(conn: Connection, record_id: RecordId, parts: Mapping[str, Statement | None]) -> dict[str, Any]:
    """Return who said these parts by now, to be kept for `restore`."""
    found = (each for each in provenance.of_record(conn, record_id) if each.part in parts)
    return {"parts": list(parts), "statements": [_kept(each) for each in found]}


def restore(
    conn: Connection,
    network_id: NetworkId,
    record_id: RecordId,
    kept: Mapping[str, Any],
    taken: tuple[str, ...],
) -> None:
    """Let them have said it again; what was kept before the parts were named is about those `taken`."""
    provenance.unsay(conn, record_id, kept.get("parts", taken))
    provenance.say(conn, network_id, record_id, map(_read, kept["statements"]))


def _kept(said: Statement) -> dict[str, Any]:
    return {
        "part": said.part,
        "said_by": said.said_by,
        "role": said.role,
        "source": said.source,
        "said_at": said.said_at.isoformat(),
        "approved_by": said.approved_by,
        "approved_at": said.approved_at.isoformat() if said.approved_at else None,
    }


def _read(kept: Mapping[str, Any]) -> Statement:
    approved_at = kept["approved_at"]
    moments = {
        "said_at": datetime.fromisoformat(kept["said_at"]),
        "approved_at": datetime.fromisoformat(approved_at) if approved_at else None,
    }
    return Statement(**{**kept, **moments})
