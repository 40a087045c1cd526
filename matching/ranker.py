"""Which candidates become matches, in which order, and how sure the answer is."""

from collections.abc import Iterable, Sequence
from functools import partial

from matching import peers
from matching.calibration import Bands
from matching.domain import Answer, Band, Candidate, Jurisdiction, Match

# What the most similar peer adds to a probability; measured in docs/retrieval.md, "Peer weight".
PEER_WEIGHT = 0.05


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
    the records' keys. Without `prefer_peers` likeness counts for nothing and no reason is given.
    """
    close = [found for found in candidates if found.probability >= bands.maybe and not _is_own(asker, found)]
    match = partial(_match, asker) if prefer_peers else _match_without_peers
    matches = sorted(map(match, close), key=_best_first)
    return Answer(_band(close, bands), tuple(_one_per_place(matches))[:limit])


def _band(close: Sequence[Candidate], bands: Bands) -> Band:
    return bands.of(max((candidate.probability for candidate in close), default=0.0))


def _match(asker: Jurisdiction | None, candidate: Candidate) -> Match:
    place = _jurisdiction(candidate)
    score = candidate.probability + PEER_WEIGHT * peers.similarity(asker, place)
    reasons = peers.reasons(asker, place)
    return Match(candidate.record, score, candidate.probability, reasons, candidate.asked_before)


def _match_without_peers(candidate: Candidate) -> Match:
    probability = candidate.probability
    return Match(candidate.record, probability, probability, (), candidate.asked_before)


def _best_first(match: Match) -> tuple[float, str]:
    return -match.score, match.record.key


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
