"""The cards of a network's figures and demand."""

from collections.abc import Callable, Mapping
from typing import Any

from babel.numbers import format_percent
from babel.units import format_unit

from bot import stats_phrases
from bot.card import Card
from bot.messages_of_demand import FigureShown, StatsShown
from bot.phrases import Words
from store.metrics import UNITS

NOTHING = "–"  # where there is nothing to count from


def _stats(message: StatsShown, words: Words) -> Card:
    known = {each.name: each for each in message.figures}
    values = {name: _written(known.get(name), unit, words) for name, unit in UNITS.items()}
    return Card(
        heading=stats_phrases.heading(words.ngettext, message.days),
        paragraphs=stats_phrases.lines(words.gettext, values),
        notes=(stats_phrases.what_counts(words.gettext),),
    )


def _written(figure: FigureShown | None, unit: str, words: Words) -> str:
    if figure is None or figure.value is None:
        return NOTHING
    if unit == "percent":
        return format_percent(figure.value / 100, locale=words.locale)
    if unit == "hours":
        return format_unit(figure.value, "duration-hour", "long", locale=words.locale)
    return words.number(figure.value)


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {StatsShown: _stats}
