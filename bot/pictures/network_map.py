"""The map of a network: places that helped and places that were helped, never people."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from bot.digest import Digest, HelpedLink, MapPlace
from bot.digest.contents import MAP_OF
from bot.digest.period import period
from bot.directions import runs_from_right
from bot.phrases import Words
from bot.phrases import picture as phrases
from bot.pictures.arcs import along_arc, arc
from bot.pictures.column import LINE, TOP, Column, Key, head_height, isolated
from bot.pictures.frame import Frame, draw_coasts, frame_of
from bot.pictures.labels import name_dots
from bot.pictures.outline import outline
from bot.pictures.picture import Picture
from bot.pictures.theme import (
    DONE,
    INCHES,
    MARGIN,
    OPEN,
    OPEN_EDGE,
    QUIET,
    card,
    png,
    points,
)

# More arcs cover one another; the most frequent are shown, and the words above count all.
MOST_ARCS = 40
# Lines below the map, for who reads it on a phone.
MOST_LINES = 5

# So often help must have gone one way for the thickest arc: where all went once, all are thin.
THICK = 4

GAP, FOOT = 0.25, 0.1  # inches between the map and the first line, and below the last

PLACE, COUNTRY = "o", "D"  # a place; a country of which the place is not told


def map_picture(digest: Digest, words: Words) -> Picture | None:
    """Return the map, None where nothing can be placed on it. Raises Unreadable."""
    links = _links(digest, words)
    if not links:
        return None
    its_title = phrases.map_title(words.gettext)
    return Picture("map", its_title, _alt(digest, links, words), _drawn(digest, links, words))


def map_in_words(digest: Digest, words: Words) -> list[str]:
    """Return what the map shows, line by line: first how often help was given, shown there or not."""
    return [_total(digest, words), *_said(_links(digest, words), words)] if digest.helped else []


def _links(digest: Digest, words: Words) -> list[HelpedLink]:
    """Return what has a place on the map, the most frequent first."""
    return sorted(
        (each for each in digest.helped if _known(each.helper) and _known(each.helped)),
        key=lambda each: (-each.count, _name(each.helper, words), _name(each.helped, words)),
    )


def _alt(digest: Digest, links: Sequence[HelpedLink], words: Words) -> str:
    """Return the map in words: how often help was given, then who helped whom most."""
    title = phrases.map_title(words.gettext)
    return f"{title}. {_total(digest, words)}. {'; '.join(_said(links, words))}."


def _said(links: Sequence[HelpedLink], words: Words) -> list[str]:
    _ = words.gettext
    lines = []
    for each in links[:MOST_LINES]:
        helper, helped = (words.apart(_name(end, words)) for end in (each.helper, each.helped))
        lines.append(phrases.from_to(_, helper, helped, words.number(each.count)))
    return lines


def _total(digest: Digest, words: Words) -> str:
    """Return how often help was given, the help that has no place on the map counted."""
    count = sum(each.count for each in digest.helped)
    return phrases.times(words.ngettext, count, words.number(count))


def _known(place: MapPlace) -> bool:
    return place.latitude is not None or place.country in outline().countries


def _name(place: MapPlace, words: Words) -> str:
    return place.name or words.country(place.country)


def _position(place: MapPlace) -> tuple[float, float]:
    """Return longitude and latitude, of a country the middle of its people."""
    if place.latitude is None or place.longitude is None:
        return outline().countries[place.country]
    return place.longitude, place.latitude


def _drawn(digest: Digest, links: Sequence[HelpedLink], words: Words) -> bytes:
    frame, keys = frame_of([_position(place) for place in _places(links)]), _keys(links, words)
    tall = INCHES * (1 - 2 * MARGIN) * frame.height / frame.width
    lines = [_line(each, words) for each in links[:MOST_LINES]]
    head, mirrored = head_height(keys), runs_from_right(words.locale)
    height = head + tall + GAP + LINE * len(lines) + FOOT
    figure = card(height)
    title, days = phrases.map_title(words.gettext), period(digest, words.locale, MAP_OF)
    Column(figure, TOP, mirrored=mirrored).head(title, _total(digest, words), days, keys)
    axes = figure.add_axes((MARGIN, 1 - (head + tall) / height, 1 - 2 * MARGIN, tall / height))
    frame.open_in(axes)
    draw_coasts(axes, frame)
    _network(axes, frame, links, words)
    below = Column(figure, head + tall + GAP, mirrored=mirrored)
    for line in lines:
        below.line(line)
    return png(figure)


def _keys(links: Sequence[HelpedLink], words: Words) -> list[Key]:
    _ = words.gettext
    keys = [Key(PLACE, DONE, DONE, phrases.helped(_)), Key(PLACE, OPEN, OPEN_EDGE, phrases.was_helped(_))]
    if any(place.latitude is None for place in _places(links)):
        keys.append(Key(COUNTRY, QUIET, QUIET, phrases.somewhere(_)))
    return keys


def _places(links: Sequence[HelpedLink]) -> list[MapPlace]:
    """Return every place once, the one with the most help, given or got, first."""
    weights: Counter[MapPlace] = Counter()
    for each in links:
        weights[each.helper] += each.count
        weights[each.helped] += each.count
    return [place for place, _ in weights.most_common()]


def _line(link: HelpedLink, words: Words) -> str:
    """Return who helped whom, with an arrow in the direction in which the script runs."""
    helper, helped = (isolated(_name(each, words)) for each in (link.helper, link.helped))
    arrow = "\u2190" if runs_from_right(words.locale) else "\u2192"
    return f"{helper} {arrow} {helped} · {words.number(link.count)}"


def _network(axes: Axes, frame: Frame, links: Sequence[HelpedLink], words: Words) -> None:
    """Draw the arcs, from who helped to who was helped, and the places with their names over them."""
    places = _places(links)
    at = {place: frame.place(_position(place)) for place in places}
    arcs = [each for each in links[:MOST_ARCS] if at[each.helper] != at[each.helped]]
    seen = {place: axes.transData.transform(point) for place, point in at.items()}
    for each in arcs:
        share = each.count / max(links[0].count, THICK)
        apart = points(np.hypot(*(seen[each.helper] - seen[each.helped])))
        axes.add_artist(arc(at[each.helper], at[each.helped], share, apart))
    gave = {each.helper for each in links}
    for place in places:
        fill, edge = (DONE, DONE) if place in gave else (OPEN, OPEN_EDGE)
        shape = COUNTRY if place.latitude is None else PLACE
        axes.plot(
            *at[place], marker=shape, markersize=9, markerfacecolor=fill, markeredgecolor=edge, zorder=4
        )
    along = [along_arc(seen[each.helper], seen[each.helped]) for each in arcs]
    dots = [((seen[place][0], seen[place][1]), _name(place, words)) for place in places]
    name_dots(axes, dots, np.concatenate(along) if along else np.empty((0, 2)))
