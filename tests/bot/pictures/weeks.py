"""Summaries of made-up weeks for the tests of what is drawn of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.digest import Digest, HelpedLink, MapPlace, TopicFigures

UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)

COPENHAGEN = MapPlace("DK", 55.67, 12.56, "Copenhagen")
BARCELONA = MapPlace("ES", 41.4, 2.17, "Barcelona")
SUVA = MapPlace("FJ", -18.1, 178.4, "Suva")
APIA = MapPlace("WS", -13.8, -171.8, "Apia")
SEATTLE = MapPlace("US", 47.6, -122.3, "Seattle")
MELBOURNE = MapPlace("AU", -37.8, 145.0, "Melbourne")
BRAZIL = MapPlace("BR")


def week(*parts: TopicFigures | HelpedLink, locale: str = "en", **more: Any) -> Digest:
    """Return the summary of a week with these topics and links."""
    topics = tuple(part for part in parts if isinstance(part, TopicFigures))
    helped = tuple(part for part in parts if isinstance(part, HelpedLink))
    since = UNTIL - timedelta(days=7)
    return Digest("Demo", "C0HELP", since, UNTIL, locale, topics=topics, helped=helped, **more)
