"""Translators fill a catalogue from JSON, bit by bit, and are told what is missing."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from bot.operator.fill_catalogue import fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    template = Catalog()
    template.add("Join")
    template.add(("{count} place", "{count} places"))
    with (tmp_path / "counterpart.pot").open("wb") as file:
        write_po(file, template)
    return tmp_path


def written(folder: Path, locale: str) -> dict[object, object]:
    text = (folder / locale / "LC_MESSAGES" / "counterpart.po").read_bytes()
    return {each.id: each.string for each in read_po(BytesIO(text), locale=locale) if each.id}


def test_a_new_language_is_complete_when_everything_is_given(folder: Path):
    wrong = fill(folder, "ja", {"Join": "参加する", "{count} place": ["{count} か所"]})

    assert wrong == []
    assert written(folder, "ja") == {
        "Join": "参加する",
        ("{count} place", "{count} places"): ("{count} か所",),
    }


def test_what_is_given_later_is_added_to_what_is_there(folder: Path):
    first = fill(folder, "sw", {"Join": "Jiunge"})
    second = fill(folder, "sw", {"{count} place": ["Mahali {count}", "Mahali pa {count}"]})

    assert first == ["'{count} place': not translated"]
    assert second == []


def test_a_sentence_that_is_not_ours_and_a_mistake_are_told(folder: Path):
    wrong = fill(folder, "fr", {"Leave": "Partir", "Join": "Adhérer", "{count} place": ["{n} lieu", "lieux"]})

    assert wrong[0] == "unknown: 'Leave'"
    assert [line.split(": ")[1] for line in wrong[1:]] == ["other placeholders", "other placeholders"]


def test_a_sentence_that_the_template_lost_is_dropped(folder: Path):
    fill(folder, "sw", {"Join": "Jiunge", "{count} place": ["Mahali {count}", "Mahali pa {count}"]})
    with (folder / "counterpart.pot").open("wb") as file:
        template = Catalog()
        template.add("Join")
        write_po(file, template)

    assert fill(folder, "sw", {}) == []
    assert written(folder, "sw") == {"Join": "Jiunge"}
