"""all-MiniLM-L6-v2 on torch: the vectors that sentence-transformers makes of texts, and their tokens."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from matching.encoder import Encoder, Floats, Layer, Linear, Norm, Numbers, joined

# The model's sizes and names, which its weights do not tell.
LAYERS, HEADS, EPSILON, PADDING = 6, 12, 1e-12, 0
MOST_TOKENS = 256  # what the model was trained to read, its ends among them


class MiniLM:
    """The model. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        """Read the model from the folder that sentence-transformers would load."""
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._tensors = load_file(folder / "model.safetensors")
        self._encoder = Encoder(
            words=self._words,
            places=self._embeddings("position") + self._embeddings("token_type")[0],
            norm=self._norm("embeddings.LayerNorm"),
            layers=[self._layer(f"encoder.layer.{number}") for number in range(LAYERS)],
            heads=HEADS,
            padding=PADDING,
            filled_up=1,
        )

    def embed(self, texts: Sequence[str]) -> tuple[Floats, list[Floats]]:
        """Return one unit row a text, shape (len(texts), 384), and of each text its tokens' states.

        Of each text the first 256 tokens count; states have no rows for the marks of its ends.
        """
        # One by one: the tokenizer would start threads of its own for a batch.
        rows, states = self._encoder([self._tokenizer.encode(text).ids for text in texts])
        return rows, [each[1:-1] for each in states]

    def _words(self, numbers: Numbers) -> Tensor:
        return self._embeddings("word")[torch.from_numpy(numbers)]

    def _embeddings(self, of: str) -> Tensor:
        return self._tensors[f"embeddings.{of}_embeddings.weight"]

    def _layer(self, name: str) -> Layer:
        heads = [self._linear(f"{name}.attention.self.{each}") for each in ("query", "key", "value")]
        return Layer(
            joint=joined(heads),
            out=self._linear(f"{name}.attention.output.dense"),
            norm=self._norm(f"{name}.attention.output.LayerNorm"),
            wide=self._linear(f"{name}.intermediate.dense"),
            back=self._linear(f"{name}.output.dense"),
            last=self._norm(f"{name}.output.LayerNorm"),
        )

    def _linear(self, name: str) -> Linear:
        return Linear(self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"])

    def _norm(self, name: str) -> Norm:
        return Norm(self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"], EPSILON)
