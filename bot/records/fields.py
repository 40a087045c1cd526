"""What may stand in the fields of a record: each function returns what was meant, or raises the Refusal."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection

from bot.directory.profile_fields import plain, quiet
from bot.importing import checking
from bot.importing.checking import LONGEST_TEXT, LONGEST_TITLE, MOST_TOPICS, YEARS, backwards
from bot.importing.words import folded
from bot.phrases import words
from bot.places import place_search
from bot.refusal import Refusal
from bot.screening import private_data
from bot.shortening import cut
from matching.domain import Jurisdiction, JurisdictionId, NetworkId, Visibility
from matching.text import clean
from store import places
from store.record_values import VERIFIED_FOR, RecordDraft

NEAREST = 3  # topics that are suggested: a line of them is read, a list is not
LONGEST_QUOTED = 60  # characters of what was typed that a sentence quotes
LONGEST_REASON = 500  # characters; a reason that is longer is an account, and belongs into the record
YEARS_VERIFIED = 5  # a practice that nobody looked at for longer may not exist any more
VERIFIED_AT_MOST = relativedelta(years=YEARS_VERIFIED)

Word = TypeVar("Word", bound=StrEnum)


def title(typed: str) -> str:
    """Return the title on one line; no record can do without."""
    said = plain(typed)
    if not said:
        raise Refusal("field_needed")
    return _kept(said, LONGEST_TITLE)


def text(typed: str) -> str:
    """Return what one part of the record says, "" for nothing."""
    return _kept(clean(typed), LONGEST_TEXT)


def needed(typed: str, longest: int) -> str:
    """Return a text that cannot be left out."""
    said = clean(typed)
    if not said:
        raise Refusal("field_needed")
    return _kept(said, longest)


def topics(chosen: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the topics as the network's list has them; one that it lacks is refused, naming the nearest."""
    listed = {each.casefold(): each for each in known}
    wanted = dict.fromkeys(each for each in map(plain, chosen) if each)
    for each in wanted:
        if each.casefold() not in listed:
            near = difflib.get_close_matches(each[:LONGEST_QUOTED].casefold(), listed, n=NEAREST, cutoff=0)
            names = ", ".join(listed[name] for name in near)
            raise Refusal("topic_unknown", topic=cut(each, LONGEST_QUOTED), near=names)
    if len(wanted) > MOST_TOPICS:
        raise Refusal("too_many_topics", most=str(MOST_TOPICS))
    return tuple(sorted({listed[each.casefold()] for each in wanted}))


def choice(among: type[Word], chosen: str) -> Word:
    """Return which of the words was chosen."""
    return among(one_of([each.value for each in among], chosen))


def one_of(among: Sequence[str], chosen: str) -> str:
    """Return the same as a text."""
    if chosen.strip() not in among:
        raise Refusal("not_a_choice")
    return chosen.strip()


def year(typed: str) -> int | None:
    """Return the year, None for nothing typed."""
    try:
        found = checking.field("year_start", typed)
    except ValueError as wrong:
        raise Refusal("year_wrong", first=str(YEARS[0]), last=str(YEARS[-1])) from wrong
    return None if found is None else int(found)


def language(typed: str) -> str:
    """Return the ISO 639 code of a language, "" for none."""
    try:
        return str(checking.field("source_lang", typed))
    except ValueError as wrong:
        raise Refusal("language_unknown") from wrong


def readers(
    connection: Connection, network_id: NetworkId, typed: str, known: Mapping[str, JurisdictionId]
) -> tuple[JurisdictionId, ...]:
    """Return the places of the network that the lines name; `known` are those that stood there, by line."""
    lines = list(filter(None, map(plain, typed.splitlines())))
    here = places.jurisdictions(connection, network_id) if set(lines) - known.keys() else ()
    return tuple(sorted({known.get(line) or _place(line, here) for line in lines}))


def last_day(typed: str, today: date) -> date:
    """Return the day until which a record counts as verified, after today and not years away."""
    found = quiet(typed)
    day = found[0][0] if len(found) == 1 and found[0][0] == found[0][1] else None
    if day is None or not today < day <= today + VERIFIED_AT_MOST:
        raise Refusal("last_day_wrong", example=(today + VERIFIED_FOR).isoformat(), most=str(YEARS_VERIFIED))
    return day


def years(draft: RecordDraft) -> None:
    """Raise Refusal for a practice that ended before it began."""
    if backwards(draft.year_start, draft.details.year_end):
        raise Refusal("years_reversed")


def readers_of(visibility: Visibility, named: Sequence[JurisdictionId]) -> None:
    """Raise Refusal for a record for named readers that names none."""
    if visibility is Visibility.NAMED and not named:
        raise Refusal("readers_needed")


def _place(line: str, here: Sequence[Jurisdiction]) -> JurisdictionId:
    """Return the place that is meant by its name, alone or with its state or country behind it."""
    wanted = folded(line)
    named = [each for each in here if wanted in _spellings(each)]
    if not named:
        raise Refusal("reader_unknown", line=cut(line, LONGEST_QUOTED))
    if len(named) > 1:
        raise Refusal("avoided_ambiguous", line=cut(line, LONGEST_QUOTED))
    return named[0].id


def _spellings(place: Jurisdiction) -> tuple[str, str, str]:
    label = place_search.option(place, words("")).label
    return folded(place.name), folded(f"{place.name} {place.admin1}"), folded(label)


def _kept(said: str, longest: int) -> str:
    if len(said) > longest:
        raise Refusal("field_too_long", length=str(len(said)), limit=str(longest))
    if found := private_data(said):
        raise Refusal("private_data_in_field", what=found)
    return said
