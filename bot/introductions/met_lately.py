"""The only peer to ask may be somebody whom the asker met lately: who that is, and from when on they can."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.introductions.peers_to_ask import Considered
from bot.introductions.sides import working
from bot.messages.introductions import MetLately
from matching.choosing import PAIR_WAITS, PASSING, Askable
from matching.domain import Official
from store import meetings

# Whoever is left out by one of these may take requests again by the time it is tried once more.
SOON = ("paused", "quiet", *PASSING)


def only_one_left(
    connection: Connection, asker: Official, found: Considered, now: datetime
) -> MetLately | None:
    """Return whom the asker met lately, if nobody is left to ask because of that alone.

    None if somebody can be asked, or may be soon, and if the two were never brought together: that somebody
    was asked about another question is nobody's business.
    """
    left_out = found.choice.left_out
    if found.choice.chosen or any(rule in SOON for _, rule in left_out):
        return None

    def met(each: Askable) -> bool:
        two = (asker.id, each.official_id)
        return meetings.since(connection, asker.network_id, two, now - PAIR_WAITS)

    since = [
        (each.pair_asked, found.facts.members[each.official_id].official.name)
        for each, rule in left_out
        if rule == "pair_again" and each.pair_asked is not None and each.capacity and met(each)
    ]
    if not since:
        return None
    asked_at, name = min(since)
    # On the day itself it is possible only from an hour on; on the next one all day.
    again_on = working(connection, asker).local_date(asked_at + PAIR_WAITS + timedelta(days=1))
    return MetLately(name, again_on.isoformat())
