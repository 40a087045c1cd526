"""What the weight of the likeness of two places does to relevance, and to whom askers are introduced.

    python -m benchmarks.peers

Relevance: nDCG@10 of the demo's questions, averaged over askers from every tenth place. The judgements know
nothing of the asker, so they show what likeness costs and not what it gains. Introductions: an official of
each place asks every question that some record answers and wants to meet the office behind the first match.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean

from benchmarks.collection import Collection, jurisdictions, read
from benchmarks.quality import GROUPS, Ranking, calibration, candidates, match_all, score
from benchmarks.report import RESULTS, heading
from matching import peers
from matching.domain import Candidate, Jurisdiction
from matching.ranker import PEER_WEIGHT, rank

WEIGHTS = (0.0, 0.02, 0.05, 0.1, 0.2)
FEW = 0.1  # the share of the jurisdictions that counts as the busiest

likeness = cache(peers.similarity)


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """The first match that one asker was shown for one question, and whether it is a right one."""

    asker: Jurisdiction
    question: int
    peer: Jurisdiction
    right: bool


def main() -> None:
    """Print the report and keep it."""
    collection = read()
    offered = [candidates(collection, *each) for each in enumerate(match_all(collection))]
    report = [
        heading("peers"),
        f"{len(collection.records)} records, {len(collection.questions)} questions, "
        f"{len(jurisdictions())} places of the demo; the product has the weight {PEER_WEIGHT}. Weight 0 is "
        "`/peers off`.\n",
        *relevance_table(collection, offered),
        *spread_table(collection, offered),
        *parts_table(),
    ]
    text = "\n".join(report) + "\n"
    sys.stdout.write(text)
    (RESULTS / "peers.md").write_text(text, encoding="utf-8")


def relevance_table(collection: Collection, offered: Sequence[Sequence[Candidate]]) -> Iterable[str]:
    """Yield the mean nDCG@10 and MRR@10 over askers from every tenth jurisdiction, for each weight."""
    askers = list(jurisdictions().values())[::10]
    yield "## Relevance"
    yield f"Means over {len(askers)} askers from different places.\n"
    yield "| weight | nDCG@10 | MRR@10 |"
    yield "|--:|--:|--:|"
    for weight in WEIGHTS:
        measured = [score(collection, by_likeness(offered, asker, weight), GROUPS["all"]) for asker in askers]
        ndcg, mrr = mean(ndcg for ndcg, _ in measured), mean(mrr for _, mrr in measured)
        yield f"| {weight} | {ndcg:.3f} | {mrr:.3f} |"


def by_likeness(offered: Sequence[Sequence[Candidate]], asker: Jurisdiction, weight: float) -> Ranking:
    """Return the ranking for this asker if likeness had this weight."""

    def scored(candidate: Candidate) -> float:
        office = candidate.record.office
        return candidate.probability + weight * likeness(asker, office.jurisdiction if office else None)

    ranked = [sorted(each, key=scored, reverse=True) for each in offered]
    return lambda number: [candidate.record.id for candidate in ranked[number]]


def spread_table(collection: Collection, offered: Sequence[Sequence[Candidate]]) -> Iterable[str]:
    """Yield for each weight how the introductions spread over the jurisdictions, and whom askers meet."""
    places = list(jurisdictions().values())
    off = first_matches(collection, offered, places, 0.0)
    yield "\n## Introductions"
    yield f"{len(places)} askers, one from each place, each with every question that some record answers;"
    yield "introductions to the office of the first match. Busiest tenth: how many of all introductions go to"
    yield "the tenth of the places that gets most. Gini: 0 if all places got as many, near 1 if one got all."
    yield "Right: the first match answers the question. Likeness: the mean, of asker and first match.\n"
    yield (
        "| weight | introductions | places asked | busiest tenth | Gini | right | likeness "
        "| another first match than when off |"
    )
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    yield f"| off, by `rank` | {row(ranked_off(collection, offered, places), off)}"
    for weight in WEIGHTS:
        yield f"| {weight} | {row(first_matches(collection, offered, places, weight), off)}"


def first_matches(
    collection: Collection,
    offered: Sequence[Sequence[Candidate]],
    askers: Sequence[Jurisdiction],
    weight: float,
) -> list[FirstMatch]:
    """Return the first matches as the ranker would choose them if likeness had this weight."""
    return [
        first
        for number in answerable(collection)
        for asker in askers
        if (first := _first(collection, number, asker, _close(offered[number], asker), weight))
    ]


def ranked_off(
    collection: Collection, offered: Sequence[Sequence[Candidate]], askers: Sequence[Jurisdiction]
) -> list[FirstMatch]:
    """Return the first matches that the ranker itself chooses for those who left likeness out."""
    answers = (
        (number, asker, rank(asker, offered[number], calibration().bands, prefer_peers=False))
        for number in answerable(collection)
        for asker in askers
    )
    return [
        _first_match(collection, number, asker, answer.matches[0].record.id)
        for number, asker, answer in answers
        if answer.matches
    ]


def answerable(collection: Collection) -> list[int]:
    """Return the numbers of the questions that some record answers."""
    return [number for number, question in enumerate(collection.questions) if question.relevant]


def row(chosen: Sequence[FirstMatch], off: Sequence[FirstMatch]) -> str:
    """Return the cells of one row, compared with the first matches without likeness."""
    asked = Counter(each.peer.id for each in chosen)
    counts = sorted((asked[place.id] for place in jurisdictions().values()), reverse=True)
    busiest = sum(counts[: round(FEW * len(counts))]) / sum(counts)
    without = {(each.asker.id, each.question): each.peer.id for each in off}
    other = mean(without[each.asker.id, each.question] != each.peer.id for each in chosen)
    alike = mean(likeness(each.asker, each.peer) for each in chosen)
    right = mean(each.right for each in chosen)
    return (
        f"{len(chosen)} | {len(asked)} | {busiest:.1%} | {gini(counts):.3f} | {right:.1%} | {alike:.3f} "
        f"| {other:.1%} |"
    )


def gini(counts: Sequence[int]) -> float:
    """Return the Gini coefficient: half the mean difference of all pairs over the mean."""
    rising = sorted(counts)
    weighted = sum(number * count for number, count in enumerate(rising, start=1))
    return 2 * weighted / (len(rising) * sum(rising)) - (len(rising) + 1) / len(rising)


def parts_table() -> Iterable[str]:
    """Yield how far each part of the likeness tells the demo's places apart."""
    places = list(jurisdictions().values())
    pairs = [(a, b) for number, a in enumerate(places) for b in places[:number]]
    yield "\n## Parts of the likeness"
    yield f"Over the {len(pairs)} pairs of places of the demo; 0.5 is what an unknown fact has.\n"
    yield "| part | share | mean | at 0 | at 0.5 | at 1 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for part, share in peers.SHARES:
        found = [part(a, b) for a, b in pairs]
        at = {value: mean(each == value for each in found) for value in (0.0, 0.5, 1.0)}
        yield (
            f"| {part.__name__.strip('_')} | {share}% | {mean(found):.2f} "
            f"| {at[0.0]:.0%} | {at[0.5]:.0%} | {at[1.0]:.0%} |"
        )
    alike = sorted(peers.similarity(a, b) for a, b in pairs)
    tenths = ", ".join(f"{alike[len(alike) * tenth // 10]:.2f}" for tenth in (1, 5, 9))
    yield f"\nThe likeness of two places: tenth, fiftieth and ninetieth percentile {tenths}."


def _close(offered: Sequence[Candidate], asker: Jurisdiction) -> list[tuple[Candidate, Jurisdiction]]:
    close = []
    for candidate in offered:
        office = candidate.record.office
        if (
            candidate.probability >= calibration().bands.maybe
            and office
            and office.jurisdiction.id != asker.id
        ):
            close.append((candidate, office.jurisdiction))
    return close


def _first(
    collection: Collection,
    number: int,
    asker: Jurisdiction,
    close: Sequence[tuple[Candidate, Jurisdiction]],
    weight: float,
) -> FirstMatch | None:
    if not close:
        return None
    best, _ = min(
        close,
        key=lambda pair: (-pair[0].probability - weight * likeness(asker, pair[1]), pair[0].record.key),
    )
    return _first_match(collection, number, asker, best.record.id)


def _first_match(collection: Collection, number: int, asker: Jurisdiction, record: int) -> FirstMatch:
    found = collection.records[record]
    assert found.office is not None, "every record of the demo has an office"
    right = found.key in collection.questions[number].relevant
    return FirstMatch(asker, number, found.office.jurisdiction, right)


if __name__ == "__main__":
    main()
