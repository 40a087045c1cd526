"""How close two records are, worked out by hand: one dimension for English, one for every language."""

import numpy as np
import pytest

from matching.duplicates import SAME_PLACE, SAME_YEAR, Seen, closeness, closenesses


def seen(english: float, multilingual: float, *, is_english: bool = True, year: int | None = 2019) -> Seen:
    """A text whose two unit vectors lean as much towards (1, 0)."""
    sides = [part for lean in (english, multilingual) for part in (lean, (1 - lean**2) ** 0.5)]
    return Seen(np.array(sides, dtype=np.float32), is_english, year)


SAME = seen(1, 1)


def test_two_english_texts_are_as_close_as_both_models_find_them_on_average():
    other = seen(0.6, 0.8, year=None)

    assert closeness(SAME, other, 2, same_place=False) == pytest.approx((0.6 + 0.8) / 2)


def test_the_english_model_counts_nothing_where_one_text_is_in_another_language():
    other = seen(0.1, 0.8, is_english=False, year=None)

    assert closeness(SAME, other, 2, same_place=False) == pytest.approx(0.8)


@pytest.mark.parametrize(("year", "added"), [(2019, SAME_YEAR), (2020, SAME_YEAR), (2021, 0), (None, 0)])
def test_the_same_place_and_about_the_same_year_count_more(year, added):
    found = closeness(SAME, seen(0.5, 0.5, year=year), 2, same_place=True)

    assert found == pytest.approx(0.5 + SAME_PLACE + added)


def test_an_embedder_without_english_dimensions_counts_as_a_whole():
    one, other = (
        Seen(np.array(each, dtype=np.float32), is_english=True, year=None) for each in ([3, 0], [4, 3])
    )

    assert closeness(one, other, 0, same_place=False) == pytest.approx(12 / (3 * 5))


def test_a_text_without_words_is_close_to_nothing():
    empty = Seen(np.zeros(2, dtype=np.float32), is_english=True, year=None)

    assert closeness(empty, empty, 0, same_place=False) == 0


@pytest.mark.parametrize("english", [0, 2])
def test_all_at_once_are_as_close_as_each_two_are(english):
    texts = [
        seen(0.6, 0.8, year=None),
        seen(0.1, 0.8, is_english=False),
        seen(1, 1, year=2021),
        SAME,
        Seen(np.zeros(4, dtype=np.float32), is_english=True, year=2020),
    ]

    found = closenesses(texts[:2], texts, english)

    each = [[closeness(one, other, english, same_place=True) for other in texts] for one in texts[:2]]
    assert found == pytest.approx(np.array(each), abs=1e-6)
