"""What calibration promises: probabilities that follow closeness, and refusals that say what to do."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibration import (
    BUNDLED,
    LARGER,
    Bands,
    Calibration,
    CalibrationUnusable,
    Curve,
    every_group,
    group,
    load,
    unmeasured,
)
from matching.closeness import WORD_WEIGHT
from matching.domain import Band, EntryKey, EntryKind, Retrieved
from matching.embedder import LARGER as LARGER_EMBEDDER
from matching.embedder import name_of

CALIBRATION = Calibration(
    "words-1",
    {
        "record/english": Curve(2.0, -1.0),
        "record/other": Curve(2.5, -1.5),
        "question/english": Curve(3.0, -4.0),
        "question/other": Curve(3.5, -6.0),
    },
    Bands(good=0.7, maybe=0.3),
    {"data": {"Köln questions": 12}},
)
CURVES = st.builds(Curve, st.floats(0.1, 20), st.floats(-20, 20))
CLOSENESS = st.floats(-1e6, 1e6)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A calibration as it is written."""
    path = tmp_path / "calibration.json"
    CALIBRATION.write(path)
    return path


def changed(file: Path, **parts: Any) -> Path:
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content | parts), encoding="utf-8")
    return file


def refusal(file: Path, embedder: str = "words-1") -> str:
    with pytest.raises(CalibrationUnusable) as refused:
        Calibration.read(file, embedder)
    return str(refused.value)


def test_a_calibration_that_was_written_is_read_as_it_was(file):
    assert Calibration.read(file, "words-1") == CALIBRATION


def test_the_same_calibration_is_written_with_the_same_bytes_whatever_the_order_of_its_curves(file, tmp_path):
    turned = replace(CALIBRATION, curves=dict(reversed([*CALIBRATION.curves.items()])))

    turned.write(tmp_path / "turned.json")

    assert (tmp_path / "turned.json").read_bytes() == file.read_bytes()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "none.json"

    assert refusal(path) == f"The calibration {path} cannot be read: No such file or directory."


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path) == f"The calibration {tmp_path} cannot be read: Is a directory."


def test_a_file_that_is_cut_anywhere_is_refused(file):
    whole = file.read_bytes()

    for end in range(0, len(whole) - 2, 7):
        file.write_bytes(whole[:end])
        assert refusal(file) == f"{file} is not a calibration. Make one with `counterpart calibrate`."


@pytest.mark.parametrize("data", [b"good: 0.7", b"[]", b"null", b"\xff\xfe", b"{}", b'{"format": 1}'])
def test_a_file_with_something_else_in_it_is_refused(tmp_path, data):
    path = tmp_path / "other.json"
    path.write_bytes(data)

    assert refusal(path) == f"{path} is not a calibration. Make one with `counterpart calibrate`."


@pytest.mark.parametrize(
    "parts",
    [
        {"bands": {"good": 0.7}},
        {"curves": [1, 2]},
        {"curves": {"record/english": {"slope": 1}}},
        {"curves": {"record/english": 1}},
    ],
    ids=range(4),
)
def test_a_file_whose_parts_have_another_shape_is_refused(file, parts):
    changed(file, **parts)

    assert refusal(file) == f"{file} is not a calibration. Make one with `counterpart calibrate`."


@pytest.mark.parametrize(
    "parts",
    [
        {"bands": {"good": "high", "maybe": 0.3}},
        {"bands": {"good": float("nan"), "maybe": 0.3}},
        {"curves": {name: {"slope": "steep", "intercept": 0} for name in every_group()}},
        {"curves": {name: {"slope": float("inf"), "intercept": 0} for name in every_group()}},
        {"curves": {name: {"slope": None, "intercept": 0} for name in every_group()}},
    ],
    ids=range(5),
)
def test_a_file_whose_figures_are_no_numbers_is_refused(file, parts):
    changed(file, **parts)

    assert refusal(file) == f"{file} is not a calibration. Make one with `counterpart calibrate`."


def test_a_file_of_another_format_is_refused(file):
    changed(file, format=2)

    assert refusal(file) == f"{file} is of another version. Make one with `counterpart calibrate`."


def test_a_file_for_another_embedding_model_is_refused(file):
    assert refusal(file, "words-2") == (
        f"{file} was fitted for the embedding model words-1, not for words-2. "
        "Make one for this with `counterpart calibrate`."
    )


def test_a_file_without_all_curves_is_refused(file):
    changed(file, curves={"record/english": {"slope": 1, "intercept": 0}})

    assert refusal(file) == f"{file} has no curve for question/english, question/other, record/other."


def test_there_is_a_curve_for_each_kind_of_entry_in_english_and_in_other_languages():
    assert every_group() == {"record/english", "record/other", "question/english", "question/other"}
    assert group(EntryKind.RECORD, "en") == "record/english"
    assert group(EntryKind.QUESTION, "ja") == "question/other"


@pytest.mark.parametrize(
    ("kind", "language", "closeness"),
    [
        # Where slope x closeness + intercept is 0, the probability is one half.
        (EntryKind.RECORD, "en", 1 / 2),
        (EntryKind.RECORD, "de", 1.5 / 2.5),
        (EntryKind.QUESTION, "en", 4 / 3),
        (EntryKind.QUESTION, "de", 6 / 3.5),
    ],
)
def test_what_is_found_gets_the_probability_of_its_own_curve(kind, language, closeness):
    # The word share of 1 counts its weight, and tokens count as they are.
    found = Retrieved(EntryKey(kind, 1), similarity=closeness - WORD_WEIGHT - 0.2, words=1, tokens=0.2)

    assert CALIBRATION.probability(found, language) == pytest.approx(0.5)


def test_a_probability_is_the_logistic_function():
    # 1 / (1 + exp(-(2 x 1 - 1))) = 1 / (1 + 1 / e), and e = 2.718281828.
    assert Curve(2, -1).probability(1) == pytest.approx(1 / (1 + 1 / 2.718281828))
    assert Curve(2, -1).probability(0) == pytest.approx(1 / (1 + 2.718281828))


@given(CURVES, CLOSENESS, CLOSENESS)
def test_what_is_closer_is_never_less_probable(curve: Curve, first: float, second: float):
    further, closer = sorted((first, second))

    assert 0 <= curve.probability(further) <= curve.probability(closer) <= 1


@given(CURVES)
def test_a_probability_is_one_half_where_the_curve_crosses_zero(curve: Curve):
    assert curve.probability(-curve.intercept / curve.slope) == pytest.approx(0.5)


@given(CURVES)
def test_the_ends_of_a_curve_are_nothing_and_certainty(curve: Curve):
    assert (curve.probability(-1e6), curve.probability(1e6)) == (0, 1)


@pytest.mark.parametrize(
    ("probability", "band"),
    [
        (1, Band.GOOD),
        (0.7, Band.GOOD),
        (0.69, Band.MAYBE),
        (0.3, Band.MAYBE),
        (0.29, Band.NONE),
        (0, Band.NONE),
    ],
)
def test_a_band_begins_at_its_probability(probability, band):
    assert CALIBRATION.bands.of(probability) is band


@pytest.mark.parametrize(
    ("similarity", "band"), [(0.721, Band.GOOD), (0.719, Band.MAYBE), (0.601, Band.MAYBE), (0.599, Band.NONE)]
)
def test_without_a_calibration_a_cosine_sum_of_72_hundredths_is_good_and_one_of_60_may_help(similarity, band):
    guess = unmeasured("words-1")

    for kind in EntryKind:
        found = Retrieved(EntryKey(kind, 1), similarity, words=0)
        assert guess.bands.of(guess.probability(found, "en")) is band


def test_the_bundled_calibration_is_that_of_the_bundled_embedder():
    assert load(name_of()) == Calibration.read(BUNDLED, name_of())


def test_the_larger_embedder_has_a_calibration_of_its_own():
    assert load(name_of(LARGER_EMBEDDER)) == Calibration.read(LARGER, name_of(LARGER_EMBEDDER))


def test_an_embedder_that_nobody_calibrated_gets_a_guess_that_says_so():
    assert load("words-1") == unmeasured("words-1")
    assert load("words-1").origin == {"data": "none: a guess"}
