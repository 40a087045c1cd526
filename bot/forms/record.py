"""The fields of a practice record as a form has them: shown, checked one by one, and read back.

Whoever sends the form as it was opened changes nothing: a field that still says what it showed leaves its
part of the record as it is, to the last space.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from bot.forms import Field, Mistakes, Option, Values
from bot.forms.checks import mistakes as refused
from bot.forms.profile import language_options
from bot.importing.checking import LONGEST_TITLE, STATUSES
from bot.narrowest import LONGEST_ENTRY
from bot.phrases import Words, words
from bot.phrases import record as phrases
from bot.places import place_search
from bot.records import fields as record_fields
from bot.records import sdg_targets
from bot.records import where as record_place
from bot.records.sources import line_of, sources
from bot.records.where import NOT_MOVED, Moved
from bot.shortening import one_line
from bot.topic_names import topic_name
from matching.domain import JurisdictionId, NetworkId, PracticeRecord, Result, Source, Visibility
from matching.text import clean
from store import networks, places, record_readers
from store.record_values import RecordDraft

TEXTS = ("problem", "action", "outcome", "figures", "cost", "staffing", "conditions", "lessons")
# Every field, in the order in which they are asked.
NAMES = (
    "title",
    "problem",
    "action",
    "outcome",
    "result",
    "figures",
    "cost",
    "staffing",
    "conditions",
    "lessons",
    "topics",
    "sdg_targets",
    "year_start",
    "year_end",
    "status",
    "sources",
    "source_lang",
    "visibility",
    "readers",
    "place",
    "office",
)
# Those that authors are asked: their record is from where they work.
BY_AUTHORS = NAMES[:-2]
# A record without them helps nobody.
REQUIRED = ("title", "result", "status", "visibility")
# What a record says beside its fields: others may change it while a form is open.
UNASKED = ("key", "verified_on")

# The value of the place that stands there: what it is called is no name to look for.
AS_IT_IS = "as it is"

_LINES = (*TEXTS, "sources", "readers")
_PLACE = ("place", "office")
_DETAILS = ("figures", "cost", "staffing", "conditions", "year_end", "sdg_targets")


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says and, beside it, which places are named as its readers, and where it is moved to."""

    draft: RecordDraft
    readers: tuple[JurisdictionId, ...] = ()
    moved: Moved = NOT_MOVED


@dataclass(frozen=True, slots=True)
class Page:
    """A record of a network as a form shows it; `values` are those of each field, `asked` which it has."""

    before: Said
    network_id: NetworkId
    topics: tuple[str, ...]
    values: Values
    asked: Sequence[str] = NAMES

    @property
    def left_out(self) -> tuple[str, ...]:
        """The fields that hold more than a form takes, and stay as they are."""
        return tuple(name for name in self.asked if not _fits(self.values[name]))


def page(connection: Connection, network_id: NetworkId, before: Said, asked: Sequence[str] = NAMES) -> Page:
    """Return what a form shows of the record."""
    draft, details = before.draft, before.draft.details
    labels = _labels(connection, network_id, before.readers)
    shown = {
        **{name: getattr(draft, name) for name in NAMES if hasattr(draft, name)},
        **{name: getattr(details, name) for name in _DETAILS},
        "sdg_targets": ", ".join(details.sdg_targets),
        "sources": "\n".join(_known_sources(draft)),
        "readers": "\n".join(labels),
        **record_place.shown(connection, network_id, draft, before.moved),
    }
    values = {name: _values(shown[name]) for name in NAMES}
    return Page(before, network_id, networks.topics(connection, network_id), values, asked)


def named_readers(connection: Connection, network_id: NetworkId, record: PracticeRecord) -> tuple[str, ...]:
    """Return the places named as readers of the record, as a form shows them; none where all may."""
    if record.visibility is not Visibility.NAMED:
        return ()
    return _labels(connection, network_id, record_readers.readers(connection, record.id))


def fields(its_page: Page, its_words: Words, instead: Values | None = None) -> tuple[Field, ...]:
    """Return the fields with what stands; with `instead`, with what somebody wrote in some of them.

    What is left out has no field, and no topics are offered where the network has no list of them.
    """
    values = {**its_page.values, **(instead or {})}
    asked = [name for name in its_page.asked if _fits(values[name])]
    shown = (name for name in asked if name != "topics" or its_page.topics)
    return tuple(_field(its_page, name, tuple(values[name]), its_words) for name in shown)


def mistakes(connection: Connection, its_page: Page, filled_in: Values, its_words: Words) -> Mistakes:
    """Return a sentence for each field that cannot stay as it was filled in."""

    def check(name: str) -> Callable[[], object]:
        return lambda: _read(connection, its_page, name, filled_in[name])

    found = refused({name: check(name) for name in its_page.asked if name in filled_in}, its_words)
    if found:
        return found
    return refused(_together(connection, its_page, filled_in), its_words)


def read(connection: Connection, its_page: Page, filled_in: Values) -> Said:
    """Return what the record says with what was filled in; a field that was not asked stays as it is.

    Raises Refusal for what `mistakes` would find.
    """
    said = _said(connection, its_page, filled_in)
    record_fields.years(said.draft)
    record_fields.readers_of(said.draft.visibility, said.readers)
    record_place.check(connection, its_page.network_id, said.draft, said.moved)
    return said


def changed(before: Said, after: Said) -> tuple[str, ...]:
    """Return the names of the fields in which the two differ, in their order."""
    first, second = _parts(before), _parts(after)
    return tuple(name for name in NAMES if first[name] != second[name])


def _labels(
    connection: Connection, network_id: NetworkId, named: Iterable[JurisdictionId]
) -> tuple[str, ...]:
    known = (places.jurisdiction(connection, network_id, each) for each in named)
    return tuple(place_search.option(each, words("")).label for each in known if each)


def _fits(values: Sequence[str]) -> bool:
    """Say whether a field takes it all: a longer part is not asked for, what it cut off would be lost."""
    return all(len(each) <= LONGEST_ENTRY for each in values)


def _together(
    connection: Connection, its_page: Page, filled_in: Values
) -> Mapping[str, Callable[[], object]]:
    said = _said(connection, its_page, filled_in)
    return {
        "year_end": lambda: record_fields.years(said.draft),
        "readers": lambda: record_fields.readers_of(said.draft.visibility, said.readers),
        "place": lambda: record_place.check(connection, its_page.network_id, said.draft, said.moved),
    }


def _said(connection: Connection, its_page: Page, filled_in: Values) -> Said:
    before = its_page.before
    new = {
        name: _read(connection, its_page, name, filled_in[name])
        for name in its_page.asked
        if name in filled_in and not _as_shown(its_page, name, filled_in[name])
    }
    readers = new.pop("readers", before.readers)
    moved = replace(before.moved, **{name: new.pop(name) for name in _PLACE if name in new})
    details = {name: new.pop(name) for name in _DETAILS if name in new}
    if "sources" in new:
        listed: tuple[Source, ...] = new.pop("sources")
        first = listed[0] if listed else Source("")
        new |= {"source_title": first.title, "source_url": first.url}
        if first.lang:  # as its own line says it
            new.setdefault("source_lang", first.lang)
        details["sources"] = listed[1:]
    draft = replace(before.draft, **new, details=replace(before.draft.details, **details))
    return Said(draft, readers, moved)


def _as_shown(its_page: Page, name: str, values: Sequence[str]) -> bool:
    shown = its_page.values[name]
    if name == "topics":
        return set(values) == set(shown)
    if name == "place" and list(values) == [AS_IT_IS]:
        return True
    plain = one_line if name == "title" else clean
    return [plain(each) for each in values if each.strip()] == [plain(each) for each in shown]


def _read(connection: Connection, its_page: Page, name: str, values: Sequence[str]) -> Any:
    """Return what the field means now. Raises Refusal where it means nothing."""
    before, text = its_page.before, "\n".join(values)
    if _as_shown(its_page, name, values):
        return _parts(before)[name]
    if name in TEXTS:
        return record_fields.text(text)
    if name in _LOOKED_UP:
        return _LOOKED_UP[name](connection, its_page, values)
    return _CHOSEN[name](text)


# What is read by itself.
_CHOSEN: Mapping[str, Callable[[str], Any]] = {
    "title": record_fields.title,
    "sdg_targets": sdg_targets.read,
    "office": record_place.read_office,
    "result": lambda text: record_fields.choice(Result, text),
    "status": lambda text: record_fields.one_of(STATUSES, text),
    "visibility": lambda text: record_fields.choice(Visibility, text),
    "year_start": record_fields.year,
    "year_end": record_fields.year,
    "source_lang": record_fields.language,
}

# What is read with what stands there, or among what the network has.
_LOOKED_UP: Mapping[str, Callable[[Connection, Page, Sequence[str]], Any]] = {
    "topics": lambda connection, page, values: record_fields.topics(
        values, (*page.topics, *page.before.draft.topics)
    ),
    "sources": lambda connection, page, values: sources("\n".join(values), _known_sources(page.before.draft)),
    "readers": lambda connection, page, values: record_fields.readers(
        connection, page.network_id, "\n".join(values), _known_readers(page)
    ),
    "place": lambda connection, page, values: record_place.read_place(
        connection, page.network_id, "\n".join(values)
    ),
}


def _known_sources(draft: RecordDraft) -> dict[str, Source]:
    """Return the sources by the lines that show them; the language of the first has a field of its own."""
    first = Source(draft.source_title, draft.source_url, draft.source_lang)
    lines = {
        line_of(replace(first, lang="")): first,
        **{line_of(each): each for each in draft.details.sources},
    }
    return {line: source for line, source in lines.items() if line}


def _known_readers(its_page: Page) -> Mapping[str, JurisdictionId]:
    labels = "".join(its_page.values["readers"]).splitlines()
    return dict(zip(labels, its_page.before.readers, strict=False))


def _parts(said: Said) -> dict[str, Any]:
    """Return what each field stands for."""
    draft = said.draft
    return {
        **{name: getattr(draft, name) for name in NAMES if hasattr(draft, name)},
        **{name: getattr(draft.details, name) for name in _DETAILS},
        "topics": tuple(sorted(draft.topics)),
        "sources": (Source(draft.source_title, draft.source_url), *draft.details.sources),
        "readers": tuple(sorted(said.readers)),
        "place": said.moved.place or (draft.place, draft.country),
        "office": draft.office_id if said.moved.office is None else said.moved.office,
    }


def _values(shown: object) -> tuple[str, ...]:
    if isinstance(shown, tuple):
        return tuple(map(str, shown))
    text = "" if shown is None else str(shown)
    return (text,) if text.strip() else ()


def _field(its_page: Page, name: str, values: tuple[str, ...], its_words: Words) -> Field:
    _ = its_words.gettext
    offered = Field(
        name=name,
        label=phrases.label(_, name),
        kind="lines" if name in _LINES else "text",
        hint=phrases.hint(_, name),
        values=values,
        options=tuple(_options(its_page, name, its_words) if name != "place" else _there(its_page, values)),
        optional=name not in REQUIRED,
        longest=LONGEST_TITLE if name == "title" else LONGEST_ENTRY,
    )
    match name:
        case "topics":
            return replace(offered, kind="several")
        case "result" | "status" | "visibility" | "source_lang":
            return replace(offered, kind="one")
        case "year_start" | "year_end":
            return replace(offered, kind="number")
        case "place":
            return replace(offered, kind="search", values=tuple(each.value for each in offered.options))
    return offered


def _there(its_page: Page, values: Sequence[str]) -> Iterable[Option]:
    """Return the place that is chosen: what stands there, or what somebody chose instead."""
    stands = values == its_page.values["place"]
    return (Option(AS_IT_IS if stands else each, each) for each in values)


def _options(its_page: Page, name: str, its_words: Words) -> Iterable[Option]:
    _, draft = its_words.gettext, its_page.before.draft
    match name:
        case "result":
            return (Option(each.value, phrases.result(its_words, each.value)) for each in Result)
        case "status":
            return (Option(each, phrases.status(_, each)) for each in STATUSES)
        case "visibility":
            return (Option(each.value, phrases.visibility(_, each.value)) for each in Visibility)
        case "source_lang":
            return language_options(its_words, [draft.source_lang] if draft.source_lang else [])
        case "topics":
            # The record's own come first: a menu that is cut must not lose them.
            topics = dict.fromkeys((*draft.topics, *its_page.topics))
            return (Option(each, topic_name(each)) for each in topics)
    return ()
