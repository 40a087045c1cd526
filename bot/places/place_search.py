"""Finding the place that an official works for: places of the network first, then cities of the gazetteer.

What is chosen is a value such as "known:7", a jurisdiction of the network, or "gazetteer:2950159", a city by
its GeoNames number. Names are compared without case and accents; the state or country may follow the name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import cos, hypot, radians

from sqlalchemy import Connection

from bot.forms import Option
from bot.importing.words import folded
from bot.phrases import Words, words
from bot.places import city_names, gazetteer
from bot.places.city_names import around, begin
from bot.places.city_table import table
from bot.places.gazetteer import City
from bot.refusal import Refusal
from bot.shortening import cut
from bot.shown import PlaceShown
from matching.domain import Jurisdiction, JurisdictionId, Kind, NetworkId, Office
from store import places

MOST_SHOWN = city_names.ENOUGH  # what a person reads through in a list that changes while they type
LONGEST_TYPED = 100  # characters; the longest place name in use has 85
LONGEST_NUMBER = 12  # digits of an id; GeoNames has eight today
SAME_PLACE = 0.3  # degrees, about 30 km: within it two places of one name are one


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that can be chosen: its value, and what its label is made of."""

    value: str
    name: str
    admin1: str
    country: str
    kind: Kind
    population: int
    latitude: float | None
    longitude: float | None


class _Atlas:
    """The places of a network, to find a city of the gazetteer among them."""

    def __init__(self, known: Sequence[Jurisdiction]) -> None:
        self._by_spot: dict[object, Jurisdiction] = {}
        self._by_name = defaultdict[object, list[Jurisdiction]](list)
        for each in known:
            if each.kind in (Kind.CITY, Kind.UNKNOWN):
                self._by_spot[each.country, each.latitude, each.longitude] = each
                self._by_name[each.country, folded(each.name)].append(each)

    def find(self, city: City) -> Jurisdiction | None:
        """Return the place that is this city: where it lies decides, as far as anybody knows that.

        An import that took its figures from the city may have given it a name of its own.
        """
        there = self._by_spot.get((city.country, city.latitude, city.longitude))
        named = self._by_name[city.country, folded(city.name)]
        return there or next((each for each in named if _is_there(each, city)), None)

    def place(self, city: City) -> _Place:
        """Return the city as it can be chosen: as the network's place where that knows it."""
        there = self.find(city)
        return _known(there) if there else _unknown(city)


def search(connection: Connection, network_id: NetworkId, typed: str, its_words: Words) -> tuple[Option, ...]:
    """Return the places that what was typed may mean: a name that is written out goes before longer ones.

    Of either kind, those of the network come first, then the most populous. Labels differ, so that places of
    one name are told apart: by state, else by the nearest large city, else by their size.
    """
    wanted = folded(typed[:LONGEST_TYPED]).split()
    if not wanted:
        return ()
    known = places.jurisdictions(connection, network_id)
    written_out, longer = _network_places(wanted, known, its_words)
    cities, others = city_names.matching(wanted, its_words)
    atlas = _Atlas(known)
    found = chain(written_out, map(atlas.place, cities), longer, map(atlas.place, others))
    shown = list(islice(_once(found), MOST_SHOWN))
    labels = _labels(shown, its_words)
    return tuple(Option(place.value, label) for place, label in zip(shown, labels, strict=True))


def option(chosen: Jurisdiction | City, its_words: Words) -> Option:
    """Return a place as the one that is chosen already."""
    place = _known(chosen) if isinstance(chosen, Jurisdiction) else _unknown(chosen)
    return Option(place.value, _labels((place,), its_words)[0])


def find_place(connection: Connection, network_id: NetworkId, place: str) -> Jurisdiction | City:
    """Return what a chosen value means, or what was typed if it can only mean one place; reads only.

    Raises Refusal for no place, and for several.
    """
    source, _, number = place.partition(":")
    if source in ("known", "gazetteer") and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        found = _chosen(connection, network_id, source, int(number))
    else:
        found = _meant(connection, network_id, place)
    if found is None:
        raise Refusal("place_unknown", place=cut(place, LONGEST_TYPED))
    return found


def take_place(connection: Connection, network_id: NetworkId, place: str) -> Jurisdiction:
    """Return the jurisdiction that a chosen value means; a city of the gazetteer joins the network by it.

    Raises Refusal for no place, and for text that may mean several.
    """
    found = find_place(connection, network_id, place)
    if isinstance(found, Jurisdiction):
        return found
    known = places.jurisdictions(connection, network_id)
    there = _Atlas(known).find(found)
    if there is not None:
        return there
    taken = {(each.name, each.country, each.admin1) for each in known if each.kind is Kind.CITY}
    # Two cities of one name in one division, or where we have no names of divisions: the large city nearby
    # stands for it, as in Neustadt (Hamburg, Germany), and at last the number.
    division = gazetteer.division_shown(found.country, found.admin1)
    ways = (division, _landmark(_unknown(found)), str(found.id))
    admin1 = next(way for way in ways if (found.name, found.country, way) not in taken)
    return places.ensure_jurisdiction(connection, network_id, gazetteer.draft_of(found, admin1))


def take_office(
    connection: Connection, network_id: NetworkId, jurisdiction: Jurisdiction, name: str
) -> Office:
    """Return the jurisdiction's office of this name, whatever its case and accents; a new one joins by it."""
    wanted = folded(name)
    known_offices = places.offices_of(connection, jurisdiction)
    alike = next((each for each in known_offices if folded(each.name) == wanted), None)
    return alike or places.ensure_office(connection, network_id, jurisdiction, name)


def _chosen(
    connection: Connection, network_id: NetworkId, source: str, number: int
) -> Jurisdiction | City | None:
    if source == "known":
        return places.jurisdiction(connection, network_id, JurisdictionId(number))
    return table().by_id(number)


def _meant(connection: Connection, network_id: NetworkId, typed: str) -> Jurisdiction | City | None:
    found = search(connection, network_id, typed, words(""))
    written_out = [each for each in found if folded(each.label) == folded(typed)] or found
    if len(written_out) > 1:
        choices = "; ".join(each.label for each in written_out[:5])
        raise Refusal("place_ambiguous", place=cut(typed, LONGEST_TYPED), choices=choices)
    return find_place(connection, network_id, written_out[0].value) if written_out else None


def _network_places(
    wanted: list[str], known: Sequence[Jurisdiction], its_words: Words
) -> tuple[list[_Place], list[_Place]]:
    """Return the places of the network whose name is written out, and the others that fit, best first."""
    fitting = [each for each in known if _fits(wanted, each, its_words)]
    written_out, longer = list[_Place](), list[_Place]()
    for each in sorted(fitting, key=lambda each: (-(each.population or 0), each.id)):
        name = folded(each.name).split()
        (written_out if wanted[: len(name)] == name else longer).append(_known(each))
    return written_out, longer


def _once(found: Iterable[_Place]) -> Iterator[_Place]:
    seen = set()
    for place in found:
        if place.value not in seen:
            seen.add(place.value)
            yield place


def _fits(wanted: list[str], known: Jurisdiction, its_words: Words) -> bool:
    """Say whether the words begin the name at one of its words, or are it with what is around it behind."""
    name = folded(known.name)
    if f" {' '.join(wanted)}" in f" {name}":
        return True
    words_of_name = name.split()
    behind = wanted[len(words_of_name) :]
    return wanted[: len(words_of_name)] == words_of_name and begin(
        behind, around(known.admin1, known.country or "", its_words)
    )


def _labels(shown: Sequence[_Place], its_words: Words) -> list[str]:
    """Return a label for each: only as long as needed for no two to be the same."""

    def near(place: _Place) -> str:
        return _label(place, place.admin1 or _landmark(place), its_words)

    def sized(place: _Place) -> str:
        people = PlaceShown("", "", "", place.kind.value, place.population or None)
        return f"{near(place)}: {its_words.kind_of_place(people)}"

    labels = [_label(place, place.admin1, its_words) for place in shown]
    for longer in (near, sized):
        counted = Counter(labels)
        labels = [
            longer(place) if counted[label] > 1 else label for place, label in zip(shown, labels, strict=True)
        ]
    return labels


def _label(place: _Place, admin1: str, its_words: Words) -> str:
    return its_words.place(PlaceShown(place.name, admin1, place.country, place.kind.value, None))


def _known(jurisdiction: Jurisdiction) -> _Place:
    return _Place(
        f"known:{jurisdiction.id}",
        jurisdiction.name,
        jurisdiction.admin1,
        jurisdiction.country or "",
        jurisdiction.kind,
        jurisdiction.population or 0,
        jurisdiction.latitude,
        jurisdiction.longitude,
    )


def _unknown(city: City) -> _Place:
    return _Place(
        f"gazetteer:{city.id}",
        city.name,
        _shown_division(city),
        city.country,
        Kind.CITY,
        city.population,
        city.latitude,
        city.longitude,
    )


def _shown_division(city: City) -> str:
    return gazetteer.division_shown(city.country, city.admin1)


def _is_there(known: Jurisdiction, city: City) -> bool:
    if known.latitude is None or known.longitude is None:
        return known.admin1 in ("", _shown_division(city), city.admin1)
    return _degrees(known.latitude, known.longitude, city) < SAME_PLACE


def _landmark(place: _Place) -> str:
    """Return the nearest large city of the same country, "" where none is known or it is the place itself."""
    if place.latitude is None or place.longitude is None:
        return ""
    here = (place.latitude, place.longitude)
    others = (city for city in city_names.large(place.country) if (city.latitude, city.longitude) != here)
    nearest = min(others, key=lambda city: _degrees(*here, city), default=None)
    return nearest.name if nearest else ""


def _degrees(latitude: float, longitude: float, city: City) -> float:
    """Return how far away the city is, in degrees of latitude; right enough for places near each other."""
    east = (city.longitude - longitude + 180) % 360 - 180
    return hypot(city.latitude - latitude, east * cos(radians(latitude)))
