"""A map: which field of a practice record comes from which columns of somebody else's file."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.importing import map_options
from bot.importing.problems import FileUnusable

# The fields of a practice record, named as in the demo network's own file.
FIELDS = (
    "id",
    "title",
    "problem",
    "action",
    "outcome",
    "lessons",
    "result",
    "topics",
    "place",
    "place_type",
    "admin1",
    "country",
    "contact_role",
    "year_start",
    "status",
    "source_title",
    "source_url",
    "source_lang",
    "verified_on",
    "figures",
    "cost",
    "staffing",
    "conditions",
    "year_end",
    "sdg_targets",
    "more_sources",
    "visibility",
    "revision",
)
REQUIRED = ("id", "title")

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SENTENCE_END = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one field comes from; docs/import.md explains each option."""

    columns: tuple[str, ...] = ()
    constant: str = ""
    separator: str = "\n"
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    split: str = ""
    year: bool = False
    limit: int = 0


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The origin of each field; a field without one stays empty. `needed` columns must be in the file."""

    origins: Mapping[str, Origin]
    needed: tuple[str, ...]

    @property
    def used(self) -> set[str]:
        """The columns that some field comes from."""
        return {column for origin in self.origins.values() for column in origin.columns}

    def given(self, values: Mapping[str, object]) -> frozenset[str]:
        """Return the fields of which the row has a column, or that the map itself fills in."""
        return frozenset(
            name
            for name, origin in self.origins.items()
            if not origin.columns or any(column in values for column in origin.columns)
        )

    def label(self, field_name: str) -> str:
        """Return the field as a reason names it: with the columns it comes from, if they have other names."""
        columns = self.origins[field_name].columns if field_name in self.origins else ()
        if columns in ((), (field_name,)):
            return field_name
        return f"{field_name} (from {', '.join(columns)})"

    def apply(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the fields of one row, each still as the file has it: text, number, list or None."""
        return {name: _value(origin, values) for name, origin in self.origins.items()}


# The format of our own files: every column bears the name of its field.
NATIVE = FieldMap({name: Origin((name,)) for name in FIELDS}, REQUIRED)


def read_map(path: Path) -> FieldMap:
    """Return the map of a TOML file. Raises FileUnusable, a sentence that says what is wrong with it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as missing:
        raise FileUnusable(f"The map {path} does not exist.") from missing
    except OSError as failure:
        raise FileUnusable(f"The map {path} cannot be read: {failure.strerror}.") from failure
    return map_of(str(path), data)


def map_of(name: str, data: bytes) -> FieldMap:
    """Return the map that the bytes of a TOML file hold. Raises FileUnusable as `read_map` does."""
    try:
        written = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise FileUnusable(f"The map {name} is not TOML in UTF-8: {broken}.") from broken
    try:
        checked = map_options.checked(written, FIELDS)
        origins = {name: Origin(**options) for name, options in checked.items()}
        _require(origins)
    except ValueError as meaningless:
        why = str(meaningless)
        end = "" if why.endswith("?") else "."
        raise FileUnusable(f"The map {name} cannot be used: {why}{end}") from meaningless
    needed = dict.fromkeys(column for origin in origins.values() for column in origin.columns)
    return FieldMap(origins, tuple(needed))


def _require(origins: Mapping[str, Origin]) -> None:
    missing = [name for name in REQUIRED if name not in origins]
    if missing:
        raise ValueError(f"it names no column for {missing[0]}, and no record can do without")


def _value(origin: Origin, values: Mapping[str, object]) -> object:
    if not origin.columns:
        return origin.constant
    found = [values.get(name) for name in origin.columns]
    nested = [value for value in found if not _is_plain(value)]
    if nested:
        return nested[0]  # checking says what is wrong with it
    return _shaped(
        origin, found[0] if len(found) == 1 else origin.separator.join(filter(None, map(_text, found)))
    )


def _is_plain(value: object) -> bool:
    return not any(isinstance(part, list | dict) for part in (value if isinstance(value, list) else [value]))


def _shaped(origin: Origin, found: object) -> object:
    if origin.split:
        found = [part.strip() for part in _text(found).split(origin.split) if part.strip()]
    if origin.values or origin.otherwise is not None:
        found = _translated(origin, found)
    if origin.year and (years := _YEAR.search(_text(found))):
        found = years[0]
    return _shortened(_text(found), origin.limit) if origin.limit else found


def _translated(origin: Origin, found: object) -> object:
    """Return the value, or each value of a list, in our words; "" leaves a value out."""

    def ours(value: str) -> str:
        return origin.values.get(value, value if origin.otherwise is None else origin.otherwise)

    if isinstance(found, list):
        return list(dict.fromkeys(filter(None, (ours(_text(part)) for part in found))))
    return ours(_text(found))


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return "" if value is None else str(value).strip()


def _shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut after a sentence if one ends in the second half, else a word."""
    if len(text) <= limit:
        return text
    head = text[: limit - 2]
    ends = [end.start() + 1 for end in _SENTENCE_END.finditer(head) if end.start() >= limit // 2]
    cut = ends[-1] if ends else max(head.rfind(" "), limit // 2)
    return head[:cut].rstrip() + " …"


def columns_missing(field_map: FieldMap, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that the map needs and the file lacks."""
    there = set(columns)
    return tuple(name for name in field_map.needed if name not in there)
