"""Whom to ask: first the rules that nobody may break, then a score, then turns among near-equals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from matching import peers
from matching.domain import Jurisdiction, JurisdictionId, OfficialId
from matching.quorum import Body, comes_near, reaches
from matching.working_hours import shared_hours, zone

WINDOW = timedelta(days=30)  # capacity is said "in thirty days"
PAIR_WAITS = timedelta(days=90)  # before the same two are brought together again: a promise of issue 4
# Days between two requests to one person, so that they do not come as a salvo: a week, and an even share of
# the thirty days for who takes on so many that a week would keep them from it. With less, who takes on four
# a month carries too much (docs/simulation.md).
COOL_DOWN_DAYS = 7.0

# A record fits as well as the best if its relevance is within 1.5% of it: what likeness to the asker's place
# adds to copies of one record. Where so many officials or more have such a record, nobody is asked for a
# lesser one: a request waits for one of them rather. Both from docs/simulation.md; six are three offices of
# two, the matches that an answer shows.
AS_GOOD = 0.985
ENOUGH_AS_GOOD = 6

# Shares of the score, of one: relevance, likeness, a shared language, shared hours, the response record, free
# capacity. Relevance has as much as keeps what it loses below 3%; docs/choosing.md has the table. The
# proportions of the others are a judgement.
SHARES = (0.70, 0.06, 0.05, 0.04, 0.06, 0.09)
# Scores that lie so close take turns: a probability of .04 or a third of the capacity. Twice as much asks
# two more wrong ones in a hundred, and takes from the busiest tenth hardly more (docs/choosing.md).
NEAR_EQUAL = 0.03

HOURS_ENOUGH = 4.0  # half a working day in common finds a time for a call; more makes no difference
UNKNOWN = 0.5  # a fact that nobody knows speaks neither for nor against

# Of those asked, who answered, with four requests of which three were answered added to each: a newcomer
# counts like the usual official (the simulation of issue 4 lets a quarter not answer), and one silence is
# no verdict. A no counts as an answer.
PRIOR_ASKED, PRIOR_ANSWERED = 4, 3


class Source(StrEnum):
    """Why somebody can be asked at all, the better reason first."""

    WANTED = "wanted"  # holds the office behind the record that the asker pointed at
    MATCHED = "matched"  # holds the office behind another record that matched
    ANSWERABLE = "answerable"  # said that they could answer this very question
    VOLUNTEER = "volunteer"  # offered to be asked about a topic of the question
    TOPIC = "topic"  # holds an office with another record about a topic of the question


# Who said that they can help stands after who wrote down what they did, whatever the scores.
TIER = {Source.WANTED: 0, Source.MATCHED: 1, Source.ANSWERABLE: 2, Source.VOLUNTEER: 2, Source.TOPIC: 2}

# The relevance of who wrote nothing down that matched: their word for this question is as good as a doubtful
# match, a word or a record about the whole topic half as good.
STATED = {Source.ANSWERABLE: 0.5, Source.VOLUNTEER: 0.25, Source.TOPIC: 0.25}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. `places` are all the governments they work for, `place` the one they ask for.

    `gathered` are the bodies of the asker and of everybody who may already take part in a conversation about
    this question.
    """

    official_id: OfficialId
    place: Jurisdiction | None = None
    places: frozenset[JurisdictionId] = frozenset()
    languages: frozenset[str] = frozenset()
    time_zone: str = ""
    gathered: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class Askable:
    """An official who could be asked, with all that speaks for and against it at `now`.

    `relevance` is in [0, 1]; `load` counts the requests in WINDOW and those still open; `asked` those that
    ended, `answered` which of them had an answer. `avoided` is true if either side does not want the other.
    """

    official_id: OfficialId
    source: Source
    relevance: float
    place: Jurisdiction | None = None
    places: frozenset[JurisdictionId] = frozenset()
    languages: frozenset[str] = frozenset()
    time_zone: str = ""
    joined: bool = True
    verified: bool = True
    reachable: bool = True
    paused: bool = False
    quiet: bool = False
    avoided: bool = False
    capacity: int = 2
    load: int = 0
    last_asked: datetime | None = None
    asked: int = 0
    answered: int = 0
    pair_asked: datetime | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody to ask, with their score; `near_quorum` if one more of their body would be a quorum."""

    askable: Askable
    score: float
    near_quorum: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to ask, best first, and who is left out by which rule (a key of RULES, or LESSER).

    `many` says that so many fit as well as the best that nobody else needs to be looked for.
    """

    chosen: tuple[Chosen, ...]
    left_out: tuple[tuple[Askable, str], ...]
    many: bool = False


def choose(asker: Asker, askable: Iterable[Askable], now: datetime, limit: int, seed: int) -> Choice:
    """Return up to `limit` officials to ask, best first, none of whom breaks a rule.

    Whoever of one tier lies within NEAR_EQUAL of the best is asked in turn, who was asked longest ago first;
    among those never asked, or asked at the same time, `seed` decides, so that nobody is always the first.
    The result does not depend on the order in which officials are given. They are alternatives: the guard
    against a quorum counts who may already take part, so choose again before somebody else is asked as well.
    """
    judged = [(each, broken_rule(asker, each, now)) for each in askable]
    least = _least_relevance(judged)
    free: list[tuple[float, Askable]] = []
    left_out: list[tuple[Askable, str]] = []
    for each, rule in judged:
        if rule is not None:
            left_out.append((each, rule))
        elif each.source is Source.MATCHED and each.relevance < least:
            left_out.append((each, LESSER))
        else:
            free.append((score(asker, each, now), each))
    chosen = [
        Chosen(each, points, comes_near(each.body, asker.gathered))
        for points, each in in_turn(free, seed)[:limit]
    ]
    return Choice(tuple(chosen), tuple(left_out), many=least > 0)


def broken_rule(asker: Asker, askable: Askable, now: datetime) -> str | None:
    """Return the first of RULES that keeps this official from being asked now, None if none does."""
    for name, breaks in RULES.items():
        if breaks(asker, askable, now):
            return name
    return None


def score(asker: Asker, askable: Askable, now: datetime) -> float:
    """Return how well this official suits, in [0, 1]: the sum of the six parts by their SHARES."""
    return sum(share * part for share, part in zip(SHARES, parts(asker, askable, now), strict=True))


def parts(asker: Asker, askable: Askable, now: datetime) -> tuple[float, ...]:
    """Return what the score is made of, each in [0, 1], in the order of SHARES."""
    return (
        askable.relevance,
        peers.similarity(asker.place, askable.place),
        language(asker.languages, askable.languages),
        hours(shared_hours(asker.time_zone, askable.time_zone, now)),
        response(askable.answered, askable.asked),
        free_share(askable.load, askable.capacity),
    )


def language(a: frozenset[str], b: frozenset[str]) -> float:
    """Return 1 if they share a language, 0 if not, UNKNOWN if one side's are not known."""
    return float(bool(a & b)) if a and b else UNKNOWN


def hours(shared: float | None) -> float:
    """Return how far the hours in common are HOURS_ENOUGH, at most 1; UNKNOWN for None."""
    return UNKNOWN if shared is None else min(1.0, shared / HOURS_ENOUGH)


def response(answered: int, asked: int) -> float:
    """Return the share of requests that were answered, smoothed so that few requests decide little."""
    return (answered + PRIOR_ANSWERED) / (asked + PRIOR_ASKED)


def free_share(load: int, capacity: int) -> float:
    """Return how much of the capacity is left, 0 for who has none."""
    return max(0.0, 1 - load / capacity) if capacity else 0.0


def cool_down(capacity: int) -> timedelta:
    """Return how long somebody of this capacity is left alone after a request."""
    even = WINDOW.days / capacity if capacity else COOL_DOWN_DAYS
    return timedelta(days=min(COOL_DOWN_DAYS, even))


def date_of(time_zone: str, now: datetime) -> date:
    """Return the date on which somebody of this time zone is; UTC's where it is not known."""
    found = zone(time_zone)
    return now.astimezone(found).date() if found else now.date()


# Who is asked breaks none of these. The order says which reason is told where several hold: what cannot
# change soon comes first.
RULES: dict[str, Callable[[Asker, Askable, datetime], bool]] = {
    "oneself": lambda asker, each, now: each.official_id == asker.official_id,
    "own_government": lambda asker, each, now: bool(asker.places & each.places),
    "not_joined": lambda asker, each, now: not each.joined,
    "not_verified": lambda asker, each, now: not each.verified,
    "unreachable": lambda asker, each, now: not each.reachable,
    "avoided": lambda asker, each, now: each.avoided,
    "quorum": lambda asker, each, now: reaches(each.body, asker.gathered),
    "paused": lambda asker, each, now: each.paused,
    "quiet": lambda asker, each, now: each.quiet,
    "pair_again": lambda asker, each, now: _within(each.pair_asked, PAIR_WAITS, now),
    "at_capacity": lambda asker, each, now: each.load >= each.capacity,
    "cooling_down": lambda asker, each, now: _within(each.last_asked, cool_down(each.capacity), now),
}

# These end by themselves before long.
PASSING = ("at_capacity", "cooling_down")
LESSER = "lesser_match"


def _least_relevance(judged: Iterable[tuple[Askable, str | None]]) -> float:
    """Return how relevant a match must be; 0 unless enough officials hold one as good as the best."""
    could_be_asked = (
        each.relevance
        for each, rule in judged
        if each.source in (Source.WANTED, Source.MATCHED)
        and each.capacity
        and (rule is None or rule in PASSING)
    )
    best = sorted(could_be_asked, reverse=True)[:ENOUGH_AS_GOOD]
    return AS_GOOD * best[0] if len(best) == ENOUGH_AS_GOOD and best[-1] >= AS_GOOD * best[0] else 0.0


def _within(then: datetime | None, time: timedelta, now: datetime) -> bool:
    return then is not None and now - then < time


def in_turn(
    free: Iterable[tuple[float, Askable]], seed: int, near: float = NEAR_EQUAL
) -> list[tuple[float, Askable]]:
    """Return them by tier; within a tier by score, and in turn where scores are `near` the best left."""
    left = sorted(free, key=lambda pair: (TIER[pair[1].source], -pair[0], pair[1].official_id))
    turns: list[tuple[float, Askable]] = []
    while left:
        best, first = left[0]
        tier = TIER[first.source]
        group = [pair for pair in left if TIER[pair[1].source] == tier and pair[0] >= best - near]
        turns += sorted(group, key=lambda pair: _turn(pair[1], seed))
        left = left[len(group) :]
    return turns


def _turn(askable: Askable, seed: int) -> tuple[float, bytes]:
    last = askable.last_asked.timestamp() if askable.last_asked else float("-inf")
    drawn = blake2b(f"{seed}:{askable.official_id}".encode(), digest_size=8).digest()
    return last, drawn
