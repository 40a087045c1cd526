"""The parts of a record that two of them can be compared by: which differ, and what one says with both."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.importing.checking import MOST_TOPICS, backwards
from bot.importing.details import MOST_SOURCES
from bot.records import sdg_targets
from matching.domain import Details, PracticeRecord, Result, Source
from store.provenance import TEXTS
from store.record_values import RecordDraft, draft_of

RESULT = "result"
NO_STATUS = "unknown"  # what a record says of which nobody knows whether it still runs
COMPARED = (*TEXTS, RESULT)
OF_DETAILS = ("figures", "cost", "staffing", "conditions")

# Whose text of a part stays.
RECORD, INTO, BOTH = "record", "into", "both"


def text_of(record: PracticeRecord, part: str) -> str:
    """Return what the record says there, "" for nothing."""
    if part == RESULT:
        return "" if record.result is Result.UNKNOWN else record.result.value
    return str(getattr(record.details if part in OF_DETAILS else record, part)).strip()


def differing(record: PracticeRecord, other: PracticeRecord) -> tuple[str, ...]:
    """Return the parts that the first record fills in and the other one says otherwise, or not at all."""
    return tuple(part for part in COMPARED if text_of(record, part) not in ("", text_of(other, part)))


def choices(record: PracticeRecord, into: PracticeRecord, part: str) -> tuple[str, ...]:
    """Return whose texts can stay there, what stays unless somebody chooses first."""
    if not text_of(into, part):
        return (RECORD, INTO)
    return (INTO, RECORD) if part in ("title", RESULT) else (INTO, RECORD, BOTH)


def joined(record: PracticeRecord, into: PracticeRecord, part: str) -> str:
    """Return the texts of both, that of the second one first."""
    return f"{text_of(into, part)}\n\n{text_of(record, part)}"


def merged(record: PracticeRecord, into: PracticeRecord, chosen: Mapping[str, str]) -> RecordDraft:
    """Return what `into` says with the texts that were chosen, and with all sources and topics of both.

    Where it says nothing of years or status, it says what the other one does; and where it names neither
    place nor office, which belong together.
    """
    parts = {
        part: joined(record, into, part) if choice == BOTH else text_of(record, part)
        for part, choice in chosen.items()
        if choice != INTO
    }
    # Texts all of them; the types of the other columns do not come in here.
    kept: dict[str, Any] = {name: parts[name] for name in parts if name not in (*OF_DETAILS, RESULT)}
    first = _first_source(_with_first_source(record, into))
    begins_too_late = backwards(record.year_start, into.details.year_end)
    from_where = into if into.place or into.office else record
    return replace(
        draft_of(into),
        **kept,
        result=Result(parts.get(RESULT, into.result)),
        details=_details(record, into, {name: parts[name] for name in OF_DETAILS if name in parts}),
        topics=tuple(sorted({*into.topics, *record.topics})),
        place=from_where.place,
        country=from_where.country or "",
        office_id=from_where.office.id if from_where.office else None,
        year_start=into.year_start or (None if begins_too_late else record.year_start),
        status=record.status if into.status == NO_STATUS else into.status,
        source_title=first.title,
        source_url=first.url,
        source_lang=first.lang,
    )


def too_many(written: RecordDraft) -> bool:
    """Say whether it has more topics, targets or sources than forms and files let a record have."""
    said = written.details
    return (
        len(written.topics) > MOST_TOPICS
        or len(said.sdg_targets) > sdg_targets.MOST
        or len(said.sources) > MOST_SOURCES
    )


def _details(record: PracticeRecord, into: PracticeRecord, parts: Mapping[str, str]) -> Details:
    return replace(
        into.details,
        **parts,
        year_end=into.details.year_end or (None if into.year_start else record.details.year_end),
        sdg_targets=tuple(dict.fromkeys((*into.details.sdg_targets, *record.details.sdg_targets))),
        sources=_sources(record, into),
    )


def _sources(record: PracticeRecord, into: PracticeRecord) -> tuple[Source, ...]:
    """Return the sources of both beside the first one, each once."""
    first = _first_source(_with_first_source(record, into))
    named = (
        *(_first_source(into), *into.details.sources),
        *(_first_source(record), *record.details.sources),
    )
    once: dict[tuple[str, str], Source] = {}
    for each in named:
        once.setdefault((each.title, each.url), each)
    return tuple(each for key, each in once.items() if key not in ((first.title, first.url), ("", "")))


def _with_first_source(record: PracticeRecord, into: PracticeRecord) -> PracticeRecord:
    """Return whose first source is that of both, `into` before the other."""
    return into if into.source_title or into.source_url else record


def _first_source(record: PracticeRecord) -> Source:
    return Source(record.source_title, record.source_url, record.source_lang)
