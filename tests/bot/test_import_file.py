"""`counterpart import`: what the operator sees, and what the database holds afterwards."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot.embeddings import kept_as
from bot.import_file import Order, run
from bot.library import Library
from bot.settings import Settings
from matching.domain import EntryKind, NetworkId
from store import networks, records, tables, vectors
from store.engine import open_engine
from store.vectors import text_hash
from tests.fakes_embedder import WordEmbedder

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


def test_a_good_file_is_imported_and_its_texts_are_embedded(sqlite_url: str, tmp_path: Path, capsys):
    status = run(Order(written(tmp_path / "good.jsonl", GOOD), yes=True), library_of_words)

    engine = open_engine(sqlite_url)
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
