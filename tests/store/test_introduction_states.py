"""The drawing of the states shows every legal move, and no other."""

import re
from pathlib import Path

from store.introduction_states import MOVES

PAGE = Path(__file__).parents[2] / "docs" / "introductions.md"
OUTCOMES = {"useful", "adapted", "adopted", "not_useful"}  # one box of the drawing


def drawn() -> set[tuple[str, str]]:
    return set(re.findall(r"^ +(\w+) --> (\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_draws_every_legal_move_and_no_other():
    boxes = {state: "outcome" if state in OUTCOMES else state for state in MOVES}
    legal = {(boxes[old], boxes[new]) for old, news in MOVES.items() for new in news}

    assert drawn() == legal - {("outcome", "outcome")}
