"""One row checked field by field: a contribution, or every reason why it is none."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.importing import countries, details
from bot.importing.cells import topics_of_a_cell
from bot.importing.days import day
from bot.importing.mapping import FieldMap
from bot.importing.source import Row
from bot.importing.words import cleaned_line, folded, shown
from matching.domain import Details, Kind, Result, Source, Visibility
from matching.text import clean
from store.places import JurisdictionDraft
from store.record_values import RecordDraft

# Characters. Cards show titles whole and texts cut; 20,000 are some seven pages, more than a practice takes.
LONGEST_LINE = 500
LONGEST_TITLE = 300
LONGEST_TEXT = 20_000
LONGEST_URL = 2_000
MOST_TOPICS = 20
YEARS = range(1800, 2101)  # a year outside is a typing error, not an old practice
STATUSES = ("ongoing", "ended", "unknown")

LookUp = Callable[[str, str | None, str, Kind], JurisdictionDraft | None]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A row that can be imported: its draft still without an office, which `office` and `place` name.

    `office` is empty where nobody can be asked; `place` is None where the row names none.
    `given` are the fields of which the row has a column; `revision` is that which the record had when it was
    exported, None where the row does not say.
    """

    line: int
    draft: RecordDraft
    office: str
    place: JurisdictionDraft | None
    given: frozenset[str] = frozenset()
    revision: int | None = None


class Unfit(Exception):
    """A row that cannot be imported; the text says why, each reason with its field."""


def contribution(row: Row, field_map: FieldMap, look_up: LookUp) -> Contribution:
    """Return what the row contributes; `look_up` is asked only for a place of which the row names an office.

    Raises Unfit with every reason.
    """
    if row.problem:
        raise Unfit(row.problem)
    try:
        fields = _Fields.model_validate(field_map.apply(row.values))
    except ValidationError as invalid:
        raise Unfit("; ".join(_reason(error, field_map) for error in invalid.errors())) from invalid
    if fields.contact_role and not fields.place:
        label = field_map.label("contact_role")
        raise Unfit(
            f"{label}: an office belongs to a place and the row names none; fill in the place as well"
        )
    if backwards(fields.year_start, fields.year_end):
        label = field_map.label("year_end")
        raise Unfit(f"{label}: it ends in {fields.year_end}, before it begins ({fields.year_start})")
    given = field_map.given(row.values)
    place = _place(fields, look_up)
    return Contribution(row.line, _draft(fields), fields.contact_role, place, given, fields.revision)


def backwards(began: int | None, ended: int | None) -> bool:
    """Say whether a practice of these years ended before it began."""
    return began is not None and ended is not None and ended < began


def _place(fields: "_Fields", look_up: LookUp) -> JurisdictionDraft | None:
    if not fields.place:
        return None
    plain = JurisdictionDraft(fields.place, fields.place_type, fields.country or None, fields.admin1)
    if not fields.contact_role:
        return plain
    return look_up(plain.name, plain.country, plain.admin1, plain.kind) or plain


def _draft(fields: "_Fields") -> RecordDraft:
    return RecordDraft(
        key=fields.id,
        title=fields.title,
        problem=fields.problem,
        action=fields.action,
        outcome=fields.outcome,
        lessons=fields.lessons,
        result=fields.result,
        topics=fields.topics,
        place=fields.place,
        country=fields.country,
        office_id=None,
        year_start=fields.year_start,
        status=fields.status,
        source_title=fields.source_title,
        source_url=fields.source_url,
        source_lang=fields.source_lang,
        verified_on=fields.verified_on,
        details=Details(
            figures=fields.figures,
            cost=fields.cost,
            staffing=fields.staffing,
            conditions=fields.conditions,
            year_end=fields.year_end,
            sdg_targets=fields.sdg_targets,
            sources=fields.more_sources,
        ),
        visibility=fields.visibility,
    )


def _reason(error: Any, field_map: FieldMap) -> str:
    return f"{field_map.label(str(error['loc'][0]))}: {error['ctx']['error']}"


def _plain(value: object) -> str:
    """Return the value as text. Raises ValueError for what is none."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise ValueError(f"{shown(value)} stands where a text is expected")
    return str(value)


def _line(longest: int = LONGEST_LINE, *, required: bool = False) -> Callable[[object], str]:
    def check(value: object) -> str:
        text = cleaned_line(_plain(value))
        if required and not text:
            raise ValueError("it is empty, and no record can do without")
        return _not_too_long(text, longest)

    return check


def _text(value: object) -> str:
    return _not_too_long(clean(_plain(value)), LONGEST_TEXT)


def _not_too_long(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"it has {len(text):,} characters, and {longest:,} are the most")
    return text


def _word(words: type[StrEnum], unknown: str) -> Callable[[object], str]:
    names = [word.value for word in words]

    def check(value: object) -> str:
        return _known(_plain(value), names) or unknown

    return check


def _known(text: str, words: list[str]) -> str:
    """Return which of the words the text is, "" if it is empty. Raises ValueError, naming the nearest."""
    wanted = folded(text)
    if wanted and wanted not in words:
        near = difflib.get_close_matches(wanted[:LONGEST_LINE], words, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise ValueError(f"{shown(text)} is none of {', '.join(words)}{hint}")
    return wanted


def _status(value: object) -> str:
    return _known(_plain(value), list(STATUSES)) or "unknown"


def _country(value: object) -> str:
    return countries.code(_plain(value))


def _topics(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else topics_of_a_cell(_plain(value))
    topics = tuple(dict.fromkeys(filter(None, (cleaned_line(_plain(part)).lower() for part in parts))))
    if len(topics) > MOST_TOPICS:
        raise ValueError(f"it names {len(topics)} topics, and {MOST_TOPICS} are the most")
    return tuple(_not_too_long(topic, 60) for topic in topics)


def _year(value: object) -> int | None:
    text = cleaned_line(_plain(value)).removesuffix(".0")  # spreadsheets write whole numbers so
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}", text) or int(text) not in YEARS:
        raise ValueError(f"{shown(text)} is no year from {YEARS[0]} to {YEARS[-1]}")
    return int(text)


def _revision(value: object) -> int | None:
    text = cleaned_line(_plain(value)).removesuffix(".0")  # spreadsheets write whole numbers so
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError(f"{shown(text)} is no revision of a record; export it again, or leave that empty")
    return int(text)


def _day(value: object) -> date | None:
    return day(cleaned_line(_plain(value)))


def _url(value: object) -> str:
    text = _not_too_long(cleaned_line(_plain(value)), LONGEST_URL)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if text and (parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in text):
        raise ValueError(f"{shown(text)} is no address that starts with http:// or https://")
    return text


def _language(value: object) -> str:
    text = cleaned_line(_plain(value)).lower()
    if text and not re.fullmatch(r"[a-z]{2,3}", text):
        raise ValueError(f'{shown(text)} is no ISO 639 code of a language, such as "en"')
    return text


_Line = Annotated[str, BeforeValidator(_line())]
_Text = Annotated[str, BeforeValidator(_text)]


class _Fields(BaseModel):
    """The fields of one row; absent ones are empty, and required ones complain about that too."""

    model_config = ConfigDict(frozen=True, validate_default=True, extra="ignore")

    id: Annotated[str, BeforeValidator(_line(required=True))] = ""
    title: Annotated[str, BeforeValidator(_line(LONGEST_TITLE, required=True))] = ""
    problem: _Text = ""
    action: _Text = ""
    outcome: _Text = ""
    lessons: _Text = ""
    result: Annotated[Result, BeforeValidator(_word(Result, Result.UNKNOWN))] = Result.UNKNOWN
    topics: Annotated[tuple[str, ...], BeforeValidator(_topics)] = ()
    place: _Line = ""
    place_type: Annotated[Kind, BeforeValidator(_word(Kind, Kind.UNKNOWN))] = Kind.UNKNOWN
    admin1: _Line = ""
    country: Annotated[str, BeforeValidator(_country)] = ""
    contact_role: _Line = ""
    year_start: Annotated[int | None, BeforeValidator(_year)] = None
    status: Annotated[str, BeforeValidator(_status)] = ""
    source_title: _Line = ""
    source_url: Annotated[str, BeforeValidator(_url)] = ""
    source_lang: Annotated[str, BeforeValidator(_language)] = ""
    verified_on: Annotated[date | None, BeforeValidator(_day)] = None
    figures: _Text = ""
    cost: _Text = ""
    staffing: _Text = ""
    conditions: _Text = ""
    year_end: Annotated[int | None, BeforeValidator(_year)] = None
    sdg_targets: Annotated[tuple[str, ...], BeforeValidator(details.targets)] = ()
    more_sources: Annotated[tuple[Source, ...], BeforeValidator(details.sources)] = ()
    visibility: Annotated[Visibility, BeforeValidator(_word(Visibility, Visibility.MEMBERS))] = (
        Visibility.MEMBERS
    )
    revision: Annotated[int | None, BeforeValidator(_revision)] = None


def field(name: str, value: object) -> Any:
    """Return what one field of a row means, such as "year_start". Raises ValueError: why it means nothing."""
    try:
        fields = _Fields.model_validate({"id": "-", "title": "-", name: value})
    except ValidationError as invalid:
        raise ValueError(str(invalid.errors()[0]["ctx"]["error"])) from invalid
    return getattr(fields, name)
