"""`counterpart export`: a whole file or none, standard output, and sentences for what cannot be done."""

import io
import json
from pathlib import Path

import pytest

from bot.importing.problems import FileUnusable
from bot.operator.export_file import Order, format_of, run
from bot.operator.operator_mistake import OperatorMistake
from bot.records.exporting import Format
from store import audit_reading, networks, record_changes, tables
from tests.engines import quickly_opened
from tests.factories import NOW, make_draft, there


@pytest.fixture(autouse=True)
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A database whose network `main` has one record."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        record_changes.save(connection, networks.ensure(connection, "main"), make_draft("oak-fee"), NOW)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("wanted", Format)
def test_a_file_is_written_and_nothing_beside_it(tmp_path: Path, wanted: Format):
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / f"practices.{wanted}"

    said = run(Order(file, wanted))

    assert said == f"Wrote 1 record of main to {file}."
    assert list(folder.iterdir()) == [file]
    assert file.stat().st_size > 0


def test_the_audit_trail_keeps_that_an_operator_took_the_records_along(tmp_path: Path, database):
    run(Order(tmp_path / "practices.csv", Format.CSV))

    with database.connect() as connection:
        [entry] = audit_reading.entries(connection, there(networks.by_name(connection, "main")))
    assert (entry.actor, entry.action) == ("command line", "record.export")
    assert json.loads(entry.after) == {"format": "csv", "records": 1}


def test_without_a_file_records_go_to_standard_output(tmp_path: Path):
    output = io.BytesIO()

    run(Order(None, Format.JSON_LINES), output)

    assert json.loads(output.getvalue())["id"] == "oak-fee"


def test_a_file_that_exists_is_kept_unless_overwriting_is_said(tmp_path: Path):
    file = tmp_path / "practices.csv"
    file.write_text("edited")

    with pytest.raises(OperatorMistake, match=r"exists already\. Name another file, or write over it"):
        run(Order(file, Format.CSV))
    kept = file.read_text()
    run(Order(file, Format.CSV, overwrite=True))

    assert kept == "edited"
    assert "oak-fee" in file.read_text()


def test_an_export_that_fails_keeps_what_was_there(tmp_path: Path, database):
    file = tmp_path / "practices.xlsx"
    file.write_text("before")
    with database.begin() as connection:
        connection.execute(tables.record.update().values(problem="x" * 40_000))

    with pytest.raises(FileUnusable, match="Export CSV or JSON Lines instead"):
        run(Order(file, Format.XLSX, overwrite=True))

    assert file.read_text() == "before"
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path):
    with pytest.raises(FileUnusable, match="cannot be written: No such file or directory"):
        run(Order(tmp_path / "nowhere" / "practices.csv", Format.CSV))


def test_a_network_that_does_not_exist_is_a_sentence(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("COUNTERPART_NETWORK", "cost")

    with pytest.raises(OperatorMistake, match="There is no network cost yet"):
        run(Order(tmp_path / "practices.csv", Format.CSV))

    assert not list(tmp_path.glob("practices*"))


@pytest.mark.parametrize(
    ("name", "file", "wanted"),
    [
        (None, Path("a.CSV"), Format.CSV),
        ("xlsx", Path("a.csv"), Format.XLSX),
        ("jsonl", None, Format.JSON_LINES),
    ],
)
def test_the_format_is_the_one_that_is_said_or_that_of_the_ending(name, file, wanted):
    assert format_of(name, file) is wanted


@pytest.mark.parametrize(("name", "file"), [(None, None), (None, Path("practices")), ("pdf", Path("a.csv"))])
def test_an_unknown_format_is_answered_by_those_that_are_known(name, file):
    with pytest.raises(OperatorMistake, match="--format jsonl, --format csv, --format xlsx"):
        format_of(name, file)


def test_in_the_demonstration_its_own_records_are_meant(tmp_path: Path, monkeypatch, database):
    monkeypatch.setenv("COUNTERPART_DEMO", "1")
    with database.begin() as connection:
        demo = networks.ensure(connection, "demo", demonstration=True)
        record_changes.save(connection, demo, make_draft("demo-fee"), NOW)
    output = io.BytesIO()

    said = run(Order(None, Format.JSON_LINES), output)

    assert json.loads(output.getvalue())["id"] == "demo-fee"
    assert said == "Wrote 1 record of demo to standard output."
