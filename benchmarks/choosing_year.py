"""What the shares of the score, and taking turns, do to load and relevance: a year of questions, played.

    python -m benchmarks.choosing_year

500 places like those of the demo own 1 to 8 records each (log-normal), copies of the demo's; two officials
hold the one office of a place, each with a capacity of 1 to 4. Questions of the demo that some record
answers, their topics drawn by a Zipf law, come evenly over the year from officials in turn: 20,000 of them,
more than the popular topics can carry, and 5,000. A question matched the 24 best copies by the product's
probabilities, at most one of a place. Up to three are asked, each accepting with .6, declining with .15 and
leaving it with .25. Only the choosing is the product's; `counterpart simulate` plays a year through the real
use cases.

"Top match" asks the first officials behind the best matches, without rules. Relevance: the probability that
the record of the first official who is asked answers the question, against that of the top match. Right: how
often it does by the demo's judgements, against the same.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from operator import mul
from statistics import mean

from benchmarks.collection import Collection, jurisdictions, read
from benchmarks.quality import calibration, candidates, match_all
from benchmarks.report import RESULTS, heading
from bot.introductions.peers_to_ask import LOOKED_AT
from matching import choosing, countries, peers
from matching.choosing import STATED, Askable, Asker, Source
from matching.domain import Candidate, Jurisdiction, JurisdictionId, OfficialId
from matching.ranker import KEPT, PEER_WEIGHT

PLACES, YEARS, CAPACITY = 500, (20_000, 5_000), (1, 4)
ASKED, ACCEPTS, DECLINES = 3, 0.6, 0.15
SEED = 1
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of choosing: relevance's share of the score, what counts as near-equal, and which of the rest.

    The parts beside relevance keep their proportions. `points` if askers point at the best match, `topics`
    if offices with other records about the topic are asked when nobody behind a match is free.
    """

    name: str
    relevance: float
    near: float
    points: bool = False
    topics: bool = True

    @property
    def shares(self) -> tuple[float, ...]:
        first, *others = choosing.SHARES
        return (self.relevance, *((1 - self.relevance) * each / (1 - first) for each in others))


OURS, NEAR = choosing.SHARES[0], choosing.NEAR_EQUAL
TRIED = [(share, near) for share in (0.85, OURS, 0.5) for near in (0.0, NEAR, 2 * NEAR)]
WAYS = (
    Way("relevance 1, no turns, matches alone", 1.0, 0.0, topics=False),
    Way("relevance 1, no turns", 1.0, 0.0),
    *(Way(f"relevance {share}, turns at {near}", share, near) for share, near in TRIED),
    Way(f"relevance {OURS}, turns at {NEAR}, pointing at the best match", OURS, NEAR, points=True),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """An official of the played network."""

    id: OfficialId
    place: Jurisdiction
    capacity: int


@dataclass(slots=True)
class Load:
    """What a holder was asked so far: moments that count, the last one, how many ended and were answered."""

    counted: list[datetime] = field(default_factory=list)
    last: datetime | None = None
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """A copy that matched: its place, its probability, and whether it answers the question."""

    place: Jurisdiction
    probability: float
    right: bool
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """The network and the questions in their order, each with who asks and what matched."""

    holders: dict[JurisdictionId, list[Holder]]
    by_topic: dict[str, list[Jurisdiction]]
    questions: list[tuple[Holder, list[Matched]]]


@dataclass(slots=True)
class Year:
    """What one way of choosing made of the year."""

    requests: Counter[OfficialId] = field(default_factory=Counter)
    served: int = 0
    nobody: int = 0
    first: list[tuple[Matched, Matched]] = field(default_factory=list)  # who was asked, and the top match


def main() -> None:
    """Print the report and keep it."""
    collection = read()
    offered = [candidates(collection, *each) for each in enumerate(match_all(collection))]
    lines = [heading("choosing_year")]
    for count in YEARS:
        lines += table(made(collection, offered, count), count)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    (RESULTS / "choosing_year.md").write_text(text, encoding="utf-8")


def table(world: World, count: int) -> Iterable[str]:
    """Yield what each way makes of a year of so many questions."""
    matched = {each.place.id for _, found in world.questions for each in found}
    officials = 2 * len(matched)
    yield f"## {count} questions\n\n{PLACES} places, {officials} officials whose records matched.\n"
    yield "| way | requests | served | nobody free | busiest 1% | busiest 10% | relevance | right |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    yield row("top match", always_the_top(world), count, officials)
    for way in WAYS:
        yield row(way.name, play(world, way), count, officials)
    yield ""


def made(collection: Collection, offered: Sequence[Sequence[Candidate]], count: int) -> World:
    """Return the network and its year of questions."""
    drawn = random.Random(SEED)
    known = list(jurisdictions().values())
    places = [replace(drawn.choice(known), id=JurisdictionId(number)) for number in range(PLACES)]
    holders = {
        place.id: [
            Holder(OfficialId(2 * place.id + each), place, drawn.randint(*CAPACITY)) for each in (0, 1)
        ]
        for place in places
    }
    copies: dict[int, list[Jurisdiction]] = defaultdict(list)
    by_topic: dict[str, list[Jurisdiction]] = defaultdict(list)
    for place in places:
        for number in drawn.sample(range(len(collection.records)), records_of_one(drawn)):
            copies[number].append(place)
            for topic in collection.records[number].topics:
                by_topic[topic].append(place)
    everybody = [holder for pair in holders.values() for holder in pair]
    questions = [
        (asker, matched(collection, offered, copies, number, asker.place))
        for number, asker in asked(collection, drawn, everybody, count)
    ]
    return World(holders, by_topic, questions)


def records_of_one(drawn: random.Random) -> int:
    return min(8, max(1, round(drawn.lognormvariate(1.0, 0.6))))


def asked(
    collection: Collection, drawn: random.Random, everybody: Sequence[Holder], count: int
) -> Iterable[tuple[int, Holder]]:
    """Yield the numbers of the questions in the order of the year, each with its asker."""
    by_topic: dict[str, list[int]] = defaultdict(list)
    topics = {record.key: record.topics[0] for record in collection.records}
    for number, question in enumerate(collection.questions):
        if question.relevant:
            by_topic[topics[min(question.relevant)]].append(number)
    names = drawn.sample(sorted(by_topic), len(by_topic))
    zipf = [1 / rank for rank in range(1, len(names) + 1)]
    for topic in drawn.choices(names, zipf, k=count):
        yield drawn.choice(by_topic[topic]), drawn.choice(everybody)


def matched(
    collection: Collection,
    offered: Sequence[Sequence[Candidate]],
    copies: dict[int, list[Jurisdiction]],
    number: int,
    asker: Jurisdiction,
) -> list[Matched]:
    """Return the best copies, at most one of a place, as the ranker orders them."""
    kept: dict[JurisdictionId, Matched] = {}
    found = [
        (each.probability + PEER_WEIGHT * peers.similarity(asker, place), place, each)
        for each in offered[number]
        if each.probability >= calibration().bands.maybe
        for place in copies[each.record.id]
        if place.id != asker.id
    ]
    for score, place, each in sorted(found, key=lambda one: (-one[0], one[1].id)):
        right = each.record.key in collection.questions[number].relevant
        kept.setdefault(place.id, Matched(place, min(1.0, score), right, each.record.topics))
    return list(kept.values())[:KEPT]


def always_the_top(world: World) -> Year:
    """Return the year in which the first official behind the best match is always asked."""
    year, drawn = Year(), random.Random(SEED)
    for _, found in world.questions:
        if not found:
            year.nobody += 1
            continue
        for each in found[:ASKED]:
            year.requests[world.holders[each.place.id][0].id] += 1
            if drawn.random() < ACCEPTS:
                year.served += 1
                break
        year.first.append((found[0], found[0]))
    return year


def play(world: World, way: Way) -> Year:
    """Return the year as the rules and this way make it."""
    year, drawn = Year(), random.Random(SEED)
    loads: dict[OfficialId, Load] = defaultdict(Load)
    pairs: dict[tuple[OfficialId, OfficialId], datetime] = {}
    every = timedelta(days=365) / len(world.questions)
    for number, (asker, found) in enumerate(world.questions):
        now = START + number * every
        turns = Turn(world, way, loads, pairs, asker, now, number).order(found)
        if not turns:
            year.nobody += 1
            continue
        year.first.append((turns[0][1], found[0]))
        for each, _ in turns[:ASKED]:
            year.requests[each.official_id] += 1
            pairs[pair(asker.id, each.official_id)] = now
            if answer(loads[each.official_id], drawn.random(), now):
                year.served += 1
                break
    return year


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a year: who asks it, when, and how busy everybody is by then."""

    world: World
    way: Way
    loads: dict[OfficialId, Load]
    pairs: dict[tuple[OfficialId, OfficialId], datetime]
    asker: Holder
    now: datetime
    seed: int

    def order(self, found: Sequence[Matched]) -> list[tuple[Askable, Matched]]:
        """Return whom to ask, best first, each with what matched."""
        sources = [
            Source.WANTED if self.way.points and not at else Source.MATCHED for at in range(len(found))
        ]
        turns = self.among(list(zip(found, sources, strict=True)))
        if not self.way.topics or not found or len(turns) >= ASKED:
            return turns
        known = {each.place.id for each in found}
        topics = sorted({topic for each in found[:3] for topic in each.topics})
        others = [place for topic in topics for place in self.world.by_topic[topic] if place.id not in known]
        some = random.Random(self.seed).sample(others, min(len(others), LOOKED_AT))
        value = STATED[Source.VOLUNTEER]
        more = {place.id: (Matched(place, value, right=False), Source.VOLUNTEER) for place in some}
        return turns + self.among(list(more.values()))

    def among(self, found: Sequence[tuple[Matched, Source]]) -> list[tuple[Askable, Matched]]:
        """Return those who may be asked, in the order of tiers, scores and turns."""
        place = self.asker.place
        me = Asker(self.asker.id, place, frozenset({place.id}), spoken(place), zone(place))
        free, matches = [], {}
        for each, source in found:
            for holder in self.world.holders[each.place.id]:
                askable = self.askable(holder, each.probability, source)
                if choosing.broken_rule(me, askable, self.now) is None:
                    matches[holder.id] = each
                    free.append(
                        (sum(map(mul, self.way.shares, choosing.parts(me, askable, self.now))), askable)
                    )
        return [
            (each, matches[each.official_id]) for _, each in choosing.in_turn(free, self.seed, self.way.near)
        ]

    def askable(self, holder: Holder, relevance: float, source: Source) -> Askable:
        """Return the official as they stand now."""
        load = self.loads[holder.id]
        load.counted = [then for then in load.counted if self.now - then < choosing.WINDOW]
        return Askable(
            official_id=holder.id,
            source=source,
            relevance=relevance,
            place=holder.place,
            places=frozenset({holder.place.id}),
            languages=spoken(holder.place),
            time_zone=zone(holder.place),
            capacity=holder.capacity,
            load=len(load.counted),
            last_asked=load.last,
            asked=load.asked,
            answered=load.answered,
            pair_asked=self.pairs.get(pair(self.asker.id, holder.id)),
        )


def answer(load: Load, drawn: float, now: datetime) -> bool:
    """Note the request and its answer; True for a yes, which alone counts against the capacity."""
    load.last = now
    load.asked += 1
    load.answered += drawn < ACCEPTS + DECLINES
    if drawn < ACCEPTS:
        load.counted.append(now)
    return drawn < ACCEPTS


def pair(one: OfficialId, other: OfficialId) -> tuple[OfficialId, OfficialId]:
    return (min(one, other), max(one, other))


def spoken(place: Jurisdiction) -> frozenset[str]:
    return countries.languages(place.country)


def zone(place: Jurisdiction) -> str:
    return place.time_zone or ""


def row(name: str, year: Year, count: int, officials: int) -> str:
    """Return one line of the table; the busiest are of all officials whose records matched."""
    counts = sorted(year.requests.values(), reverse=True)
    busiest = [sum(counts[: max(1, round(share * officials))]) / sum(counts) for share in (0.01, 0.1)]
    probable = mean(each.probability for each, _ in year.first) / mean(
        top.probability for _, top in year.first
    )
    right = mean(each.right for each, _ in year.first) / mean(top.right for _, top in year.first)
    return (
        f"| {name} | {sum(counts)} | {year.served / count:.1%} | {year.nobody / count:.1%} "
        f"| {busiest[0]:.1%} | {busiest[1]:.1%} | {probable:.1%} | {right:.1%} |"
    )


if __name__ == "__main__":
    main()
