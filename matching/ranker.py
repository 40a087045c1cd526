"""Which candidates become matches, in which order, and how sure the answer is."""

from collections.abc import Iterable, Sequence
from functools import partial

from matching import peers
from matching.domain import Answer, Band, Candidate, Jurisdiction, Match, Retrieved

# What the best word score adds to a cosine sum; measured in docs/retrieval.md, "Which signals".
WORD_WEIGHT = 0.2
# What the most similar peer adds to a cosine sum; measured in docs/retrieval.md, "Peer weight".
PEER_WEIGHT = 0.05
# The similarity of the closest candidate from which an answer is good, and from which it may help; what is
# further away is not shown. Measured in docs/retrieval.md, "An honest none".
GOOD = 0.72
MAYBE = 0.60


def combined(found: Retrieved) -> float:
    """Return a candidate's similarity: the cosine sum of the embeddings plus a share for the words."""
    return found.similarity + WORD_WEIGHT * found.words


def rank(
    asker: Jurisdiction | None,
    candidates: Sequence[Candidate],
    limit: int = 3,
    *,
    prefer_peers: bool = True,
) -> Answer:
    """Return the best matches, best first, at most one per jurisdiction; none if nothing is close enough.

    A close answer from a city of the asker's size beats a slightly closer one from a metropolis: officials
    act on advice they can afford. The asker's own records are left out. Equal scores stand in the order of
    the records' keys. Without `prefer_peers` likeness counts for nothing and no reason is given.
    """
    close = [found for found in candidates if found.similarity >= MAYBE and not _is_own(asker, found)]
    match = partial(_match, asker) if prefer_peers else _match_without_peers
    matches = sorted(map(match, close), key=_best_first)
    return Answer(_band(close), tuple(_one_per_place(matches))[:limit])


def _band(close: Sequence[Candidate]) -> Band:
    if not close:
        return Band.NONE
    return Band.GOOD if max(candidate.similarity for candidate in close) >= GOOD else Band.MAYBE


def _match(asker: Jurisdiction | None, candidate: Candidate) -> Match:
    place = _jurisdiction(candidate)
    score = candidate.similarity + PEER_WEIGHT * peers.similarity(asker, place)
    reasons = peers.reasons(asker, place)
    return Match(candidate.record, score, candidate.similarity, reasons, candidate.asked_before)


def _match_without_peers(candidate: Candidate) -> Match:
    similarity = candidate.similarity
    return Match(candidate.record, similarity, similarity, (), candidate.asked_before)


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
