"""Which candidates become matches, in which order, and how sure the answer is."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial

from matching import peers
from matching.calibration import Bands
from matching.domain import Answer, Band, Candidate, Jurisdiction, Match, Outcomes, PeerReason, RecordId

# What the most similar peer adds to a probability; measured in docs/retrieval.md, "Peer weight".
PEER_WEIGHT = 0.05

# What a record that helped many peers gains, and one that was no use to many loses: less than likeness adds,
# so that it decides between near-equals and never shows a record that does not fit.
OUTCOME_WEIGHT = 0.03
# So many places of doubt stand against every outcome: the first place that was helped gives a third of the
# weight, the second a sixth more, and so on.
OUTCOME_DOUBT = 2
TAKEN_OVER = 2  # who adapted or adopted something counts as two who found it useful

# Of each question so many matches are kept in all: as many as retrieval compares token by token.
KEPT = 24


def rank(
    asker: Jurisdiction | None,
    candidates: Sequence[Candidate],
    bands: Bands,
    *,
    limit: int = 3,
    prefer_peers: bool = True,
) -> Answer:
    """Return the best matches, best first, at most one per jurisdiction; none if nothing is probable enough.

    A close answer from a city of the asker's size beats a slightly closer one from a metropolis: officials
    act on advice they can afford. The asker's own records are left out. Equal scores stand in the order of
    the records' keys. Without `prefer_peers` likeness counts for nothing and is no reason. A record that
    helped peers is worth a little more (`worth`). One whose verification has run out stands after every other
    one of its band. The result counts for nothing: what failed is as good an answer as what worked.
    What comes after the limit is kept as `further`.
    """
    close = [found for found in candidates if found.probability >= bands.maybe and not _is_own(asker, found)]
    match = partial(_match, asker) if prefer_peers else _match_without_peers
    expired = {found.record.id for found in close if found.expired}
    matches = _expired_last(sorted(map(match, close), key=_best_first), expired, bands)
    placed = tuple(_one_per_place(matches))
    return Answer(_band(close, bands), placed[:limit], placed[limit:KEPT])


def worth(outcomes: Outcomes) -> float:
    """Return what the outcomes add to a score: between plus and minus OUTCOME_WEIGHT, 0 without any.

    Each further one moves it less than the one before.
    """
    helped = outcomes.useful + TAKEN_OVER * (outcomes.adapted + outcomes.adopted)
    doubtful = helped + outcomes.not_useful + OUTCOME_DOUBT
    return OUTCOME_WEIGHT * (helped - outcomes.not_useful) / doubtful


def _band(close: Sequence[Candidate], bands: Bands) -> Band:
    return bands.of(max((candidate.probability for candidate in close), default=0.0))


def _match(asker: Jurisdiction | None, candidate: Candidate) -> Match:
    place = _jurisdiction(candidate)
    likeness = PEER_WEIGHT * peers.similarity(asker, place)
    return _scored(candidate, likeness, peers.reasons(asker, place))


def _match_without_peers(candidate: Candidate) -> Match:
    return _scored(candidate, 0.0, ())


def _scored(candidate: Candidate, likeness: float, reasons: tuple[PeerReason, ...]) -> Match:
    score = candidate.probability + likeness + worth(candidate.outcomes)
    shown = (*_helped(candidate.outcomes), *reasons)[: peers.REASONS_SHOWN]
    return Match(candidate.record, score, candidate.probability, shown, candidate.asked_before)


def _helped(outcomes: Outcomes) -> tuple[PeerReason, ...]:
    """Return that the record helped peers: what others took from it is told before what places share."""
    return (PeerReason("helped", str(outcomes.helped)),) if outcomes.helped else ()


def _best_first(match: Match) -> tuple[float, str]:
    return -match.score, match.record.key


def _expired_last(matches: Sequence[Match], expired: Collection[RecordId], bands: Bands) -> Sequence[Match]:
    """Return the matches, best first, with each expired one after the last other one of its band."""
    if not expired:
        return matches
    lowest: dict[Band, float] = {}
    for match in matches:
        if match.record.id not in expired:
            lowest[bands.of(match.probability)] = match.score  # the last one counts: best first

    def rank_of(match: Match) -> tuple[float, bool]:
        is_expired = match.record.id in expired
        ceiling = lowest.get(bands.of(match.probability), match.score) if is_expired else match.score
        return -min(match.score, ceiling), is_expired

    return sorted(matches, key=rank_of)


def _one_per_place(matches: Iterable[Match]) -> Iterable[Match]:
    best: dict[object, Match] = {}
    for match in matches:
        best.setdefault(_place(match), match)
    return best.values()


def _place(match: Match) -> object:
    """Name the jurisdiction; where none is known the place as the source writes it, or else the record."""
    record = match.record
    if record.office is not None:
        return record.office.jurisdiction.id
    return record.place or ("", record.id)


def _is_own(asker: Jurisdiction | None, candidate: Candidate) -> bool:
    place = _jurisdiction(candidate)
    return asker is not None and place is not None and place.id == asker.id


def _jurisdiction(candidate: Candidate) -> Jurisdiction | None:
    return candidate.record.office.jurisdiction if candidate.record.office else None
