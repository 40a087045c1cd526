"""How domain values become what a reader may see of them."""

from collections.abc import Iterable
from datetime import date

from bot.catalogues import SOURCE_LOCALE
from bot.shown import AskedBeforeShown, DetailsShown, MatchShown, PersonShown, PlaceShown, ReasonShown
from matching.domain import AskedBefore, Jurisdiction, Match, Office, Official, PracticeRecord, Visibility
from matching.language import detect

NOWHERE = PlaceShown("", "", "", "unknown", None)

# Why a record was found, where that says nothing of the place that it comes from.
OF_NO_PLACE = frozenset({"helped", "about_topic"})


def place(jurisdiction: Jurisdiction) -> PlaceShown:
    """Return the place with its name and figures."""
    return PlaceShown(
        name=jurisdiction.name,
        admin1=jurisdiction.admin1,
        country=jurisdiction.country or "",
        kind=jurisdiction.kind.value,
        population=jurisdiction.population,
    )


def kind_of_place(jurisdiction: Jurisdiction | None) -> PlaceShown | None:
    """Return the place without what would name it: kind, country and population only."""
    if jurisdiction is None:
        return None
    return PlaceShown("", "", jurisdiction.country or "", jurisdiction.kind.value, jurisdiction.population)


def without_country(jurisdiction: Jurisdiction | None) -> PlaceShown:
    """Return kind and population alone: what a peer may know of the other before both agreed."""
    shown = kind_of_place(jurisdiction)
    return PlaceShown("", "", "", shown.kind, shown.population) if shown else NOWHERE


def record_place(record: PracticeRecord) -> PlaceShown:
    """Return the place of a record; as its source writes it where no jurisdiction of ours is known.

    Of a record without attribution the kind of place and its size alone.
    """
    if record.visibility is Visibility.UNATTRIBUTED:
        return without_country(record.office.jurisdiction if record.office else None)
    if record.office is not None:
        return place(record.office.jurisdiction)
    return PlaceShown(record.place, "", record.country or "", "unknown", None)


def match(found: Match, on: date, *, can_introduce: bool, can_seek: bool = False) -> MatchShown:
    """Return the match as its asker sees it on that day; without attribution it has no place in common."""
    record = found.record
    told = record.visibility is not Visibility.UNATTRIBUTED
    reasons = tuple(ReasonShown(reason.code, reason.value) for reason in found.reasons)
    return MatchShown(
        record_id=record.id,
        title=record.title,
        place=record_place(record),
        office=record.office.name if record.office and told else "",
        year=record.year_start,
        result=record.result.value,
        action=record.action,
        outcome=record.outcome,
        source_title=record.source_title if told else "",
        source_url=record.source_url if told else "",
        source_lang=record.source_lang,
        verified_on=record.verified_on.isoformat() if record.verified_on else "",
        reasons=reasons if told else of_no_place(reasons),
        can_introduce=can_introduce,
        asked_before=_asked_before(found.asked_before),
        can_seek=can_seek,
        checked_days=max(0, (on - record.verified_on).days) if record.verified_on else None,
        expired=record.expired(on),
        verify_by=record.verify_by.isoformat() if record.verify_by else "",
        for_named=record.visibility is Visibility.NAMED,
    )


def of_no_place(reasons: Iterable[ReasonShown]) -> tuple[ReasonShown, ...]:
    """Return those of the reasons that say nothing of a place."""
    return tuple(each for each in reasons if each.code in OF_NO_PLACE)


def details(record: PracticeRecord) -> DetailsShown:
    """Return what the record says beside its parts; of one without attribution not where it can be read."""
    said = record.details
    told = record.visibility is not Visibility.UNATTRIBUTED
    return DetailsShown(
        figures=said.figures,
        cost=said.cost,
        staffing=said.staffing,
        conditions=said.conditions,
        year_end=said.year_end,
        sdg_targets=said.sdg_targets,
        sources=tuple((each.title, each.url) for each in said.sources) if told else (),
    )


def _asked_before(before: AskedBefore | None) -> AskedBeforeShown | None:
    if before is None:
        return None
    return AskedBeforeShown(kind_of_place(before.asker_jurisdiction), before.conversation, before.thread)


def person(official: Official, chat_id: str, office: Office | None = None) -> PersonShown:
    """Return one side of an introduction in this office, else in the one they hold, else without a place."""
    held = office or (official.offices[0] if official.offices else None)
    return PersonShown(
        name=official.name,
        office=held.name if held else "",
        place=place(held.jurisdiction) if held else NOWHERE,
        chat_id=chat_id,
        demonstration=official.demonstration,
    )


def language_of(record: PracticeRecord) -> str:
    """Return the language of a record's own words, for who reads them aloud: not that of the reader."""
    return detect(record.text, fallback=record.source_lang or SOURCE_LOCALE)
