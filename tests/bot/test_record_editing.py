"""Staff change records: what two write at once is never lost, and nothing is merged without asking."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.events import Event
from bot.events.practice import (
    EditDropped,
    HistoryWanted,
    PracticeWanted,
    RecordEdited,
    RecordRestored,
    StillRight,
)
from bot.forms import Form, Submitted
from bot.messages import Refused
from bot.messages.editing import (
    EditGivenUp,
    EditMet,
    HistoryShown,
    PartShown,
    RecordMoved,
    RecordSaved,
    VerificationNoted,
)
from bot.messages.practice import PracticeShown
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.speaker import Speaker
from matching.domain import PracticeRecord, Visibility
from store import audit_reading, memberships, provenance, record_changes, record_edits, records, staff
from store.provenance import Statement
from store.records import Stored
from store.revisions import Change
from tests.bot.staffed import SAM, TESS, official, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, Stage, of_kind, only
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def opened(stage: Stage, name: str, number: int, speaker: Speaker = SAM) -> Form:
    return desk(stage).open(speaker, name, (number,))


def filled_in(form: Form, speaker: Speaker = SAM, **typed: str) -> Submitted:
    values: Mapping[str, Sequence[str]] = {each.name: each.values for each in form.fields}
    return Submitted(
        speaker, PRIVATE, form.name, form.ids, {**values, **{name: (said,) for name, said in typed.items()}}
    )


def sent(stage: Stage, form: Form, speaker: Speaker = SAM, **typed: str) -> list[Outgoing]:
    """What is said once the form is filled in, checked and stored."""
    submitted = filled_in(form, speaker, **typed)
    assert desk(stage).check(submitted) == {}
    return stage.do(desk(stage).event(submitted), LATER)


def edited(stage: Stage, speaker: Speaker = SAM, **typed: str) -> list[Outgoing]:
    return sent(stage, opened(stage, "edit_record", stage.record.id, speaker), speaker, **typed)


def now_stored(stage: Stage) -> Stored:
    with stage.engine.connect() as connection:
        stored = records.stored_by_id(connection, stage.network_id, stage.record.id)
    assert stored
    return stored


def now_said(stage: Stage) -> PracticeRecord:
    return now_stored(stage).record


@pytest.fixture
def met(staffed: Stage) -> EditMet:
    """What Tess reads after Sam changed the record that she had open."""
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, title="Sam's title", cost="One million")
    return only(EditMet, sent(staffed, form, TESS, cost="Two million", lessons="Begin early."))


def test_what_staff_write_is_what_the_record_says_and_everybody_reads(staffed: Stage):
    saved = only(RecordSaved, edited(staffed, title="A better fee to pay for storm drains", cost="Little"))

    assert (saved.fields, saved.state) == (("title", "cost"), "published")
    record = now_said(staffed)
    assert (record.title, record.details.cost, record.revision) == (
        "A better fee to pay for storm drains",
        "Little",
        2,
    )
    assert staffed.ask().matches[0].title == record.title


def test_each_part_that_was_edited_knows_who_said_it_and_who_approved_it(staffed: Stage):
    edited(staffed, cost="Little", status="ended")

    with staffed.engine.connect() as connection:
        cost, status = provenance.of_record(connection, staffed.record.id)
    sam = official(staffed, SAM).id
    assert cost == Statement("cost", sam, "staff", "edit", LATER, sam, LATER)
    assert status == replace(cost, part="status")


def test_the_audit_trail_has_what_it_was_and_what_it_is(staffed: Stage):
    edited(staffed, cost="Little")

    with staffed.engine.connect() as connection:
        (entry,) = (
            each
            for each in audit_reading.entries(connection, staffed.network_id)
            if each.action == "record.edit"
        )
    assert entry.actor == f"official:{official(staffed, SAM).id}"
    before, after = json.loads(entry.before), json.loads(entry.after)
    assert (before["cost"], after["cost"]) == ("", "Little")


def test_the_second_of_two_editors_saves_nothing_and_reads_both_versions(staffed: Stage, met: EditMet):
    before = staffed.record.title
    assert met.by == "Sam Sorrel"
    assert met.parts == (
        PartShown("cost", (), ("One million",), ("Two million",)),
        PartShown("title", (before,), ("Sam's title",), (before,)),
        PartShown("lessons", (staffed.record.lessons,), (staffed.record.lessons,), ("Begin early.",)),
    )
    record = now_said(staffed)
    assert (record.title, record.details.cost) == ("Sam's title", "One million")
    assert record.lessons == staffed.record.lessons


def test_editing_again_shows_what_they_wrote_on_top_of_what_it_says_now(staffed: Stage, met: EditMet):
    form = opened(staffed, "edit_again", met.edit_id, TESS)

    shown = {each.name: each.values for each in form.fields}
    assert (shown["title"], shown["cost"], shown["lessons"]) == (
        ("Sam's title",),
        ("Two million",),
        ("Begin early.",),
    )
    saved = only(RecordSaved, sent(staffed, form, TESS))
    assert saved.fields == ("cost", "lessons")
    record = now_said(staffed)
    assert (record.title, record.details.cost, record.lessons) == (
        "Sam's title",
        "Two million",
        "Begin early.",
    )


def test_what_they_wrote_is_kept_until_it_is_saved(staffed: Stage, met: EditMet):
    sent(staffed, opened(staffed, "edit_again", met.edit_id, TESS), TESS)

    with pytest.raises(Refusal, match="edit_gone"):
        opened(staffed, "edit_again", met.edit_id, TESS)


def test_keeping_theirs_gives_up_what_they_wrote(staffed: Stage, met: EditMet):
    pressed = replace(PRIVATE, message="300.1")

    said = staffed.do(EditDropped(TESS, pressed, met.edit_id), LATER)

    assert only(EditGivenUp, said).title == "Sam's title"
    assert said[0].address.way == "replace"
    assert reasons(staffed.do(EditDropped(TESS, pressed, met.edit_id), LATER)) == ["edit_gone"]
    with staffed.engine.connect() as connection:
        assert record_edits.by_id(connection, staffed.network_id, met.edit_id) is None


def test_nobody_else_reads_or_drops_what_they_wrote(staffed: Stage, met: EditMet):
    assert reasons(staffed.do(EditDropped(SAM, PRIVATE, met.edit_id), LATER)) == ["edit_gone"]
    with pytest.raises(Refusal, match="edit_gone"):
        opened(staffed, "edit_again", met.edit_id, SAM)


def test_a_third_change_meets_them_again(staffed: Stage, met: EditMet):
    form = opened(staffed, "edit_again", met.edit_id, TESS)
    edited(staffed, cost="Three million")

    again = only(EditMet, sent(staffed, form, TESS))

    assert again.edit_id == met.edit_id
    assert [each.field for each in again.parts] == ["cost", "lessons"]
    assert now_said(staffed).details.cost == "Three million"


def test_who_found_it_right_meanwhile_stands_in_nobodys_way(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id)
    staffed.do(StillRight(BEN, PRIVATE, staffed.record.id), LATER)

    assert only(RecordSaved, sent(staffed, form, cost="Little"))
    record = now_said(staffed)
    assert (record.verified_on, record.verifier_id) == (NOW.date(), official(staffed, BEN).id)
    assert record.verify_by == NOW.date().replace(year=2027)


def test_two_who_wrote_the_same_have_nothing_to_settle(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, cost="Little")

    assert reasons(sent(staffed, form, TESS, cost="Little")) == ["nothing_changed"]


def test_the_form_sent_as_it_was_opened_changes_nothing(staffed: Stage):
    assert reasons(edited(staffed)) == ["nothing_changed"]
    assert now_said(staffed).revision == 1


def test_an_edit_after_a_withdrawal_is_not_saved_and_says_so(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    withdraw(staffed)

    met = only(EditMet, sent(staffed, form, TESS, cost="Little"))

    assert met.state == "withdrawn"
    assert now_said(staffed).details.cost == ""
    assert only(RecordSaved, sent(staffed, opened(staffed, "edit_again", met.edit_id, TESS), TESS)).state == (
        "withdrawn"
    )


def withdraw(stage: Stage) -> RecordMoved:
    form = opened(stage, "withdraw_record", stage.record.id)
    return only(RecordMoved, sent(stage, form, reason="The fee was struck down."))


def restored(stage: Stage, moved: RecordMoved, speaker: Speaker = SAM) -> list[Outgoing]:
    return stage.do(RecordRestored(speaker, PRIVATE, moved.record_id, moved.revision), LATER)


def test_a_withdrawn_record_is_found_by_nobody_until_it_is_put_back(staffed: Stage):
    moved = withdraw(staffed)

    assert (moved.state, moved.reason) == ("withdrawn", "The fee was struck down.")
    assert staffed.ask().matches == ()
    assert only(RecordMoved, restored(staffed, moved)).state == "published"
    assert staffed.ask().matches[0].record_id == staffed.record.id


def test_a_record_is_withdrawn_and_put_back_once(staffed: Stage):
    form = opened(staffed, "withdraw_record", staffed.record.id, TESS)
    event = desk(staffed).event(filled_in(form, TESS, reason="Wrong."))
    moved = withdraw(staffed)

    assert reasons(staffed.do(event, LATER)) == ["withdrawn_already"]
    with pytest.raises(Refusal, match="withdrawn_already"):
        opened(staffed, "withdraw_record", staffed.record.id)
    restored(staffed, moved)
    assert reasons(restored(staffed, moved)) == ["not_withdrawn"]
    assert reasons(staffed.do(event, LATER)) == ["record_changed_by"]


def test_a_record_that_was_merged_away_is_not_put_back(staffed: Stage):
    with staffed.engine.begin() as connection:
        change = Change("merged", official(staffed, BEN).id)
        merged = record_changes.Edit(staffed.record.id, 1, change)
        record_changes.move(connection, staffed.network_id, merged, "withdrawn", NOW)

    said = staffed.do(RecordRestored(SAM, PRIVATE, staffed.record.id, 2), LATER)

    assert reasons(said) == ["not_withdrawn"]


def test_staff_say_until_when_a_record_is_verified(staffed: Stage):
    form = opened(staffed, "verify_record", staffed.record.id)
    assert form.fields[0].values == ("2027-03-02",)

    noted = only(VerificationNoted, sent(staffed, form, until="2026-09-01"))

    assert noted.until == "2026-09-01"
    record = now_said(staffed)
    assert (record.verified_on, record.verifier_id) == (NOW.date(), official(staffed, SAM).id)
    edited(staffed, cost="Little")
    assert now_said(staffed).verify_by == record.verify_by


@pytest.mark.parametrize("until", ["2026-03-02", "2031-03-03", "someday", "2026-04-01 to 2026-05-01", ""])
def test_a_last_day_that_is_none_is_a_mistake_of_its_field(staffed: Stage, until: str):
    submitted = filled_in(opened(staffed, "verify_record", staffed.record.id), until=until)

    assert list(desk(staffed).check(submitted)) == ["until"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" ", "Please write a sentence or two here."),
        ("Ask Ana, ana@example.org.", "This seems to hold a person’s private data (an e-mail address)."),
    ],
)
def test_a_reason_that_cannot_stay_has_its_sentence_below_it_in_the_withdraw_form(
    staffed: Stage, reason: str, sentence: str
):
    submitted = filled_in(opened(staffed, "withdraw_record", staffed.record.id), reason=reason)

    mistakes = desk(staffed).check(submitted)

    assert list(mistakes) == ["reason"]
    assert mistakes["reason"].startswith(sentence)


def test_the_history_tells_who_changed_what_the_last_first(staffed: Stage):
    edited(staffed, cost="Little", status="ended")
    withdraw(staffed)

    shown = only(HistoryShown, staffed.do(HistoryWanted(TESS, CHANNEL, staffed.record.id), LATER))

    said = [(each.number, each.change, each.by, each.fields, each.note) for each in shown.revisions]
    assert said == [
        (3, "withdrawn", "Sam Sorrel", (), "The fee was struck down."),
        (2, "edited", "Sam Sorrel", ("cost", "status"), ""),
        (1, "imported", "", (), ""),
    ]


def test_the_history_does_not_name_who_left(staffed: Stage):
    edited(staffed, cost="Little")
    with staffed.engine.begin() as connection:
        sam = official(staffed, SAM)
        memberships.save(connection, staffed.network_id, sam.id, memberships.MembershipDraft(), NOW)
        memberships.leave(connection, sam.id, LATER)

    shown = only(HistoryShown, staffed.do(HistoryWanted(TESS, PRIVATE, staffed.record.id), LATER))

    assert [each.by for each in shown.revisions] == ["", ""]


def test_staff_see_a_withdrawn_record_with_what_they_can_do_and_others_do_not(staffed: Stage):
    moved = withdraw(staffed)
    wanted = PracticeWanted(TESS, PRIVATE, staffed.record.id)

    shown = only(PracticeShown, staffed.do(wanted, LATER))

    assert shown.curation
    assert (shown.curation.state, shown.curation.revision, shown.curation.can_restore) == (
        "withdrawn",
        moved.revision,
        True,
    )
    assert reasons(staffed.do(replace(wanted, speaker=ANA), LATER)) == ["unknown_practice"]


@pytest.mark.parametrize("name", ["edit_record", "withdraw_record", "verify_record"])
def test_the_forms_are_for_staff_alone(staffed: Stage, name: str):
    for speaker in (ANA, BEN):
        with pytest.raises(Refusal, match="staff_only"):
            opened(staffed, name, staffed.record.id, speaker)


def events(stage: Stage) -> list[Event]:
    """What Sam sends from forms that he opened while he was staff."""
    number = stage.record.id
    said = {
        "edit_record": {"cost": "Little"},
        "withdraw_record": {"reason": "Wrong."},
        "verify_record": {"until": "2026-09-01"},
    }
    submitted = [filled_in(opened(stage, name, number), SAM, **typed) for name, typed in said.items()]
    stage.do(submitted_event(stage, submitted[0]), NOW)
    return [
        *(desk(stage).event(each) for each in submitted),
        HistoryWanted(SAM, PRIVATE, number),
        RecordRestored(SAM, PRIVATE, number, 1),
        EditDropped(SAM, PRIVATE, 1),
    ]


def submitted_event(stage: Stage, submitted: Submitted) -> Event:
    return desk(stage).event(submitted)


def test_a_curator_who_loses_the_role_while_a_form_is_open_changes_nothing(staffed: Stage):
    form = filled_in(opened(staffed, "edit_record", staffed.record.id), cost="Little")
    sent_by_then = events(staffed)
    revision = now_said(staffed).revision
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    with pytest.raises(Refusal, match="staff_only"):
        desk(staffed).check(form)
    for event in sent_by_then:
        (refused,) = of_kind(Refused, staffed.do(event, LATER))
        assert refused.reason == "staff_only"
    assert now_said(staffed).revision == revision


def test_a_topic_that_went_while_the_event_waited_is_refused_and_nothing_is_written(staffed: Stage):
    event = RecordEdited(SAM, PRIVATE, staffed.record.id, 1, (("topics", ("hosing",)), ("cost", ("1",))))

    assert reasons(staffed.do(event, LATER)) == ["topic_unknown"]
    assert now_said(staffed).revision == 1


def test_who_may_read_it_is_changed_with_it(staffed: Stage):
    saved = only(RecordSaved, edited(staffed, visibility="named", readers="Elm"))

    assert saved.fields == ("visibility", "readers")
    assert now_said(staffed).visibility is Visibility.NAMED
    assert [each.record_id for each in staffed.ask(ANA, spot=PRIVATE).matches] == [staffed.record.id]
    assert staffed.ask(BEN, spot=PRIVATE).matches == ()


def test_a_record_of_another_network_is_nobodys(staffed: Stage):
    with pytest.raises(Refusal, match="unknown_practice"):
        opened(staffed, "edit_record", 10**9)
