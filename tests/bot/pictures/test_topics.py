from io import BytesIO

from PIL import Image, ImageColor

from bot.digest import TopicFigures
from bot.phrases import words
from bot.pictures.theme import GROUND
from bot.pictures.topics import MOST_BARS, Bar, bars_of, keys_of, topics_in_words, topics_picture
from tests.bot.pictures.weeks import week


def test_the_most_asked_topic_comes_first_and_unasked_ones_do_not_come():
    topics = [TopicFigures("Parks", 2, 1), TopicFigures("Waste", 0, 0), TopicFigures("Housing", 5, 3)]

    assert bars_of(topics, words("en")) == [Bar("Housing", 5, 3), Bar("Parks", 2, 1)]


def test_the_small_topics_of_a_busy_week_share_one_bar():
    topics = [TopicFigures(f"Topic {number:02}", 100 - number, 10) for number in range(30)]

    bars = bars_of(topics, words("en"))

    # 9 bars of their own; the other 21 have 100 - 9 ... 100 - 29 questions: 21 * (91 + 71) / 2.
    assert (len(bars), bars[-1]) == (MOST_BARS, Bar("21 other topics", 1_701, 210))


def test_ten_topics_all_have_a_bar_of_their_own():
    bars = bars_of([TopicFigures(f"T{number}", 1, 0) for number in range(10)], words("en"))

    assert [bar.label for bar in bars] == [f"T{number}" for number in range(10)]


def test_questions_of_no_topic_have_a_label():
    assert bars_of([TopicFigures("", 3, 1)], words("en")) == [Bar("No topic", 3, 1)]


def test_the_words_for_who_cannot_see_it_hold_every_figure():
    picture = topics_picture(
        week(TopicFigures("Housing", 1_500, 300), TopicFigures("Parks", 2, 1)), words("en")
    )

    assert picture is not None
    assert picture.alt == (
        "Questions by topic. 301 of 1,502 questions answered. Housing: 300/1,500 · 20%; Parks: 1/2 · 50%."
    )


def test_what_has_a_match_that_nobody_rated_is_not_called_open():
    assert [each.meaning for each in keys_of(words("en"))] == ["answered", "not answered"]


def test_all_but_one_is_not_all():
    assert "199/200 · 99%" in topics_in_words(week(TopicFigures("Housing", 200, 199)), words("en"))[1]


def test_a_week_of_thousands_of_questions_stays_on_the_card():
    picture = topics_picture(
        week(TopicFigures("Housing", 98_765, 91_234), TopicFigures("", 5, 1)), words("en")
    )

    assert picture is not None
    with Image.open(BytesIO(picture.png)) as drawn:
        column = drawn.convert("RGB").crop((1060, 4, 1070, drawn.height - 4))
        assert column.getcolors() == [(10 * (drawn.height - 8), ImageColor.getrgb(GROUND))]


def test_a_week_without_questions_has_no_picture():
    assert topics_picture(week(), words("en")) is None
