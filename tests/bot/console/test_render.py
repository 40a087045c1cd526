"""What is said at the terminal is wrapped, and stays in the lines in which it was written."""

from dataclasses import replace

from bot.console.render import WIDTH, rendered, wrapped
from bot.phrases import words
from tests.bot.slack.shown import make_answer, make_match

ADDRESS = "https://www.example.org/news/local/a-stadium-becomes-a-vaccination-site/2503443/with-a-long-end"


def test_a_new_line_of_a_text_begins_a_new_line():
    assert wrapped("Problem\n2: cellars were wet\n\n1: streets were hot") == [
        "Problem",
        "2: cellars were wet",
        "1: streets were hot",
    ]


def test_a_long_line_is_wrapped_between_words():
    lines = wrapped(f"{'word ' * 30}\nnext")

    assert [len(line) <= WIDTH for line in lines] == [True, True, True]
    assert lines[-1] == "next"


def test_an_address_is_never_broken():
    assert ADDRESS in wrapped(f"A stadium becomes a vaccination site (a newspaper of the region) {ADDRESS}")


def test_the_lines_of_what_was_done_stay_lines_of_their_match():
    match = replace(make_match(), action="They charged it.\nThen they stopped.")

    shown = rendered(make_answer(match), words("en"))

    assert "   Then they stopped." in shown
