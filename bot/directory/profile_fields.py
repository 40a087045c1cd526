"""What may stand in a profile: each function returns what was meant, or raises the Refusal that says why."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from dateutil import parser
from sqlalchemy import Connection

from bot.importing.words import folded
from bot.refusal import Refusal
from bot.shortening import LONGEST_TITLE, cut, one_line
from matching.domain import JurisdictionId, NetworkId, OfficialId
from matching.text import clean
from store import directory, places
from store.directory import Found
from store.tables.directory import MOST_CAPACITY

# Characters: a long name with its titles fits; more would fill the cards in which peers read it.
LONGEST_NAME = 100
LONGEST_LINE = 60  # characters of a line of days; longer is not days
MOST_LINES = 50  # of days, and of people and places to avoid
LONGEST_AHEAD = timedelta(days=731)  # two years; a later day is a slip of typing, and would last for ever
MOST_SEATS = 1_000  # more than any council has; a larger number is a slip of typing
VISIBLE_TO = ("members", "staff")
NEAR = 0.6  # how alike (difflib's ratio) a time zone must be to be suggested

# Two days that share neither year, month nor day: what a text leaves out is filled in differently from each.
_BLANKS = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 (only their dates are read)
_TO = re.compile(
    r"\s+(?:to|until|till|a|al|hasta|à|au|até|bis|hadi|إلى|-)\s+|\s*(?:–|—|\.\.+|〜|～|至|到|から|부터)\s*",
    re.IGNORECASE,
)
# Marks that turn the direction of what stands around them: a name with one could pass for another.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Avoided:
    """Whom a member does not want to be introduced to."""

    people: tuple[OfficialId, ...]
    places: tuple[JurisdictionId, ...]


def plain(text: str) -> str:
    """Return the text on one line, without marks that could make it read as something else."""
    return one_line(_TURNS.sub("", clean(text)))


def person_name(text: str) -> str:
    """Return the name that peers read."""
    return _named(text, "name")


def office_name(text: str) -> str:
    """Return the name of an office."""
    return _named(text, "office")


def capacity(text: str) -> int:
    """Return how many requests in thirty days; 0 is none for now."""
    number = _whole(text)
    if number is None or number > MOST_CAPACITY:
        raise Refusal("capacity_wrong", most=str(MOST_CAPACITY))
    return number


def seats(text: str) -> int | None:
    """Return how many seats a governing body has; None for nothing typed."""
    if not text.strip():
        return None
    number = _whole(text)
    if not number or number > MOST_SEATS:
        raise Refusal("seats_wrong", most=str(MOST_SEATS))
    return number


def time_zone(text: str) -> str:
    """Return the IANA name of the time zone, "" for none; case does not count, and its city will do."""
    wanted = plain(text).replace(" ", "_")
    if not wanted:
        return ""
    found = _time_zones().get(wanted.casefold())
    if found is None:
        near = difflib.get_close_matches(wanted[:LONGEST_LINE].casefold(), _time_zones(), n=1, cutoff=NEAR)
        example = _time_zones()[near[0]] if near else "Europe/Madrid"
        raise Refusal("time_zone_unknown", zone=cut(plain(text), LONGEST_LINE), example=example)
    return found


def topics(chosen: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the topics; one that the network took off its list since the form was opened is refused."""
    wanted = tuple(dict.fromkeys(chosen))
    gone = [each for each in wanted if each not in known]
    if gone:
        raise Refusal("topics_gone", topics=cut(", ".join(gone), LONGEST_TITLE))
    return wanted


def languages(chosen: Iterable[str]) -> tuple[str, ...]:
    """Return the languages by their ISO 639-1 codes."""
    wanted = tuple(dict.fromkeys(chosen))
    if any(len(each) != 2 or each not in Locale("en").languages for each in wanted):
        raise Refusal("language_unknown")
    return wanted


def visibility(text: str) -> str:
    """Return who may find the member."""
    if text not in VISIBLE_TO:
        raise Refusal("visibility_unknown")
    return text


def quiet(text: str) -> tuple[tuple[date, date], ...]:
    """Return the days as ranges in their order; those that overlap or touch become one."""
    ranges: list[tuple[date, date]] = []
    for first, last in sorted(map(_range, lines(text))):
        if ranges and first <= ranges[-1][1] + timedelta(days=1):
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], last))
        else:
            ranges.append((first, last))
    return tuple(ranges)


def quiet_from(text: str, today: date) -> tuple[tuple[date, date], ...]:
    """Return the days as `quiet` does; days that are over, or years away, are refused."""
    ranges = quiet(text)
    for first, last in ranges:
        reason = "days_over" if last < today else "days_far" if last > today + LONGEST_AHEAD else ""
        if reason:
            raise Refusal(reason, line=written(first, last))
    return ranges


def written(first: date, last: date) -> str:
    """Return a range as it is typed."""
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


def avoided(connection: Connection, network_id: NetworkId, me: OfficialId, text: str, today: date) -> Avoided:
    """Return the people and places of the lines; only whom members may find is found, and who is avoided now.

    A line is a name, a name with its place behind a comma, or a place of the network.
    """
    wanted = lines(text)
    if not wanted:
        return Avoided((), ())
    members = directory.visible_members(connection, network_id, today)
    known = directory.named(connection, network_id, (me, *directory.avoided_people(connection, me)), today)
    people, towns = dict[OfficialId, None](), dict[JurisdictionId, None]()
    for line in wanted:
        found = _people(line, (*members, *known))
        if me in found:
            raise Refusal("avoids_oneself")
        if len(found) > 1:
            raise Refusal("avoided_ambiguous", line=cut(line, LONGEST_LINE))
        if found:
            people.update(dict.fromkeys(found))
        else:
            towns[_town(connection, network_id, line)] = None
    return Avoided(tuple(people), tuple(towns))


def avoided_lines(
    connection: Connection, network_id: NetworkId, now_avoided: Avoided, today: date
) -> tuple[str, ...]:
    """Return what is avoided as lines that `avoided` reads back."""
    people = directory.named(connection, network_id, now_avoided.people, today)
    written_out = [f"{each.name}, {each.place}" if each.place else each.name for each in people]
    for place_id in now_avoided.places:
        place = places.jurisdiction(connection, network_id, place_id)
        written_out += [", ".join(part for part in (place.name, place.admin1) if part)] if place else []
    return tuple(dict.fromkeys(written_out))


def lines(text: str) -> list[str]:
    """Return what stands between line ends and semicolons; a terminal has one line for all."""
    found = [line for line in (plain(each) for each in re.split(r"[\n;]", text)) if line]
    if len(found) > MOST_LINES:
        raise Refusal("too_many_lines", most=str(MOST_LINES))
    return found


def _named(text: str, what: str) -> str:
    name = plain(text)
    if len(name) > LONGEST_NAME:
        raise Refusal(f"{what}_too_long", length=str(len(name)), limit=str(LONGEST_NAME))
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise Refusal(f"{what}_needs_letters")
    return name


def _whole(text: str) -> int | None:
    stripped = text.strip()
    return int(stripped) if stripped.isdecimal() and len(stripped) <= 9 else None


def _range(line: str) -> tuple[date, date]:
    ends = _TO.split(line) if len(line) <= LONGEST_LINE else []
    if len(ends) not in (1, 2):
        raise Refusal("day_unclear", line=cut(line, LONGEST_LINE))
    first, last = _day(ends[0], line), _day(ends[-1], line)
    if last < first:
        raise Refusal("days_reversed", line=line)
    return first, last


def _day(text: str, line: str) -> date:
    """Return the one day that the text can mean; 01/07/2026 can mean two, "1 July" one of every year."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    try:
        meant: set[date] = {
            parser.parse(text, default=blank, dayfirst=day_first).date()
            for blank in _BLANKS
            for day_first in (True, False)
        }
    except (ValueError, OverflowError):
        meant = set()
    if len(meant) != 1:
        raise Refusal("day_unclear", line=cut(line, LONGEST_LINE))
    return meant.pop()


@cache
def _time_zones() -> dict[str, str]:
    """Return the zones by their names in small letters, and by their cities where one zone has it."""
    zones = sorted(available_timezones())
    by_city: dict[str, list[str]] = {}
    for zone in zones:
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            by_city.setdefault(zone.rpartition("/")[2].casefold(), []).append(zone)
    one_zone = {city: found[0] for city, found in by_city.items() if len(found) == 1}
    return one_zone | {zone.casefold(): zone for zone in zones}


def _people(line: str, known: Sequence[Found]) -> set[OfficialId]:
    wanted = folded(line)
    by_name = {each.id for each in known if folded(each.name) == wanted}
    return by_name or {each.id for each in known if folded(f"{each.name} {each.place}") == wanted}


def _town(connection: Connection, network_id: NetworkId, line: str) -> JurisdictionId:
    wanted = folded(line)
    known = places.jurisdictions(connection, network_id)
    found = [each for each in known if wanted == folded(each.name)] or [
        each for each in known if wanted == folded(f"{each.name} {each.admin1}")
    ]
    if len(found) > 1:
        raise Refusal("avoided_ambiguous", line=cut(line, LONGEST_LINE))
    if not found:
        raise Refusal("avoided_unknown", line=cut(line, LONGEST_LINE))
    return found[0].id
