"""What a cross-encoder may change: which record comes first, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import cross_encoder
from matching.cross_encoder import READ, best_first, reordered
from matching.domain import Candidate, RecordId
from matching.weights import WeightsError
from tests.factories import make_record
from tests.fakes_cross_encoder import Preferring
from tests.tiny_cross_encoder import tiny


def candidates(titles: list[str], probabilities: list[float]) -> list[Candidate]:
    nothing_else: dict[str, Any] = dict.fromkeys(("problem", "action", "outcome", "lessons"), "")
    return [
        Candidate(make_record(id=RecordId(number), key=str(number), title=title, **nothing_else), probability)
        for number, (title, probability) in enumerate(zip(titles, probabilities, strict=True), start=1)
    ]


def test_what_it_puts_first_gets_the_highest_probability():
    found = candidates(["Trees", "Snow", "Trees and snow"], [0.9, 0.7, 0.5])

    ordered = reordered(Preferring("snow"), "snow?", found)

    assert [(each.record.title, each.probability) for each in ordered] == [
        ("Snow", 0.9),
        ("Trees and snow", 0.7),
        ("Trees", 0.5),
    ]


def test_only_the_closest_are_read_and_the_rest_stay_behind_them():
    texts = [*["trees"] * READ, "snow"]
    encoder = Preferring("snow")

    assert best_first(encoder, "snow?", texts) == list(range(READ + 1))
    assert [len(read) for _, read in encoder.read] == [READ]


@given(st.lists(st.tuples(st.sampled_from(["Trees", "Snow"]), st.floats(0, 1)), max_size=2 * READ))
def test_the_records_and_the_probabilities_stay_the_same_ones(drawn: list[tuple[str, float]]):
    found = candidates([title for title, _ in drawn], [probability for _, probability in drawn])

    ordered = reordered(Preferring("snow"), "snow?", found)

    assert {each.record.id for each in ordered} == {each.record.id for each in found}
    assert [each.probability for each in ordered] == sorted((p for _, p in drawn), reverse=True)


def test_a_real_one_gives_each_text_a_score_of_its_own(tmp_path: Path):
    encoder = cross_encoder.load(str(tiny(tmp_path / "tiny")))
    texts = ["trees", "snow on the streets", ""]

    together = encoder.scores("How do you clear snow?", texts)

    assert len(together) == len(texts)
    alone = [encoder.scores("How do you clear snow?", [each])[0] for each in texts]
    assert together == pytest.approx(alone, abs=1e-5)
    assert encoder.scores("How do you clear snow?", []) == []


def test_broken_text_is_read_as_well(tmp_path: Path):
    encoder = cross_encoder.load(str(tiny(tmp_path / "tiny")))

    assert sorted(best_first(encoder, "\ud800 \x00?", ["trees", "\udfff\x00", ""])) == [0, 1, 2]


def test_a_model_that_gives_several_scores_is_refused_in_a_sentence(tmp_path: Path):
    folder = tiny(tmp_path / "labels", labels=3)

    with pytest.raises(WeightsError, match=r"no cross-encoder that ranks: it gives 3 scores"):
        cross_encoder.load(str(folder))


def test_a_folder_without_a_model_is_named(tmp_path: Path):
    with pytest.raises(WeightsError, match=r"The cross-encoder .* cannot be loaded: .*CROSS_ENCODER empty"):
        cross_encoder.load(str(tmp_path))
