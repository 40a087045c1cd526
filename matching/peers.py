"""How much two jurisdictions resemble each other, and what they have in common."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import takewhile

from matching import countries
from matching.domain import Jurisdiction, Kind, PeerReason

UNKNOWN = 0.5  # a fact that nobody knows says neither like nor unlike
LETTERS_OF_A_CLIMATE = 3  # of a class, such as Cfa: its main group, its rain, its heat
TOO_FAR = 5_000.0  # km at which nothing is left: more than from coast to coast of the United States or Europe
SIMILAR_SIZE = 2.0  # at most so many times larger
NEAR = 300.0  # km, a day's return trip
REASONS_SHOWN = 3  # what fits one line, and what an official reads
EARTH_RADIUS = 6371.0  # km, the mean


def similarity(a: Jurisdiction | None, b: Jurisdiction | None) -> float:
    """Return the peer similarity in [0, 1]; the same either way round, 0.5 where nothing is known.

    It is the weighted mean of SHARES, each in [0, 1] and 0.5 where a fact is missing on either side.
    """
    if a is None or b is None:
        return UNKNOWN
    return sum(share * likeness(a, b) for likeness, share in SHARES) / 100


def reasons(a: Jurisdiction | None, b: Jurisdiction | None) -> tuple[PeerReason, ...]:
    """Return up to three things that b has in common with a, the weightiest first.

    The value of `similar_size` is b's population, of `near` the distance in km, of `same_country` and
    `same_kind` what it is; the others have none. What follows from the same country is not said beside it.
    """
    if a is None or b is None:
        return ()
    return tuple(_in_common(a, b))[:REASONS_SHOWN]


def _in_common(a: Jurisdiction, b: Jurisdiction) -> Iterator[PeerReason]:
    if a.population and b.population and _times_larger(a.population, b.population) <= SIMILAR_SIZE:
        yield PeerReason("similar_size", str(b.population))
    if a.climate and a.climate == b.climate:
        yield PeerReason("same_climate")
    kilometres = _kilometres(a, b)
    if kilometres is not None and kilometres <= NEAR:
        yield PeerReason("near", str(round(kilometres)))
    yield from _in_common_by_country(a, b)
    if b.kind is not Kind.UNKNOWN and a.kind is b.kind:
        yield PeerReason("same_kind", b.kind.value)
    if a.coastal and b.coastal:
        yield PeerReason("coastal")


def _in_common_by_country(a: Jurisdiction, b: Jurisdiction) -> Iterator[PeerReason]:
    if b.country and a.country == b.country:
        yield PeerReason("same_country", b.country)
        return
    if countries.languages(a.country) & countries.languages(b.country):
        yield PeerReason("same_language")
    if _law(a, b) == 1:
        yield PeerReason("same_legal_family")


def _size(a: Jurisdiction, b: Jurisdiction) -> float:
    """1 for equal populations, 0 where one is ten times the other, between them by the logarithm."""
    if not a.population or not b.population:
        return UNKNOWN
    return max(0.0, 1 - math.log10(_times_larger(a.population, b.population)))


def _climate(a: Jurisdiction, b: Jurisdiction) -> float:
    """1 for the same class of Köppen and Geiger, else a third for each letter in common from the first on."""
    return _letters_in_common(a.climate, b.climate) if a.climate and b.climate else UNKNOWN


@lru_cache(maxsize=1024)  # 30 classes give 900 pairs
def _letters_in_common(a: str, b: str) -> float:
    if a == b:
        return 1.0
    pairs = zip(a, b, strict=False)  # two classes may differ in length: ET and Cfb
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) / LETTERS_OF_A_CLIMATE


def _nearness(a: Jurisdiction, b: Jurisdiction) -> float:
    """1 for the same spot, falling evenly to 0 at TOO_FAR."""
    kilometres = _kilometres(a, b)
    return UNKNOWN if kilometres is None else max(0.0, 1 - kilometres / TOO_FAR)


def _country(a: Jurisdiction, b: Jurisdiction) -> float:
    return float(a.country == b.country) if a.country and b.country else UNKNOWN


def _language(a: Jurisdiction, b: Jurisdiction) -> float:
    """1 if the governments of both countries work in one same language, among others perhaps."""
    spoken_by_a, spoken_by_b = countries.languages(a.country), countries.languages(b.country)
    return float(bool(spoken_by_a & spoken_by_b)) if spoken_by_a and spoken_by_b else UNKNOWN


def _law(a: Jurisdiction, b: Jurisdiction) -> float:
    """Of the legal traditions that apply in either place, the share that applies in both (Jaccard)."""
    law_of_a = countries.legal_traditions(a.country, a.admin1)
    law_of_b = countries.legal_traditions(b.country, b.admin1)
    return len(law_of_a & law_of_b) / len(law_of_a | law_of_b) if law_of_a and law_of_b else UNKNOWN


def _kind(a: Jurisdiction, b: Jurisdiction) -> float:
    return UNKNOWN if Kind.UNKNOWN in (a.kind, b.kind) else float(a.kind is b.kind)


def _coast(a: Jurisdiction, b: Jurisdiction) -> float:
    return UNKNOWN if a.coastal is None or b.coastal is None else float(a.coastal is b.coastal)


def _times_larger(a: int, b: int) -> float:
    return max(a, b) / min(a, b)


def _kilometres(a: Jurisdiction, b: Jurisdiction) -> float | None:
    """Return the great-circle distance (haversine), None where unknown."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north_a, north_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    half = (
        math.sin((north_b - north_a) / 2) ** 2
        + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


# Per cent. Officials act on advice they can afford, so size counts most, then what they build against. The
# shares are a judgement, not a measurement: no one has judged yet which peers an official would rather meet.
SHARES: tuple[tuple[Callable[[Jurisdiction, Jurisdiction], float], int], ...] = (
    (_size, 35),
    (_climate, 15),
    (_nearness, 12),
    (_country, 10),
    (_language, 8),
    (_law, 8),
    (_kind, 7),
    (_coast, 5),
)
