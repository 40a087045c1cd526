"""What is derived in demo/ can be made again, and comes out the same."""

import json
import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from bot import demonstration
from demo import build
from matching.embedded import EmbeddedPassage, EmbeddedQuestion
from matching.token_rows import TokenRows

DEMO = Path(build.__file__).parent


class Counting:
    """An embedder of the committed vectors' name that notes what it embeds.

    Every vector is all ones, and every text has one token: its number of parts in each dimension.
    """

    dimension = 768
    english = 384
    width = 8

    def __init__(self):
        self.name = json.loads((DEMO / "vectors.json").read_text())["model"]
        self.embedded = []

    def passages(self, texts):
        self.embedded += texts
        return [EmbeddedPassage(self._ones(), self._tokens(len(parts)).signs()) for parts in texts]

    def questions(self, texts):
        self.embedded += [(text,) for text in texts]
        return [EmbeddedQuestion(self._ones(), self._tokens(1)) for _ in texts]

    def _ones(self):
        return np.ones(self.dimension, dtype=np.float32)

    def _tokens(self, value):
        row = np.full((1, self.width), value, dtype=np.int8)
        return TokenRows(row, row)


@pytest.fixture
def copied(tmp_path):
    """A copy of the committed data to build in."""
    for path in [*DEMO.glob("*.json*"), DEMO / "vectors.npz"]:
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_committed_places_are_what_the_gazetteer_and_our_figures_say(copied):
    build.places(copied)

    assert (copied / "jurisdictions.jsonl").read_text() == (DEMO / "jurisdictions.jsonl").read_text()


def test_the_committed_vectors_are_of_the_model_that_is_loaded(embedder):
    manifest = json.loads((DEMO / "vectors.json").read_text())

    assert manifest["model"] == embedder.name, "run `make vectors`"


def test_building_vectors_again_embeds_nothing_and_changes_no_byte(copied):
    counting = Counting()

    build.vectors(copied, counting)

    assert counting.embedded == []
    assert (copied / "vectors.json").read_bytes() == (DEMO / "vectors.json").read_bytes()
    assert (copied / "vectors.npz").read_bytes() == (DEMO / "vectors.npz").read_bytes()


@pytest.mark.parametrize("kind", ["passage", "question"])
def test_when_a_text_has_changed_all_are_embedded_again(copied, kind):
    manifest = json.loads((copied / "vectors.json").read_text())
    manifest["texts"][kind][3] = "0" * 64
    (copied / "vectors.json").write_text(json.dumps(manifest, indent=1) + "\n")
    counting = Counting()

    build.vectors(copied, counting)

    assert counting.embedded == list(chain(*demonstration.texts().values()))
    assert (copied / "vectors.json").read_bytes() == (DEMO / "vectors.json").read_bytes()


def test_vectors_of_another_model_are_all_embedded_again_under_its_name(copied):
    counting = Counting()
    counting.name = "another"

    build.vectors(copied, counting)

    assert counting.embedded == list(chain(*demonstration.texts().values()))
    assert json.loads((copied / "vectors.json").read_text())["model"] == "another"


def test_vectors_and_tokens_are_written_in_the_order_of_the_texts(copied):
    counting = Counting()
    counting.name = "another"

    build.vectors(copied, counting)

    texts = demonstration.texts()
    with np.load(copied / "vectors.npz") as built:
        for kind in texts:
            assert np.array_equal(built[kind], np.ones((len(texts[kind]), 768)))
        # Two bytes say how many rows are English; a row of 8 dimensions has 1 byte as signs, 8 as numbers.
        assert built["passage_lengths"].tolist() == [2 + 1 + 1] * len(texts["passage"])
        assert built["question_lengths"].tolist() == [2 + 8 + 8] * len(texts["question"])
        first = built["question_tokens"][: built["question_lengths"][0]].tobytes()
    assert TokenRows.from_bytes(first, 8).multilingual.tolist() == [[1] * 8]
