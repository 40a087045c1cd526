"""Who looks after a record and cannot change it says what has changed; staff have a task with their words."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.cards import card
from bot.desk import Desk
from bot.events.member import TaskTaken
from bot.events.practice import ChangeReported
from bot.forms import Submitted
from bot.messages.editing import ChangeNoted, ExpiringShown, RecordExpired, RecordsExpiring
from bot.messages.profile import RecordNamed, RecordsToConfirm
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.screening import screened
from bot.showing import NOWHERE
from bot.speaker import Speaker
from matching.domain import NetworkId
from store import memberships, officials, record_reports
from store.record_reports import Report
from tests.bot.staffed import CARD, LATER, SAM, open_task
from tests.bot.stage import ANA, BEN, PRIVATE, Stage, only
from tests.bot.test_auditing import trail
from tests.factories import NOW, add_network, add_official, add_record

NAME = "something_changed"
DAY = timedelta(days=1)
TEXT = "The council ended the fee in May."


def sent(stage: Stage, text: str = TEXT, speaker: Speaker = BEN) -> list[Outgoing]:
    """What is said once the form is opened, filled in, checked and stored."""
    desk = Desk(stage.engine, lambda: LATER)
    form = desk.open(speaker, NAME, (stage.record.id,))
    submitted = Submitted(speaker, PRIVATE, form.name, form.ids, {"text": (text,)})
    assert desk.check(submitted) == {}
    return stage.do(desk.event(submitted), LATER)


def test_staff_read_what_has_changed_and_who_says_so(staffed: Stage):
    said = sent(staffed)

    assert only(ChangeNoted, said).title == staffed.record.title
    task = only(RecordExpired, said)
    shown = card(task, "en")
    assert shown.heading == "Something has changed"
    assert f"Ben Birch: {TEXT}" in shown.paragraphs
    assert [each.action for each in shown.buttons][:3] == ["verify_record", "edit_record", "withdraw_record"]


def test_what_is_said_while_a_task_about_the_record_is_open_is_shown_with_it(staffed: Stage):
    open_task(staffed, "expiring", staffed.record.id)

    sent(staffed)
    said = sent(staffed, "There is a new one now.")

    reports = only(RecordExpired, said).reports
    assert [each.text for each in reports] == [TEXT, "There is a new one now."]


def test_a_task_shows_what_was_said_since_it_was_opened(staffed: Stage):
    task = only(RecordExpired, sent(staffed)).task
    done = staffed.do(TaskTaken(SAM, CARD, task.id), LATER)

    assert [each.text for each in only(RecordExpired, done).reports] == [TEXT]
    later = staffed.do(ChangeReported(BEN, PRIVATE, staffed.record.id, "More."), LATER + DAY)
    assert [each.text for each in only(RecordExpired, later).reports] == ["More."]


def test_only_who_may_say_that_it_is_still_right_may_say_that_it_is_not(staffed: Stage):
    with pytest.raises(Refusal, match="not_yours_to_check"):
        sent(staffed, speaker=ANA)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, staffed.official(BEN).id)

    with pytest.raises(Refusal, match="not_verified_yet"):
        sent(staffed)


def test_a_text_that_cannot_stay_has_a_sentence_below_its_field(staffed: Stage):
    desk = Desk(staffed.engine, lambda: LATER)
    for text in (" ", "Ask ben@example.org."):
        submitted = Submitted(BEN, PRIVATE, NAME, (staffed.record.id,), {"text": (text,)})
        assert list(desk.check(submitted)) == ["text"]

    assert screened(ChangeReported(BEN, PRIVATE, 1, "Ask ben@example.org.")).kind == "unanswerable"


def test_the_trail_has_the_task_and_not_the_words(staffed: Stage):
    sent(staffed)

    [(actor, action, subject, _, after)] = trail(staffed)
    assert (actor, action) == (f"official:{staffed.official(BEN).id}", "record.report")
    assert subject.startswith("task:")
    assert TEXT not in str(after)


def test_of_who_left_the_name_is_not_shown(staffed: Stage):
    sent(staffed)
    with staffed.engine.begin() as connection:
        memberships.leave(connection, staffed.official(BEN).id, LATER)

    said = staffed.do(ChangeReported(SAM, PRIVATE, staffed.record.id, "I saw it, too."), LATER)

    assert [each.by for each in only(RecordExpired, said).reports] == ["", "Sam Sorrel"]


@pytest.mark.parametrize("can_edit", [False, True])
def test_who_is_reminded_and_cannot_change_the_record_has_the_button(*, can_edit: bool):
    reminder = RecordsExpiring((ExpiringShown(1, "A fee", ""),), 0, can_edit)

    actions = [each.action for each in card(reminder, "en").buttons]

    assert actions == ["still_right", "edit_record" if can_edit else NAME]


def test_who_is_asked_about_the_records_of_their_office_has_the_button():
    asked = RecordsToConfirm("Parks", NOWHERE, (RecordNamed(1, "A fee"),), 1)

    assert [each.action for each in card(asked, "en").buttons] == ["confirm_record", NAME]


def test_reports_of_another_network_are_not_read(engine: Engine):
    with engine.begin() as connection:
        network_id = add_network(connection)
        official = add_official(connection, network_id)
        record = add_record(connection, network_id)
        report = Report(record.id, official.id, TEXT)
        record_reports.keep(connection, network_id, report, NOW)

        def read(network: NetworkId, first=NOW, last=None):
            return record_reports.between(connection, network, record.id, first, last)

        assert read(network_id) == read(network_id, last=LATER) == (report,)
        assert read(network_id, LATER) == ()
        assert read(add_network(connection, "Another network")) == ()
