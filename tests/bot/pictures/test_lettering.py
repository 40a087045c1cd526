import pytest

from bot.pictures.lettering import Unreadable, families


@pytest.mark.parametrize(
    ("text", "fonts"),
    [
        ("Wohnraum, жильё, στέγαση", ["DejaVu Sans"]),
        ("إدارة مياه الأمطار", ["DejaVu Sans"]),
        ("ניהול מי גשמים", ["DejaVu Sans"]),
        ("住宅政策", ["DejaVu Sans", "Noto Sans CJK JP"]),
        ("すまい 주택", ["DejaVu Sans", "Noto Sans CJK JP"]),
        ("आवास", ["DejaVu Sans", "Noto Sans Devanagari"]),
    ],
)
def test_each_script_of_ours_has_a_font(text: str, fonts: list[str]):
    assert families(text) == (text, fonts)


def test_signs_that_no_font_has_are_left_out():
    assert families("\N{HOUSE BUILDING} Housing \N{PARTY POPPER}") == ("Housing", ["DejaVu Sans"])


def test_letters_that_no_font_has_are_said_and_not_drawn_as_boxes():
    with pytest.raises(Unreadable, match="THAI CHARACTER"):
        families("ที่อยู่")


def test_marks_of_direction_need_no_font():
    assert families("\u200f\u20683\u2069") == ("\u200f\u20683\u2069", ["DejaVu Sans"])
