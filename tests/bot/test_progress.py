"""How far a long command is, where nobody watches a terminal."""

import re

from bot.progress import progress


def test_each_tenth_is_a_line_of_its_own_on_standard_error(capsys):
    with progress("Embedding", 40) as advance:
        for _ in range(40):
            advance(1)

    shown = capsys.readouterr()
    assert re.findall(r"Embedding: (\d+)%, \d+ s left\n", shown.err) == [str(10 * n) for n in range(1, 11)]
    assert shown.out == ""


def test_steps_over_several_tenths_are_one_line(capsys):
    with progress("Ranking", 3) as advance:
        advance(2)
        advance(1)

    assert re.findall(r"(\d+)%", capsys.readouterr().err) == ["67", "100"]


def test_what_comes_in_after_the_start_is_part_of_the_whole(capsys):
    with progress("Network", 0) as advance:
        advance(3)
        advance(1)

    assert re.findall(r"(\d+)%", capsys.readouterr().err) == ["100"]
