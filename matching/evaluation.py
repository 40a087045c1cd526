"""How good a ranking is, against a curator's judgements of what is relevant.

`ranked` are ids, best first; `judgements` give the relevance of each id that has one (0, 1 or 2), and an id
without one counts as 0. Every function returns a share in [0, 1], and 0 where nothing is relevant.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

Judgements = Mapping[str, float]


def ndcg_at(k: int, ranked: Sequence[str], judgements: Judgements) -> float:
    """Return the gain of the first k over the best possible; place i (from 1) counts 1 / log2(i + 1)."""
    best_possible = _gain(sorted(judgements.values(), reverse=True)[:k])
    return _gain([judgements.get(id_, 0) for id_ in ranked[:k]]) / best_possible if best_possible else 0.0


def mrr_at(k: int, ranked: Sequence[str], judgements: Judgements) -> float:
    """Return 1 over the place (from 1) of the first relevant id among the first k."""
    places = (place for place, id_ in enumerate(ranked[:k], start=1) if judgements.get(id_, 0) > 0)
    return next((1 / place for place in places), 0.0)


def recall_at(k: int, ranked: Sequence[str], judgements: Judgements) -> float:
    """Return the share of the relevant ids that stand among the first k."""
    relevant = {id_ for id_, relevance in judgements.items() if relevance > 0}
    return len(relevant.intersection(ranked[:k])) / len(relevant) if relevant else 0.0


def hit_at(k: int, ranked: Sequence[str], judgements: Judgements) -> float:
    """Return 1 if a relevant id stands among the first k."""
    return float(any(judgements.get(id_, 0) > 0 for id_ in ranked[:k]))


def _gain(relevances: Sequence[float]) -> float:
    return sum(relevance / math.log2(place + 1) for place, relevance in enumerate(relevances, start=1))


# The measures of `counterpart evaluate`, in the order in which they are shown.
MEASURES: Mapping[str, Callable[[Sequence[str], Judgements], float]] = {
    "ndcg@10": partial(ndcg_at, 10),
    "mrr@10": partial(mrr_at, 10),
    "recall@10": partial(recall_at, 10),
    "hit@1": partial(hit_at, 1),
}
