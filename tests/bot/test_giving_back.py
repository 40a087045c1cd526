"""Giving back: what somebody tells in their own words becomes a draft once they confirm its parts."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from bot.cards import card
from bot.commands import FormWanted, wish
from bot.desk import Desk
from bot.events import Unanswerable, from_json, to_json
from bot.events.curation import DraftSentBack
from bot.events.giving import (
    FROM_COMMAND,
    PracticeTold,
    ProposalChanged,
    ProposalConfirmed,
    ProposalDiscarded,
)
from bot.events.member import NetworkLeft
from bot.forms import Form, Submitted
from bot.messages import AnswerShown, Refused
from bot.messages.curation import DraftNotPublished
from bot.messages.follow_up import FollowUpAnswered
from bot.messages.giving import ProposalDropped, ProposalSent, ProposalShown
from bot.outgoing import Outgoing
from bot.records import giving_back
from bot.refusal import Refusal
from bot.screening import screened
from bot.speaker import Speaker
from matching.domain import PracticeRecord, ProposalId, RecordId, Result
from store import (
    audit_reading,
    contributions,
    networks,
    proposals,
    provenance,
    record_changes,
    records,
    staff,
    tasks,
)
from store.record_changes import Edit
from store.revisions import Change
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, STRANGER, Stage, of_kind, only
from tests.bot.test_follow_up import answered_in_writing, introduced
from tests.factories import NOW, make_draft

LATER = NOW + timedelta(days=8)
TOLD = (
    "Leaves blocked the storm drains every October because nobody cleaned the gutters. In 2019 we started to "
    "clean the lowest streets in September. It cost $40,000 a year. Calls fell by half."
)
PRESSED = replace(PRIVATE, message="300.1")


def told(text: str = TOLD, speaker: Speaker = ANA, introduction_id: int = 0) -> PracticeTold:
    source = f"introduction {introduction_id}" if introduction_id else FROM_COMMAND
    return PracticeTold(speaker, PRIVATE, text, source, introduction_id)


def proposed(stage: Stage, **other: object) -> ProposalShown:
    return only(ProposalShown, stage.do(told(**other), LATER))  # type: ignore[arg-type] # as `told` takes them


def confirmed(proposal_id: int, speaker: Speaker = ANA) -> ProposalConfirmed:
    return ProposalConfirmed(speaker, PRESSED, proposal_id)


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def opened(stage: Stage, proposal_id: int, speaker: Speaker = ANA) -> Form:
    return desk(stage).open(speaker, "change_proposal", (proposal_id,))


def filled_in(form: Form, **texts: str) -> Submitted:
    """The form sent as it was opened, but for these texts."""
    values = {each.name: each.values for each in form.fields} | {
        name: (text,) for name, text in texts.items()
    }
    return Submitted(ANA, PRIVATE, form.name, form.ids, values)


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def record(stage: Stage, proposal_id: int) -> PracticeRecord | None:
    with stage.engine.connect() as connection:
        key = giving_back.key(proposal_id)
        stored = records.stored(connection, stage.network_id, [key]).get(key)
    return stored.record if stored else None


def state(stage: Stage, proposal_id: int) -> tuple[str, str]:
    with stage.engine.connect() as connection:
        kept = proposals.by_id(connection, stage.network_id, ProposalId(proposal_id))
    assert kept
    return kept.state, kept.told.text


def test_what_is_told_is_shown_in_parts_and_is_no_record_yet(stage: Stage):
    [said] = stage.do(told(), LATER)

    shown = said.message
    assert isinstance(shown, ProposalShown)
    assert (said.address.people, said.address.way) == ((ANA.chat_id,), "thread")
    assert shown.action == "In 2019 we started to clean the lowest streets in September."
    assert (shown.cost, shown.outcome, shown.years) == (
        "It cost $40,000 a year.",
        "Calls fell by half.",
        "2019",
    )
    assert shown.missing == ("lessons", "figures", "staffing", "conditions", "result")
    assert record(stage, shown.proposal_id) is None


def test_in_a_channel_only_its_author_sees_the_parts(stage: Stage):
    channel = replace(told(), spot=replace(PRIVATE, audience=None))

    [said] = stage.do(channel, LATER)

    assert said.address.way == "only_to"


def test_the_topics_are_those_of_the_network_that_the_words_name(stage: Stage):
    with stage.engine.begin() as connection:
        networks.ensure_topics(connection, stage.network_id, ["storm drains", "parking"])

    assert proposed(stage).topics == ("storm drains",)


def test_once_confirmed_it_is_a_draft_from_the_office_of_its_author(stage: Stage):
    proposal_id = proposed(stage).proposal_id

    sent = only(ProposalSent, stage.do(confirmed(proposal_id), LATER))

    draft = record(stage, proposal_id)
    assert draft
    assert (sent.title, sent.changed) == (draft.title, False)
    assert (draft.office, draft.place, draft.country) == (stage.offices["Elm"], "Elm", "US")
    assert (draft.source_title, draft.source_lang) == ("City manager, Elm, 2026-03-10", "en")
    assert (draft.details.cost, draft.year_start, draft.result) == (
        "It cost $40,000 a year.",
        2019,
        Result.UNKNOWN,
    )
    assert state(stage, proposal_id) == ("confirmed", "")


def test_each_part_is_said_by_its_author_in_the_role_of_their_office(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)

    draft, ana = record(stage, proposal_id), stage.official(ANA)
    assert draft
    with stage.engine.connect() as connection:
        said = provenance.of_record(connection, RecordId(draft.id))
        sent_in = contributions.of_record(connection, RecordId(draft.id))
    assert [each.part for each in said] == [
        *("title", "problem", "action", "outcome", "cost"),
        *("years", "place", "office", "sources", "language", "visibility"),
    ]
    assert {(each.said_by, each.role, each.source) for each in said} == {
        (ana.id, "City manager", "/practice add")
    }
    assert sent_in
    assert (sent_in.author_id, sent_in.introduction_id) == (ana.id, None)


def test_staff_have_one_task_about_the_draft(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)
    form = opened(stage, proposal_id)
    stage.do(desk(stage).event(filled_in(form, title="Gutters")), LATER)

    draft = record(stage, proposal_id)
    assert draft
    with stage.engine.connect() as connection:
        assert [(each.kind, each.subject_id) for each in tasks.every_open(connection, stage.network_id)] == [
            ("draft", draft.id)
        ]


def test_nobody_finds_what_is_told_or_confirmed(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)

    answer = stage.ask(CHLOE, "Who cleans the gutters of the lowest streets?")

    assert isinstance(answer, AnswerShown)
    assert "September" not in repr(answer)


def test_what_was_sent_or_thrown_away_is_neither_once_more(stage: Stage):
    sent, dropped = proposed(stage).proposal_id, proposed(stage).proposal_id
    stage.do(confirmed(sent), LATER)

    assert only(ProposalDropped, stage.do(ProposalDiscarded(ANA, PRESSED, dropped), LATER))
    assert state(stage, dropped) == ("discarded", "")
    assert reasons(stage.do(confirmed(sent), LATER)) == ["proposal_sent"]
    assert reasons(stage.do(ProposalDiscarded(ANA, PRESSED, sent), LATER)) == ["proposal_sent"]
    assert reasons(stage.do(confirmed(dropped), LATER)) == ["proposal_gone"]
    with pytest.raises(Refusal, match="proposal_gone"):
        opened(stage, dropped)


def test_nobody_else_confirms_changes_or_throws_it_away(stage: Stage):
    proposal_id = proposed(stage).proposal_id

    assert reasons(stage.do(confirmed(proposal_id, BEN), LATER)) == ["proposal_gone"]
    assert reasons(stage.do(ProposalDiscarded(BEN, PRESSED, proposal_id), LATER)) == ["proposal_gone"]
    assert reasons(stage.do(ProposalChanged(BEN, PRIVATE, proposal_id, {}), LATER)) == ["proposal_gone"]
    with pytest.raises(Refusal, match="proposal_gone"):
        opened(stage, proposal_id, BEN)
    assert state(stage, proposal_id) == ("open", TOLD)


def test_the_form_shows_the_parts_and_sends_what_its_author_changed(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    form = opened(stage, proposal_id)
    submitted = filled_in(form, title="Gutters before autumn", lessons="Begin with the lowest streets.")

    assert {each.name: each.values for each in form.fields}["cost"] == ("It cost $40,000 a year.",)
    assert desk(stage).check(submitted) == {}
    sent = only(ProposalSent, stage.do(desk(stage).event(submitted), LATER))

    draft = record(stage, proposal_id)
    assert draft
    assert (sent.title, draft.lessons) == ("Gutters before autumn", "Begin with the lowest streets.")
    assert (draft.title, draft.details.cost, draft.office) == (
        "Gutters before autumn",
        "It cost $40,000 a year.",
        stage.offices["Elm"],
    )


def test_a_field_that_cannot_stay_has_a_sentence(stage: Stage):
    form = opened(stage, proposed(stage).proposal_id)

    mistakes = desk(stage).check(filled_in(form, title=" ", lessons="Write to jane.doe@example.org"))

    assert list(mistakes) == ["title", "lessons"]


@pytest.mark.parametrize("sent_back", [False, True])
def test_its_author_changes_the_draft_until_staff_decide(stage: Stage, sent_back: bool):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)
    if sent_back:
        decide(stage, proposal_id, "returned")

    form = opened(stage, proposal_id)
    sent = only(ProposalSent, stage.do(desk(stage).event(filled_in(form, title="Better gutters")), LATER))

    draft = record(stage, proposal_id)
    assert draft
    assert (sent.changed, draft.title, draft.problem) == (
        True,
        "Better gutters",
        TOLD.partition(". ")[0] + ".",
    )


def test_a_draft_that_staff_sent_back_is_opened_by_the_button_below_the_reason(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)
    draft = record(stage, proposal_id)
    assert draft
    with stage.engine.connect() as connection:
        [task] = tasks.every_open(connection, stage.network_id)

    sent_back = DraftSentBack(BEN, PRIVATE, task.id, draft.revision, "What did it cost?", rejected=False)
    returned = only(DraftNotPublished, stage.do(sent_back, LATER))

    assert (returned.form, returned.about) == ("change_proposal", proposal_id)
    form = opened(stage, proposal_id)
    assert only(ProposalSent, stage.do(desk(stage).event(filled_in(form, cost="$1")), LATER)).changed


Decision = Literal["published", "rejected", "returned"]


@pytest.mark.parametrize("decision", ["published", "rejected"])
def test_what_staff_decided_about_is_changed_no_more(stage: Stage, decision: Decision):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)
    submitted = filled_in(opened(stage, proposal_id), title="Too late")
    decide(stage, proposal_id, decision)

    assert reasons(stage.do(desk(stage).event(submitted), LATER)) == ["draft_reviewed"]
    with pytest.raises(Refusal, match="draft_reviewed"):
        opened(stage, proposal_id)


def decide(stage: Stage, proposal_id: int, decision: Decision) -> None:
    draft = record(stage, proposal_id)
    assert draft
    edited = Edit(draft.id, draft.revision, Change(decision))
    with stage.engine.begin() as connection:
        assert record_changes.move(connection, stage.network_id, edited, decision, LATER)


def test_after_thirty_days_what_nobody_confirmed_is_forgotten(stage: Stage):
    waiting, sent = proposed(stage).proposal_id, proposed(stage).proposal_id
    stage.do(confirmed(sent), LATER)

    assert stage.wait_until(LATER + timedelta(days=29, hours=23)) == []
    assert state(stage, waiting) == ("open", TOLD)
    assert stage.wait_until(LATER + timedelta(days=30)) == []
    assert (state(stage, waiting), state(stage, sent)[0]) == (("expired", ""), "confirmed")


def test_who_leaves_takes_what_they_told_along(stage: Stage):
    proposal_id = proposed(stage).proposal_id

    stage.do(NetworkLeft(ANA, PRIVATE), LATER)

    assert state(stage, proposal_id) == ("discarded", "")


def test_who_holds_no_office_is_told_what_to_do(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    stage.leave(ANA, stage.offices["Elm"])

    for refused in (told(), told(speaker=STRANGER), confirmed(proposal_id)):
        assert reasons(stage.do(refused, LATER)) == ["author_without_office"]
    with pytest.raises(Refusal, match="author_without_office"):
        desk(stage).open(ANA, "give_back")


def test_after_an_introduction_both_ways_of_writing_are_offered(stage: Stage):
    introduction_id = introduced(stage)
    proposal_id = proposed(stage, introduction_id=introduction_id).proposal_id
    stage.do(confirmed(proposal_id), LATER)

    draft = record(stage, proposal_id)
    assert draft
    with stage.engine.connect() as connection:
        sent_in = contributions.of_record(connection, RecordId(draft.id))
        said = provenance.of_record(connection, RecordId(draft.id))
    assert sent_in
    assert sent_in.introduction_id == introduction_id
    assert {each.source for each in said} == {f"introduction {introduction_id}"}
    answered = FollowUpAnswered(introduction_id, "adapted", "adapted", last=False, may_draft=True)
    assert [each.action for each in card(answered, "en").buttons] == ["what_we_did", "give_back"]


def test_only_the_two_who_were_introduced_give_back_from_it(stage: Stage):
    introduction_id = introduced(stage)

    assert reasons(stage.do(told(speaker=CHLOE, introduction_id=introduction_id), LATER)) == [
        "not_your_introduction"
    ]
    with pytest.raises(Refusal, match="not_your_introduction"):
        desk(stage).open(CHLOE, "give_back", (introduction_id,))


def test_a_peer_who_wants_no_name_is_left_out(stage: Stage):
    introduction_id = answered_in_writing(stage, attributable=False)

    shown = proposed(stage, introduction_id=introduction_id)

    forms = [desk(stage).open(ANA, "give_back", (introduction_id,)), opened(stage, shown.proposal_id)]
    assert shown.nameless
    assert all("neither named nor recognised" in each.intro for each in forms)


def test_the_form_takes_one_text_and_says_what_cannot_stay(stage: Stage):
    form = desk(stage).open(ANA, "give_back")

    def sent(text: str) -> Submitted:
        return Submitted(ANA, PRIVATE, form.name, form.ids, {"text": (text,)})

    assert desk(stage).event(sent(TOLD)) == told()
    assert desk(stage).check(sent(TOLD)) == {}
    assert desk(stage).check(sent("x" * 3_001)) == {"text": "That is 3,001 characters; 3,000 are the most."}
    assert "nothing" in desk(stage).check(sent(" \n"))["text"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing_told"),
        (" \u2028\n", "nothing_told"),
        ("Problem:", "nothing_told"),
        ("😀 12", "nothing_told"),
        ("We dug. " * 2_500, "field_too_long"),
        ("Call me at +1 650 253 0000. We dug.", "private_data_in_field"),
    ],
)
def test_what_cannot_be_kept_is_not_even_stored_by_the_runner(text: str, reason: str):
    stored = screened(told(text))

    assert isinstance(stored, Unanswerable)
    assert stored.reason == reason


def test_private_data_in_the_form_is_not_stored_either():
    stored = screened(ProposalChanged(ANA, PRIVATE, 1, {"cost": ("Ask jane.doe@example.org",)}))

    assert isinstance(stored, Unanswerable)
    assert stored.reason == "private_data"


@pytest.mark.parametrize(
    "text", ["Wir bauten ein Becken.", "雨水を集めた。", "<b>We dug</b> *bold* @someone"]
)
def test_one_sentence_of_any_language_is_enough(stage: Stage, text: str):
    shown = proposed(stage, text=text)

    assert (shown.action, shown.title) == (text, text.removesuffix("."))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("add", FormWanted("give_back")),
        ("ADD  Problem: rain.\nWe dug.", told("Problem: rain.\nWe dug.")),
    ],
)
def test_the_command_takes_a_text_with_its_lines_or_opens_the_form(typed: str, meant: object):
    assert wish("/practice", typed, ANA, PRIVATE) == meant


def test_what_was_filled_in_survives_the_runner():
    event = ProposalChanged(ANA, PRIVATE, 1, {"topics": ("a", "b"), "lessons": ()})

    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(
    ("key", "proposal"),
    [
        ("told-12", 12),
        ("told-12-2", 12),
        ("told-", None),
        ("told-12-", None),
        ("draft-12", None),
        ("told-١", None),
    ],
)
def test_the_key_of_a_draft_says_of_which_text_it_came(key: str, proposal: int | None):
    assert giving_back.proposal_of(key) == proposal


def test_a_record_that_a_file_brought_under_the_key_of_the_draft_stays_as_it_is(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    theirs = [make_draft(giving_back.key(proposal_id) + end, title="Theirs") for end in ("", "-2")]
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
        for each in theirs:
            record_changes.save(connection, stage.network_id, each, NOW)

    stage.do(confirmed(proposal_id), LATER)
    form = opened(stage, proposal_id)
    sent = only(ProposalSent, stage.do(desk(stage).event(filled_in(form, title="Mine")), LATER))

    keys = [f"told-{proposal_id}{end}" for end in ("", "-2", "-3")]
    with stage.engine.connect() as connection:
        found = records.stored(connection, stage.network_id, keys)
        [task] = tasks.every_open(connection, stage.network_id)
        actions = [each.action for each in audit_reading.entries(connection, stage.network_id)]
    assert sent.changed
    assert [found[key].record.title for key in keys] == ["Theirs", "Theirs", "Mine"]
    assert actions == ["record.draft", "record.draft"]
    sent_back = DraftSentBack(BEN, PRIVATE, task.id, found[keys[2]].record.revision, "Why?", rejected=False)
    returned = only(DraftNotPublished, stage.do(sent_back, LATER))
    assert (returned.form, returned.about) == ("change_proposal", proposal_id)


def test_that_it_was_confirmed_stands_in_the_audit_trail(stage: Stage):
    proposal_id = proposed(stage).proposal_id
    stage.do(confirmed(proposal_id), LATER)

    with stage.engine.connect() as connection:
        [entry] = audit_reading.entries(connection, stage.network_id)
    assert (entry.actor, entry.action) == (f"official:{stage.official(ANA).id}", "record.draft")
    assert "It cost $40,000 a year." in entry.after
