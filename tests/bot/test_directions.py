"""Sentences that run from right to left keep what is filled in readable; lists have the locale's comma."""

import pytest
from babel.messages import Catalog

from bot.catalogues import compiled
from bot.console.render import wrapped
from bot.directions import isolating, listed, marked
from bot.slack.markup import escaped
from matching.text import clean

PAUSED = "Paused until {day}; type /profile pause 14."
PLACES = ("{count} place", "{count} places")


def loaded(locale: str):
    source = Catalog(locale=locale)
    source.add(PAUSED, "متوقف حتى {day}؛ اكتب /profile pause 14.")
    source.add(PLACES, tuple(f"{{count}} م{form}" for form in range(source.num_plurals)))
    return compiled(source)


def test_from_right_to_left_what_is_filled_in_and_what_is_typed_stand_in_isolates():
    text = loaded("ar").gettext(PAUSED).format(day="May 3 (Oak)")

    assert escaped(text) == "متوقف حتى \u2068May 3 (Oak)\u2069؛ اكتب \u2068/profile pause 14\u2069."
    assert wrapped(text) == [escaped(text)]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("مثال: 2026-07-01", "مثال: \u20682026-07-01\u2069"),
        ("اكتب /practice show {number}.", "اكتب \u2068/practice show 7\u2069."),
    ],
)
def test_days_in_figures_and_whole_commands_keep_their_direction(sentence: str, text: str):
    assert isolating(marked(sentence).format(number=7)) == text


@pytest.mark.parametrize("number", [0, 1, 2, 3, 11, 100])
def test_every_plural_form_isolates_its_number(number: int):
    text = loaded("ar").ngettext(*PLACES, number).format(count=number)

    assert escaped(text).startswith(f"\u2068{number}\u2069 ")


def test_what_somebody_wrote_cannot_end_or_begin_an_isolate():
    written = clean("Oak\ufdd1\u2069 is \u202epaid\u2066\ufdd0")

    text = escaped(loaded("ar").gettext(PAUSED).format(day=written))

    assert text.startswith("متوقف حتى \u2068Oak is paid\u2069؛")


def test_from_left_to_right_nothing_is_added():
    assert "\u2068" not in escaped(loaded("es").gettext(PAUSED))


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "a, b, c"), ("es-MX", "a, b, c"), ("ar", "a، b، c"), ("zh_TW", "a、b、c"), ("ja", "a、b、c")],
)
def test_a_list_has_the_comma_of_its_locale(locale: str, text: str):
    assert listed(locale, ("a", "", "b", "c")) == text
