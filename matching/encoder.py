"""The network that MiniLM and e5 share, BERT's encoder, on torch: many texts at once, one state a token.

transformers' own takes as long again for one question between the products, and seconds to be imported
(docs/retrieval.md, "The models on torch").
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear map: weights and bias."""

    weight: Tensor
    bias: Tensor

    def __call__(self, states: Tensor) -> Tensor:
        return functional.linear(states, self.weight, self.bias)


def joined(maps: Sequence[Linear]) -> Linear:
    """Return one linear map whose results are those of the maps, one after the other."""
    return Linear(torch.cat([each.weight for each in maps]), torch.cat([each.bias for each in maps]))


@dataclass(frozen=True, slots=True)
class Norm:
    """What brings a state to mean zero and variance one, then scales and shifts it."""

    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, states: Tensor) -> Tensor:
        return functional.layer_norm(states, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention, then two linear maps, each added to the states and normalised.

    `joint` makes what is asked, keys and values in one product.
    """

    joint: Linear
    out: Linear
    norm: Norm
    wide: Linear
    back: Linear
    last: Norm

    def __call__(self, states: Tensor, heads: int, present: Tensor | None) -> Tensor:
        """Return the states after this layer; `present` says which tokens are of the texts, None for all."""
        texts, length, hidden = states.shape
        parts = self.joint(states).view(texts, length, 3, heads, -1)
        asked, keys, values = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(asked, keys, values, attn_mask=present)
        states = self.norm(states + self.out(seen.transpose(1, 2).reshape(texts, length, hidden)))
        return self.last(states + self.back(functional.gelu(self.wide(states))))


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network. Safe to call from several threads.

    `words` gives the embeddings of tokens by their numbers, `places` are those of places in a text. Texts are
    filled up with the token `padding`, to a multiple of `filled_up` tokens.
    """

    words: Callable[[Numbers], Tensor]
    places: Tensor
    norm: Norm
    layers: Sequence[Layer]
    heads: int
    padding: int
    filled_up: int

    @torch.inference_mode()
    def __call__(self, rows: Sequence[Sequence[int]]) -> tuple[Floats, list[Floats]]:
        """Return for rows of tokens one unit row each, the mean of the tokens' states, and these states."""
        lengths = torch.tensor([len(row) for row in rows])
        longest = math.ceil(int(lengths.max()) / self.filled_up) * self.filled_up
        padded = np.full((len(rows), longest), self.padding)
        for numbers, row in zip(padded, rows, strict=True):
            numbers[: len(row)] = row
        present = torch.arange(longest) < lengths[:, None]
        words = self.words(padded.ravel()).view(len(rows), longest, -1)
        states = self.norm(words + self.places[:longest])
        seen = None if bool(present.all()) else present[:, None, None, :]
        for layer in self.layers:
            states = layer(states, self.heads, seen)
        exact = states.float()
        summed = (exact * present[..., None]).sum(dim=1)  # the mean, up to its length
        of_texts = [exact[number, : len(row)].numpy() for number, row in enumerate(rows)]
        return functional.normalize(summed, dim=1).numpy(), of_texts
