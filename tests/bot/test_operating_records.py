"""`counterpart practice`: what operators do with one record."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import edit, from_files, from_texts, history, restore, show, verify, withdraw
from matching.domain import NetworkId, PracticeRecord
from store import audit_reading, networks, provenance, records
from tests.engines import quickly_opened
from tests.factories import add_office, add_record

KEY = "oak-fee"


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
        networks.ensure_topics(connection, network_id, ["stormwater", "housing"])
        add_record(connection, network_id, KEY, add_office(connection, network_id))
    yield engine
    engine.dispose()


def stored(engine: Engine) -> PracticeRecord:
    with engine.connect() as connection:
        return records.stored(connection, NetworkId(1), [KEY])[KEY].record


def test_a_record_is_shown_by_its_number_and_by_its_key(opened: Engine):
    assert show(KEY, as_json=False) == show("1", as_json=False)
    assert show(KEY, as_json=False).startswith("1  oak-fee  published  revision 1\n")
    assert "cost" not in show(KEY, as_json=False)


def test_as_json_it_says_all_that_there_is(opened: Engine):
    edit(KEY, {"cost": ("Little",)}, None)

    said = json.loads(show("#1", as_json=True))

    assert (said["id"], said["revision"], said["state"], said["cost"]) == (1, 2, "published", "Little")
    assert [(each["part"], each["role"]) for each in said["statements"]] == [("cost", "operator")]


def test_fields_are_changed_from_texts_and_files_and_the_rest_stays(opened: Engine, tmp_path: Path):
    before = stored(opened)
    (tmp_path / "problem.txt").write_text("It flooded. " * 400)
    typed = from_texts(["title=A better title", "topics=housing; stormwater"])

    said = edit(KEY, typed | from_files(["problem=problem.txt"], tmp_path), None)

    assert said == ("Record 1 is saved: “A better title”.\nChanged: Title, Problem, Topics.")
    after = stored(opened)
    assert (after.title, after.topics, len(after.problem)) == (
        "A better title",
        ("housing", "stormwater"),
        4799,
    )
    assert (after.action, after.office, after.source_url) == (before.action, before.office, before.source_url)
    with opened.connect() as connection:
        said_by = {each.part: each.said_by for each in provenance.of_record(connection, after.id)}
    assert said_by == {"title": None, "problem": None, "topics": None}


def test_an_edit_of_an_older_revision_is_refused_and_nothing_is_saved(opened: Engine):
    edit(KEY, {"cost": ("Little",)}, None)

    with pytest.raises(
        OperatorMistake, match=r"has changed since that revision, in: cost\. Nothing is saved"
    ):
        edit(KEY, {"cost": ("Much",)}, 1)
    assert stored(opened).details.cost == "Little"
    edit(KEY, {"cost": ("Much",)}, 2)
    assert stored(opened).details.cost == "Much"


def test_withdrawing_restoring_and_verifying_stand_in_the_history_and_in_the_audit_trail(opened: Engine):
    assert withdraw(KEY, "Struck down.", None).startswith("Record 1 is withdrawn: ")
    assert restore(KEY, None).startswith("Record 1 is published again: ")
    assert verify(KEY, "", None).startswith("“Stormwater fee by paved area” is verified until ")

    lines = history(KEY).splitlines()
    assert [line.partition(",")[0][:2] for line in lines[1:-2]] == ["4.", "3.", "2.", "1."]
    assert lines[-1].endswith(": Stormwater programme review")  # nobody of the network said a part
    assert "withdrawn – Struck down." in history(KEY)
    with opened.connect() as connection:
        entries = list(audit_reading.entries(connection, NetworkId(1)))
    assert [(each.actor, each.action) for each in entries] == [
        ("command line", "record.withdraw"),
        ("command line", "record.restore"),
        ("command line", "record.verify"),
    ]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: show("nothing", as_json=False), "The network Harbour has no record with the number or key"),
        (lambda: show("9" * 30, as_json=False), "The network Harbour has no record"),
        (lambda: edit(KEY, {}, None), "Name what to change"),
        (
            lambda: edit(KEY, {"topics": ("hosing",)}, None),
            "topics: Your network’s list has no topic “hosing”",
        ),
        (lambda: edit(KEY, {"cost": ("1",)}, 7), "Record 1 is at revision 1; 7 has not been yet"),
        (lambda: edit(KEY, {"title": ("Stormwater fee by paved area",)}, None), "Nothing was changed"),
        (lambda: from_texts(["colour=red"]), "colour=red is not FIELD="),
        (lambda: from_files(["problem=none.txt"], Path()), "The file none.txt cannot be read"),
        (lambda: verify(KEY, "yesterday", None), "I cannot tell which days"),
        (lambda: restore(KEY, None), "That record is not withdrawn"),
        (lambda: withdraw(KEY, " ", None), "Please write a sentence or two here."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(opened: Engine, act, sentence: str):
    with pytest.raises(OperatorMistake, match=sentence.replace("(", r"\(")):
        act()
    assert stored(opened).revision == 1
