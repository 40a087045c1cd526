"""`counterpart import`: what the operator sees, and what the database holds afterwards."""

import io
import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from bot.embeddings import kept_as
from bot.library import Library
from bot.operator.import_file import MOST_BESIDE_A_SERVER, Order, run
from bot.operator.operator_mistake import OperatorMistake
from bot.settings import Settings
from bot.shelf import BATCH
from bot.wiring import only_process
from matching import embedder
from matching.domain import EntryKind, NetworkId, PracticeRecord
from store import audit_reading, networks, record_changes, records, tables, vectors
from store.engine import open_engine
from store.record_changes import Edit
from store.record_values import draft_of
from store.revisions import Change
from store.vectors import text_hash
from tests.engines import quickly_opened
from tests.factories import NOW
from tests.fakes_embedder import WordEmbedder

ROOT = Path(__file__).parents[2]
GOOD = {
    "id": "oak",
    "title": "A stormwater fee",
    "place": "Oak",
    "country": "US",
    "contact_role": "Public works",
}
BAD = {"id": "elm", "title": "Bonds", "place": "Elm", "country": "Frnace"}


def library_of_words(settings: Settings, engine: Engine) -> Library:
    return Library(engine, WordEmbedder())


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


def written(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def records_in(url: str) -> int:
    engine = open_engine(url)
    with engine.connect() as connection:
        found: int = connection.execute(select(func.count()).select_from(tables.record)).scalar_one()
    engine.dispose()
    return found


def test_what_an_import_changes_stands_in_the_audit_trail_and_the_same_file_again_does_not(
    sqlite_url: str, tmp_path: Path
):
    file = tmp_path / "good.jsonl"
    for title in (GOOD["title"], "A larger fee", "A larger fee"):
        run(Order(written(file, GOOD | {"title": title}), yes=True), library_of_words)

    engine = quickly_opened(sqlite_url)
    with engine.connect() as connection:
        network_id = networks.by_name(connection, "main") or NetworkId(0)
        new, changed = audit_reading.entries(connection, network_id)
    engine.dispose()
    assert [(each.actor, each.action) for each in (new, changed)] == [("command line", "record.import")] * 2
    assert (new.before, json.loads(new.after)["office_id"]) == ("{}", 1)
    assert (changed.before, changed.after) == ('{"title":"A stormwater fee"}', '{"title":"A larger fee"}')


def vectors_in(url: str) -> int:
    """How many texts have a vector of the tests' embedder, which is stored once for each text."""
    model = kept_as(WordEmbedder.name, EntryKind.RECORD)
    engine = open_engine(url)
    with engine.connect() as connection:
        query = select(func.count()).select_from(tables.vector).filter_by(model=model)
        found: int = connection.execute(query).scalar_one()
    engine.dispose()
    return found


def test_a_good_file_is_imported_and_its_texts_are_embedded(sqlite_url: str, tmp_path: Path, capsys):
    status = run(Order(written(tmp_path / "good.jsonl", GOOD), yes=True), library_of_words)

    engine = quickly_opened(sqlite_url)
    with engine.connect() as connection:
        network_id = networks.by_name(connection, "main") or NetworkId(0)
        record = records.by_key(connection, network_id, "oak")
        assert record is not None
        digest = text_hash(record.text)
        stored = vectors.get(connection, kept_as(WordEmbedder.name, EntryKind.RECORD), [digest])
    engine.dispose()
    assert (status, list(stored)) == (0, [digest])
    assert "1 new, 0 changed, 0 unchanged." in capsys.readouterr().out


def test_the_same_file_twice_changes_nothing(tmp_path: Path, capsys):
    file = written(tmp_path / "good.jsonl", GOOD)
    run(Order(file, yes=True), library_of_words)

    run(Order(file), library_of_words)

    assert "0 new, 0 changed, 1 unchanged." in capsys.readouterr().out


def test_one_bad_row_stops_everything_and_is_named_with_its_line(sqlite_url: str, tmp_path: Path, capsys):
    status = run(Order(written(tmp_path / "mixed.jsonl", GOOD, BAD)), library_of_words)

    shown = capsys.readouterr().out
    assert (status, records_in(sqlite_url)) == (1, 0)
    assert 'line 2: country: "Frnace" is no country' in shown
    assert "nothing was" in shown


def test_with_skip_invalid_the_good_rows_come_in_and_the_bad_ones_into_a_file(
    sqlite_url: str, tmp_path: Path, capsys
):
    order = Order(written(tmp_path / "mixed.jsonl", GOOD, BAD), skip_invalid=True, yes=True)

    status = run(order, library_of_words)

    rejected = json.loads((tmp_path / "mixed.rejected.jsonl").read_text(encoding="utf-8"))
    assert (status, records_in(sqlite_url)) == (0, 1)
    assert (rejected["id"], rejected["rejected_line"]) == ("elm", 2)


class Operator:
    """Somebody who answers, and who knows what was asked."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def __call__(self, question: str) -> bool:
        self.asked.append(question)
        return self.answer == "yes"


@pytest.mark.parametrize(("answer", "outcome"), [("yes", (0, 1)), ("no", (1, 0))])
def test_it_is_asked_once_after_the_numbers_were_said(sqlite_url, tmp_path: Path, capsys, answer, outcome):
    operator = Operator(answer)

    status = run(Order(written(tmp_path / "good.jsonl", GOOD)), library_of_words, operator)

    assert (status, records_in(sqlite_url)) == outcome
    assert operator.asked == ["Import this into main?"]
    assert capsys.readouterr().out.startswith("1 new, 0 changed, 0 unchanged.")


@pytest.mark.parametrize(("again", "outcome"), [(True, (0, "Ours")), (False, (1, "Theirs"))])
def test_what_is_edited_while_it_asks_is_shown_and_asked_about_again(
    sqlite_url: str, tmp_path: Path, capsys, again, outcome
):
    run(Order(written(tmp_path / "good.jsonl", GOOD), yes=True), library_of_words)

    def edits_and_agrees(question: str) -> bool:
        if record(sqlite_url).title == "Theirs":
            return again
        edit(sqlite_url, title="Theirs")
        return True

    ours = written(tmp_path / "ours.jsonl", GOOD | {"title": "Ours"})
    status = run(Order(ours), library_of_words, edits_and_agrees)

    assert (status, record(sqlite_url).title) == outcome
    anew = capsys.readouterr().out.split("By now it would be:\n")[1]
    assert anew.startswith("0 new, 1 changed, 0 unchanged.\n")
    assert "1 of the changed records were edited here since their last import" in anew


def test_what_would_be_left_alone_is_not_overwritten_once_it_was_edited(sqlite_url: str, tmp_path: Path):
    order = Order(written(tmp_path / "good.jsonl", GOOD, GOOD | {"id": "elm"}))
    run(replace(order, yes=True), library_of_words)
    edit(sqlite_url, key="elm", title="Another")

    def edits_and_agrees(question: str) -> bool:
        if record(sqlite_url).title == "Theirs":
            return False
        edit(sqlite_url, title="Theirs")
        return True

    assert run(order, library_of_words, edits_and_agrees) == 1
    assert record(sqlite_url).title == "Theirs"


def record(url: str, key: str = "oak") -> PracticeRecord:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = records.by_key(connection, networks.by_name(connection, "main") or NetworkId(0), key)
    engine.dispose()
    assert found
    return found


def edit(url: str, key: str = "oak", **changed: Any) -> None:
    """Let a colleague change the record in the network."""
    before = record(url, key)
    engine = open_engine(url)
    with engine.begin() as connection:
        network_id = networks.by_name(connection, "main") or NetworkId(0)
        edited = Edit(before.id, before.revision, Change("edited"))
        written = replace(draft_of(before), **changed)
        assert record_changes.edit(connection, network_id, edited, written, NOW)
    engine.dispose()


def test_nobody_is_asked_when_nothing_would_change(tmp_path: Path):
    operator = Operator("yes")
    order = Order(written(tmp_path / "good.jsonl", GOOD))
    run(order, library_of_words, operator)

    run(order, library_of_words, operator)

    assert len(operator.asked) == 1


def test_without_a_terminal_nothing_is_imported_unless_yes_is_said(sqlite_url, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    with pytest.raises(OperatorMistake, match="Look with --preview, import with --yes"):
        run(Order(written(tmp_path / "good.jsonl", GOOD)), library_of_words)

    assert records_in(sqlite_url) == 0


def test_a_preview_shows_each_change_field_by_field_and_imports_nothing(sqlite_url, tmp_path: Path, capsys):
    long = "Flooding fell by a third within four years of the first fee that was ever charged here."
    run(
        Order(written(tmp_path / "a.jsonl", GOOD | {"outcome": long, "year_start": "2019"}), yes=True),
        library_of_words,
    )
    capsys.readouterr()
    changed = GOOD | {"outcome": long.replace("ever charged", "charged"), "topics": "water; finance"}
    file = written(tmp_path / "b.jsonl", changed, BAD, GOOD | {"id": "ash", "title": "Ash [red]"})

    status = run(Order(file, preview=True), library_of_words)

    assert (status, records_in(sqlite_url)) == (1, 1)
    assert capsys.readouterr().out.splitlines() == [
        'line 2: country: "Frnace" is no country known by code or English name; did you mean "France"?',
        "1 new, 1 changed, 0 unchanged.",
        "New topics: finance, water.",
        "new: ash (line 3): Ash [red]",
        "changed: oak (line 1): A stormwater fee",
        '    outcome: "…first fee that was ever charged here."',
        '           → "…first fee that was charged here."',
        "    topics: nothing",
        '          → "finance, water"',
        '    year_start: "2019"',
        "              → nothing",
        "1 rejected, for the reasons above.",
        "This was a preview: nothing was imported.",
    ]


def test_models_are_not_loaded_for_an_import_that_changes_nothing(tmp_path: Path):
    class Bundled(WordEmbedder):
        name = embedder.name_of()

    file = written(tmp_path / "good.jsonl", GOOD)
    run(Order(file, yes=True), lambda settings, engine: Library(engine, Bundled()))

    def unwanted(settings: Settings, engine: Engine) -> Library:
        raise AssertionError("the models were loaded")

    assert run(Order(file, yes=True), unwanted) == 0


def test_an_import_killed_while_it_embeds_is_carried_on_without_duplicates(sqlite_url, tmp_path: Path):
    rows = [{"id": str(number), "title": f"Practice number {number}"} for number in range(70)]
    file = written(tmp_path / "many.jsonl", *rows)
    command = [sys.executable, "-m", "tests.bot.importing_and_dying", str(file)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (killed.returncode, records_in(sqlite_url), vectors_in(sqlite_url)) == (-signal.SIGKILL, 70, BATCH)

    run(Order(file, yes=True), library_of_words)

    assert (records_in(sqlite_url), vectors_in(sqlite_url)) == (70, 70)


def test_many_records_are_not_imported_beside_a_server_on_the_same_file(sqlite_url, tmp_path: Path):
    rows = [{"id": str(number), "title": "A title"} for number in range(MOST_BESIDE_A_SERVER + 1)]
    many, few = written(tmp_path / "many.jsonl", *rows), written(tmp_path / "few.jsonl", GOOD)

    with only_process(sqlite_url):
        with pytest.raises(OperatorMistake, match="serving from this database"):
            run(Order(many, yes=True), library_of_words)
        assert run(Order(few, yes=True), library_of_words) == 0

    assert records_in(sqlite_url) == 1


def test_the_warnings_come_before_the_question(tmp_path: Path, capsys):
    class Reader(Operator):
        def __call__(self, question: str) -> bool:
            self.seen = capsys.readouterr().out
            return super().__call__(question)

    reader = Reader("no")
    rows = [GOOD | {"topics": "water", "colour": "red"}]

    run(Order(written(tmp_path / "good.jsonl", *rows)), library_of_words, reader)

    assert reader.seen.splitlines()[1:] == [
        "These records say nothing but title and place: no row has a problem, an action or an outcome. "
        "Does the file name them otherwise? See --map.",
        "New topics: water.",
        "Columns not used: colour.",
    ]


def test_a_row_that_was_exported_before_the_record_changed_is_rejected_with_its_reason(
    tmp_path: Path, capsys
):
    run(Order(written(tmp_path / "a.jsonl", GOOD), yes=True), library_of_words)
    run(Order(written(tmp_path / "a.jsonl", GOOD | {"title": "Theirs"}), yes=True), library_of_words)
    capsys.readouterr()

    status = run(
        Order(written(tmp_path / "b.jsonl", GOOD | {"title": "Mine", "revision": "1"}), yes=True),
        library_of_words,
    )

    assert status == 1
    assert capsys.readouterr().out.startswith(
        "line 1: record changed since this file was exported (revision 1, now 2): export it again\n"
        "0 new, 0 changed, 0 unchanged.\n"
    )


def test_while_the_demonstration_is_served_an_import_asks_for_the_network_that_is_meant(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")
    file = written(tmp_path / "good.jsonl", GOOD)

    for order in (Order(file, yes=True), Order(file, preview=True)):
        with pytest.raises(OperatorMistake, match="counterpart --network main import FILE"):
            run(order, library_of_words)

    assert records_in(sqlite_url) == 0
