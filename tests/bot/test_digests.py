"""Summaries come each week, once, at nine on the clock of their channel, whatever happens around them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from benchmarks import digest_year
from bot import due, posting
from bot.actions import ACTIONS
from bot.cards import card
from bot.commands import UsageWanted, wish
from bot.desk import Desk
from bot.digest import sending as rhythm
from bot.events.curation import QueueWanted
from bot.events.digest import (
    DigestHistoryWanted,
    DigestHurried,
    DigestMoreWanted,
    DigestPreviewed,
    DigestSet,
    DigestSwitched,
)
from bot.forms import Submitted
from bot.introductions.replacing import instead
from bot.messages import Refused
from bot.messages.digests import (
    DigestComing,
    DigestFailed,
    DigestHistoryShown,
    DigestMoreShown,
    DigestSettingShown,
    DigestShown,
)
from bot.messenger import TryLater
from bot.outgoing import NOT_REPEATED
from bot.pictures.drawing import pictures_of
from bot.refusal import Refusal
from bot.slack.render import render
from store import channel_settings, digests, networks, staff, tables, tasks
from store.channel_settings import ChannelSetting
from store.deliveries import Delivery
from store.digests import Rhythm
from tests.bot.digested import ROOM, STAFF_ROOM, TUESDAY, add_question, digested, setting, settle
from tests.bot.digested import summed as summed
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, of_kind, only
from tests.bot.test_durable import RecordingMessenger, running
from tests.bot.test_posting import Chat
from tests.engines import quickly_opened
from tests.factories import NOW, add_office, add_official, there
from tests.waiting import wait_until

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)


def test_a_summary_comes_at_its_moment_in_its_channel_and_not_before(summed: Stage):
    before = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1) - MINUTE)
    [first] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    assert before == []
    assert (first.address.way, first.address.conversation) == ("thread", ROOM.conversation)
    assert first.message.digest.channel == ROOM.conversation


def test_nine_stays_nine_when_the_clocks_change(summed: Stage):
    # New York is five hours behind UTC on March 3, and four on March 10.
    sent = [each.message.digest.until for each in summed.wait_until(TUESDAY)]

    assert sent == [TUESDAY - WEEK + timedelta(hours=1), TUESDAY]


def test_of_an_hour_that_comes_twice_in_autumn_the_first_counts_and_only_it(summed: Stage):
    night = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # half past one in New York, and once more an hour later
    settle_at(summed, night - DAY, weekday=6, at="01:30")

    sent = [each.message.digest.until for each in summed.wait_until(night + WEEK + 2 * timedelta(hours=1))]

    assert sent == [night, night + WEEK + timedelta(hours=1)]


def test_each_summary_tells_from_where_the_one_before_it_ended(summed: Stage):
    shown = of_kind(DigestShown, summed.wait_until(TUESDAY + 3 * WEEK))

    assert len(shown) == 5
    assert all(late.digest.since == early.digest.until for early, late in pairwise(shown))


def test_what_was_due_a_day_ago_still_comes_and_what_was_due_longer_ago_does_not(summed: Stage):
    due_at = TUESDAY - WEEK + timedelta(hours=1)

    assert run_at(summed, due_at + DAY) == [DigestShown]
    # A process that was down over the next moment, for more than a day.
    assert run_at(summed, TUESDAY + DAY + MINUTE) == [DigestFailed]


def test_the_summary_after_one_that_was_missed_tells_what_it_would_have(summed: Stage):
    run_at(summed, TUESDAY - WEEK + 2 * DAY)
    [after] = of_kind(DigestShown, summed.wait_until(TUESDAY))

    # The first one would have told a week.
    assert after.digest.since == TUESDAY - 2 * WEEK + timedelta(hours=1)


def test_a_first_summary_that_its_channel_did_not_take_is_told_by_the_one_after_it(summed: Stage):
    [first] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    with summed.engine.begin() as connection:
        instead(connection, summed.network_id, first, "not_in_channel", TUESDAY - WEEK + timedelta(hours=1))

    summed.do(DigestSwitched(BEN, ROOM, on=True), TUESDAY + 3 * DAY)
    [after] = of_kind(DigestShown, summed.wait_until(TUESDAY + WEEK))

    assert after.digest.since == first.message.digest.since


def test_what_was_given_up_after_a_later_one_had_come_is_told_once_and_no_more(summed: Stage):
    [first] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    summed.do(DigestHurried(BEN, ROOM), TUESDAY - 6 * DAY)
    summed.wait_until(TUESDAY - 6 * DAY)
    with summed.engine.begin() as connection:
        instead(connection, summed.network_id, first, "no_answer", TUESDAY - 5 * DAY)

    after, then = of_kind(DigestShown, summed.wait_until(TUESDAY + WEEK))

    assert after.digest.since == first.message.digest.since
    assert then.digest.since == after.digest.until


def test_what_was_missed_longer_than_four_weeks_ago_is_told_no_more_and_in_nobodys_way(summed: Stage):
    run_at(summed, TUESDAY - WEEK + 2 * DAY)
    summed.do(DigestSwitched(BEN, ROOM, on=False), TUESDAY - WEEK + 2 * DAY)
    summed.do(DigestSwitched(BEN, ROOM, on=True), TUESDAY + 5 * WEEK + DAY)

    after, then = of_kind(DigestShown, summed.wait_until(TUESDAY + 7 * WEEK))

    assert after.digest.since == after.digest.until - 4 * WEEK
    assert then.digest.since == after.digest.until


def test_staff_are_told_of_a_summary_that_was_missed_and_nobody_else(summed: Stage):
    said = due_now(summed, TUESDAY - WEEK + 2 * DAY)

    assert [each.address.conversation for each in said] == [STAFF_ROOM]
    assert "more than a day late" in render(said[0].message, "en").text


def test_staff_are_told_in_the_language_that_they_set_for_their_channel(summed: Stage):
    with summed.engine.begin() as connection:
        spanish = ChannelSetting(language="es")
        channel_settings.save(connection, summed.network_id, summed.workspace_id, STAFF_ROOM, spanish)

    [said] = due_now(summed, TUESDAY - WEEK + 2 * DAY)

    assert said.locale == "es"


def test_a_week_of_outage_leaves_one_note_and_no_backlog(summed: Stage):
    assert run_at(summed, TUESDAY + 5 * WEEK + 2 * DAY) == [DigestFailed]
    assert len(summed.wait_until(TUESDAY + 6 * WEEK)) == 1


def test_an_empty_week_says_so_briefly_or_posts_nothing(engine):
    brief = digested(engine)
    settle(brief, replace(ROOM, conversation="C-quiet"), empty_weeks="skip")
    later = TUESDAY + WEEK  # what the stage was set with lies longer ago

    brief.wait_until(TUESDAY)
    said = brief.wait_until(later)

    assert [each.address.conversation for each in said] == [ROOM.conversation]
    assert "Nothing new this week." in render(said[0].message, "en").text


def test_a_question_of_an_earlier_week_that_is_still_open_is_no_news(engine):
    stage = digested(engine, empty_weeks="skip")
    add_question(stage, "How do you fund bus shelters?", NOW - 3 * DAY)

    posted = [each.message.digest for each in stage.wait_until(TUESDAY + 2 * WEEK)]

    assert [(each.counts.asked, each.counts.open_questions) for each in posted] == [(1, 1)]


def test_with_other_news_it_is_listed_again_and_else_below_the_line_that_there_are_none(summed: Stage):
    add_question(summed, "How do you fund bus shelters?", NOW - 3 * DAY)
    summed.wait_until(TUESDAY)

    [said] = summed.wait_until(TUESDAY + WEEK)

    first, *others = card(said.message, "en").paragraphs
    assert first == "Nothing new this week."
    assert "How do you fund bus shelters?" in str(others)


def test_a_preview_is_what_would_be_sent_and_only_who_asked_reads_it(summed: Stage):
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY)
    summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    [preview] = summed.do(DigestPreviewed(BEN, ROOM), TUESDAY)
    [sent] = summed.wait_until(TUESDAY)

    assert preview.address.way == "only_to"
    assert preview.address.people == (BEN.chat_id,)
    as_sent = replace(only(DigestShown, [preview]), digest_id=only(DigestShown, [sent]).digest_id)
    assert render(as_sent, preview.locale) == render(sent.message, sent.locale)
    assert pictures_of(as_sent, preview.locale) == pictures_of(sent.message, sent.locale) != ()


@pytest.mark.parametrize("spot", [ROOM, replace(ROOM, conversation="C-new")])
def test_the_rest_of_a_preview_is_there_too_also_before_anything_is_set(summed: Stage, spot):
    for number in range(8):
        add_question(summed, f"How do you mend road {number}?", NOW - timedelta(hours=number))
    [preview] = summed.do(DigestPreviewed(BEN, spot), NOW)
    [button] = [each for each in card(preview.message, "en").buttons if "More" in each.label]

    event = ACTIONS[button.action].made(BEN, spot, *button.ids)
    [rest] = summed.do(event, NOW)

    assert isinstance(rest.message, DigestMoreShown)
    assert len(rest.message.digest.open_questions) == 6
    assert only(Refused, summed.do(replace(event, speaker=CHLOE), NOW)).reason == "staff_only"


def test_a_preview_has_no_link_to_a_page_that_is_not_there_yet(summed: Stage):
    [preview] = summed.do(DigestPreviewed(BEN, ROOM), NOW)

    assert card(preview.message, "en").digest == 0


def test_a_preview_changes_nothing(summed: Stage):
    summed.do(DigestPreviewed(BEN, ROOM), NOW)
    summed.do(DigestPreviewed(BEN, ROOM), NOW)

    assert len(summed.wait_until(TUESDAY)) == 2


def test_now_posts_it_at_once_and_the_one_of_the_week_still_comes(summed: Stage):
    told = only(DigestComing, summed.do(DigestHurried(BEN, ROOM), NOW))
    [hurried] = summed.wait_until(NOW)
    later = summed.wait_until(TUESDAY)

    assert told == DigestComing()
    assert hurried.message.digest.until == NOW
    assert [each.message.digest.since for each in later] == [NOW, TUESDAY - WEEK + timedelta(hours=1)]


def test_now_twice_in_a_row_posts_once(summed: Stage):
    summed.do(DigestHurried(BEN, ROOM), NOW)
    at_once = summed.do(DigestHurried(BEN, ROOM), NOW)
    posted = summed.wait_until(NOW)
    afterwards = only(Refused, summed.do(DigestHurried(BEN, ROOM), NOW + MINUTE))

    assert only(DigestComing, at_once)
    assert len(posted) == 1
    assert afterwards.reason == "digest_just_sent"


def test_now_in_a_week_without_news_says_that_nothing_may_come_and_can_be_tried_again(engine):
    stage = digested(engine, empty_weeks="skip")
    stage.wait_until(TUESDAY)  # what the stage was set with

    told = only(DigestComing, stage.do(DigestHurried(BEN, ROOM), TUESDAY + DAY))
    nothing = stage.wait_until(TUESDAY + DAY)
    again = stage.do(DigestHurried(BEN, ROOM), TUESDAY + DAY + MINUTE)

    assert "if there is anything new" in render(told, "en").text
    assert nothing == []
    assert only(DigestComing, again)


def unanswered(stage: Stage, now) -> tuple[Chat, Delivery]:
    """The summary of the first week while its chat does not answer, and how it waits to be posted."""
    said, chat = stage.wait_until(now), Chat(TryLater())
    with stage.engine.begin() as connection:
        [kept] = posting.keep(connection, stage.network_id, "due:1", said, now)
    delivery = there(posting.take(stage.engine, kept, now))
    posting.post(stage.engine, lambda _: chat, delivery, lambda: now)
    return chat, delivery


def test_now_waits_for_the_one_that_the_chat_has_not_taken_yet(summed: Stage):
    due_at, later = TUESDAY - WEEK + timedelta(hours=1), TUESDAY - WEEK + timedelta(hours=4)
    chat, delivery = unanswered(summed, due_at)
    while_it_waits = only(Refused, summed.do(DigestHurried(BEN, ROOM), later))
    again = there(posting.take(summed.engine, delivery.id, later))
    posting.post(summed.engine, lambda _: chat, again, lambda: later)

    assert while_it_waits.reason == "digest_on_its_way"
    assert len(chat.stands) == 1
    assert only(DigestComing, summed.do(DigestHurried(BEN, ROOM), later))


def test_a_new_day_moves_the_one_that_waits_and_a_week_never_has_two(summed: Stage):
    summed.wait_until(TUESDAY)
    settle_at(summed, TUESDAY + MINUTE, weekday=4)

    assert summed.wait_until(TUESDAY + 6 * DAY) == []  # the week had its summary on Tuesday
    assert len(summed.wait_until(TUESDAY + 10 * DAY + timedelta(minutes=1))) == 1


def test_a_pause_lets_nothing_come_and_its_end_begins_with_the_next_moment(summed: Stage):
    summed.do(DigestSwitched(BEN, ROOM, on=False), NOW)
    paused = summed.wait_until(TUESDAY + WEEK)
    shown = only(DigestSettingShown, summed.do(DigestSwitched(BEN, ROOM, on=True), TUESDAY + 8 * DAY))

    assert paused == []
    assert shown.next_at == "2026-03-24T09:00:00"
    assert len(summed.wait_until(TUESDAY + 2 * WEEK)) == 1


def posted_late(stage: Stage, chat: Chat):
    """What is said when a summary was committed at its moment and its process came back three days later."""
    due_at = TUESDAY - WEEK + timedelta(hours=1)
    said = stage.wait_until(due_at)
    with stage.engine.begin() as connection:
        [kept] = posting.keep(connection, stage.network_id, "due:1", said, due_at)
    delivery = there(posting.take(stage.engine, kept, due_at + 3 * DAY))
    return posting.post(stage.engine, lambda _: chat, delivery, lambda: due_at + 3 * DAY)


def test_a_summary_that_was_committed_and_not_posted_within_a_day_is_not_posted(summed: Stage):
    chat = Chat()
    [note] = posted_late(summed, chat)

    said = posting.take(summed.engine, note, TUESDAY)
    assert chat.stands == []
    assert "digest_failed" in said.message
    [after] = of_kind(DigestShown, summed.wait_until(TUESDAY))
    assert after.digest.since == TUESDAY - 2 * WEEK + timedelta(hours=1)  # what was not read is told again


def test_a_summary_of_another_version_is_missed_as_others_are_and_told_again(summed: Stage):
    due_at = TUESDAY - WEEK + timedelta(hours=1)
    said = summed.wait_until(due_at)
    with summed.engine.begin() as connection:
        [made] = posting.keep(connection, summed.network_id, "due:1", said, due_at)
        other = json.dumps({"kind": "digest", "digest_id": said[0].message.digest_id, "digest": {}})
        connection.execute(update(tables.delivery).filter_by(id=made).values(message=other))

    delivery = there(posting.take(summed.engine, made, due_at))
    *_, note = posting.post(summed.engine, lambda _: Chat(), delivery, lambda: due_at)

    assert "digest_failed" in posting.take(summed.engine, note, due_at).message
    [after] = of_kind(DigestShown, summed.wait_until(TUESDAY))
    assert after.digest.since == said[0].message.digest.since


def test_a_summary_whose_chat_cannot_be_looked_through_until_it_is_old_is_late(summed: Stage):
    due_at, chat = TUESDAY - WEEK + timedelta(hours=1), Chat(TryLater())
    said = summed.wait_until(due_at)
    with summed.engine.begin() as connection:
        [made] = posting.keep(connection, summed.network_id, "due:1", said, due_at)
    chat.looks = TryLater()
    for moment in (due_at, due_at + DAY + MINUTE):
        delivery = there(posting.take(summed.engine, made, moment))
        posting.post(summed.engine, lambda _: chat, delivery, lambda: moment)  # noqa: B023 (called at once)

    with summed.engine.connect() as connection:
        [ended] = digests.history(connection, setting(summed).id, 5)
    assert (ended.state, ended.why) == ("missed", "late")


def test_staff_without_a_conversation_find_in_their_queue_what_was_not_sent(summed: Stage):
    with summed.engine.begin() as connection:
        staff.leave_conversation(connection, summed.workspace_id, STAFF_ROOM)
    assert run_at(summed, TUESDAY - WEEK + 2 * DAY) == []

    found = only(DigestFailed, summed.do(QueueWanted(BEN, ROOM, "summary"), NOW))

    assert (found.conversation, found.on, found.why, found.paused) == (
        ROOM.conversation,
        "2026-03-03",
        "late",
        False,
    )
    assert "Done" in [each.label for each in card(found, "en").buttons]


def test_a_task_about_a_summary_is_done_when_the_next_one_comes(summed: Stage):
    run_at(summed, TUESDAY - WEEK + 2 * DAY)
    before = open_tasks(summed)
    summed.wait_until(TUESDAY)

    assert (before, open_tasks(summed)) == (1, 0)


def test_a_task_about_a_paused_channel_is_done_once_staff_let_it_go_on(summed: Stage):
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    with summed.engine.begin() as connection:
        instead(connection, summed.network_id, sent, "is_archived", TUESDAY)
    before = open_tasks(summed)
    summed.do(DigestSwitched(BEN, ROOM, on=True), TUESDAY)

    assert (before, open_tasks(summed)) == (1, 0)


def open_tasks(stage: Stage) -> int:
    with stage.engine.connect() as connection:
        return len(tasks.open_of_kind(connection, stage.network_id, "summary"))


def test_staff_of_another_workspace_who_cannot_open_the_channel_get_no_note(summed: Stage):
    with summed.engine.begin() as connection:
        other = networks.ensure_workspace(connection, summed.network_id, "slack", "T2")
        staff.choose_conversation(connection, other, "C-theirs")

    said = due_now(summed, TUESDAY - WEEK + 2 * DAY)

    assert [each.address.conversation for each in said] == [STAFF_ROOM]


def test_a_zone_that_is_no_more_is_told_and_not_taken_for_another(summed: Stage):
    with summed.engine.begin() as connection:
        of = setting(summed)
        gone = replace(of.rhythm, time_zone="Europe/Atlantis")
        digests.save(connection, summed.network_id, (summed.workspace_id, ROOM.conversation), gone)
        moved = rhythm.refresh(connection, TUESDAY)

    [note] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    assert moved == 0
    assert (note.message.why, note.message.paused) == ("time_zone", True)
    assert "/digest settings" in str(render(note.message, "en"))
    assert summed.wait_until(TUESDAY + WEEK) == []


def test_what_others_may_not_read_has_a_way_out_that_is_not_refused_again(summed: Stage):
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    with summed.engine.begin() as connection:
        [note] = instead(connection, summed.network_id, sent, "shared_outside", TUESDAY)
    form = Desk(summed.engine, lambda: TUESDAY).open(BEN, "digest", conversation=ROOM.conversation)

    assert "“People of other organisations too”" in str(render(note.message, "en").blocks)
    assert "People of other organisations read here" in form.intro


@pytest.mark.parametrize("reason", ["is_archived", "channel_not_found", "not_in_channel", "account_inactive"])
def test_a_channel_that_takes_no_summary_is_paused_and_staff_are_told_once(summed: Stage, reason: str):
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    with summed.engine.begin() as connection:
        told = instead(connection, summed.network_id, sent, reason, TUESDAY)
        again = instead(connection, summed.network_id, sent, reason, TUESDAY)

    assert [each.address.conversation for each in told] == [STAFF_ROOM]
    assert again == []
    assert setting(summed).state == "paused"
    assert summed.wait_until(TUESDAY + 3 * WEEK) == []


@pytest.mark.parametrize("reason", ["no_answer", NOT_REPEATED])
def test_a_chat_that_was_away_or_did_not_let_us_look_pauses_nothing(summed: Stage, reason: str):
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    with summed.engine.begin() as connection:
        told = instead(connection, summed.network_id, sent, reason, TUESDAY)

    [after] = of_kind(DigestShown, summed.wait_until(TUESDAY))
    assert (only(DigestFailed, told).why, only(DigestFailed, told).paused) == (reason, False)
    assert after.digest.since == sent.message.digest.since  # what was not read is told again


def test_a_preview_that_was_refused_pauses_nothing(summed: Stage):
    [preview] = summed.do(DigestPreviewed(BEN, ROOM), NOW)

    with summed.engine.begin() as connection:
        instead(connection, summed.network_id, preview, "user_not_in_channel", NOW)

    assert setting(summed).state == "on"


@pytest.mark.parametrize(
    "event",
    [
        DigestPreviewed(CHLOE, ROOM),
        DigestHurried(CHLOE, ROOM),
        DigestSwitched(CHLOE, ROOM, on=False),
        DigestHistoryWanted(CHLOE, ROOM),
        DigestSet(CHLOE, ROOM, 1, "09:00", "", "brief"),
    ],
)
def test_others_than_staff_decide_nothing(summed: Stage, event):
    assert only(Refused, summed.do(event)).reason == "staff_only"
    assert len(summed.wait_until(TUESDAY)) == 2


def test_the_history_says_how_each_one_ended(summed: Stage):
    summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    run_at(summed, TUESDAY + 2 * DAY)

    shown = only(DigestHistoryShown, summed.do(DigestHistoryWanted(BEN, ROOM), TUESDAY + 3 * DAY))

    assert [(each.on, each.state, each.why) for each in shown.ended] == [
        ("2026-03-10", "missed", "late"),
        ("2026-03-03", "sent", ""),
    ]


def test_the_history_says_what_waits_until_the_chat_answers(summed: Stage):
    summed.do(DigestHurried(BEN, ROOM), NOW)
    with summed.engine.begin() as connection:
        [waiting] = due.ready(connection, NOW)
        rhythm.put_off(connection, waiting, NOW)  # as the runner does while the chat is silent

    def lines(now) -> tuple[str, ...]:
        shown = only(DigestHistoryShown, summed.do(DigestHistoryWanted(BEN, ROOM), now))
        return card(shown, "en").paragraphs

    assert lines(NOW) == ("March 2, 2026, waiting",)
    assert lines(NOW + 5 * MINUTE) == ("March 2, 2026, waiting, the chat did not answer",)
    summed.do(DigestSwitched(BEN, ROOM, on=False), NOW + 5 * MINUTE)
    assert lines(NOW + 5 * MINUTE) == ("There was none yet.",)


def test_the_history_says_that_one_waits_which_the_chat_has_not_taken_yet(summed: Stage):
    due_at = TUESDAY - WEEK + timedelta(hours=1)
    chat, delivery = unanswered(summed, due_at)

    def ended(now) -> list[tuple[str, str]]:
        shown = only(DigestHistoryShown, summed.do(DigestHistoryWanted(BEN, ROOM), now))
        return [(each.state, each.why) for each in shown.ended]

    at_once, while_it_waits = ended(due_at), ended(due_at + timedelta(hours=2))
    again = there(posting.take(summed.engine, delivery.id, due_at + timedelta(hours=3)))
    posting.post(summed.engine, lambda _: chat, again, lambda: due_at + timedelta(hours=3))

    assert (at_once, while_it_waits) == ([("due", "")], [("due", "no_answer")])
    assert ended(due_at + timedelta(hours=4)) == [("sent", "")]


def test_a_summary_is_in_the_language_of_its_channel(summed: Stage):
    with summed.engine.begin() as connection:
        here = (summed.network_id, summed.workspace_id, ROOM.conversation)
        channel_settings.save(connection, *here, ChannelSetting(language="es"))

    [sent, _] = summed.wait_until(TUESDAY)

    assert sent.locale == sent.message.digest.locale == "es"


def test_the_rest_is_for_whoever_presses_more_alone(summed: Stage):
    for number in range(8):
        add_question(summed, f"How do you mend road {number}?", NOW + timedelta(hours=number))
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))

    [rest] = summed.do(DigestMoreWanted(CHLOE, ROOM, sent.message.digest_id), TUESDAY)

    assert rest.address.way == "only_to"
    assert len(of_kind(DigestMoreShown, [rest])[0].digest.open_questions) == 6
    text = str(render(rest.message, "en").blocks)
    assert "mend road 4?" in text
    assert "mend road 7?" not in text  # that one stood in the summary


def test_the_rest_of_another_networks_summary_is_nobodys(summed: Stage):
    assert only(Refused, summed.do(DigestMoreWanted(CHLOE, ROOM, 4711))).reason == "digest_gone"


@pytest.mark.parametrize("at", ["", "25:00", "nine", "9:60", "09:00:00"])
def test_a_time_that_is_none_is_refused(summed: Stage, at: str):
    refused = only(Refused, summed.do(DigestSet(BEN, ROOM, 1, at, "", "brief")))

    assert refused.reason == "digest_time"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no_answer", "the chat did not answer"),
        ("app_not_installed", "I am not installed there any more"),
        ("restricted_action", "only some people may write there"),
        ("invalid_blocks", "the chat refused it: invalid_blocks"),
        (NOT_REPEATED, "I cannot see whether it was posted"),
        (posting.UNREADABLE, "another version of me made it"),
    ],
)
def test_staff_read_in_words_why_a_summary_was_not_sent(code: str, words: str):
    shown = card(DigestFailed(ROOM.conversation, "2026-03-10", code, paused=False), "en")

    assert words in str(shown)


def test_after_a_pause_a_summary_says_of_which_days_it_is_and_not_this_week(summed: Stage):
    [sent] = summed.wait_until(TUESDAY - WEEK + timedelta(hours=1))
    said = only(DigestShown, [sent])
    longer = replace(said, digest=replace(said.digest, since=said.digest.until - 4 * WEEK))

    assert card(said, "en").heading.startswith("This week in")
    assert card(longer, "en").heading.startswith("News of")


def test_what_waits_is_planned_anew_by_the_rules_of_its_zone(summed: Stage):
    with summed.engine.begin() as connection:
        waits = digests.waiting(connection, setting(summed).id)
        # As if the rules had said another offset when it was planned.
        digests.move(connection, waits.id, waits.week, waits.due_at - timedelta(hours=1))
        moved = rhythm.refresh(connection, TUESDAY)

    assert moved == 1
    [sent, _] = summed.wait_until(TUESDAY)
    assert sent.message.digest.until == TUESDAY - WEEK + timedelta(hours=1)


def test_a_summary_resumed_after_it_was_looked_at_comes_a_moment_later_and_not_unlooked_at(summed: Stage):
    with summed.engine.connect() as connection:
        [waiting] = due.ready(connection, TUESDAY - WEEK + timedelta(hours=1))

    with summed.engine.begin() as connection:
        unlooked_at = due.happen(connection, waiting, waiting.due_at)  # as if it was paused at that moment

    assert unlooked_at == []
    assert [type(each.message) for each in summed.wait_until(waiting.due_at)] == [DigestShown]


def due_now(stage: Stage, now):
    """What is said when everything that waits is looked at only now, as after an outage."""
    said = []
    with stage.engine.connect() as connection:
        ready = due.ready(connection, now)
    for each in ready:
        said += stage.happen(each, now)
    return said


def run_at(stage: Stage, now):
    return [type(each.message) for each in due_now(stage, now)]


def settle_at(stage: Stage, now, **rhythm: Any):
    known: dict[str, Any] = {
        "weekday": 1,
        "at": "09:00",
        "time_zone": "America/New_York",
        "empty_weeks": "brief",
    }
    return stage.do(DigestSet(BEN, ROOM, **(known | rhythm)), now)


def filled_in(**values: str) -> Submitted:
    known = {"weekday": "4", "at": "8.30", "time_zone": "madrid", "empty_weeks": "skip"}
    fields = {name: [value] for name, value in (known | {"read_by": "workspace"} | values).items()}
    return Submitted(BEN, ROOM, "digest", (), fields)


def test_the_form_shows_what_holds_and_sets_what_is_filled_in(summed: Stage):
    desk = Desk(summed.engine, lambda: NOW)

    form = desk.open(BEN, "digest", conversation=ROOM.conversation)
    mistakes = desk.check(filled_in())
    summed.do(desk.event(filled_in()))

    shown = {each.name: each.values for each in form.fields}
    assert (shown["weekday"], shown["time_zone"]) == (("1",), ("America/New_York",))
    assert mistakes == {}
    assert setting(summed).rhythm == Rhythm(4, "08:30", "Europe/Madrid", "skip")


def test_in_a_channel_that_has_none_yet_the_form_offers_tuesday_at_nine(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")

    form = Desk(stage.engine, lambda: NOW).open(BEN, "digest", conversation="C-new")

    offered = {each.name: each.values for each in form.fields}
    assert (offered["weekday"], offered["at"], offered["empty_weeks"]) == (("1",), ("09:00",), ("brief",))
    assert form.fields[0].options[1].label == "Tuesday"


@pytest.mark.parametrize(
    ("field", "value"), [("weekday", "7"), ("at", "25:00"), ("time_zone", "Atlantis"), ("read_by", "")]
)
def test_a_mistake_stands_below_its_field(summed: Stage, field: str, value: str):
    assert list(Desk(summed.engine, lambda: NOW).check(filled_in(**{field: value}))) == [field]


def test_the_form_is_for_staff(summed: Stage):
    with pytest.raises(Refusal):
        Desk(summed.engine, lambda: NOW).open(CHLOE, "digest", conversation=ROOM.conversation)


def test_without_a_zone_it_is_that_of_most_places(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
        for name in ("Lisbon", "Porto", "Kyoto"):
            zone = "Asia/Tokyo" if name == "Kyoto" else "Europe/Lisbon"
            office = add_office(connection, stage.network_id, "Mayor", name, time_zone=zone)
            add_official(connection, stage.network_id, name, office)

    settle(stage, time_zone="")

    assert setting(stage).rhythm.time_zone == "Europe/Lisbon"


def test_two_processes_at_the_same_moment_post_one_summary(summed: Stage):
    with summed.engine.connect() as connection:
        [waiting] = due.ready(connection, TUESDAY - WEEK + timedelta(hours=1))

    said = []
    for _ in range(2):  # both had taken the row before either wrote
        said += summed.happen(waiting, waiting.due_at)

    assert [type(each.message) for each in said] == [DigestShown]


def test_a_summary_moved_while_it_was_coming_comes_at_its_new_moment(summed: Stage):
    with summed.engine.connect() as connection:
        [waiting] = due.ready(connection, TUESDAY - WEEK + timedelta(hours=1))
    settle_at(summed, waiting.due_at - MINUTE, weekday=3)

    at_once = summed.happen(waiting, waiting.due_at)  # by whoever had taken it before

    assert at_once == []
    assert [each.message.digest.until for each in summed.wait_until(waiting.due_at + 3 * DAY)] == [
        waiting.due_at + 2 * DAY
    ]


def test_eight_weeks_with_restarts_are_eight_summaries_of_each_channel_but_for_an_outage_over_a_day(
    sqlite_url: str,
):
    engine = quickly_opened(sqlite_url)
    played = digest_year.play(digested(engine), 8, Random(1))
    engine.dispose()

    assert {len(weeks) for weeks in played.weeks.values()} == {8}
    assert (digest_year.twice(played), digest_year.missing(played), digest_year.off_time(played)) == (0, 0, 0)
    assert sum(map(len, played.came.values())) == 8 * len(played.weeks) - played.too_late
    assert played.missed == played.notes == played.too_late > 0
    assert played.died_with_work > 0
    assert played.died_before_posting > 0
    assert played.died_after_posting > 0


def test_the_console_and_direct_messages_have_no_channel_to_summarise():
    assert wish("/digest", "preview", ANA, PRIVATE) == UsageWanted("/digest")
    assert wish("/digest", "preview", ANA, ROOM) == DigestPreviewed(ANA, ROOM)


def test_the_runner_posts_what_staff_want_at_once_without_waiting_for_the_next_minute(sqlite_url: str):
    engine = quickly_opened(sqlite_url)
    stage, messenger = Stage(engine), RecordingMessenger()
    with engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
        staff.choose_conversation(connection, stage.workspace_id, STAFF_ROOM)

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", DigestSet(BEN, ROOM, 1, "09:00", "", "brief")).get_result()
        runner.accept("slack:T1:2", DigestHurried(BEN, ROOM)).get_result()
        wait_until(lambda: "digest" in messenger.said)
        digest = next(each for _, each in messenger.posts if isinstance(each, DigestShown))
        with engine.begin() as connection:
            kept = digests.by_id(connection, stage.network_id, digest.digest_id)

    assert kept.state == "sent"
    assert sorted(messenger.said) == ["digest", "digest_coming", "digest_setting"]
    engine.dispose()
