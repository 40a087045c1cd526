"""Whoever verified a record is reminded before its last day; what nobody checks is shown last and says so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import due as happens
from bot.cards import card
from bot.desk import Desk
from bot.events import Asked
from bot.events.member import TaskTaken
from bot.events.practice import StillRight
from bot.forms import Submitted
from bot.messages import AnswerShown
from bot.messages.editing import ExpiringShown, RecordExpired, RecordsExpiring, VerificationNoted
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.records import verification
from bot.wiring import running
from matching.domain import RecordId
from store import due, memberships, officials, reach, record_changes, records, tables, tasks
from tests.bot.staffed import SAM, TESS, official, reasons, said_to
from tests.bot.stage import (
    ANA,
    BEN,
    CHANNEL,
    CHLOE,
    PRIVATE,
    QUESTION,
    STRANGER,
    Stage,
    of_kind,
    only,
)
from tests.factories import NOW, add_network, add_record

PRESSED = replace(PRIVATE, message="300.1")
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def staffed(staffed: Stage) -> Stage:
    """The staffed stage, which looks for records each day; that of Oak is verified for forty days more."""
    verified(staffed, staffed.record.id, TODAY + 40 * DAY)
    with staffed.engine.begin() as connection:
        verification.begin(connection, NOW)
    return staffed


def verified(stage: Stage, record_id: int, until: date) -> None:
    with stage.engine.begin() as connection:
        days = {"verified_on": until - 365 * DAY, "verify_by": until}
        connection.execute(update(tables.record).filter_by(id=record_id).values(days))


def days_later(stage: Stage, days: int) -> list[Outgoing]:
    """What is said until the end of the day so many days from now."""
    return stage.wait_until(datetime.combine(TODAY + days * DAY, datetime.max.time(), UTC))


def records_of(said: Sequence[Outgoing]) -> list[list[int]]:
    return [[each.record_id for each in reminder.records] for reminder in of_kind(RecordsExpiring, said)]


def confirm(stage: Stage, speaker=BEN, now: datetime = NOW + 12 * DAY) -> list[Outgoing]:
    return stage.do(StillRight(speaker, PRESSED, stage.record.id), now)


def add_records(stage: Stage, count: int, until: date) -> list[RecordId]:
    with stage.engine.begin() as connection:
        added = [
            add_record(
                connection, stage.network_id, f"oak-{number}", stage.offices["Oak"], title=f"No. {number}"
            )
            for number in range(count)
        ]
    for each in added:
        verified(stage, each.id, until)
    return [each.id for each in added]


def test_a_network_that_begins_while_the_bot_serves_is_looked_after_within_the_hour(stage: Stage):
    with running(stage.engine, stage.library, {}, lambda: NOW) as runner:
        with stage.engine.begin() as connection:
            later = add_network(connection, "later")
        runner.do_chores()

        with stage.engine.connect() as connection:
            looking = connection.execute(
                select(tables.due.c.network_id).filter_by(kind=verification.DAY_DUE).distinct()
            )
            assert set(looking.scalars()) == {stage.network_id, later}


def test_its_office_is_reminded_thirty_seven_and_no_days_before_the_last_one(staffed: Stage):
    number = staffed.record.id

    assert records_of(days_later(staffed, 9)) == []
    assert records_of(days_later(staffed, 10)) == [[number]]
    assert records_of(days_later(staffed, 32)) == []
    assert records_of(days_later(staffed, 35)) == [[number]]
    assert records_of(days_later(staffed, 45)) == [[number]]
    assert records_of(days_later(staffed, 90)) == []


def test_the_reminder_comes_in_private_and_in_working_hours(staffed: Stage):
    with staffed.engine.begin() as connection:
        said = memberships.MembershipDraft(time_zone="America/Los_Angeles")
        memberships.save(connection, staffed.network_id, staffed.official(BEN).id, said, NOW)
    days_later(staffed, 9)
    day = datetime(2026, 3, 12, tzinfo=UTC)  # a Thursday, thirty days before

    assert staffed.wait_until(day + timedelta(hours=15, minutes=59)) == []  # 8:59 in California
    (reminder,) = staffed.wait_until(day + timedelta(hours=16))
    assert (reminder.address.way, reminder.address.people) == ("direct", (BEN.chat_id,))


def test_who_verified_it_for_a_short_time_is_not_reminded_at_once(staffed: Stage):
    verify(staffed, TODAY + 21 * DAY)

    assert records_of(days_later(staffed, 13)) == []
    assert records_of(days_later(staffed, 14)) == [[staffed.record.id]]


def test_several_records_of_one_person_come_in_one_message_five_at_a_time(staffed: Stage):
    added = add_records(staffed, 6, TODAY + 40 * DAY)

    (reminder,) = of_kind(RecordsExpiring, days_later(staffed, 12))

    assert len(reminder.records) == 5
    assert reminder.more == 2
    assert [each.action for each in card(reminder, "en").buttons] == ["still_right", "something_changed"] * 5
    assert {each.record_id for each in reminder.records} <= {staffed.record.id, *added}


def test_who_verified_it_is_reminded_before_its_office(staffed: Stage):
    verify(staffed, TODAY + 40 * DAY)

    said = days_later(staffed, 12)

    (reminder,) = of_kind(RecordsExpiring, said_to(said, SAM))
    assert reminder.can_edit
    assert [each.action for each in card(reminder, "en").buttons] == ["still_right", "edit_record"]
    assert said_to(said, BEN) == []


def test_who_verified_it_and_left_is_not_asked_any_more(staffed: Stage):
    verify(staffed, TODAY + 40 * DAY)
    with staffed.engine.begin() as connection:
        sam = official(staffed, SAM)
        memberships.save(connection, staffed.network_id, sam.id, memberships.MembershipDraft(), NOW)
        memberships.leave(connection, sam.id, NOW)

    assert of_kind(RecordsExpiring, said_to(days_later(staffed, 12), BEN))


@pytest.mark.parametrize("since", ["unverified", "account closed"])
def test_who_verified_it_and_cannot_check_it_any_more_is_not_asked_but_its_office(staffed: Stage, since: str):
    with staffed.engine.begin() as connection:
        chloe = staffed.official(CHLOE)
        by_chloe = update(tables.record).filter_by(id=staffed.record.id).values(verifier_id=chloe.id)
        connection.execute(by_chloe)
        if since == "unverified":
            officials.mark_unverified(connection, chloe.id)
        else:
            reach.close_account(connection, staffed.workspace_id, CHLOE.chat_id, NOW)

    said = days_later(staffed, 12)

    assert said_to(said, CHLOE) == []
    assert of_kind(RecordsExpiring, said_to(said, BEN))


def test_the_task_names_nobody_who_was_not_written_to(staffed: Stage):
    midnight = datetime.combine(TODAY + 10 * DAY, datetime.min.time(), UTC)
    staffed.wait_until(midnight)  # Ben is to be reminded in the morning
    with staffed.engine.begin() as connection:
        reach.close_account(connection, staffed.workspace_id, BEN.chat_id, midnight)

    task = only(RecordExpired, days_later(staffed, 41))

    assert task.asked == ""


@pytest.mark.parametrize("gone", ["account closed", "left", "unverified"])
def test_who_cannot_be_asked_any_more_at_the_hour_is_not_but_a_colleague_is(staffed: Stage, gone: str):
    midnight = datetime.combine(TODAY + 10 * DAY, datetime.min.time(), UTC)
    staffed.wait_until(midnight)  # Ben is to be reminded in the morning
    with staffed.engine.begin() as connection:
        staffed.join(connection, STRANGER, "Dan Dogwood", staffed.offices["Oak"])
        if gone == "account closed":
            reach.close_account(connection, staffed.workspace_id, BEN.chat_id, midnight)
        if gone == "left":
            memberships.leave(connection, staffed.official(BEN).id, midnight)
        if gone == "unverified":
            officials.mark_unverified(connection, staffed.official(BEN).id)

    said = days_later(staffed, 41)

    assert said_to(said, BEN) == []
    assert len(of_kind(RecordsExpiring, said_to(said, STRANGER))) == 2  # a Saturday is the last day
    assert only(RecordExpired, said).asked == "Dan Dogwood"


def test_who_verified_it_may_not_say_that_it_is_right_once_they_left_or_are_not_verified(staffed: Stage):
    with staffed.engine.begin() as connection:
        chloe = staffed.official(CHLOE)
        by_chloe = update(tables.record).filter_by(id=staffed.record.id).values(verifier_id=chloe.id)
        connection.execute(by_chloe)
        officials.mark_unverified(connection, chloe.id)

    assert reasons(confirm(staffed, CHLOE)) == ["not_verified_yet"]
    with staffed.engine.begin() as connection:
        memberships.leave(connection, chloe.id, NOW)
    assert reasons(confirm(staffed, CHLOE)) == ["not_yours_to_check"]


def verify(stage: Stage, until: date, now: datetime = NOW) -> list[Outgoing]:
    desk = Desk(stage.engine, lambda: now)
    form = desk.open(SAM, "verify_record", (stage.record.id,))
    values = {"until": (until.isoformat(),)}
    return stage.do(desk.event(Submitted(SAM, PRESSED, form.name, form.ids, values)), now)


def test_a_record_that_was_checked_or_withdrawn_before_the_hour_is_not_asked_about(staffed: Stage):
    days_later(staffed, 9)
    midnight = datetime.combine(TODAY + 10 * DAY, datetime.min.time(), UTC)
    staffed.wait_until(midnight)
    confirm(staffed, now=midnight)

    assert records_of(days_later(staffed, 12)) == []


def test_still_right_counts_for_a_year_and_shows_what_is_left(staffed: Stage):
    (other,) = add_records(staffed, 1, TODAY + 40 * DAY)
    days_later(staffed, 12)

    said = confirm(staffed)

    left = only(RecordsExpiring, said)
    assert (left.confirmed, [each.record_id for each in left.records]) == (staffed.record.title, [other])
    assert said[0].address.way == "replace"
    with staffed.engine.connect() as connection:
        record = records.by_ids(connection, staffed.network_id, [staffed.record.id])[staffed.record.id]
    assert (record.verified_on, record.verify_by) == (date(2026, 3, 14), date(2027, 3, 14))
    assert record.verifier_id == staffed.official(BEN).id


def test_still_right_is_said_once_a_day_by_its_office_its_verifier_or_staff(staffed: Stage):
    assert reasons(confirm(staffed, CHLOE)) == ["not_yours_to_check"]
    assert only(RecordsExpiring, confirm(staffed, TESS))
    assert reasons(confirm(staffed)) == ["confirmed_already"]
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, staffed.official(BEN).id)
    assert reasons(confirm(staffed, now=NOW + 13 * DAY)) == ["not_verified_yet"]
    with staffed.engine.begin() as connection:
        record_changes.withdraw(connection, staffed.network_id, staffed.record.id, NOW)
    assert reasons(confirm(staffed)) == ["record_withdrawn"]


def test_after_its_last_day_staff_have_a_task_until_somebody_checks_it(staffed: Stage):
    assert of_kind(RecordExpired, days_later(staffed, 40)) == []

    task = only(RecordExpired, days_later(staffed, 41))

    assert (task.record.record_id, task.asked, task.office) == (
        staffed.record.id,
        "Ben Birch",
        "Public works",
    )
    assert [each.action for each in card(task, "en").buttons] == [
        "verify_record",
        "edit_record",
        "withdraw_record",
        "take_task",
    ]
    until, *_, since = card(task, "en").paragraphs
    assert "was verified until April 11, 2026." in until
    assert since.startswith("Since then it stands behind records that fit equally well")
    confirm(staffed, now=NOW + 41 * DAY)
    assert open_tasks(staffed) == []


@pytest.mark.parametrize("can_edit", [True, False])
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (
            1,
            (
                "To read it: /practice show 1.",
                "If it is no longer right, choose “Something has changed”.",
            ),
        ),
        (
            2,
            (
                "To read one, type for example /practice show 1.",
                "If one is no longer right, choose “Something has changed”.",
            ),
        ),
    ],
)
def test_a_reminder_names_the_button_for_a_wrong_record_to_whom_it_has_one(
    count: int, said: tuple[str, str], can_edit: bool
):
    records = tuple(ExpiringShown(1 + each, "A fee", "2026-05-01") for each in range(count))

    notes = card(RecordsExpiring(records, 0, can_edit), "en").notes

    assert notes[:-1] == (said[:1] if can_edit else said)


def test_a_task_that_staff_closed_without_checking_does_not_come_back(staffed: Stage):
    task = only(RecordExpired, days_later(staffed, 41))

    staffed.do(TaskTaken(SAM, PRESSED, task.task.id), NOW + 41 * DAY)

    assert of_kind(RecordExpired, days_later(staffed, 50)) == []
    assert open_tasks(staffed) == []


def open_tasks(stage: Stage) -> list[int]:
    with stage.engine.connect() as connection:
        found = tasks.every_open(connection, stage.network_id)
    return [each.subject_id for each in found if each.kind == "expiring"]


def test_verifying_it_from_the_task_closes_the_task_and_shows_that(staffed: Stage):
    days_later(staffed, 41)

    said = verify(staffed, TODAY + 400 * DAY, NOW + 41 * DAY)

    assert only(VerificationNoted, said)
    closed = only(RecordExpired, said).task.closed
    assert closed
    assert (closed.name, closed.outcome) == ("Sam Sorrel", "confirmed")
    assert open_tasks(staffed) == []


def test_a_record_that_nobody_can_check_is_for_staff(staffed: Stage):
    verified(staffed, staffed.unjoined.id, TODAY)
    with staffed.engine.begin() as connection:
        connection.execute(update(tables.record).filter_by(id=staffed.unjoined.id).values(verifier_id=None))

    task = only(RecordExpired, days_later(staffed, 1))

    assert task.asked == ""
    assert "Nobody was reminded of it." in card(task, "en").paragraphs


def test_what_ran_out_long_ago_opens_no_task_and_what_was_missed_for_days_does(staffed: Stage):
    verified(staffed, staffed.unjoined.id, TODAY - 8 * DAY)
    verified(staffed, staffed.record.id, TODAY - 3 * DAY)

    said = days_later(staffed, 5)

    assert [each.record.record_id for each in of_kind(RecordExpired, said)] == [staffed.record.id]
    assert records_of(said) == [[staffed.record.id]]


def test_a_second_look_on_the_same_day_and_a_second_start_say_nothing_more(staffed: Stage):
    days_later(staffed, 12)
    with staffed.engine.begin() as connection:
        verification.begin(connection, NOW + 12 * DAY)
        found = due.ready(connection, NOW + 13 * DAY)
        (row,) = {(each.kind, each.network_id): each for each in found}.values()

    with staffed.engine.begin() as connection:
        assert verification.look(connection, row, NOW + 12 * DAY) == []
    assert records_of(days_later(staffed, 12)) == []


def test_each_network_looks_for_its_own_records_each_day(staffed: Stage):
    with staffed.engine.begin() as connection:
        other = add_network(connection, "Another network")
    days_later(staffed, 2)

    with staffed.engine.connect() as connection:
        waiting = due.ready(connection, NOW + 3 * DAY)
    assert {each.network_id for each in waiting if each.kind == verification.DAY_DUE} == {
        staffed.network_id,
        other,
    }


def answered(stage: Stage, now: datetime) -> AnswerShown:
    return only(AnswerShown, stage.do(Asked(ANA, CHANNEL, QUESTION), now))


def test_an_expired_record_is_shown_last_and_says_so(staffed: Stage):
    staffed.add_peers("Dan")
    assert [each.expired for each in answered(staffed, NOW + 40 * DAY).matches] == [False, False]

    last = answered(staffed, NOW + 41 * DAY).matches[-1]

    assert (last.record_id, last.expired) == (staffed.record.id, True)
    assert words("en").checked(last) == "verified until April 11, 2026; nobody has looked since"


def test_who_is_no_longer_at_work_after_an_outage_is_reminded_when_they_next_are(staffed: Stage):
    days_later(staffed, 9)
    night = datetime.combine(TODAY + 10 * DAY, datetime.min.time(), UTC).replace(hour=23)
    staffed.wait_until(night.replace(hour=0))
    with staffed.engine.connect() as connection:
        missed = [each for each in due.ready(connection, night) if each.kind == verification.REMINDER_DUE]

    with staffed.engine.begin() as connection:
        at_night = [said for each in missed for said in happens.happen(connection, each, night)]
    next_day = staffed.wait_until(night + timedelta(hours=12))

    assert len(missed) == 1
    assert records_of(at_night) == []
    assert records_of(next_day) == [[staffed.record.id]]
