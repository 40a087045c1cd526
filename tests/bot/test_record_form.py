"""The fields of a record: sent as they stand they change nothing, and each mistake stands at its field."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.forms import record as record_form
from bot.forms.record import Page, Said
from bot.phrases import words
from bot.records import sdg_targets
from bot.refusal import Refusal
from matching.domain import Details, Result, Source, Visibility
from store import networks
from tests.bot.stage import Stage
from tests.engines import quickly_opened
from tests.factories import add_network, make_draft

ENGLISH = words("en")
FULL = Details(
    figures="Flooding fell by 31% (city audit, 2023).",
    cost="USD 2 million a year",
    staffing="Two engineers",
    conditions="A map of paved areas",
    year_end=2024,
    sdg_targets=("6.b", "11.6"),
    sources=(Source("Council minutes", "https://example.org/minutes", "es"), Source("An interview")),
)
TOPICS = ("housing", "stormwater", "street lighting", "waste")


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One stage for all: a form only reads."""
    path = tmp_path_factory.mktemp("record_form") / "counterpart.db"
    shutil.copyfile(sqlite_template, path)
    engine = quickly_opened(f"sqlite:///{path}")
    with engine.begin() as connection:
        networks.ensure_topics(connection, add_network(connection), TOPICS)
    yield Stage(engine)
    engine.dispose()


def page_of(stage: Stage, readers: Sequence[str] = (), **fields: Any) -> Page:
    draft = make_draft(**({"details": FULL} | fields))
    named = tuple(sorted(stage.offices[each].jurisdiction.id for each in readers))
    with stage.engine.connect() as connection:
        return record_form.page(connection, stage.network_id, Said(draft, named))


def read(stage: Stage, page: Page, **filled_in: str | tuple[str, ...]) -> Said:
    with stage.engine.connect() as connection:
        return record_form.read(connection, page, values(page, **filled_in))


def mistakes(stage: Stage, page: Page, **filled_in: str | tuple[str, ...]) -> Mapping[str, str]:
    with stage.engine.connect() as connection:
        return record_form.mistakes(connection, page, values(page, **filled_in), ENGLISH)


def values(page: Page, **filled_in: str | tuple[str, ...]) -> dict[str, Sequence[str]]:
    typed: dict[str, Sequence[str]] = {
        name: (said,) if isinstance(said, str) else said for name, said in filled_in.items()
    }
    return {**{field.name: field.values for field in record_form.fields(page, ENGLISH)}, **typed}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "Two  spaces and a trailing one "},
        {"problem": "Ends with a line\n\n", "lessons": " begins with a space"},
        {"topics": ("waste", "off the list"), "source_lang": "oci", "year_start": None},
        {"details": Details(sources=(Source("A | B", "https://example.org"), Source("", "https://x.org")))},
        {"source_title": "", "source_url": "", "visibility": Visibility.NAMED},
        {"problem": "Write to ben@example.org."},
        {"problem": "long " * 700, "details": Details(sources=(Source("x" * 400, "https://x.org"),) * 9)},
    ],
)
def test_whoever_sends_the_form_as_it_was_opened_changes_nothing(stage: Stage, fields: dict[str, Any]):
    page = page_of(stage, ("Elm", "Ash"), **fields)

    assert mistakes(stage, page) == {}
    assert read(stage, page) == page.before


def test_the_results_to_choose_from_do_not_repeat_the_name_of_their_field(stage: Stage):
    [field] = [each for each in record_form.fields(page_of(stage), ENGLISH) if each.name == "result"]

    labels = [each.label for each in field.options]
    assert labels == ["Worked", "Mixed results", "Failed or reversed", "Planned", "Unknown"]


def test_every_part_can_be_changed(stage: Stage):
    said = read(
        stage,
        page_of(stage),
        title="  A new \n title ",
        result="failed",
        figures="None",
        cost="",
        topics=("waste",),
        sdg_targets="11.7, 1.a",
        year_start="2020",
        year_end="2025",
        status="ended",
        sources="Audit | https://example.org/audit\nAn interview",
        source_lang="fr",
        visibility="named",
        readers="Elm",
    )

    changed = said.draft
    assert (changed.title, changed.result, changed.details.figures) == ("A new title", Result.FAILED, "None")
    assert (changed.details.cost, changed.topics, changed.status) == ("", ("waste",), "ended")
    assert changed.details.sdg_targets == ("1.a", "11.7")
    assert (changed.year_start, changed.details.year_end) == (2020, 2025)
    assert (changed.source_title, changed.source_url) == ("Audit", "https://example.org/audit")
    assert (changed.source_lang, changed.details.sources) == ("fr", (Source("An interview"),))
    assert (changed.visibility, said.readers) == (
        Visibility.NAMED,
        (stage.offices["Elm"].jurisdiction.id,),
    )


def test_what_changed_is_named_in_the_order_of_the_form(stage: Stage):
    page = page_of(stage)

    said = read(stage, page, lessons="Begin early.", title="Another")

    assert record_form.changed(page.before, said) == ("title", "lessons")


def test_a_part_that_is_too_long_for_the_form_is_not_asked_and_stays(stage: Stage):
    page = page_of(stage, problem="x" * 3_001)

    assert page.left_out == ("problem",)
    assert "problem" not in values(page)
    assert read(stage, page, title="Another").draft.problem == "x" * 3_001


@pytest.mark.parametrize(
    ("filled_in", "sentence"),
    [
        ({"title": " "}, "Please write a sentence or two here."),
        ({"title": "x" * 301}, "That is 301 characters; 300 are the most."),
        (
            {"topics": ("hosing",)},
            "Your network’s list has no topic “hosing”. The nearest are: housing, ",
        ),
        ({"sdg_targets": "11.8"}, "“11.8” is no target of goal 11. Its targets are 11.1, 11.2,"),
        ({"sdg_targets": "18.1"}, "“18.1” is no target of the Sustainable Development Goals."),
        ({"sdg_targets": "cities"}, "“cities” is no target of the Sustainable Development Goals."),
        ({"year_start": "219"}, "Please write a year from 1800 to 2100."),
        ({"year_end": "2018"}, "It ends before it begins."),
        (
            {"sources": "Minutes | ftp://example.org"},
            "I cannot read the source “Minutes | ftp://example.org”.",
        ),
        ({"source_lang": "English"}, "Please choose languages from the list."),
        ({"result": "brilliant"}, "Please choose one of these."),
        ({"visibility": "named"}, "Please name at least one place whose officials may read it."),
        ({"readers": "Atlantis"}, "I find no government of the network named “Atlantis”."),
        ({"lessons": "Call Ben at +1 415 555 2671."}, "This seems to hold a person’s private data"),
    ],
)
def test_a_mistake_stands_at_its_field(stage: Stage, filled_in: dict[str, Any], sentence: str):
    found = mistakes(stage, page_of(stage), **filled_in)

    (name,) = {"readers"} if "visibility" in filled_in else filled_in
    assert list(found) == [name]
    assert found[name].startswith(sentence)


def test_what_cannot_stay_is_not_read(stage: Stage):
    with pytest.raises(Refusal, match="readers_needed"):
        read(stage, page_of(stage), visibility="named")


def test_a_source_keeps_its_language_wherever_its_line_stands(stage: Stage):
    first, *others = values(page_of(stage))["sources"][0].splitlines()

    said = read(stage, page_of(stage), sources="\n".join((others[0], first))).draft

    assert (said.source_title, said.source_lang) == ("Council minutes", "es")
    assert said.details.sources == (
        Source("Stormwater programme review", "https://example.org/stormwater", "en"),
    )


def test_the_list_has_the_169_targets():
    assert len(set(sdg_targets.TARGETS)) == 169
    assert sdg_targets.read("SDG 11.6; 1.a, target 6.B") == ("1.a", "6.b", "11.6")
