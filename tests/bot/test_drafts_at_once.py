"""A draft that its author and staff write at once: nothing of either is lost."""

from dataclasses import replace

import pytest

from bot.desk import Desk
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalConfirmed
from bot.forms import Form, Submitted
from bot.messages.editing import RecordSaved
from bot.messages.follow_up import DraftKept
from bot.messages.giving import ProposalSent, ProposalShown
from bot.messages.quoting import QuoteRecorded
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.speaker import Speaker
from matching.domain import PracticeRecord, RecordId, Visibility
from store import provenance, record_readers, records
from tests.bot.staffed import SAM, TESS, official, reasons
from tests.bot.stage import ANA, PRIVATE, Stage, only
from tests.bot.test_drafting import LATER, TEXTS, written
from tests.bot.test_follow_up import introduced
from tests.bot.test_quoting import asked, decide
from tests.bot.test_record_editing import opened, sent


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def filled_in(form: Form, speaker: Speaker, **typed: str) -> Submitted:
    values = {each.name: each.values for each in form.fields} | {
        name: (text,) for name, text in typed.items()
    }
    return Submitted(speaker, PRIVATE, form.name, form.ids, values)


def submitted(stage: Stage, form: Form, speaker: Speaker, **typed: str) -> list[Outgoing]:
    """What is said to a form that a chat sent on although nobody checked it again."""
    return stage.do(desk(stage).event(filled_in(form, speaker, **typed)), LATER)


def draft(stage: Stage, key: str) -> PracticeRecord:
    with stage.engine.connect() as connection:
        found = records.drafted(connection, stage.network_id, key)
    assert found
    return found


def said_by(stage: Stage, record_id: RecordId) -> dict[str, Speaker]:
    people = {official(stage, each).id: each for each in (ANA, SAM)}
    with stage.engine.connect() as connection:
        said = provenance.of_record(connection, record_id)
    return {each.part: people[each.said_by] for each in said if each.said_by}


@pytest.fixture
def introduction_id(staffed: Stage) -> int:
    """Of an introduction of which Ana wrote a draft."""
    made = introduced(staffed)
    staffed.do(written(made), LATER)
    return made


def restricted(stage: Stage, record_id: RecordId) -> None:
    """Let Sam write a cost into the draft, and let nobody but Ash read it."""
    form = opened(stage, "edit_record", record_id)
    assert only(RecordSaved, sent(stage, form, visibility="named", readers="Ash", cost="Little"))


def test_what_staff_wrote_into_a_draft_stays_when_its_author_writes_it_again(
    staffed: Stage, introduction_id: int
):
    before = draft(staffed, f"draft-{introduction_id}")
    restricted(staffed, before.id)
    form = desk(staffed).open(ANA, "what_we_did", (introduction_id,))

    assert only(DraftKept, submitted(staffed, form, ANA, title="Cleaner gutters")).changed

    again = draft(staffed, f"draft-{introduction_id}")
    assert (again.title, again.details.cost, again.visibility) == (
        "Cleaner gutters",
        "Little",
        Visibility.NAMED,
    )
    with staffed.engine.connect() as connection:
        named = record_readers.readers(connection, again.id)
    assert named == (staffed.offices["Ash"].jurisdiction.id,)


def test_who_said_a_part_stays_who_said_it_until_somebody_else_changes_it(
    staffed: Stage, introduction_id: int
):
    record_id = draft(staffed, f"draft-{introduction_id}").id
    restricted(staffed, record_id)
    form = desk(staffed).open(ANA, "what_we_did", (introduction_id,))

    submitted(staffed, form, ANA, title="Cleaner gutters", lessons="")

    texts = ("title", "problem", "action", "outcome")
    beside = ("result", "topics", "place", "office", "sources", "language")
    by_ana = dict.fromkeys((*texts, *beside), ANA)
    assert said_by(staffed, record_id) == by_ana | {"cost": SAM, "visibility": SAM}


def test_a_form_of_before_staff_changed_the_draft_is_refused_and_changes_nothing(
    staffed: Stage, introduction_id: int
):
    form = desk(staffed).open(ANA, "what_we_did", (introduction_id,))
    record_id = draft(staffed, f"draft-{introduction_id}").id
    restricted(staffed, record_id)

    with pytest.raises(Refusal, match="draft_written_meanwhile"):
        desk(staffed).check(filled_in(form, ANA, title="Cleaner gutters"))
    assert reasons(submitted(staffed, form, ANA, title="Cleaner gutters")) == ["draft_written_meanwhile"]
    assert draft(staffed, f"draft-{introduction_id}").title == TEXTS["title"]


def test_what_was_written_before_forms_told_their_revision_is_still_kept(
    staffed: Stage, introduction_id: int
):
    event = written(introduction_id, title="Cleaner gutters")

    assert event.seen is None
    assert only(DraftKept, staffed.do(event, LATER))


def test_a_form_with_the_proposed_parts_is_not_read_against_another_draft(staffed: Stage):
    told = PracticeTold(ANA, PRIVATE, "We cleaned the gutters. It cost $40,000 a year.", FROM_COMMAND)
    proposal_id = only(ProposalShown, staffed.do(told, LATER)).proposal_id
    staffed.do(ProposalConfirmed(ANA, replace(PRIVATE, message="1.1"), proposal_id), LATER)
    form = desk(staffed).open(ANA, "change_proposal", (proposal_id,))
    restricted(staffed, draft(staffed, f"told-{proposal_id}").id)

    with pytest.raises(Refusal, match="draft_written_meanwhile"):
        desk(staffed).check(filled_in(form, ANA, title="Gutters"))
    assert reasons(submitted(staffed, form, ANA, title="Gutters")) == ["draft_written_meanwhile"]
    kept = draft(staffed, f"told-{proposal_id}")
    assert (kept.details.cost, kept.visibility) == ("Little", Visibility.NAMED)
    anew = desk(staffed).open(ANA, "change_proposal", (proposal_id,))
    assert only(ProposalSent, submitted(staffed, anew, ANA, title="Gutters"))
    assert draft(staffed, f"told-{proposal_id}").details.cost == "Little"


def test_two_of_staff_who_make_a_record_of_one_answer_do_not_replace_each_other(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)
    forms = [desk(staffed).open(each, "record_of_answer", (quote.quote_id,)) for each in (SAM, TESS)]
    texts = {"problem": "Drains were old."}

    assert only(QuoteRecorded, submitted(staffed, forms[0], SAM, title="A fee", **texts))
    with pytest.raises(Refusal, match="draft_written_meanwhile"):
        desk(staffed).check(filled_in(forms[1], TESS, title="Another fee", **texts))
    assert reasons(submitted(staffed, forms[1], TESS, title="Another fee", **texts)) == [
        "draft_written_meanwhile"
    ]
    assert draft(staffed, f"answer-{quote.quote_id}").title == "A fee"
