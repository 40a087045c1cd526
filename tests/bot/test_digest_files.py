"""`counterpart digest`: the summary of a made-up week in every form in which people meet one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.operator.digest_files import Order, run
from bot.operator.operator_mistake import OperatorMistake
from tests.block_limits import broken_limits


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("digest")
    CliRunner().invoke(app, ["digest", "--demo", "--out", str(folder)], catch_exceptions=False)
    return folder


def test_each_form_is_a_file(out: Path):
    names = {path.name for path in out.iterdir()}

    assert names == {"digest.txt", "blocks.json", "topics.png", "map.png", "digest.html"}
    assert all((out / name).read_bytes().startswith(b"\x89PNG") for name in ("topics.png", "map.png"))


def test_the_week_says_that_it_is_invented_and_has_some_of_everything(out: Path):
    said = (out / "digest.txt").read_text("utf-8")

    for part in (
        "Demonstration (invented week)",
        "New records (4)",
        "Verified (3)",
        "new questions: 42",
        "Looking for a peer (",
        "Introductions: ",
        "Worth re-reading",
    ):
        assert part in said


def test_slack_would_take_the_blocks(out: Path):
    blocks = json.loads((out / "blocks.json").read_text("utf-8"))["blocks"]

    assert broken_limits({"text": "a summary", "blocks": blocks}) == []
    assert [block["type"] for block in blocks][:3] == ["rich_text", "image", "image"]


def test_the_page_has_its_pictures_in_itself(out: Path):
    page = (out / "digest.html").read_text("utf-8")

    assert page.count('src="data:image/png;base64,') == 2
    assert "Demonstration (invented week)" in page


@pytest.mark.parametrize("folder", ["taken", "taken/below"])
def test_what_cannot_be_written_to_is_answered_with_a_sentence(tmp_path: Path, folder: str):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(OperatorMistake, match=r"Cannot write to .*taken.*: .+\."):
        run(Order(tmp_path / folder, demo=True))


def test_an_unknown_locale_is_refused_with_those_that_have_words(tmp_path: Path):
    with pytest.raises(OperatorMistake, match=r"no words in “xx”.* en, es"):
        run(Order(tmp_path / "out", demo=True, locale="xx"))

    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_real_network_is_written(tmp_path: Path):
    with pytest.raises(OperatorMistake, match="--demo"):
        run(Order(tmp_path / "out", demo=False))

    assert not (tmp_path / "out").exists()
