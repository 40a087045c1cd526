"""When summaries come: a weekday and a time of day on the clock of a zone, by the zone's rules of today.

No offset is kept, and each moment is computed anew from the rules, so a change of the clocks moves the moment
and never the hour. A time of day that a change leaves out is read as if the clocks had not been changed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.working_time import zone
from store.digests import Rhythm

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """One moment of a rhythm: the Monday of its week, as it is written down, and the moment in UTC."""

    week: str
    moment: datetime


def next_planned(rhythm: Rhythm, after: datetime) -> Planned:
    """Return the first moment of the rhythm that comes after another moment."""
    here = after.astimezone(zone(rhythm.time_zone)).date()
    monday = here - timedelta(days=here.weekday())
    planned = planned_in(rhythm, monday)
    while planned.moment <= after:
        monday += A_WEEK
        planned = planned_in(rhythm, monday)
    return planned


def following(rhythm: Rhythm, planned: Planned) -> Planned:
    """Return the moment of the rhythm in the week after."""
    return planned_in(rhythm, date.fromisoformat(planned.week) + A_WEEK)


def planned_in(rhythm: Rhythm, monday: date) -> Planned:
    """Return the moment of the rhythm in the week that begins on this Monday."""
    day = monday + timedelta(days=rhythm.weekday)
    local = datetime.combine(day, time.fromisoformat(rhythm.at), zone(rhythm.time_zone))
    return Planned(monday.isoformat(), local.astimezone(UTC))


def in_week(rhythm: Rhythm, week: str) -> Planned:
    """Return the moment of the rhythm in a week as it is written down."""
    return planned_in(rhythm, date.fromisoformat(week))


def is_week(text: str) -> bool:
    """Say whether this names a week; a summary out of turn bears the moment at which it was wanted."""
    return len(text) == len("2026-03-02")
