"""Values for tests, with defaults to read easily: make_* needs no database, add_* goes through the store."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from matching.domain import (
    AskedBefore,
    Audience,
    Band,
    Candidate,
    Jurisdiction,
    JurisdictionId,
    Kind,
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PracticeRecord,
    QuestionId,
    RecordId,
    Result,
    WorkspaceId,
)
from store import (
    introductions,
    networks,
    officials,
    places,
    questions,
    record_changes,
    record_values,
    records,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()

_numbers = count(1)

T = TypeVar("T")

RECORD_TEXTS = {
    "title": "Stormwater fee by paved area",
    "problem": "Storm drains flooded and the general fund paid for repairs.",
    "action": "The council charged a fee by paved area.",
    "outcome": "Flooding fell by a third within four years.",
    "lessons": "Start with the largest properties.",
    "status": "ongoing",
    "source_title": "Stormwater programme review",
    "source_url": "https://example.org/stormwater",
    "source_lang": "en",
}


def there(found: T | None) -> T:
    """What was found, which has to be something."""
    assert found is not None
    return found


def make_jurisdiction(name: str = "Oak", **fields: Any) -> Jurisdiction:
    """A city of 40,000 in the United States unless the fields say otherwise; each call another one."""
    known: dict[str, Any] = {"kind": Kind.CITY, "country": "US", "population": 40_000}
    return Jurisdiction(id=JurisdictionId(next(_numbers)), name=name, **(known | fields))


def make_office(
    name: str = "Public works", place: str = "Oak", *, jurisdiction: Jurisdiction | None = None, **fields: Any
) -> Office:
    """An office of the jurisdiction, or of another one with this name and these fields."""
    return Office(OfficeId(next(_numbers)), name, jurisdiction or make_jurisdiction(place, **fields))


def make_official(
    name: str = "Robin", place: str = "Oak", *, office: Office | None = None, **fields: Any
) -> Official:
    """An official who holds the office, or one of a place with this name and these fields."""
    held = office or make_office(place=place, **fields)
    return Official(OfficialId(next(_numbers)), NetworkId(1), name, locale="", offices=(held,))


def make_record(office: Office | None = None, **fields: Any) -> PracticeRecord:
    """A practice record about a stormwater fee that worked, owned by the office or by one of Oak."""
    record_id = RecordId(next(_numbers))
    owner = office or make_office()
    known: dict[str, Any] = {
        "id": record_id,
        "key": f"record-{record_id}",
        "result": Result.WORKED,
        "topics": ("stormwater",),
        "place": owner.jurisdiction.name,
        "country": owner.jurisdiction.country,
        "office": owner,
        "year_start": 2019,
    }
    return PracticeRecord(**(RECORD_TEXTS | known | fields))


def make_candidate(
    probability: float = 0.8,
    office: Office | None = None,
    record: PracticeRecord | None = None,
    asked_before: AskedBefore | None = None,
) -> Candidate:
    """A candidate with this probability whose record is the given one, or one that the office owns."""
    return Candidate(record or make_record(office), probability, asked_before)


def add_network(conn: Connection, name: str = "Harbour network", *, demonstration: bool = False) -> NetworkId:
    """The network of this name."""
    return networks.ensure(conn, name, demonstration=demonstration)


def add_workspace(conn: Connection, network_id: NetworkId) -> WorkspaceId:
    """The network's one Slack workspace, made when first asked for; the chat calls it T and the number."""
    return networks.ensure_workspace(conn, network_id, "slack", f"T{network_id}")


def add_office(
    conn: Connection, network_id: NetworkId, name: str = "Public works", place: str = "Oak", **figures: Any
) -> Office:
    """An office of a city in the United States."""
    known: dict[str, Any] = {"kind": Kind.CITY, "country": "US"}
    draft = places.JurisdictionDraft(place, **(known | figures))
    return places.ensure_office(conn, network_id, places.ensure_jurisdiction(conn, network_id, draft), name)


def add_official(
    conn: Connection,
    network_id: NetworkId,
    name: str = "Robin",
    office: Office | None = None,
    since: date = date(2020, 1, 1),
) -> Official:
    """An official who holds the office, if one is given, since 2020."""
    official_id = officials.add(conn, network_id, name)
    if office:
        officials.hold(conn, official_id, office.id, since)
    found = officials.by_id(conn, network_id, official_id, TODAY)
    assert found
    return found


def make_draft(
    key: str = "oak-fee", office: Office | None = None, **fields: Any
) -> record_values.RecordDraft:
    """A draft of the record that make_record makes."""
    known: dict[str, Any] = {
        "key": key,
        "result": Result.WORKED,
        "topics": ("stormwater",),
        "place": office.jurisdiction.name if office else "Oak",
        "country": "US",
        "office_id": office.id if office else None,
        "year_start": 2019,
    }
    return record_values.RecordDraft(**(RECORD_TEXTS | known | fields))


def add_record(
    conn: Connection, network_id: NetworkId, key: str = "oak-fee", office: Office | None = None, **fields: Any
) -> PracticeRecord:
    """A published record, owned by the office if one is given."""
    record_changes.save(conn, network_id, make_draft(key, office, **fields), NOW)
    found = records.by_key(conn, network_id, key)
    assert found
    return found


def add_question(conn: Connection, network_id: NetworkId, asker: Official, **fields: Any) -> QuestionId:
    """A question about stormwater asked in a channel; `matches` gives the records it was shown."""
    matches = fields.pop("matches", ())
    known: dict[str, Any] = {
        "workspace_id": add_workspace(conn, network_id),
        "conversation": "C1",
        "thread": "1.1",
        "audience": Audience.CHANNEL,
        "text": "How do you fund stormwater repairs?",
        "language": "en",
        "band": Band.GOOD,
    }
    draft = questions.QuestionDraft(asker.id, **(known | fields))
    return questions.add(conn, network_id, draft, [(record.id, 0.8) for record in matches], NOW)


def make_introduction_draft(
    question: questions.Question, record: PracticeRecord, peer: Official
) -> introductions.IntroductionDraft:
    """What the asker of the question wants: to meet the peer who holds the record's office."""
    assert record.office
    return introductions.IntroductionDraft(
        question_id=question.id,
        record_id=record.id,
        office_id=record.office.id,
        asker_id=question.asker_id,
        peer_id=peer.id,
        workspace_id=question.workspace_id,
        conversation=question.conversation,
        thread=question.thread,
        answer_by=NOW + timedelta(days=3),
    )
