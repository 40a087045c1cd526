"""When officials of one governing body would be a quorum: a meeting that many laws want held in public."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.domain import JurisdictionId

# The smallest board has three seats; a body that does not say how many it has is taken for that small.
FEWEST_SEATS = 3

# Words that many governments call their own body by. A body named by these alone belongs to its jurisdiction;
# one that says more, such as the Bay Area Air Board, may have members from several.
_COMMON = """
    a and board boards body borough city commission commissioners committee common council councillors
    councilors county court district governing governor legislature local municipal of parish parliament
    select selectboard selectmen senate supervisors the town township trustees village aldermen assembly
    ayuntamiento cabildo concejo consejo conseil municipal gemeinderat stadtrat kreistag kommunfullmaktige
    kommunestyre byrad camara vereadores junta de del la el
"""
COMMON = frozenset(_COMMON.split())
NAMES = 1024  # of bodies, whose words are kept: for each choice they are compared with each other


@dataclass(frozen=True, slots=True)
class Body:
    """A council or board on which an official sits; `place` is the jurisdiction of their office."""

    name: str
    place: JurisdictionId | None
    seats: int | None


def same(a: Body, b: Body) -> bool:
    """Say whether both sit on one body: one name in one jurisdiction, or a name that is a region's own."""
    words = _words(a.name)
    if not words or words != _words(b.name):
        return False
    return a.place == b.place or not words <= COMMON


def quorum(seats: int | None) -> int:
    """Return how many members are a quorum: more than half of the seats."""
    return (seats or FEWEST_SEATS) // 2 + 1


def gathered(body: Body, others: Sequence[Body]) -> int:
    """Return how many members of this body would be together if its member joined the others."""
    return 1 + sum(same(body, other) for other in others)


def reaches(body: Body | None, others: Sequence[Body]) -> bool:
    """Say whether its member, together with the others, would be a quorum of the body.

    Where members do not agree on the number of seats, the smallest counts.
    """
    if body is None:
        return False
    return gathered(body, others) >= _needed(body, others)


def comes_near(body: Body | None, others: Sequence[Body]) -> bool:
    """Say whether at least two of the body would be together and one more would be a quorum."""
    if body is None:
        return False
    count = gathered(body, others)
    return count > 1 and count == _needed(body, others) - 1


def _needed(body: Body, others: Sequence[Body]) -> int:
    return min(quorum(each.seats) for each in (body, *others) if each is body or same(body, each))


@lru_cache(maxsize=NAMES)
def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset("".join(letter if letter.isalnum() else " " for letter in letters).split())
