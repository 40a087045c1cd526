"""The picture of a week's questions by topic, and how many of them were answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bot import picture_phrases as phrases
from bot.digest import Digest, TopicFigures
from bot.directions import runs_from_right
from bot.phrases import Words
from bot.pictures.picture import Picture
from bot.pictures.theme import (
    DONE,
    GROUND,
    INCHES,
    INK,
    LARGE,
    MARGIN,
    NORMAL,
    OPEN,
    OPEN_EDGE,
    QUIET,
    SMALL,
    WIDTH,
    card,
    fit,
    png,
    write,
)

# More than ten bars need a screen and a half of a phone; the rest share one.
MOST_BARS = 10

# Inches: the title with its figures and legend, a topic with its bar, the edge below.
HEAD, ROW, FOOT = 1.5, 0.66, 0.2

# Of the width between the margins: what is left for a bar's share in words beside it.
_BARS = 0.84

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
    return Picture("topics", phrases.by_topic(words.gettext), alt(bars, words), _drawn(bars, words))


def bars_of(topics: Sequence[TopicFigures], words: Words) -> list[Bar]:
    """Return the bars, the most asked first; beyond MOST_BARS the small ones become one."""
    asked = sorted((each for each in topics if each.asked), key=lambda each: (-each.asked, each.topic))
    shown = asked if len(asked) <= MOST_BARS else asked[: MOST_BARS - 1]
    others = asked[len(shown) :]
    bars = [Bar(each.topic or phrases.no_topic(words.gettext), each.asked, each.answered) for each in shown]
    if others:
        label = phrases.other_topics(words.ngettext, len(others))
        bars.append(Bar(label, sum(each.asked for each in others), sum(each.answered for each in others)))
    return bars


def alt(bars: Sequence[Bar], words: Words) -> str:
    """Return the picture in words: the total, then each bar with its figures."""
    each = "; ".join(f"{bar.label}: {_share(bar, words)}" for bar in bars)
    return f"{phrases.by_topic(words.gettext)}. {_total(bars, words)}. {each}."


def _total(bars: Sequence[Bar], words: Words) -> str:
    asked, answered = sum(bar.asked for bar in bars), sum(bar.answered for bar in bars)
    return phrases.answered_of(words.ngettext, asked, words.number(answered), words.number(asked))


def _share(bar: Bar, words: Words) -> str:
    return f"{words.number(bar.answered)}/{words.number(bar.asked)}"


def _drawn(bars: Sequence[Bar], words: Words) -> bytes:
    height = HEAD + ROW * len(bars) + FOOT
    figure = card(height)
    mirrored = runs_from_right(words.locale)
    _headed(figure, height, bars, words, mirrored=mirrored)
    axes = figure.add_axes((MARGIN, FOOT / height, 1 - 2 * MARGIN, ROW * len(bars) / height))
    axes.set_axis_off()
    # In a script that runs from the right, bars begin there too.
    axes.set_xlim((1, 0) if mirrored else (0, 1))
    axes.set_ylim(len(bars), 0)
    longest = max(bar.asked for bar in bars)
    for row, bar in enumerate(bars):
        _bar(axes, row, bar, longest, words)
    return png(figure)


def _headed(figure: Figure, height: float, bars: Sequence[Bar], words: Words, *, mirrored: bool) -> None:
    """Write the title, the total, and what the two parts of a bar are."""
    left, side = (1 - MARGIN, "right") if mirrored else (MARGIN, "left")
    title = write(figure, left, 1 - 0.22 / height, phrases.by_topic(words.gettext), size=LARGE, weight="bold")
    total = write(figure, left, 1 - 0.62 / height, _total(bars, words), size=NORMAL, color=QUIET)
    for text in (title, total):
        text.set(ha=side, va="top")
        fit(text, WIDTH * (1 - 2 * MARGIN))
    x, step = left, -1 if mirrored else 1
    square = 0.15
    for label, fill, edge in (
        (phrases.answered(words.gettext), DONE, DONE),
        (phrases.still_open(words.gettext), OPEN, OPEN_EDGE),
    ):
        size = (square / INCHES, square / height)
        corner = x - size[0] if mirrored else x
        figure.add_artist(
            Rectangle((corner, 1 - 1.17 / height), *size, facecolor=fill, edgecolor=edge, linewidth=1.2)
        )
        x += step * (size[0] + 0.012)
        text = write(figure, x, 1 - 1.0 / height, label, size=SMALL, ha=side, va="top")
        x += step * (text.get_window_extent().width / WIDTH + 0.04)


def _bar(axes: Axes, row: int, bar: Bar, longest: int, words: Words) -> None:
    """Draw one bar under its label, with the figures in words: nothing hangs on its colours."""
    side = "right" if axes.xaxis_inverted() else "left"
    label = write(axes, 0, row + 0.38, bar.label, size=NORMAL, ha=side, va="bottom")
    fit(label, WIDTH * (1 - 2 * MARGIN))
    done, whole = (_BARS * count / longest for count in (bar.answered, bar.asked))
    top = row + 0.44
    axes.add_patch(Rectangle((0, top), done, _THICK, facecolor=DONE, edgecolor=DONE, linewidth=1.2))
    if bar.asked > bar.answered:
        axes.add_patch(
            Rectangle((done, top), whole - done, _THICK, facecolor=OPEN, edgecolor=OPEN_EDGE, linewidth=1.2)
        )
    beside = write(axes, whole + 0.012, top + _THICK / 2, _share(bar, words), size=SMALL)
    beside.set(ha=side, va="center", color=INK, backgroundcolor=GROUND)
