"""A session at the terminal, as `make demo` runs it."""

import io
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from rich.console import Console

from bot.console.session import Session
from bot.demo import performing, spoken_in
from tests.fakes_embedder import WordEmbedder
from tests.waiting import wait_until


def typed(*lines: str) -> Iterator[str]:
    yield from lines
    raise EOFError


def test_after_one_prompt_the_next_one_is_answered_too():
    shown = io.StringIO()
    session = Session(Console(file=shown, width=88, color_system=None), "en")
    lines = typed("Who settled a vaccination rule for staff with the unions?")

    with performing(session, WordEmbedder) as perform:
        session.answer(perform, "👍")
        session.converse(perform, lambda _: next(lines))

    assert "A staff vaccination rule negotiated with the unions" in shown.getvalue()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Quién acordó con los sindicatos la vacunación del personal?", "Demostración: ahora representa a"),
        ("Wer hat mit den Gewerkschaften eine Impfregel vereinbart?", "Demonstration: Sie vertreten jetzt"),
        ("Who settled a vaccination rule for staff with the unions?", "Demonstration: you now stand for"),
    ],
)
def test_one_question_is_answered_in_its_own_language(question: str, told: str):
    shown = io.StringIO()
    session = Session(Console(file=shown, width=88, color_system=None), spoken_in(question))

    with performing(session, WordEmbedder) as perform:
        session.answer(perform, question)

    assert told in shown.getvalue()


def test_what_narrows_a_question_follows_up_on_the_one_before_it():
    shown = io.StringIO()
    session = Session(Console(file=shown, width=200, color_system=None), "en")
    lines = typed("Who settled a vaccination rule for staff with the unions?", "only in Portugal", "more")

    with performing(session, WordEmbedder) as perform:
        session.converse(perform, lambda _: next(lines))

    first, portugal, more = shown.getvalue().split("\n[")[-3:]
    assert "A staff vaccination rule negotiated with the unions" in first
    assert "Portugal" in portugal
    assert "What you have not seen yet" in more
    assert "Try fewer conditions" in portugal  # and nothing of staff, who see nothing of it


def test_a_language_without_words_and_the_scene_are_as_the_machine_is_set():
    assert spoken_in("Hvordan har dere vaksinert de ansatte i kommunen deres?") == spoken_in(None)


def test_likeness_is_left_out_and_taken_back_at_the_prompt():
    shown = io.StringIO()
    session = Session(Console(file=shown, width=200, color_system=None), "en")
    question = "Who settled a vaccination rule for staff with the unions?"
    lines = typed(
        "/peers", "/peers OFF", question, "/peers on", question, "/peers perhaps", "/ask help", "/peers help"
    )

    with performing(session, WordEmbedder) as perform:
        session.converse(perform, lambda _: next(lines))

    text = " ".join(shown.getvalue().split())
    told = [part.split(" ")[0] for part in text.split("write /peers ")[1:]]
    assert told == ["off", "on", "off", "off"]  # what each answer to /peers offers: the other choice
    before, after = text.split("write /peers off")[1:3]
    assert "Why this peer: its record is close to your question" in before
    assert "Why this peer: same kind of government" in after
    assert "/ask and your question" in text
    assert "/peers on shows records from places like yours" in text


def test_an_office_for_which_nobody_stands_says_yes_by_itself():
    shown = io.StringIO()
    session = Session(Console(file=shown, width=200, color_system=None), "en")

    def lines() -> Iterator[str]:
        yield "Who settled a vaccination rule for staff with the unions?"
        yield "/introduce 1"
        wait_until(lambda: "You both agreed to talk." in shown.getvalue())
        yield "/quit"

    typing = lines()
    with performing(session, WordEmbedder) as perform:
        session.converse(perform, lambda _: next(typing))

    assert "demonstration entry, no real" in shown.getvalue()


def test_an_export_is_left_in_the_folder_of_the_terminal_and_replaces_none(tmp_path: Path):
    shown = io.StringIO()
    session = Session(Console(file=shown, width=200, color_system=None), "en")

    def lines() -> Iterator[str]:
        yield "/practice export csv"
        [name] = (each.name for each in tmp_path.iterdir())
        yield "/practice export csv"
        yield f"/import {name}"
        raise EOFError

    typing = lines()
    with chdir(tmp_path), performing(session, WordEmbedder) as perform:
        session.converse(perform, lambda _: next(typing))

    first, second = sorted(tmp_path.iterdir(), key=lambda path: len(path.name))
    assert second.name == f"{first.stem}-2.csv"
    assert second.read_bytes() == first.read_bytes()
    assert f"\n{first.name}\n" in shown.getvalue()
    assert "New: 0. Changed: 0. Unchanged: 160. Rejected: 0." in shown.getvalue()


def test_where_no_file_can_be_written_the_person_reads_so(tmp_path: Path):
    shown = io.StringIO()
    session = Session(Console(file=shown, width=200, color_system=None), "en")
    gone = tmp_path / "gone"
    gone.mkdir()

    with chdir(gone), performing(session, WordEmbedder) as perform:
        gone.rmdir()
        lines = typed("/practice export")
        session.converse(perform, lambda _: next(lines))
        wait_until(lambda: "I could not send you the file" in shown.getvalue())

    assert "they can write the file with" in " ".join(shown.getvalue().split())
    assert not gone.exists()


def test_who_names_no_office_is_called_as_they_typed_it():
    shown = io.StringIO()
    session = Session(Console(file=shown, width=88, color_system=None), "en")
    lines = typed("/as Atlantis")

    with performing(session, WordEmbedder) as perform:
        session.converse(perform, lambda _: next(lines))

    assert "[Atlantis]\nI know no office or place named “Atlantis”." in shown.getvalue()
