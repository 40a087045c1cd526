"""What a record consists of: as it is handed in, as the columns hold it, and as a revision keeps it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Row

from matching.domain import (
    NO_DETAILS,
    Details,
    OfficeId,
    OfficialId,
    PracticeRecord,
    RecordId,
    Result,
    Source,
    Visibility,
)
from store.places import office_of

# For how long a record counts as verified where staff do not say otherwise.
VERIFIED_FOR = relativedelta(years=1)


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """A practice record as a contributor or an import hands it in; `key` is its name in its network.

    `country` is ISO 3166-1 alpha-2, "" when unknown; `office_id` and `year_start` are None when unknown.
    """

    key: str
    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    result: Result
    topics: tuple[str, ...]
    place: str
    country: str
    office_id: OfficeId | None
    year_start: int | None
    status: str
    source_title: str
    source_url: str
    source_lang: str
    verified_on: date | None = None
    details: Details = NO_DETAILS
    visibility: Visibility = Visibility.MEMBERS


def columns(draft: RecordDraft, now: datetime, state: str) -> dict[str, Any]:
    """Return the draft as the columns of a record in this state hold it, all but its key and topics."""
    said = content(draft, state)
    kept = {name: value for name, value in said.items() if name not in ("key", "topics", "readers")}
    # A withdrawn record is no other than it was, so that saving the same words again does not publish it.
    hashed = said | {"state": "published"} if state == "withdrawn" else said
    return {
        **kept,
        "verified_on": draft.verified_on,
        "verify_by": draft.verified_on + VERIFIED_FOR if draft.verified_on else None,
        "content_hash": sha256(json.dumps(hashed, sort_keys=True).encode()).hexdigest(),
        "updated_at": now,
    }


def content(draft: RecordDraft, state: str) -> dict[str, Any]:
    """Return everything that a record in this state says, as JSON has it: what a revision keeps."""
    fields = asdict(draft)
    details = fields.pop("details")
    details["sources"] = [[each["title"], each["url"], each["lang"]] for each in details["sources"]]
    details["sdg_targets"] = list(details["sdg_targets"])
    fields["verified_on"] = draft.verified_on.isoformat() if draft.verified_on else None
    return {**fields, **details, "topics": sorted(set(draft.topics)), "state": state}


def draft_of_content(kept: Mapping[str, Any]) -> RecordDraft:
    """Return what a revision says, so that it can be said again; of older ones without what did not exist."""
    known = {name: kept[name] for name in _PLAIN}
    verified_on = kept.get("verified_on")
    return RecordDraft(
        **known,
        result=Result(kept["result"]),
        topics=tuple(kept["topics"]),
        verified_on=date.fromisoformat(verified_on) if verified_on else None,
        details=_details_of_content(kept) if "figures" in kept else NO_DETAILS,
        visibility=Visibility(kept.get("visibility", Visibility.MEMBERS)),
    )


def draft_of(record: PracticeRecord) -> RecordDraft:
    """Return what the record says as a draft, to be changed and saved."""
    return RecordDraft(
        key=record.key,
        title=record.title,
        problem=record.problem,
        action=record.action,
        outcome=record.outcome,
        lessons=record.lessons,
        result=record.result,
        topics=record.topics,
        place=record.place,
        country=record.country or "",
        office_id=record.office.id if record.office else None,
        year_start=record.year_start,
        status=record.status,
        source_title=record.source_title,
        source_url=record.source_url,
        source_lang=record.source_lang,
        verified_on=record.verified_on,
        details=record.details,
        visibility=record.visibility,
    )


def record_of(row: Row[Any], topics: tuple[str, ...]) -> PracticeRecord:
    """Return the record of a row that has its office's columns as well, with its topics."""
    return PracticeRecord(
        id=RecordId(row.id),
        key=row.key,
        title=row.title,
        problem=row.problem,
        action=row.action,
        outcome=row.outcome,
        lessons=row.lessons,
        result=Result(row.result),
        topics=topics,
        place=row.place,
        country=row.country or None,
        office=None if row.office_id is None else office_of(row),
        year_start=row.year_start,
        status=row.status,
        source_title=row.source_title,
        source_url=row.source_url,
        source_lang=row.source_lang,
        verified_on=row.verified_on,
        details=_details(row),
        visibility=Visibility(row.visibility),
        verifier_id=None if row.verifier_id is None else OfficialId(row.verifier_id),
        verify_by=row.verify_by,
        revision=row.revision,
    )


def _details(row: Row[Any]) -> Details:
    return Details(
        figures=row.figures,
        cost=row.cost,
        staffing=row.staffing,
        conditions=row.conditions,
        year_end=row.year_end,
        sdg_targets=tuple(row.sdg_targets),
        sources=tuple(Source(*each) for each in row.sources),
    )


def _details_of_content(kept: Mapping[str, Any]) -> Details:
    known = {name: kept[name] for name in ("figures", "cost", "staffing", "conditions", "year_end")}
    sources = tuple(Source(*each) for each in kept["sources"])
    return Details(**known, sdg_targets=tuple(kept["sdg_targets"]), sources=sources)


# The fields of a draft that JSON has as they are.
_PLAIN = (
    "key",
    "title",
    "problem",
    "action",
    "outcome",
    "lessons",
    "place",
    "country",
    "office_id",
    "year_start",
    "status",
    "source_title",
    "source_url",
    "source_lang",
)
