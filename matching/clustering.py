"""Questions grouped by what they mean: average linkage over their vectors, in memory that grows with them.

docs/demand.md has the method and what it was chosen and measured by (benchmarks/demand.py).
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matching.embedded import Vectors
from matching.side_by_side import CENTRE, HALF, unit

Ids = NDArray[np.int64]

# Two groups become one while their questions have at least this cosine with each other on average. Chosen on
# the development half of the judged questions; benchmarks/results/demand.md has the others.
TOGETHER = 0.3
# The mean of e5's vectors of the demonstration's questions, which are about everything that governments do.
# What all questions share is subtracted; of a few about one thing that would be the thing, so this mean
# counts as much as USUAL of them.
USUAL_MEAN = Path(__file__).parent / "data" / "question_mean_1.npy"
USUAL = 20


def clusters(vectors: Vectors, model: str, together: float = TOGETHER) -> list[Ids]:
    """Return the positions of the rows that mean the same, each cluster from its middle outwards.

    Every row is in one cluster, often alone; the largest cluster comes first. `model` is the name of the
    embedder that made the rows. The same rows always give the same clusters: nothing is drawn.
    """
    if not len(vectors):
        return []
    rows = centred(vectors, model)
    # Several threads wait for each other as soon as the machine does anything else: 18 s became 54 s.
    with threadpool_limits(limits=1):
        labels = _linked(rows, together)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    found = [_from_the_middle(rows, members) for members in np.split(order, starts[1:])]
    return sorted(found, key=lambda members: (-len(members), members.min()))


def centred(vectors: Vectors, model: str) -> Vectors:
    """Return the rows without what all of them share, of length one.

    Of the bundled models e5's half alone counts: the other half knows English only, and a question and its
    translation belong together.
    """
    of_e5 = CENTRE.stem in model
    rows = unit(vectors[:, -HALF:] if of_e5 else vectors)
    usual = np.load(USUAL_MEAN) * USUAL if of_e5 else np.zeros(rows.shape[1])
    weight = len(rows) + USUAL
    return unit(rows - (rows.sum(axis=0) + usual) / weight)


def _linked(rows: Vectors, together: float) -> Ids:
    """Return a label for each row: exact average linkage, cut where clusters are less alike than that.

    The average cosine between two clusters is the inner product of their means, so that no matrix of all
    pairs is needed: scipy's takes 1.6 GB for 20,000 rows. In each round all clusters that are each other's
    nearest are joined, which gives what joining one pair at a time would (Sumengen et al., arXiv 2105.11653);
    a cluster whose nearest one is too far away is finished, as no later one is nearer.
    """
    # The same question asked again is one row: a hundred rows that are all equally near would take turns.
    means, labels, sizes = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    alive = stale = np.arange(len(means))
    nearest, alike = np.full(len(means), -1), np.full(len(means), -np.inf, dtype=np.float32)
    while len(alive) > 1:
        nearest[stale], alike[stale] = _nearest(means, alive, stale)
        alive = alive[alike[alive] >= together]
        first = _nearest_to_each_other(alive, nearest, alike)
        second = nearest[first]
        share = (sizes[first] / (sizes[first] + sizes[second]))[:, None]
        means[first] = share * means[first] + (1 - share) * means[second]
        sizes[first] += sizes[second]
        joined = np.arange(len(means))
        joined[second] = first
        labels = joined[labels]
        changed = np.zeros(len(means), dtype=bool)
        changed[first] = changed[second] = True
        alive = alive[joined[alive] == alive]
        stale = alive[changed[alive] | changed[nearest[alive]]]
    return labels


def _nearest_to_each_other(alive: Ids, nearest: Ids, alike: NDArray[np.float32]) -> Ids:
    """Return one of each two that are, the most alike one where rounding leaves no such pair."""
    found: Ids = alive[(nearest[nearest[alive]] == alive) & (alive < nearest[alive])]
    if len(found) or not len(alive):
        return found
    most: Ids = alive[[np.argmax(alike[alive])]]
    return most


def _nearest(means: Vectors, alive: Ids, wanted: Ids) -> tuple[Ids, NDArray[np.float32]]:
    """Return for each wanted cluster the nearest other one that is alive, and how alike they are."""
    index = faiss.IndexFlatIP(means.shape[1])
    index.add(means[alive])
    alike, places = index.search(means[wanted], 2)
    # Of two found one is the cluster itself, unless its mean is short; then the first is another.
    is_itself = alive[places[:, 0]] == wanted
    column = is_itself.astype(np.int64)[:, None]
    nearest = alive[np.take_along_axis(places, column, axis=1)[:, 0]]
    return nearest, np.take_along_axis(alike, column, axis=1)[:, 0]


def _from_the_middle(rows: Vectors, members: Ids) -> Ids:
    closeness = rows[members] @ rows[members].mean(axis=0)
    return members[np.argsort(-closeness, kind="stable")]
