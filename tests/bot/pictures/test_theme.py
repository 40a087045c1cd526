from io import BytesIO

import matplotlib.image
import pytest

from bot.pictures import theme


def luminance(colour: str) -> float:
    """The relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("ink", [theme.INK, theme.QUIET])
@pytest.mark.parametrize("ground", [theme.GROUND, theme.LAND])
def test_words_stand_out_from_what_is_behind_them(ink: str, ground: str):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("mark", [theme.DONE, theme.OPEN_EDGE])
@pytest.mark.parametrize("ground", [theme.GROUND, theme.LAND])
def test_marks_stand_out_from_what_is_behind_them(mark: str, ground: str):
    assert contrast(mark, ground) >= 3


def test_the_card_stands_out_from_dark_and_light_chats_alike():
    assert contrast(theme.GROUND, "#1A1D21") >= 4.5  # Slack's dark ground
    assert contrast(theme.EDGE, "#FFFFFF") >= 3  # its light one


def test_answered_and_open_differ_without_colour_too():
    assert contrast(theme.DONE, theme.OPEN) >= 3


@pytest.mark.parametrize(
    "title", ["Questions by topic", "住宅に関する質問", "विषय के अनुसार प्रश्न", "وفقًا للموضوع"]
)
def test_a_title_is_bold_in_every_script_and_matplotlib_has_nothing_to_say_about_it(title: str, caplog):
    def ink(weight: str) -> int:
        figure = theme.card(1)
        theme.write(figure, 0.1, 0.5, title, weight=weight)
        return int((matplotlib.image.imread(BytesIO(theme.png(figure)))[..., 0] < 0.5).sum())

    assert ink("bold") > 1.2 * ink("normal")
    assert caplog.records == []
