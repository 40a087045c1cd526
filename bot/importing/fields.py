"""The fields of a file as a record of the network has them, and as a row of a file does: both comparable."""

from collections.abc import Iterable, Mapping

from bot.importing import details
from bot.importing.checking import Contribution, Unfit, contribution
from bot.importing.mapping import NATIVE
from bot.importing.source import Row
from matching.domain import Kind, PracticeRecord
from store.places import JurisdictionDraft
from store.provenance import PARTS
from store.record_values import RecordDraft

Fields = Mapping[str, object]

# What a record says beside its parts; of these, those that its details name alike.
OF_DETAILS = ("figures", "cost", "staffing", "conditions", "year_end", "sdg_targets")
BESIDE = frozenset({*OF_DETAILS, "more_sources", "visibility"})

_WHERE = ("place", "place_type", "admin1", "country")
# The fields of a file that say a part of a record, where they have other names than the part.
_FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "years": ("year_start", "year_end"),
    "place": ("place", "country"),
    "office": ("contact_role", *_WHERE),
    "sources": ("source_title", "source_url", "more_sources"),
    "language": ("source_lang",),
}


def of_record(record: PracticeRecord) -> dict[str, object]:
    """Return every field that an import understands, in the order of docs/import.md, as a file has it.

    What kind of place it is, and in which state or region, the network knows only of places with an office.
    """
    place = record.office.jurisdiction if record.office else None
    where = {
        "place": record.place,
        "place_type": place.kind.value if place else "",
        "admin1": place.admin1 if place else "",
        "country": record.country or "",
        "contact_role": record.office.name if record.office else "",
    }
    return _fields(record.key, record, where)


def of_contribution(each: Contribution) -> dict[str, object]:
    """Return the same of a row that was checked."""
    known = each.place if each.office else None
    where = {
        "place": each.draft.place,
        "place_type": known.kind.value if known else "",
        "admin1": known.admin1 if known else "",
        "country": each.draft.country,
        "contact_role": each.office,
    }
    return _fields(each.draft.key, each.draft, where)


def differing(before: Fields, after: Fields) -> list[str]:
    """Return the names of the fields that differ, none if the record is what the row says.

    A record may say in other characters what an import would make the same text of, such as two spaces for
    one: that is no difference, so that what was exported is imported without a change.
    """
    names = [name for name in after if before[name] != after[name]]
    if not names:
        return []
    imported = _as_imported(before)
    return [name for name in names if imported[name] != after[name]]


def _as_imported(fields: Fields) -> Fields:
    try:
        return of_contribution(contribution(Row(1, "", fields), NATIVE, _unknown))
    except Unfit:
        return fields


def _unknown(name: str, country: str | None, admin1: str, kind: Kind) -> JurisdictionDraft | None:
    return None


def _fields(key: str, said: PracticeRecord | RecordDraft, where: dict[str, str]) -> dict[str, object]:
    return {
        "id": key,
        "title": said.title,
        "problem": said.problem,
        "action": said.action,
        "outcome": said.outcome,
        "lessons": said.lessons,
        "result": said.result.value,
        "topics": sorted(set(said.topics)),
        **where,
        "year_start": said.year_start,
        "status": said.status,
        "source_title": said.source_title,
        "source_url": said.source_url,
        "source_lang": said.source_lang,
        "verified_on": said.verified_on.isoformat() if said.verified_on else "",
        "figures": said.details.figures,
        "cost": said.details.cost,
        "staffing": said.details.staffing,
        "conditions": said.details.conditions,
        "year_end": said.details.year_end,
        "sdg_targets": list(said.details.sdg_targets),
        "more_sources": details.written(said.details.sources),
        "visibility": said.visibility.value,
    }


def parts_of(names: Iterable[str]) -> set[str]:
    """Return the parts of store.provenance that fields of these names may change."""
    differing = set(names)
    return {part for part in PARTS if differing.intersection(_FIELDS_OF.get(part, (part,)))}
