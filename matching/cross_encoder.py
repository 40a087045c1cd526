"""A cross-encoder reads a question and a text together: where one is configured it orders the closest.

It decides only which comes first. How probably the best one answers stays what the calibration says, because
the score of such a model is no probability. None is bundled: docs/retrieval.md, "A cross-encoder".
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matching.domain import Candidate
from matching.embedder import use_one_thread
from matching.text import clean
from matching.weights import WeightsError

if TYPE_CHECKING:
    import sentence_transformers

# The measures read ten places and an answer shows three; each text costs as much as embedding it.
READ = 10
BATCH = 8  # texts read together; more gain no time on a processor but cost memory


class CrossEncoder(Protocol):
    """Says how well texts answer a question; a higher score answers better."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score for each text."""


def load(model: str) -> CrossEncoder:
    """Return the sentence-transformers cross-encoder of this name or folder.

    Takes seconds. Raises WeightsError.
    """
    use_one_thread()
    from sentence_transformers import CrossEncoder as Loaded

    try:
        loaded = Loaded(model, device="cpu", local_files_only=Path(model).is_dir())
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The cross-encoder {model!r} cannot be loaded: {error}. Give the folder of a "
            "sentence-transformers cross-encoder, its public name, or leave COUNTERPART_CROSS_ENCODER empty."
        ) from error
    if loaded.num_labels != 1:
        raise WeightsError(
            f"{model!r} is no cross-encoder that ranks: it gives {loaded.num_labels} scores for a text "
            "instead of one."
        )
    return _Loaded(loaded)


def best_first(encoder: CrossEncoder, question: str, texts: Sequence[str]) -> list[int]:
    """Return the places of these texts, closest first before, in their new order; only READ of them move."""
    scores = encoder.scores(clean(question), [clean(text) for text in texts[:READ]])
    read = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    return [*read, *range(len(scores), len(texts))]


def reordered(encoder: CrossEncoder, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with their probabilities dealt out anew, the highest to the one it puts first."""
    closest = sorted(candidates, key=lambda each: (-each.probability, each.record.key))
    order = best_first(encoder, question, [each.record.text for each in closest])
    return [
        replace(closest[place], probability=before.probability)
        for place, before in zip(order, closest, strict=True)
    ]


class _Loaded:
    """A model that one question uses at a time: two would only wait for each other's memory."""

    def __init__(self, model: "sentence_transformers.CrossEncoder") -> None:
        self._model = model
        self._lock = Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        if not texts:
            return []
        with self._lock:
            scores = self._model.predict(
                [(question, text) for text in texts], batch_size=BATCH, show_progress_bar=False
            )
        # What it cannot read stands last.
        return [float(each) for each in np.nan_to_num(scores, nan=-np.inf)]
