"""The picture of a week's questions by topic, and how many of them were answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_percent
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from bot.digest import Digest, TopicFigures
from bot.digest.period import period
from bot.directions import runs_from_right
from bot.phrases import Words
from bot.phrases import picture as phrases
from bot.pictures.column import TOP, Column, Key, head_height, width_of
from bot.pictures.picture import Picture
from bot.pictures.theme import (
    DONE,
    MARGIN,
    NORMAL,
    OPEN,
    OPEN_EDGE,
    SMALL,
    WIDTH,
    card,
    fit,
    png,
    write,
)
from bot.topic_names import topic_name

# More than ten bars need a screen and a half of a phone; the rest share one.
MOST_BARS = 10

# Inches: a topic with its bar, and the edge below.
ROW, FOOT = 0.66, 0.2

# Of the width between the margins: the longest bar at most, and what is between a bar and its figures.
_BARS, _GAP = 0.74, 0.012

_THICK = 0.36  # of a row


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the label above it."""

    label: str
    asked: int
    answered: int


def topics_picture(digest: Digest, words: Words) -> Picture | None:
    """Return the picture, None where no question was asked. Raises Unreadable."""
    bars = bars_of(digest.topics, words)
    if not bars:
        return None
    return Picture("topics", phrases.by_topic(words.gettext), alt(bars, words), _drawn(digest, bars, words))


def bars_of(topics: Sequence[TopicFigures], words: Words) -> list[Bar]:
    """Return the bars, the most asked first; the small ones of too many become one. That of none is last."""
    asked = sorted((each for each in topics if each.asked), key=lambda each: (-each.asked, each.topic))
    named = [each for each in asked if each.topic]
    folded = [each for each in asked if each.others]
    nameless = [
        Bar(phrases.no_topic(words.gettext), each.asked, each.answered)
        for each in asked
        if not each.topic and not each.others
    ]
    room = MOST_BARS - len(nameless)
    shown = named if len(named) + len(folded) <= room else named[: room - 1]
    others = [*named[len(shown) :], *folded]
    bars = [Bar(topic_name(each.topic), each.asked, each.answered) for each in shown]
    if others:
        label = phrases.other_topics(words.ngettext, sum(each.others or 1 for each in others))
        bars.append(Bar(label, sum(each.asked for each in others), sum(each.answered for each in others)))
    return [*bars, *nameless]


def alt(bars: Sequence[Bar], words: Words) -> str:
    """Return the picture in words: the total, then each bar with its figures."""
    return f"{phrases.by_topic(words.gettext)}. {_total(bars, words)}. {'; '.join(_lines(bars, words))}."


def topics_in_words(digest: Digest, words: Words) -> list[str]:
    """Return what the picture shows, line by line."""
    bars = bars_of(digest.topics, words)
    return [_total(bars, words), *_lines(bars, words)] if bars else []


def keys_of(words: Words) -> tuple[Key, Key]:
    """Return what the two parts of a bar are, dark and light."""
    _ = words.gettext
    return (
        Key("s", DONE, DONE, phrases.answered(_)),
        Key("s", OPEN, OPEN_EDGE, phrases.not_answered(_)),
    )


def _lines(bars: Sequence[Bar], words: Words) -> list[str]:
    return [f"{words.apart(bar.label)}: {_share(bar, words)}" for bar in bars]


def _total(bars: Sequence[Bar], words: Words) -> str:
    asked, answered = sum(bar.asked for bar in bars), sum(bar.answered for bar in bars)
    return phrases.answered_of(words.ngettext, asked, words.number(answered), words.number(asked))


def _share(bar: Bar, words: Words) -> str:
    """Return "9/14 · 64%", as the locale writes it; 100% is all of them, and no fewer."""
    percent = format_percent(100 * bar.answered // bar.asked / 100, locale=words.locale)
    return f"{words.number(bar.answered)}/{words.number(bar.asked)} · {percent}"


def _drawn(digest: Digest, bars: Sequence[Bar], words: Words) -> bytes:
    _, mirrored = words.gettext, runs_from_right(words.locale)
    keys = keys_of(words)
    tall = ROW * len(bars)
    height = head_height(keys) + tall + FOOT
    figure = card(height)
    days = period(digest, words.locale)
    Column(figure, TOP, mirrored=mirrored).head(phrases.by_topic(_), _total(bars, words), days, keys)
    axes = figure.add_axes((MARGIN, FOOT / height, 1 - 2 * MARGIN, tall / height))
    axes.set_axis_off()
    # In a script that runs from the right, bars begin there too.
    axes.set_xlim((1, 0) if mirrored else (0, 1))
    axes.set_ylim(len(bars), 0)
    shares = [_share(bar, words) for bar in bars]
    # What the widest figures leave of the width, as far as bars of a few questions need it.
    room = min(_BARS, 1 - _GAP - max(width_of(share) for share in shares) / (1 - 2 * MARGIN))
    unit = room / max(bar.asked for bar in bars)
    for row, (bar, share) in enumerate(zip(bars, shares, strict=True)):
        _bar(axes, row, bar, share, unit)
    return png(figure)


def _bar(axes: Axes, row: int, bar: Bar, share: str, unit: float) -> None:
    """Draw one bar under its label, `unit` long for each question, with its figures beside it."""
    side = "right" if axes.xaxis_inverted() else "left"
    label = write(axes, 0, row + 0.38, bar.label, size=NORMAL, ha=side, va="bottom")
    fit(label, WIDTH * (1 - 2 * MARGIN))
    done, whole = unit * bar.answered, unit * bar.asked
    top = row + 0.44
    axes.add_patch(Rectangle((0, top), done, _THICK, facecolor=DONE, edgecolor=DONE, linewidth=1.2))
    if bar.asked > bar.answered:
        axes.add_patch(
            Rectangle((done, top), whole - done, _THICK, facecolor=OPEN, edgecolor=OPEN_EDGE, linewidth=1.2)
        )
    beside = write(axes, whole + _GAP, top + _THICK / 2, share, size=SMALL)
    beside.set(ha=side, va="center_baseline")
