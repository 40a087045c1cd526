"""What is derived in demo/ can be made again, and comes out the same."""

import json
import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from bot import demonstration
from demo import build
from matching import embedder
from store.vectors import text_hash

DEMO = Path(build.__file__).parent


class Counting:
    """An embedder of the committed vectors' name that notes what it embeds; every vector is all ones."""

    dimension = 768
    english = 384

    def __init__(self):
        self.name = json.loads((DEMO / "vectors.json").read_text())["model"]
        self.embedded = []

    def passages(self, texts):
        self.embedded += texts
        return np.ones((len(texts), self.dimension), dtype=np.float32)

    questions = passages


@pytest.fixture
def copied(tmp_path):
    """A copy of the committed data to build in."""
    for path in [*DEMO.glob("*.json*"), DEMO / "vectors.npz"]:
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_committed_places_are_what_the_gazetteer_and_our_figures_say(copied):
    build.places(copied)

    assert (copied / "jurisdictions.jsonl").read_text() == (DEMO / "jurisdictions.jsonl").read_text()


def test_the_committed_vectors_are_of_the_model_that_is_loaded():
    manifest = json.loads((DEMO / "vectors.json").read_text())

    assert manifest["model"] == embedder.load().name, "run `make vectors`"


def test_building_vectors_again_embeds_nothing_and_changes_no_byte(copied):
    counting = Counting()

    build.vectors(copied, counting)

    assert counting.embedded == []
    assert (copied / "vectors.json").read_bytes() == (DEMO / "vectors.json").read_bytes()
    assert (copied / "vectors.npz").read_bytes() == (DEMO / "vectors.npz").read_bytes()


def test_only_the_text_without_a_vector_is_embedded(copied):
    manifest = json.loads((copied / "vectors.json").read_text())
    text = demonstration.texts()["question"][0]
    gone = manifest["texts"]["question"].index(text_hash(text))
    manifest["texts"]["question"][gone] = "0" * 64
    (copied / "vectors.json").write_text(json.dumps(manifest))
    counting = Counting()

    build.vectors(copied, counting)

    assert counting.embedded == [text]
    assert (copied / "vectors.json").read_bytes() == (DEMO / "vectors.json").read_bytes()
    with np.load(copied / "vectors.npz") as built, np.load(DEMO / "vectors.npz") as committed:
        others = np.arange(len(committed["question"])) != gone
        assert np.array_equal(built["question"][others], committed["question"][others])
        assert np.array_equal(built["question"][gone], np.ones(768))


def test_vectors_of_another_model_are_all_embedded_again(copied):
    counting = Counting()
    counting.name = "another"

    build.vectors(copied, counting)

    assert sorted(counting.embedded) == sorted(chain(*demonstration.texts().values()))
