"""Working time: nine to five on the official's own clock, on the working days of their country."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files as files_of
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working_time import (
    Working,
    add_working_days,
    add_working_hours,
    common_hours,
    is_zone,
    next_working_moment,
    read_rules_anew,
    zone,
)
from matching.working_hours import shared_hours

# Zones with clock changes in both halves of the year, none, half hours, and both sides of the date line.
ZONES = (
    *("Europe/Berlin", "America/Denver", "Asia/Dubai", "Asia/Jerusalem", "Asia/Kolkata"),
    *("Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Etc/UTC"),
)
COUNTRIES = ("DE", "US", "AE", "IL", "SA", "IR", "IN", None, "XX")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
workings = st.builds(Working, st.sampled_from(ZONES), st.sampled_from(COUNTRIES))

BERLIN = Working("Europe/Berlin", "DE")
DENVER = Working("America/Denver", "US")
DUBAI = Working("Asia/Dubai", "AE")
JERUSALEM = Working("Asia/Jerusalem", "IL")


def at(working: Working, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(working.time_zone))  # type: ignore[misc, arg-type]  # year, month, ...


@given(moments, workings)
def test_the_next_working_moment_is_at_work_and_never_earlier(moment, working):
    found = next_working_moment(moment, working.time_zone, working.country)

    assert found >= moment
    assert found - moment < timedelta(days=4)
    assert 9 <= found.astimezone(working.zone).hour < 17
    assert next_working_moment(found, working.time_zone, working.country) == found


@given(moments, workings, st.integers(0, 10), st.integers(0, 10))
def test_working_days_add_up_and_keep_the_hour_of_the_clock(moment, working, first, second):
    both = add_working_days(moment, first + second, working)

    assert add_working_days(add_working_days(moment, first, working), second, working) == both
    begun = next_working_moment(moment, working.time_zone, working.country)
    assert both.astimezone(working.zone).time() == begun.astimezone(working.zone).time()


@given(moments, workings, st.integers(1, 40))
def test_eight_working_hours_are_one_working_day(moment, working, days):
    begun = next_working_moment(moment, working.time_zone, working.country)
    at_nine = begun.astimezone(working.zone).replace(hour=9, minute=30, second=0, microsecond=0)

    assert add_working_hours(at_nine, 8 * days, working) == add_working_days(at_nine, days, working)


@given(moments, workings, st.integers(1, 40))
def test_working_hours_end_within_working_hours(moment, working, hours):
    end = add_working_hours(moment, hours, working).astimezone(working.zone)

    assert end > moment
    assert (9, 0) < (end.hour, end.minute) <= (17, 0) or (end.hour, end.minute) == (9, 0)


@given(workings, workings, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_common_hours_lie_in_the_working_hours_of_both_and_are_the_same_either_way(one, other, day):
    found = common_hours(one, other, day)

    if found is None:
        return
    for working in (one, other):
        start, end = found.start.astimezone(working.zone), found.end.astimezone(working.zone)
        assert (9, 0) <= (start.hour, start.minute) < (end.hour, end.minute) <= (17, 0)
        assert start.date() == end.date()


def test_two_working_days_over_a_weekend_leave_it_out():
    thursday = at(BERLIN, 2026, 3, 5, 11)

    assert add_working_days(thursday, 2, BERLIN) == at(BERLIN, 2026, 3, 9, 11)


def test_the_weekend_is_that_of_the_country():
    thursday = (2026, 3, 5, 11)

    # Unicode's territory data: Friday and Saturday in Israel, Saturday and Sunday in the Emirates since 2022.
    assert add_working_days(at(JERUSALEM, *thursday), 1, JERUSALEM) == at(JERUSALEM, 2026, 3, 8, 11)
    assert add_working_days(at(DUBAI, *thursday), 1, DUBAI) == at(DUBAI, 2026, 3, 6, 11)
    assert add_working_days(at(DENVER, *thursday), 1, DENVER) == at(DENVER, 2026, 3, 6, 11)


@pytest.mark.parametrize("working", [BERLIN, DENVER])
def test_the_hour_stays_when_the_clocks_change(working):
    before = {BERLIN: (2026, 3, 27, 10), DENVER: (2026, 3, 6, 10)}[working]  # the Friday before
    after = {BERLIN: (2026, 3, 30, 10), DENVER: (2026, 3, 9, 10)}[working]

    found = add_working_days(at(working, *before), 1, working)

    assert found == at(working, *after)
    assert found - at(working, *before).astimezone(UTC) == timedelta(days=3, hours=-1)


def test_four_working_hours_that_begin_in_the_afternoon_end_the_next_morning():
    assert add_working_hours(at(BERLIN, 2026, 3, 6, 15, 30), 4, BERLIN) == at(BERLIN, 2026, 3, 9, 11, 30)


def test_what_is_sent_at_night_counts_from_the_morning_on_the_officials_own_day():
    # Nine in the morning of Monday in London is one at night in San Francisco, the same day.
    san_francisco = Working("America/Los_Angeles", "US")
    asked = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert add_working_days(asked, 2, san_francisco) == at(san_francisco, 2026, 3, 4, 9)


def test_a_zone_across_midnight_is_on_its_own_day():
    kiritimati = Working("Pacific/Kiritimati", "KI")  # fourteen hours ahead
    friday_noon = datetime(2026, 3, 6, 12, tzinfo=UTC)  # there it is Saturday, two in the morning

    assert next_working_moment(friday_noon, kiritimati.time_zone, "KI") == at(kiritimati, 2026, 3, 9, 9)
    assert kiritimati.local_date(friday_noon) == date(2026, 3, 7)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../etc/passwd", "\x00"])
def test_an_unknown_zone_counts_as_utc(name):
    assert add_working_days(datetime(2026, 3, 2, 9, tzinfo=UTC), 1, Working(name)) == datetime(
        2026, 3, 3, 9, tzinfo=UTC
    )


def test_the_hours_in_common_of_two_continents_are_the_ones_at_which_both_work():
    found = common_hours(BERLIN, Working("America/New_York", "US"), date(2026, 3, 2))

    assert found is not None
    assert (found.start, found.end) == (at(BERLIN, 2026, 3, 2, 15), at(BERLIN, 2026, 3, 2, 17))


def test_two_whose_days_never_meet_have_no_hours_in_common():
    assert common_hours(BERLIN, Working("America/Los_Angeles", "US"), date(2026, 3, 2)) is None


def test_hours_in_common_are_found_across_the_date_line():
    auckland, los_angeles = Working("Pacific/Auckland", "NZ"), Working("America/Los_Angeles", "US")

    found = common_hours(auckland, los_angeles, date(2026, 3, 3))  # Tuesday morning there is Monday noon here

    assert found is not None
    assert (found.start, found.end) == (at(los_angeles, 2026, 3, 2, 12), at(los_angeles, 2026, 3, 2, 17))


@pytest.mark.parametrize(
    ("name", "known"), [("", True), ("UTC", True), ("Europe/Berlin", True), ("Europe", False)]
)
def test_a_zone_is_one_that_the_rules_know(name, known):
    assert is_zone(name) is known


def test_rules_that_were_installed_meanwhile_hold_once_they_are_read_anew(tmp_path):
    ours, before = tmp_path / "Testland", zoneinfo.TZPATH
    rules = {name: zone_file(before, name) for name in ("Asia/Tokyo", "Asia/Kolkata")}
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    zoneinfo.reset_tzpath([tmp_path])
    try:
        ours.write_bytes(rules["Asia/Tokyo"])
        was = noon.astimezone(zone("Testland")).hour
        ours.write_bytes(rules["Asia/Kolkata"])
        still = noon.astimezone(zone("Testland")).hour
        read_rules_anew()
        now = noon.astimezone(zone("Testland")).hour
        ours.unlink()
        read_rules_anew()

        assert (was, still, now, is_zone("Testland")) == (21, 21, 17, False)
    finally:
        zoneinfo.reset_tzpath(before)
        read_rules_anew()


def zone_file(folders, name: str) -> bytes:
    """What the rules of a zone are read from, wherever they are installed."""
    files = (Path(folder, name) for folder in folders)
    found = next((each for each in files if each.exists()), None)
    return found.read_bytes() if found else files_of("tzdata").joinpath("zoneinfo", name).read_bytes()


@given(moments, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_the_score_counts_the_hours_that_the_card_shows(moment, one, other):
    shown = common_hours(Working(one), Working(other), Working(one).local_date(moment))

    hours = (shown.end - shown.start) / timedelta(hours=1) if shown else 0
    assert shared_hours(one, other, moment) == hours
