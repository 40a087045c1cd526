"""The cards of a network's figures and demand."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from babel.numbers import format_percent
from babel.units import format_unit

from bot.card import Button, Card
from bot.messages.demand import (
    CallNoted,
    CallNotPosted,
    DemandLine,
    DemandShown,
    FigureShown,
    PracticesCalledFor,
    StatsShown,
)
from bot.phrases import Words
from bot.phrases import demand as demand_phrases
from bot.phrases import digest as digest_phrases
from bot.phrases import stats as stats_phrases
from bot.questions.anonymity import FEWEST_ALIKE
from bot.shortening import title
from store.metrics import UNITS

NOTHING = "–"  # where there is nothing to count from
MINUTES_BELOW = 2  # hours: rounded to whole ones, fewer say little


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
        return _time(figure.value, words)
    return words.number(round(figure.value))


def _time(hours: float, words: Words) -> str:
    """Return the hours in words, below two of them as minutes; an answer takes one at least."""
    # In four of our languages Babel has no words for long hours, in all of them for short ones.
    if hours < MINUTES_BELOW:
        return format_unit(max(round(hours * 60), 1), "duration-minute", "short", locale=words.locale)
    return format_unit(round(hours), "duration-hour", "short", locale=words.locale)


def _demand(message: DemandShown, words: Words) -> Card:
    _, _n = words.gettext, words.ngettext
    numbered = list(enumerate(message.lines, start=1))
    said = tuple(f"{number}. {_line(line, words)}" for number, line in numbered)
    return Card(
        heading=demand_phrases.heading(_n, message.days),
        paragraphs=said or (demand_phrases.nothing(_n, FEWEST_ALIKE),),
        notes=(demand_phrases.what_is_hidden(_),) if said else (),
        buttons=tuple(_call(number, line, words) for number, line in numbered if line.call_id),
    )


def _line(line: DemandLine, words: Words) -> str:
    said = demand_phrases.summary(words, replace(line, name=words.apart(line.name)))
    if not line.called_on:
        return said
    return f"{said} {demand_phrases.call_running(words.gettext, words.day(line.called_on))}"


def _call(number: int, line: DemandLine, words: Words) -> Button:
    if line.called_on:
        label = demand_phrases.end_call(words.gettext)
        return Button("end_call", f"{label}: {number}", (line.call_id,), f"{label}: {line.name}")
    label = demand_phrases.call(words.gettext)
    return Button("call_for_practices", f"{label}: {number}", (line.call_id,), f"{label}: {line.name}")


def _called_for(message: PracticesCalledFor, words: Words) -> Card:
    _ = words.gettext
    offered = Button("did_this", demand_phrases.did_this(_), (message.call_id,), primary=True)
    return Card(heading=demand_phrases.call(_), quotation=message.text, buttons=(offered,))


def _noted(message: CallNoted, words: Words) -> Card:
    _ = words.gettext
    ended = Button("end_call", demand_phrases.end_call(_), (message.call_id,))
    said = demand_phrases.call_noted(_, words.apart(title(message.title)), closed=message.closed)
    return Card(paragraphs=(said,), buttons=() if message.closed else (ended,))


def _not_posted(message: CallNotPosted, words: Words) -> Card:
    _ = words.gettext
    why = digest_phrases.why(_, message.reason)
    again = Button("call_for_practices", demand_phrases.call(_), (message.call_id,), primary=True)
    said = demand_phrases.call_not_posted(_, title(message.title), why)
    return Card(paragraphs=(said,), buttons=(again,))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    StatsShown: _stats,
    DemandShown: _demand,
    PracticesCalledFor: _called_for,
    CallNoted: _noted,
    CallNotPosted: _not_posted,
}
