"""Staff publish a draft, return it to its author or reject it; nobody publishes what they have not read."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from bot.cards import card
from bot.desk import Desk
from bot.events import Unanswerable
from bot.events.curation import DraftApproved, DraftSentBack
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalConfirmed
from bot.events.member import NetworkLeft
from bot.forms import Submitted
from bot.messages import AnswerShown
from bot.messages.curation import DraftNotPublished, DraftPublished, DraftToReview
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.screening import screened
from bot.slack.render import render
from matching.domain import RecordId
from store import officials, provenance, reach, record_changes, records, revisions, staff, task_queue
from store.provenance import PARTS
from tests.block_limits import broken_limits, texts
from tests.bot.curating import approve, draft, send_back
from tests.bot.staffed import CARD, LATER, SAM, TESS, official, reasons, said_to
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, of_kind, only
from tests.bot.test_drafting import TEXTS

TOLD = "Our lifeguards left every summer. In 2023 we trained retired swimmers. Twelve of them stayed."
LEAVES = "How do you keep leaves out of gutters?"


def stored(stage: Stage, shown: DraftToReview) -> records.Stored:
    with stage.engine.connect() as connection:
        found = records.stored_by_id(connection, stage.network_id, RecordId(shown.record_id))
    assert found
    return found


def kinds_of_change(stage: Stage, shown: DraftToReview) -> list[str]:
    with stage.engine.connect() as connection:
        kept = revisions.history(connection, stage.network_id, RecordId(shown.record_id))
    return [each.change.kind for each in kept]


def waiting(stage: Stage) -> dict[str, int]:
    with stage.engine.connect() as connection:
        return task_queue.counts(connection, stage.network_id)


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def reason(shown: DraftToReview, name: str = "return_draft", text: str = "Say what it cost.") -> Submitted:
    return Submitted(SAM, CARD, name, (shown.task.id, shown.revision), {"reason": (text,)})


def test_a_draft_comes_to_staff_with_all_it_says_and_who_wrote_it(staffed: Stage):
    _, shown = draft(staffed)

    drawn = card(shown, "en")
    assert drawn.paragraphs[:2] == (
        "Gutters cleaned before autumn",
        "By Ana Alder, City manager, Elm (United States).",
    )
    assert all(TEXTS[part] in " ".join(drawn.paragraphs) for part in TEXTS if part != "result")
    assert [each.label for each in drawn.buttons] == ["Approve", "Return to author", "Reject"]


def test_a_draft_comes_to_staff_whole_with_every_source_and_its_whole_title(staffed: Stage):
    _, shown = draft(staffed)
    sources = tuple((f"Source {number}", f"https://elm.example/{number}") for number in range(20))
    parts = tuple(
        (part, f"{part} begins, {'and goes on, ' * 150}and ends.") for part in ("problem", "action")
    )
    long = replace(shown, title="t" * 500, parts=parts, facts=replace(shown.facts, sources=sources))

    said = " ".join(card(long, "en").paragraphs)

    assert long.title in said
    assert said.count("and ends.") == 2
    assert all(address in said for _, address in sources)
    assert "read_whole" not in [each.action for each in card(long, "en").buttons]


def test_of_a_draft_that_no_message_takes_staff_read_what_is_cut_and_can_read_it_whole(staffed: Stage):
    _, shown = draft(staffed)
    parts = tuple((part, "Much was done. " * 1_300) for part in PARTS if part != "title")
    rendered = render(replace(shown, title="t" * 500, parts=parts), "en")

    assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []
    assert "Parts that end in “…” are longer than they stand here." in texts(rendered.blocks)
    assert "Read whole" in texts(rendered.blocks)


def test_an_approved_draft_is_found_and_its_author_thanked(staffed: Stage):
    _, shown = draft(staffed)

    said = approve(staffed, shown)

    [thanks] = said_to(said, ANA)
    assert thanks.message == DraftPublished(TEXTS["title"], shown.record_id)
    assert only(DraftToReview, said).task.closed.outcome == "published"
    assert card(said[0].message, "en").closing == ("Sam Sorrel: Published on March 3, 2026.",)
    answer = staffed.ask(CHLOE, LEAVES)
    assert isinstance(answer, AnswerShown)
    assert answer.matches[0].title == TEXTS["title"]
    assert waiting(staffed) == {}


def test_what_the_author_said_is_approved_and_counts_as_verified_by_them(staffed: Stage):
    _, shown = draft(staffed)

    approve(staffed, shown)

    record = stored(staffed, shown).record
    assert (record.verified_on, record.verifier_id) == (LATER.date(), official(staffed, ANA).id)
    with staffed.engine.connect() as connection:
        said = provenance.of_record(connection, RecordId(shown.record_id))
    assert {each.approved_by for each in said} == {official(staffed, SAM).id}
    assert kinds_of_change(staffed, shown) == ["verified", "published", "drafted"]


def test_an_author_who_left_the_office_verifies_nothing(staffed: Stage):
    _, shown = draft(staffed)
    with staffed.engine.begin() as connection:
        officials.leave(connection, official(staffed, ANA).id, staffed.offices["Elm"].id, LATER.date())

    approve(staffed, shown)

    assert stored(staffed, shown).state == "published"
    assert stored(staffed, shown).record.verified_on is None


@pytest.mark.parametrize("gone", ["left", "without_office", "account_closed"])
def test_a_draft_that_nobody_would_write_again_is_not_returned_and_stays_a_task(staffed: Stage, gone: str):
    _, shown = draft(staffed)
    if gone == "left":
        staffed.do(NetworkLeft(ANA, PRIVATE), LATER)
    with staffed.engine.begin() as connection:
        if gone == "without_office":
            author = official(staffed, ANA).id
            officials.leave(connection, author, staffed.offices["Elm"].id, LATER.date())
        if gone == "account_closed":
            reach.close_account(connection, staffed.workspace_id, ANA.chat_id, LATER)

    with pytest.raises(Refusal, match="author_out_of_reach"):
        desk(staffed).open(SAM, "return_draft", (shown.task.id, shown.revision))
    assert reasons(send_back(staffed, shown)) == ["author_out_of_reach"]

    assert stored(staffed, shown).state == "drafted"
    assert waiting(staffed)["draft"] == 1
    send_back(staffed, shown, rejected=True)
    assert stored(staffed, shown).state == "rejected"


def test_a_returned_draft_is_written_again_read_with_what_changed_and_published(staffed: Stage):
    event, shown = draft(staffed)

    returned = send_back(staffed, shown)

    [told] = said_to(returned, ANA)
    assert told.message == DraftNotPublished(
        TEXTS["title"],
        "Please say what it cost.",
        form="what_we_did",
        about=event.introduction_id,
        rejected=False,
    )
    assert [each.action for each in card(told.message, "en").buttons] == ["what_we_did"]
    form = desk(staffed).open(ANA, "what_we_did", (event.introduction_id,))
    assert form.fields[0].values == (TEXTS["title"],)
    anew = only(DraftToReview, staffed.do(replace(event, outcome="It cost 9,000 dollars."), LATER))
    assert anew.changed == ("outcome",)
    assert "Changed since it was read last: What came of it" in card(anew, "en").closing
    approve(staffed, anew)
    assert staffed.ask(CHLOE, LEAVES).matches[0].title == TEXTS["title"]
    assert kinds_of_change(staffed, shown) == ["verified", "published", "drafted", "returned", "drafted"]


def test_a_returned_draft_that_was_told_in_words_is_changed_in_its_own_form(staffed: Stage):
    [proposed] = staffed.do(PracticeTold(ANA, PRIVATE, TOLD, FROM_COMMAND), LATER)
    handed = staffed.do(ProposalConfirmed(ANA, PRIVATE, proposed.message.proposal_id), LATER)

    said = send_back(staffed, only(DraftToReview, handed))

    message = only(DraftNotPublished, said)
    assert (message.form, message.about) == ("change_proposal", proposed.message.proposal_id)
    assert desk(staffed).open(ANA, message.form, (message.about,)).fields


def test_a_rejected_draft_is_not_written_again_and_nobody_finds_it(staffed: Stage):
    event, shown = draft(staffed)

    said = send_back(staffed, shown, rejected=True)

    [told] = said_to(said, ANA)
    assert told.message.rejected
    assert card(told.message, "en").buttons == ()
    assert card(told.message, "en").quotation == "Please say what it cost."
    assert reasons(staffed.do(event, LATER)) == ["draft_reviewed"]
    assert TEXTS["title"] not in repr(staffed.ask(CHLOE, LEAVES))


def test_a_draft_that_changed_since_it_was_read_is_shown_anew_and_not_published(staffed: Stage):
    event, shown = draft(staffed)
    staffed.do(replace(event, lessons="Ask the unions first."), LATER)

    for said in (approve(staffed, shown), send_back(staffed, shown)):
        anew = only(DraftToReview, said)
        assert (anew.changed, anew.task.closed) == (("lessons",), None)
        assert said_to(said, ANA) == []
    assert stored(staffed, shown).state == "drafted"
    approve(staffed, anew)
    assert stored(staffed, shown).record.lessons == "Ask the unions first."


def test_of_two_who_decide_the_second_reads_who_did_it(staffed: Stage):
    _, shown = draft(staffed)
    approve(staffed, shown)

    [refused] = send_back(staffed, shown, TESS, rejected=True)

    assert card(refused.message, "en").paragraphs == ("That is done already: Sam Sorrel, 2026-03-03.",)
    assert stored(staffed, shown).state == "published"


def test_two_who_decide_at_once_decide_once(staffed: Stage):
    _, shown = draft(staffed)
    together, said = Barrier(2), list[Outgoing]()
    for speaker in (SAM, TESS):
        staffed.do(DraftApproved(speaker, CARD, 999, 1))

    def press(act, speaker) -> None:
        together.wait()
        said.extend(act(staffed, shown, speaker))

    threads = [Thread(target=press, args=pair) for pair in ((approve, SAM), (send_back, TESS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(of_kind(DraftPublished, said)) + len(of_kind(DraftNotPublished, said)) == 1
    assert reasons(said) == ["task_done"]


def test_a_draft_that_was_published_in_another_way_needs_nothing(staffed: Stage):
    _, shown = draft(staffed)
    edit = record_changes.Edit(RecordId(shown.record_id), shown.revision, revisions.Change("published"))
    with staffed.engine.begin() as connection:
        assert record_changes.move(connection, staffed.network_id, edit, "published", LATER)

    assert reasons(approve(staffed, shown)) == ["no_draft_any_more"]


@pytest.mark.parametrize(
    "event", [DraftApproved(BEN, CARD, 1, 1), DraftSentBack(BEN, CARD, 1, 1, "", rejected=True)]
)
def test_others_than_staff_decide_nothing(staffed: Stage, event):
    draft(staffed)

    assert reasons(staffed.do(event)) == ["staff_only"]


def test_a_task_that_is_about_no_draft_is_refused(staffed: Stage):
    assert reasons(staffed.do(DraftApproved(SAM, CARD, 999, 1))) == ["unknown_task"]


# The forms


@pytest.mark.parametrize(("name", "rejected"), [("return_draft", False), ("reject_draft", True)])
def test_a_reason_without_mistakes_becomes_the_decision(staffed: Stage, name: str, rejected: bool):
    _, shown = draft(staffed)

    assert TEXTS["title"] in desk(staffed).open(SAM, name, (shown.task.id, shown.revision)).intro
    assert desk(staffed).check(reason(shown, name)) == {}
    assert desk(staffed).event(reason(shown, name)) == DraftSentBack(
        SAM, CARD, shown.task.id, shown.revision, "Say what it cost.", rejected
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "Please write a sentence or two here."),
        ("x" * 1_001, "That is 1,001 characters; 1,000 are the most."),
        ("Ask jane.doe@example.org", "(an e-mail address)"),
    ],
)
def test_a_reason_that_cannot_stay_has_a_sentence(staffed: Stage, text: str, sentence: str):
    _, shown = draft(staffed)

    assert sentence in desk(staffed).check(reason(shown, text=text))["reason"]


def test_who_loses_the_role_while_the_form_is_open_decides_nothing(staffed: Stage):
    _, shown = draft(staffed)
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    with pytest.raises(Refusal, match="staff_only"):
        desk(staffed).check(reason(shown))
    assert reasons(send_back(staffed, shown)) == ["staff_only"]


def test_a_form_about_what_has_changed_meanwhile_says_so(staffed: Stage):
    event, shown = draft(staffed)
    staffed.do(replace(event, lessons="Ask the unions first."), LATER)

    with pytest.raises(Refusal, match="draft_changed"):
        desk(staffed).check(reason(shown))


def test_private_data_in_a_reason_is_not_even_stored_by_the_runner():
    stored = screened(DraftSentBack(SAM, CARD, 1, 1, "Call me at +1 650 253 0000", rejected=False))

    assert isinstance(stored, Unanswerable)
