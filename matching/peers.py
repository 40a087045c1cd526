"""How much two jurisdictions resemble each other, and what they have in common."""

import math

from matching.domain import Jurisdiction, Kind, PeerReason

# Officials act on advice they can afford, so size counts most; the shares are a judgement, not a measurement,
# and add up to 1. They matter little: see PEER_WEIGHT in matching/ranker.py.
SIZE, COUNTRY, CLIMATE, KIND = 0.5, 0.2, 0.2, 0.1
UNKNOWN = 0.5  # a figure that nobody knows says neither like nor unlike
LATITUDES_APART = 30.0  # degrees from the equator, one from the other; from Lagos to Madrid nothing is left
SIMILAR_SIZE = 2.0  # at most so many times larger
NEAR = 300.0  # km, a day's return trip
EARTH_RADIUS = 6371.0  # km, the mean


def similarity(a: Jurisdiction | None, b: Jurisdiction | None) -> float:
    """Return the peer similarity in [0, 1]; the same either way round, 0.5 where nothing is known."""
    if a is None or b is None:
        return UNKNOWN
    return SIZE * _size(a, b) + COUNTRY * _country(a, b) + CLIMATE * _climate(a, b) + KIND * _kind(a, b)


def reasons(a: Jurisdiction | None, b: Jurisdiction | None) -> tuple[PeerReason, ...]:
    """Return what b has in common with a, the weightiest first; values are b's population, country or kind.

    The value of `near` is the distance in km.
    """
    if a is None or b is None:
        return ()
    found = []
    if a.population and b.population and _times_larger(a.population, b.population) <= SIMILAR_SIZE:
        found.append(PeerReason("similar_size", str(b.population)))
    kilometres = _distance(a, b)
    if kilometres is not None and kilometres <= NEAR:
        found.append(PeerReason("near", str(round(kilometres))))
    if b.country and a.country == b.country:
        found.append(PeerReason("same_country", b.country))
    if b.kind is not Kind.UNKNOWN and a.kind is b.kind:
        found.append(PeerReason("same_kind", b.kind.value))
    return tuple(found)


def _size(a: Jurisdiction, b: Jurisdiction) -> float:
    """1 for equal populations, 0 where one is ten times the other, between them by the logarithm."""
    if not a.population or not b.population:
        return UNKNOWN
    return max(0.0, 1 - math.log10(_times_larger(a.population, b.population)))


def _country(a: Jurisdiction, b: Jurisdiction) -> float:
    return float(a.country == b.country) if a.country and b.country else UNKNOWN


def _kind(a: Jurisdiction, b: Jurisdiction) -> float:
    return UNKNOWN if Kind.UNKNOWN in (a.kind, b.kind) else float(a.kind is b.kind)


def _climate(a: Jurisdiction, b: Jurisdiction) -> float:
    """The distance from the equator stands for the climate, north or south of it."""
    if a.latitude is None or b.latitude is None:
        return UNKNOWN
    return max(0.0, 1 - abs(abs(a.latitude) - abs(b.latitude)) / LATITUDES_APART)


def _times_larger(a: int, b: int) -> float:
    return max(a, b) / min(a, b)


def _distance(a: Jurisdiction, b: Jurisdiction) -> float | None:
    """Return the great-circle distance in km (haversine), None where unknown."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north_a, north_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    half = (
        math.sin((north_b - north_a) / 2) ** 2
        + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))
