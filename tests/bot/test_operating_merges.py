"""`counterpart practice add`, `merge`, `unmerge`, `duplicates` and `search`: what staff do, at a terminal."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.library import Library
from bot.operator.additions import Addition, add
from bot.operator.merges import choices, merge, unmerge
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.search import duplicates, search
from bot.settings import Settings
from matching.domain import NetworkId
from store import audit_reading, networks, provenance, record_changes, records, tasks
from store.records import Stored
from tests.engines import quickly_opened
from tests.factories import NOW, add_office, add_record
from tests.fakes_embedder import WordEmbedder

HARBOUR = NetworkId(1)
FEE, CHARGE = "oak-fee", "oak-charge"


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COUNTERPART_NETWORK", "Harbour")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(sqlite_url: str):
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        network_id = networks.ensure(connection, "Harbour")
        networks.ensure_topics(connection, network_id, ["stormwater"])
        office = add_office(connection, network_id)
        add_record(connection, network_id, FEE, office, title="A fee", lessons="")
        add_record(connection, network_id, CHARGE, office, title="A charge", lessons="Begin early.")
    yield engine
    engine.dispose()


def stored(engine: Engine, key: str) -> Stored:
    with engine.connect() as connection:
        return records.stored(connection, HARBOUR, [key])[key]


def acts(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        entries = audit_reading.entries(connection, HARBOUR)
        return list(dict.fromkeys((each.actor, each.action) for each in entries))


def library_of_words(settings: Settings, engine: Engine) -> Library:
    return Library(engine, WordEmbedder())


# Merging


def test_without_a_yes_what_differs_is_shown_and_nothing_is_merged(opened: Engine):
    said = merge(CHARGE, FEE, {}, agreed=False)

    assert said.splitlines() == [
        "2  oak-charge  A charge",
        "1  oak-fee  A fee",
        "title (Title): into stays",
        "  record: A charge",
        "  into: A fee",
        "lessons (Lessons): record stays",
        "  record: Begin early.",
        "  into: (empty)",
        "Nothing is merged yet. Choose with --take PART=record, =into or =both; merge with --yes.",
    ]
    assert stored(opened, CHARGE).state == "published"


def test_a_merge_is_carried_out_with_what_was_chosen_and_can_be_taken_back(opened: Engine):
    said = merge(CHARGE, FEE, choices(["title=record"]), agreed=True)

    assert said.startswith("“A charge” (record 2) was merged into “A fee” (record 1).")
    fee, charge = stored(opened, FEE), stored(opened, CHARGE)
    assert (fee.record.title, fee.record.lessons, charge.state) == ("A charge", "Begin early.", "withdrawn")

    unmerge(CHARGE)

    fee, charge = stored(opened, FEE), stored(opened, CHARGE)
    assert (fee.record.title, fee.record.lessons, charge.state) == ("A fee", "", "published")
    assert acts(opened) == [("command line", "record.merge"), ("command line", "record.unmerge")]


def test_where_a_merged_record_leads_stands_in_the_trail_when_what_it_led_to_is_merged_on(opened: Engine):
    with opened.begin() as connection:
        add_record(connection, HARBOUR, "oak-levy", title="A levy")
    fee, charge, levy = (stored(opened, key).record.id for key in (FEE, CHARGE, "oak-levy"))
    merge("oak-levy", FEE, {}, agreed=True)

    merge(FEE, CHARGE, {}, agreed=True)
    unmerge(FEE)

    with opened.connect() as connection:
        entries = [
            (each.action, json.loads(each.before)["merged_into"], json.loads(each.after)["merged_into"])
            for each in audit_reading.entries(connection, HARBOUR)
            if each.subject == f"record:{levy}"
        ]
    assert entries[1:] == [("record.merge", fee, charge), ("record.unmerge", charge, fee)]


def test_what_is_not_approved_by_anybody_of_the_network_is_approved_by_nobody(opened: Engine):
    merge(CHARGE, FEE, {}, agreed=True)

    with opened.connect() as connection:
        [said] = provenance.of_record(connection, stored(opened, FEE).record.id)
    assert (said.part, said.said_by, said.approved_by) == ("lessons", None, None)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: merge(FEE, FEE, {}, agreed=True), "are one record already"),
        (lambda: merge(CHARGE, "nothing", {}, agreed=True), "no record with the number or key nothing"),
        (
            lambda: merge(CHARGE, FEE, {"problem": "both"}, agreed=True),
            "problem: the two do not differ there",
        ),
        (lambda: merge(CHARGE, FEE, {"title": "both"}, agreed=True), "title=both: "),
        (lambda: choices(["title"]), "title is not PART="),
        (lambda: choices(["place=both"]), "place=both is not PART="),
        (lambda: unmerge(FEE), "Record 1 is merged into no other record"),
    ],
)
def test_what_cannot_be_merged_is_one_sentence(opened: Engine, act, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        act()
    assert [stored(opened, key).record.revision for key in (FEE, CHARGE)] == [1, 1]


# Adding


def test_a_record_is_added_with_its_office_and_published(opened: Engine):
    typed = {"title": ("Night library",), "topics": ("stormwater",), "action": ("Doors open late.",)}

    said = add(Addition(typed, "Ghent", "Belgium", "Libraries", "ghent-library"))

    found = stored(opened, "ghent-library")
    assert said == f"Record {found.record.id} (ghent-library) is published: Night library"
    assert found.state == "published"
    assert found.record.office
    assert (found.record.office.name, found.record.office.jurisdiction.country) == ("Libraries", "BE")
    assert found.record.office.jurisdiction.population
    with opened.connect() as connection:
        statements = provenance.of_record(connection, found.record.id)
    assert {(each.role, each.source) for each in statements} == {("operator", "command line")}
    assert [each.part for each in statements] == [
        *("title", "action", "topics", "place", "office", "visibility")
    ]
    assert acts(opened) == [("command line", "record.add")]


def test_a_draft_waits_in_the_queue_of_staff(opened: Engine):
    add(Addition({"title": ("Night library",)}, key="ghent-library", draft=True))

    found = stored(opened, "ghent-library")
    assert found.state == "drafted"
    with opened.connect() as connection:
        assert tasks.open_of(connection, HARBOUR, "draft", found.record.id)


def test_two_records_without_a_key_get_two(opened: Engine):
    one, other = (add(Addition({"title": ("Night library",)})) for _ in range(2))

    assert one != other


def test_a_draft_is_not_written_over_another_one_of_its_key(opened: Engine):
    add(Addition({"title": ("Night library",)}, key="ghent-library", draft=True))

    with pytest.raises(OperatorMistake, match="There is a record ghent-library already"):
        add(Addition({"title": ("Day library",)}, key="ghent-library", draft=True))

    assert stored(opened, "ghent-library").record.title == "Night library"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (Addition({"action": ("Doors open late.",)}), "title: "),
        (Addition({"title": ("A",), "topics": ("libraries",)}), "topics: Your network’s list has no topic"),
        (Addition({"title": ("A",)}, office="Libraries"), "office: An office belongs to a place"),
        (Addition({"title": ("A",)}, place="Ghent", country="Belgum"), "country: "),
        (Addition({"title": ("A",)}, key=FEE), "There is a record oak-fee already"),
    ],
)
def test_what_cannot_be_added_is_one_sentence(opened: Engine, typed: Addition, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence):
        add(typed)

    with opened.connect() as connection:
        assert records.count(connection, HARBOUR) == 2
    assert stored(opened, FEE).record.title == "A fee"


# Looking


def test_words_find_the_published_records_that_fit_them(opened: Engine):
    assert "2. A charge" in search("charge", library_of_words)
    assert "A charge" not in search("beehives", library_of_words)


def test_the_records_of_the_same_practice_are_shown_with_what_differs(opened: Engine):
    said = duplicates(CHARGE, library_of_words)

    assert "1. A fee" in said
    assert "2: Begin early." in said


def test_a_record_that_was_withdrawn_is_proposed_to_nobody(opened: Engine):
    with opened.begin() as connection:
        record_changes.withdraw(connection, HARBOUR, stored(opened, FEE).record.id, NOW)

    assert "A fee" not in duplicates(CHARGE, library_of_words)


def test_nothing_to_look_for_is_said(opened: Engine):
    with pytest.raises(OperatorMistake, match="Say what to look for"):
        search(" ", library_of_words)
