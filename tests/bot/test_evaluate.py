"""`counterpart evaluate`: what the operator sees, and what the cache keeps."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import embeddings
from bot.operator.evaluate import Order, run
from matching.domain import EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Embedder, Parts
from matching.embedder import name_of
from matching.rankings import Model
from matching.side_by_side import HALF
from matching.token_rows import TokenRows
from store.engine import DatabaseUnavailable, migrate, open_engine
from store.vectors import text_hash
from tests.fakes_embedder import WordEmbedder
from tests.tiny_cross_encoder import tiny

ROOT = Path(__file__).parents[2]
MEASURES = {"ndcg@10", "mrr@10", "recall@10", "hit@1"}


class CountingEmbedder(WordEmbedder):
    """Counts the texts that it embeds, and stops working after some of them."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.embedded = 0
        self._most = most

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return the words' vectors. Raises KeyboardInterrupt once `most` texts are embedded."""
        if self.embedded >= self._most:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        return super().passages(texts)


def words_model(setting: str) -> Model:
    alone = {"words": lambda rows, _: rows}
    return Model(setting, WordEmbedder.name, WordEmbedder.english, WordEmbedder.width, alone)


def words(setting: str) -> Embedder:
    return WordEmbedder()


def nothing_to_load(setting: str) -> Embedder:
    raise AssertionError("a model was loaded")


def written(
    path: Path, documents: dict[str, str], asked: list[dict], judged: list[tuple[str, str, int]]
) -> Path:
    path.mkdir()
    corpus = [{"_id": key, "text": text} for key, text in documents.items()]
    for name, rows in (("corpus.jsonl", corpus), ("queries.jsonl", asked)):
        (path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    qrels = "".join(f"{question}\t{document}\t{grade}\n" for question, document, grade in judged)
    (path / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents; two questions that one of them answers, one that none does, one judgement too many."""
    return written(
        tmp_path / "judged",
        {"d1": "Planting trees", "d2": "Clearing snow from streets", "d3": "A fee for stormwater"},
        [
            {"_id": "q1", "text": "trees", "lang": "en"},
            {"_id": "q2", "text": "nieve", "lang": "es"},
            {"_id": "q3", "text": "jets", "lang": "en", "answerable": False},
        ],
        [("q1", "d1", 1), ("q2", "d2", 1), ("q2", "d9", 1)],
    )


def test_json_on_standard_output_holds_every_figure_and_nothing_else_stands_there(folder: Path, capsys):
    run(Order(folder, as_json=True), words_model, words)

    shown = capsys.readouterr()
    evaluated = json.loads(shown.out)
    figures = MEASURES | {f"{name}_interval" for name in MEASURES}
    assert figures | {"by_language"} == set(evaluated["matcher"])
    assert set(evaluated["baselines"]) == {"bm25", "words"}
    assert set(evaluated["baselines"]["bm25"]["by_language"]) == {"en", "es"}
    assert evaluated["baselines"]["bm25"]["mrr@10"] == 0.5
    assert evaluated["baselines"]["bm25"]["by_language"]["en"]["mrr@10_interval"] == [1, 1]
    assert evaluated["questions"] == {"total": 3, "ranked": 2, "unanswerable": 1, "left_out": 0}
    assert evaluated["answers"]["unanswerable"] == {"questions": 1, "good": 0, "maybe": 0, "none": 1}
    assert evaluated["difference"]["best_baseline"] == "words"


def test_with_a_cross_encoder_the_matcher_without_it_is_a_row_of_its_own(
    folder: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNTERPART_CROSS_ENCODER", str(tiny(tmp_path / "tiny")))

    run(Order(folder, as_json=True), words_model, words)

    baselines = json.loads(capsys.readouterr().out)["baselines"]
    assert set(baselines) == {"bm25", "words", "no_cross_encoder"}
    assert baselines["no_cross_encoder"]["recall@10"] == baselines["words"]["recall@10"]


def test_a_warning_stands_on_standard_error_and_in_the_json(folder: Path, capsys):
    run(Order(folder, as_json=True), words_model, words)

    shown = capsys.readouterr()
    sentence = "Judgements of a document that corpus.jsonl lacks or has empty, left out (line 3: 'q2', 'd9')"
    assert f"Warning: {sentence}: 1." in shown.err
    assert {"count": 1, "text": sentence} in json.loads(shown.out)["warnings"]


def test_the_tables_have_a_row_for_each_signal_and_language_and_fit_a_hundred_columns(folder: Path, capsys):
    run(Order(folder), words_model, words)

    lines = capsys.readouterr().out.splitlines()
    first_words = [line.split()[0] for line in lines if line]
    for name in ("matcher", "bm25", "words", "difference", "en", "es", "with", "without", "AUROC"):
        assert name in first_words
    assert max(map(len, lines)) <= 100


def test_one_language_needs_no_table_of_languages(tmp_path: Path, capsys):
    asked = [{"id": "q", "text": "trees", "lang": "en"}]

    run(Order(written(tmp_path / "one", {"d": "Trees"}, asked, [("q", "d", 1)])), words_model, words)

    assert "by language" not in capsys.readouterr().out


def test_a_second_run_has_the_same_figures_and_loads_no_model(folder: Path, capsys):
    run(Order(folder, as_json=True), words_model, words)
    first = capsys.readouterr().out

    run(Order(folder, as_json=True), words_model, nothing_to_load)

    assert capsys.readouterr().out == first


def test_a_text_that_changed_is_the_only_one_embedded_again(folder: Path):
    run(Order(folder), words_model, words)
    corpus = folder / "corpus.jsonl"
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("snow", "ice"), encoding="utf-8")
    embedder = CountingEmbedder()

    run(Order(folder), words_model, lambda _: embedder)

    assert embedder.embedded == 1


def test_an_interrupted_run_keeps_what_it_embedded(tmp_path: Path):
    documents = {f"d{number}": f"tree {number}" for number in range(200)}
    many = written(tmp_path / "many", documents, [{"id": "q", "text": "trees"}], [("q", "d1", 1)])
    interrupted, second = CountingEmbedder(most=100), CountingEmbedder()
    with pytest.raises(KeyboardInterrupt):
        run(Order(many), words_model, lambda _: interrupted)

    run(Order(many), words_model, lambda _: second)

    assert (interrupted.embedded, second.embedded) == (128, 72)


class BreakingEmbedder(WordEmbedder):
    """Makes NaN of a text with snow in it."""

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return the words' vectors, or NaN."""
        made = zip(super().passages(texts), texts, strict=True)
        return [
            EmbeddedPassage(each.vector + np.float32(np.nan if "snow" in "".join(parts) else 0), each.tokens)
            for each, parts in made
        ]


def test_a_document_that_the_model_cannot_read_is_named_and_never_cached(folder: Path, capsys):
    for _ in range(2):
        run(Order(folder, as_json=True), words_model, lambda _: BreakingEmbedder())

        shown = capsys.readouterr()
        assert "not finite of 1 texts (d2), which count as like nothing. Mend its files" in shown.err
        assert json.loads(shown.out)["matcher"]["by_language"]["en"]["mrr@10"] == 1
    run(Order(folder, as_json=True), words_model, words)
    assert "not finite" not in capsys.readouterr().err


class NarrowEmbedder(CountingEmbedder):
    """Has half of the dimensions under the same name, as weights that were exchanged."""

    dimension = 1024


def test_what_the_cache_has_of_another_width_is_embedded_again_once(folder: Path):
    run(Order(folder), words_model, words)
    corpus = folder / "corpus.jsonl"
    corpus.write_text(corpus.read_text(encoding="utf-8").replace("snow", "ice"), encoding="utf-8")
    embedder = NarrowEmbedder()

    run(Order(folder), words_model, lambda _: embedder)
    run(Order(folder), words_model, nothing_to_load)

    assert embedder.embedded == 3


def test_a_cache_that_holds_two_widths_is_mended(folder: Path, tmp_path: Path):
    run(Order(folder), words_model, words)
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'evaluate.db'}")
    with engine.begin() as connection:
        [fee] = NarrowEmbedder().passages([["A fee for stormwater"]])
        embeddings.keep(
            connection, WordEmbedder.name, EntryKind.RECORD, {text_hash("A fee for stormwater"): fee}
        )
    engine.dispose()
    embedder = CountingEmbedder()

    run(Order(folder), words_model, lambda _: embedder)

    assert embedder.embedded == 1


def test_a_limit_asks_so_many_questions(tmp_path: Path, capsys):
    asked = [{"id": f"q{number}", "text": "trees"} for number in range(30)]
    judged = [(row["id"], "d", 1) for row in asked]
    many = written(tmp_path / "many", {"d": "Trees"}, asked, judged)

    run(Order(many, limit=7, as_json=True), words_model, words)

    assert json.loads(capsys.readouterr().out)["questions"]["total"] == 7


def test_a_cache_that_is_no_database_is_named_with_its_option(folder: Path, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be read as one " * 20)

    with pytest.raises(DatabaseUnavailable, match=r"notes\.txt is not a SQLite database\. Point --cache at"):
        run(Order(folder, cache=tmp_path / "notes.txt"), words_model, words)


def counterpart(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys\n"
        "from bot.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print('torch' in sys.modules, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, "evaluate", *arguments]
    known = {"PYTHONPATH": str(ROOT), "PATH": ""}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)


def test_the_command_needs_no_torch_when_everything_is_cached(folder: Path, tmp_path: Path):
    generator = np.random.default_rng(1)
    engine = open_engine(f"sqlite:///{tmp_path / 'cache.db'}")
    migrate(engine)
    for kind, file in ((EntryKind.RECORD, "corpus.jsonl"), (EntryKind.QUESTION, "queries.jsonl")):
        embedded: dict[str, Any] = {}
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            vector = generator.random(2 * HALF).astype(np.float32)
            tokens = TokenRows(*generator.integers(-127, 128, (2, 5, HALF), dtype=np.int8))
            embedded[text_hash(json.loads(line)["text"])] = (
                EmbeddedPassage(vector, tokens.signs())
                if kind is EntryKind.RECORD
                else EmbeddedQuestion(vector, tokens)
            )
        with engine.begin() as connection:
            embeddings.keep(connection, name_of(), kind, embedded)
    engine.dispose()

    done = counterpart("judged", "--json", "--cache", "cache.db", folder=tmp_path)

    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "False")
    assert list(json.loads(done.stdout)["baselines"]) == ["bm25", "minilm", "e5_centred", "e5"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "Error: nowhere is no folder."),
        (["judged", "--cache", "judged"], "Error: The database judged cannot be opened."),
        (["judged", "--limit", "0"], "Invalid value for '--limit'"),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence_and_exit_status_2(
    arguments: list[str], sentence: str, folder: Path, tmp_path: Path
):
    done = counterpart(*arguments, folder=tmp_path)

    assert (done.returncode, sentence in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
