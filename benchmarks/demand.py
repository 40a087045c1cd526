"""How well open questions are grouped by meaning, how stable the groups are, and how long it takes.

    python -m benchmarks.demand --data DIR

DIR holds folders of questions whose groups are known: which question of a list each one means (stackfaq,
covidfaq_userqueries), which of 573 meanings (covid_q), which intent (both domains of no_answer), and the same
question in eleven languages (cross_language); load_texts is only for time. The groups of each folder but the
last are cut in two: TOGETHER, and the threshold of the baseline `balls`, are chosen on one half, measured on
the other. k-means gets the number of clusters that the method found. What was embedded is kept in var/demand.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sentence_transformers.util import community_detection
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sqlalchemy import insert

from benchmarks import choosing
from benchmarks.report import RESULTS, heading
from bot.embeddings import kept_as
from bot.questions import demand as demands
from matching.clustering import TOGETHER, centred, clusters
from matching.domain import EntryKind, NetworkId
from matching.embedded import Vectors
from matching.embedder import load, name_of
from matching.spelling import corrected
from store import tables, vectors
from store.engine import migrate, open_engine
from store.vectors import text_hash

KEPT = Path("var", "demand")
MODEL = name_of()
THRESHOLDS = tuple(round(0.2 + 0.05 * step, 2) for step in range(7))
BASELINE_THRESHOLDS = tuple(round(0.2 + 0.05 * step, 2) for step in range(9))
SEED, SEEDS, LEFT_OUT = 1, 5, 0.1
SCALE, ROUNDS, BAR = 20_000, 3, 20
FEW, OTHERS, SMALL_SETS = 6, 14, 15  # a small network: questions of one group, others, groups tried of a set

Labels = NDArray[np.int64]
Method = Callable[[Vectors], Labels]


@dataclass(frozen=True, slots=True)
class Set:
    """Questions as vectors, each with the name of its group."""

    rows: Vectors
    groups: NDArray[Any]

    def half(self, *, development: bool) -> "Set":
        """Return the questions of half of the groups."""
        names = np.random.default_rng(SEED).permutation(np.unique(self.groups))
        chosen = names[: len(names) // 2] if development else names[len(names) // 2 :]
        return self.of(np.isin(self.groups, chosen))

    def of(self, places: NDArray[Any]) -> "Set":
        """Return the questions in these places."""
        return Set(self.rows[places], self.groups[places])


@dataclass(frozen=True, slots=True)
class Quality:
    """How well labels agree with the true groups; `b3` is the F of B-cubed precision and recall."""

    found: int
    true: int
    b3: float
    precision: float
    recall: float
    purity: float
    rand: float


def main() -> None:
    """Measure everything, print the tables and keep them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sets = {name: embedded(name, questions) for name, questions in judged(data).items()}
    across = embedded("cross_language", languages(data))
    development = {name: each.half(development=True) for name, each in sets.items()}
    test = {name: each.half(development=False) for name, each in sets.items()}
    baseline = best(development, BASELINE_THRESHOLDS, balls)
    lines = [
        f"{heading('demand')}with `--data DIR`\n",
        "\n".join((__doc__ or "").strip().splitlines()[4:]) + "\n",
        *sweep(development, baseline),
        *quality_table(test, across, baseline),
        *small_table(test),
        *time_table(data),
        *stability_table(sets),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    (RESULTS / "demand.md").write_text(text, encoding="utf-8")


# The sets


def judged(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the questions of each set, each with its group."""
    kinds = {each["id"]: each["class"] for each in read(data / "covid_q" / "corpus.jsonl")}
    covid = [(each["text"], each["class"]) for each in read(data / "covid_q" / "corpus.jsonl")]
    covid += [(text, kinds[group]) for text, group in relevant(data / "covid_q")]
    said = [each for name in ("queries", "corpus") for each in read(data / "no_answer" / f"{name}.jsonl")]
    intents = {
        f"no_answer {domain}": [
            (each["text"], each["label"]) for each in said if each["domain"] == domain and each.get("label")
        ]
        for domain in sorted({each["domain"] for each in said})
    }
    faqs = {name: relevant(data / name) for name in ("stackfaq", "covidfaq_userqueries")}
    return {**faqs, "covid_q": covid, **intents}


def relevant(folder: Path) -> list[tuple[str, str]]:
    """Return the folder's questions, each with the first document that it means."""
    meant: dict[str, str] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, document, relevance = line.split("\t")
        if int(relevance):
            meant.setdefault(question, document)
    asked = read(folder / "queries.jsonl")
    return [(each["text"], meant[each["id"]]) for each in asked if each["id"] in meant]


def languages(data: Path) -> list[tuple[str, str]]:
    """Return the same questions in eleven languages, each with the id that all languages share."""
    asked = read(data / "cross_language" / "queries.jsonl")
    return [(each["text"], each["id"].split(":")[1]) for each in asked]


def many(data: Path) -> list[str]:
    """Return SCALE different texts of real policies, cut to the length of a question."""
    [path] = (data / "load_texts").glob("*.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        texts = sorted({json.loads(line)["text"][:160] for line in file})
    random.Random(SEED).shuffle(texts)
    return texts[:SCALE]


def read(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def embedded(name: str, questions: Sequence[tuple[str, str]]) -> Set:
    """Return the questions as vectors, from var/demand if they were embedded before."""
    texts = np.array([text for text, _ in questions])
    path = KEPT / f"{name.replace(' ', '_')}.npz"
    kept = np.load(path) if path.exists() else {}
    if "texts" not in kept or not np.array_equal(kept["texts"], texts):
        rows = np.stack([each.vector for each in load().questions(texts.tolist())])
        KEPT.mkdir(parents=True, exist_ok=True)
        np.savez(path, rows=rows, texts=texts)
        kept = {"rows": rows}
    return Set(kept["rows"], np.array([group for _, group in questions]))


# The methods


def linked(rows: Vectors, together: float = TOGETHER) -> Labels:
    """Return the labels of the product's method."""
    return labelled(clusters(rows, MODEL, together), len(rows))


def balls(rows: Vectors, threshold: float) -> Labels:
    """Return the labels of sentence-transformers' fast clustering, largest first."""
    found = community_detection(centred(rows, MODEL), threshold, min_community_size=2)
    return labelled(found, len(rows))


def means(rows: Vectors, number: int, seed: int = SEED) -> Labels:
    """Return the labels of k-means over the same vectors."""
    return np.asarray(KMeans(number, n_init=1, random_state=seed).fit_predict(centred(rows, MODEL)))


def labelled(found: Sequence[Any], rows: int) -> Labels:
    """Return one label a row; a row in no cluster is one of its own."""
    labels = np.arange(rows) + rows
    for label, members in enumerate(found):
        labels[np.asarray(members)] = label
    return labels


# How good they are


def measured(each: Set, labels: Labels) -> Quality:
    """Return how well the labels agree with the groups."""
    same, true = labels[:, None] == labels[None], each.groups[:, None] == each.groups[None]
    both = (same & true).sum(axis=1)
    precision, recall = float((both / same.sum(1)).mean()), float((both / true.sum(1)).mean())
    most = (np.unique(each.groups[labels == one], return_counts=True)[1].max() for one in np.unique(labels))
    return Quality(
        len(np.unique(labels)),
        len(np.unique(each.groups)),
        2 * precision * recall / (precision + recall),
        precision,
        recall,
        sum(int(count) for count in most) / len(labels),
        float(adjusted_rand_score(each.groups, labels)),
    )


def b3(sets: Mapping[str, Set], method: Method) -> float:
    """Return the mean B-cubed F over the sets."""
    return mean(measured(each, method(each.rows)).b3 for each in sets.values())


def best(sets: Mapping[str, Set], thresholds: Sequence[float], method: Callable[..., Labels]) -> float:
    """Return the threshold with the highest mean B-cubed F."""
    return max(thresholds, key=lambda each: b3(sets, lambda rows: method(rows, each)))


def sweep(development: Mapping[str, Set], baseline: float) -> Iterator[str]:
    """Give the table of thresholds on the development halves."""
    yield "## The threshold, on the development half\n"
    yield "| average cosine from which two groups become one | " + " | ".join(map(str, THRESHOLDS)) + " |"
    yield "|---|" + "--:|" * len(THRESHOLDS)
    found = [b3(development, partial(linked, together=each)) for each in THRESHOLDS]
    yield "| mean B³ F | " + " | ".join(f"{each:.3f}" for each in found) + " |"
    yield f"\nChosen: {TOGETHER}. The baseline of balls has its best at {baseline}.\n"


def quality_table(test: Mapping[str, Set], across: Set, baseline: float) -> Iterator[str]:
    """Give the table of agreement with the known groups, beside both baselines."""
    yield "## Agreement with known groups, on the other half\n"
    yield "ARI is the adjusted Rand index. `balls` is the fast clustering of sentence-transformers.\n"
    yield "| set | questions | groups | method | clusters | B³ F | precision | recall | purity | ARI |"
    yield "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|"
    for name, each in {**test, "cross_language (all)": across}.items():
        ours = linked(each.rows)
        number = len(np.unique(ours))
        others = {"balls": balls(each.rows, baseline), "k-means": means(each.rows, number)}
        for method, labels in {"average linkage": ours, **others}.items():
            found = measured(each, labels)
            figures = (found.b3, found.precision, found.recall, found.purity, found.rand)
            written = " | ".join(f"{figure:.3f}" for figure in figures)
            yield f"| {name} | {len(labels)} | {found.true} | {method} | {found.found} | {written} |"
    yield ""


def stability_table(sets: Mapping[str, Set]) -> Iterator[str]:
    """Give the table of how alike the clusters stay without a tenth of the questions and with other seeds."""
    yield f"## Stability: ARI with the clusters of all questions, mean and least of {SEEDS} draws\n"
    yield "`other seed` is another order of the questions for average linkage, which draws nothing.\n"
    yield "| set | method | without 10% of the questions | other seed |"
    yield "|---|---|--:|--:|"
    for name, each in sets.items():
        number = len(np.unique(linked(each.rows)))
        yield f"| {name} | average linkage | {stability(each.rows, lambda rows, _: linked(rows))} |"
        yield f"| {name} | k-means | {stability(each.rows, partial(seeded, number=number))} |"
    yield ""


def seeded(rows: Vectors, seed: int, number: int) -> Labels:
    """Return the labels of k-means with this seed."""
    return means(rows, number, seed)


def stability(rows: Vectors, method: Callable[[Vectors, int], Labels]) -> str:
    """Return both figures of a method, without a tenth and with other seeds."""
    whole, without, again = method(rows, SEED), [], []
    for seed in range(SEED + 1, SEED + 1 + SEEDS):
        drawn = np.random.default_rng(seed).permutation(len(rows))
        kept = drawn[: round(len(rows) * (1 - LEFT_OUT))]
        without.append(adjusted_rand_score(whole[kept], method(rows[kept], SEED)))
        again.append(adjusted_rand_score(whole[drawn], method(rows[drawn], seed)))
    return " | ".join(f"{mean(each):.3f} ({min(each):.3f})" for each in (without, again))


def small_table(sets: Mapping[str, Set]) -> Iterator[str]:
    """Give how a small network's questions are grouped: a few of one group, alone and among others."""
    alone, among, pure = [], [], []
    drawn = np.random.default_rng(SEED)
    for each in sets.values():
        names, counts = np.unique(each.groups, return_counts=True)
        for group in names[counts >= FEW][:SMALL_SETS]:
            few = drawn.permutation(np.flatnonzero(each.groups == group))[:FEW]
            others = drawn.permutation(np.flatnonzero(each.groups != group))[:OTHERS]
            alone.append(most_together(linked(each.rows[few]))[1] / FEW)
            labels = linked(each.rows[np.concatenate([few, others])])
            label, together = most_together(labels[:FEW])
            among.append(together / FEW)
            pure.append(together / int((labels == label).sum()))
    yield f"## Small networks: {FEW} questions of one group, {len(alone)} groups of the other half\n"
    yield f"- nobody else asked: {mean(alone):.0%} of them are in one cluster"
    yield (
        f"- among {OTHERS} other questions: {mean(among):.0%} are in one cluster, of which they are "
        f"{mean(pure):.0%}\n"
    )


def most_together(labels: Labels) -> tuple[int, int]:
    """Return the label that most have, and how many."""
    names, counts = np.unique(labels, return_counts=True)
    return int(names[counts.argmax()]), int(counts.max())


# How long it takes


def time_table(data: Path) -> Iterator[str]:
    """Give the time of clustering SCALE questions alone, and of the whole demand of a network."""
    texts = many(data)
    rows = embedded("load_texts", [(text, "") for text in texts]).rows
    alone, before = [], peak()
    for _ in range(ROUNDS):
        started = perf_counter(), process_time()
        found = clusters(rows, MODEL)
        alone.append((perf_counter() - started[0], process_time() - started[1]))
    memory = peak() - before
    whole, told = of_a_network(texts, rows)
    yield f"## Time: {SCALE:,} open questions\n"
    yield "| what | measured | bar | runs |"
    yield "|---|--:|--:|---|"
    for what, took in (("clustering their vectors", alone), ("the demand of a network, all of it", whole)):
        wall, processor = zip(*took, strict=True)
        spread = f"{ROUNDS} runs, {min(wall):.1f} to {max(wall):.1f} s"
        yield f"| {what} | {median(wall):.1f} s | {BAR} s | {spread} |"
        yield f"| {what}, processor time of all threads | {median(processor):.1f} s | | |"
    yield f"| memory that clustering needs, at its peak | {memory:.0f} MB | 300 MB | |"
    yield f"\n{len(found):,} clusters, the largest of {len(found[0])} questions; {told} were told.\n"


def peak() -> float:
    """Return the most memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def of_a_network(texts: Sequence[str], rows: Vectors) -> tuple[list[tuple[float, float]], int]:
    """Return how long the demand takes from the database to the names, and how many parts it has."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/network.db")
        migrate(engine)
        with engine.begin() as connection:
            for table, values in (*people(), (tables.question, list(asked(texts)))):
                connection.execute(insert(table), values)
            matched = [text_hash(corrected(text, "en")) for text in texts]
            kept = dict(zip(matched, rows, strict=True))
            vectors.put(connection, kept_as(MODEL, EntryKind.QUESTION), kept)
        took, since = [], choosing.NOW - timedelta(days=90)
        with engine.connect() as connection:
            for _ in range(ROUNDS):
                started = perf_counter(), process_time()
                found = demands.demand(connection, MODEL, NetworkId(choosing.NETWORK), since, choosing.NOW)
                took.append((perf_counter() - started[0], process_time() - started[1]))
        engine.dispose()
    return took, len(found)


def people() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield the network, its places and its officials, as benchmarks/choosing.py has them."""
    wanted = (tables.network, tables.workspace, tables.jurisdiction, tables.office, tables.official)
    for table, values in choosing.network():
        if table in (*wanted, tables.tenure):
            yield table, values


def asked(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the questions of the last quarter, each of another official, without an answer."""
    drawn = random.Random(SEED)
    same = {"network_id": choosing.NETWORK, "workspace_id": 1, "conversation": "C1", "band": "none"}
    for number, text in enumerate(texts, start=1):
        moment = choosing.NOW - timedelta(days=drawn.uniform(0.1, 89))
        asker = number % choosing.OFFICIALS + 1
        yield same | {
            **{"id": number, "asker_id": asker, "audience": drawn.choice(("channel", "private"))},
            **{"text": text, "language": "en", "asked_at": moment},
        }


if __name__ == "__main__":
    main()
