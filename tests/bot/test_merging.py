"""Merging records: who may, what is chosen, where questions, links and introductions lead, and undoing it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import commands
from bot.cards import card
from bot.commands import FormWanted
from bot.events import IntroductionWanted
from bot.events.duplicate import DuplicatesWanted, MergeDecided, UnmergeWanted
from bot.events.practice import PracticeWanted
from bot.forms import Submitted
from bot.forms import merge as merge_form
from bot.messages import Refused
from bot.messages.introductions import NobodyFree
from bot.messages.merging import RecordUnmerged
from bot.messages.practice import PracticeShown
from bot.phrases import words
from bot.records import sdg_targets
from bot.refusal import Refusal
from bot.slack.modals import modal
from matching.domain import Details, IntroductionId, QuestionId, RecordId, Source, Visibility
from store import (
    answered_questions,
    audit_reading,
    introductions,
    loads,
    outcomes,
    questions,
    record_changes,
    record_contacts,
    record_readers,
    records,
    staff,
    tasks,
)
from store.record_changes import Edit
from store.record_values import draft_of
from store.revisions import Change
from tests.block_limits import broken_limits
from tests.bot.staffed import CARD, LATER, SAM, TESS, arrival, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, Stage, of_kind, only
from tests.factories import NOW, add_record, make_draft, there

DAYS_30 = timedelta(days=30)


def stored(stage: Stage, record_id: int):
    with stage.engine.connect() as connection:
        return records.stored_by_id(connection, stage.network_id, RecordId(record_id))


def twin(stage: Stage, **said):
    """A record that says what that of Oak does, in other words; its office is Elm's."""
    known = {"title": "A charge that pays for storm drains", "source_title": "A report", "source_url": ""}
    with stage.engine.begin() as connection:
        return add_record(connection, stage.network_id, "elm-drains", stage.offices["Elm"], **(known | said))


def opened(stage: Stage, record_id: int, into_id: int, speaker=SAM):
    with stage.engine.connect() as connection:
        its_words = words("en")
        return merge_form.opened(connection, arrival(stage, speaker), (record_id, into_id), its_words, NOW)


def checked(stage: Stage, ids, speaker=SAM, **values):
    submitted = Submitted(
        speaker, CARD, "merge_records", ids, {name: (each,) for name, each in values.items()}
    )
    with stage.engine.connect() as connection:
        return merge_form.checked(connection, arrival(stage, speaker), submitted, words("en"), NOW)


def merge(stage: Stage, record_id: int, into_id: int, speaker=SAM, spot=CARD, **chosen):
    record, into = (stored(stage, each).record for each in (record_id, into_id))
    event = MergeDecided(speaker, spot, record_id, record.revision, into_id, into.revision, chosen)
    return stage.do(event)


def unmerge(stage: Stage, record_id: int, now=LATER, speaker=SAM):
    return stage.do(UnmergeWanted(speaker, CARD, record_id), now)


# The form


def test_the_form_shows_both_texts_of_each_part_that_differs(staffed: Stage):
    other = twin(staffed, lessons="")

    form = opened(staffed, staffed.record.id, other.id)

    title, lessons = form.fields
    assert [each.label for each in title.options] == [
        f"{other.id}: A charge that pays for storm drains",
        f"{staffed.record.id}: A fee to pay for storm drains",
    ]
    assert (title.values, [each.value for each in title.options]) == (("into",), ["into", "record"])
    assert [each.label for each in lessons.options] == [
        f"{staffed.record.id}: Start with the largest properties.",
        f"{other.id}: (empty)",
    ]
    assert "You can undo it for 30 days" in form.intro


def test_a_slack_window_holds_the_longest_records(staffed: Stage):
    long = {part: f"{part} and ä<b> " * 200 for part in ("title", "problem", "action", "outcome", "lessons")}
    other = twin(staffed, **long)

    for ids in ((staffed.record.id, other.id), (other.id, staffed.record.id)):
        view = modal(opened(staffed, *ids), CARD, words("en"))
        assert broken_limits({"text": "x", "blocks": view["blocks"]}) == []


@pytest.mark.parametrize(
    ("part", "choice", "sentence"),
    [
        ("title", "both", "Please choose one of these."),
        ("lessons", "neither", "Please choose one of these."),
        ("problem", "both", "That is"),
    ],
)
def test_a_choice_that_cannot_stay_is_told_below_its_field(staffed: Stage, part, choice, sentence):
    other = twin(staffed, lessons="", action="A year. " * 350, problem="Old drains. " * 1_667)
    form = opened(staffed, staffed.record.id, other.id)
    fine = {each.name: each.values[0] for each in form.fields}

    assert checked(staffed, form.ids, **fine) == {}
    mistakes = checked(staffed, form.ids, **(fine | {part: choice}))

    assert list(mistakes) == [part]
    assert mistakes[part].startswith(sentence)


def test_only_staff_merge_and_unmerge(staffed: Stage):
    other = twin(staffed)

    with pytest.raises(Refusal, match="staff_only"):
        opened(staffed, staffed.record.id, other.id, BEN)
    assert reasons(merge(staffed, staffed.record.id, other.id, BEN)) == ["staff_only"]
    assert reasons(unmerge(staffed, staffed.record.id, speaker=BEN)) == ["staff_only"]


def test_who_loses_the_role_while_the_merge_form_is_open_merges_nothing(staffed: Stage):
    other = twin(staffed)
    form = opened(staffed, staffed.record.id, other.id)
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    with pytest.raises(Refusal, match="staff_only"):
        checked(staffed, form.ids)
    assert reasons(merge(staffed, staffed.record.id, other.id)) == ["staff_only"]
    assert stored(staffed, staffed.record.id).state == "published"


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("merge 12 into 34", FormWanted("merge_records", (12, 34))),
        ("Merge #12 INTO #34", FormWanted("merge_records", (12, 34))),
        ("unmerge 12", UnmergeWanted(SAM, PRIVATE, 12)),
        ("duplicates #12", DuplicatesWanted(SAM, PRIVATE, 12)),
    ],
)
def test_what_is_typed_after_practice(typed, wish):
    assert commands.wish("/practice", typed, SAM, PRIVATE) == wish


# Merging


def test_the_record_that_stays_says_what_was_chosen_with_the_sources_of_both(staffed: Stage):
    other = twin(
        staffed, topics=("finance",), lessons="Ask first.", details=Details(cost="", sdg_targets=("11.6",))
    )

    merge(staffed, staffed.record.id, other.id, title="record", lessons="both")

    into = stored(staffed, other.id).record
    assert into.title == "A fee to pay for storm drains"
    assert into.lessons == "Ask first.\n\nStart with the largest properties."
    assert (into.topics, into.details.sdg_targets) == (("finance", "stormwater"), ("11.6",))
    assert into.source_title == "A report"
    theirs = staffed.record
    assert into.details.sources == (Source(theirs.source_title, theirs.source_url, theirs.source_lang),)


def test_where_it_says_nothing_of_years_and_status_the_record_that_stays_says_what_the_other_one_did(
    staffed: Stage,
):
    one = twin(staffed, status="ended", year_start=2011)
    with staffed.engine.begin() as connection:
        bare = add_record(connection, staffed.network_id, "bare", place="", year_start=None, status="unknown")

    merge(staffed, one.id, bare.id)

    into = stored(staffed, bare.id).record
    assert (into.status, into.year_start, into.place, into.office) == ("ended", 2011, "Elm", one.office)


def test_a_place_never_gets_the_office_of_another_one(staffed: Stage):
    with staffed.engine.begin() as connection:
        ghent = add_record(connection, staffed.network_id, "ghent", place="Ghent", country="BE")

    merge(staffed, twin(staffed).id, ghent.id)

    into = stored(staffed, ghent.id).record
    assert (into.place, into.country, into.office) == ("Ghent", "BE", None)


def test_the_card_that_was_pressed_says_what_was_merged_and_how_to_undo_it(staffed: Stage):
    other = twin(staffed)

    [said] = merge(staffed, staffed.record.id, other.id)

    assert (said.address.way, said.address.message) == ("replace", CARD.message)
    shown = card(said.message, "en")
    assert shown.paragraphs == (
        f"“A fee to pay for storm drains” (record {staffed.record.id}) was merged into “A charge that "
        f"pays for storm drains” (record {other.id}). You can undo it until April 1, 2026.",
    )
    assert [(each.action, each.ids) for each in shown.buttons] == [("unmerge", (staffed.record.id,))]


def test_typed_in_a_channel_only_who_typed_it_reads_the_answer(staffed: Stage):
    other = twin(staffed)

    [said] = merge(staffed, staffed.record.id, other.id, spot=CHANNEL)

    assert (said.address.way, said.address.people) == ("only_to", (SAM.chat_id,))


def test_what_staff_had_to_do_about_the_merged_record_is_done(staffed: Stage):
    other = twin(staffed)
    with staffed.engine.begin() as connection:
        tasks.open_once(connection, staffed.network_id, "expiring", staffed.record.id, NOW)

    merge(staffed, staffed.record.id, other.id)

    with staffed.engine.connect() as connection:
        assert tasks.every_open(connection, staffed.network_id) == ()


def test_of_two_curators_who_opened_the_form_the_second_is_told_to_begin_again(staffed: Stage):
    other = twin(staffed)
    form = opened(staffed, staffed.record.id, other.id, TESS)
    record_id, record_seen, into_id, into_seen = form.ids
    with staffed.engine.begin() as connection:
        said = replace(draft_of(other), lessons="Ask first.")
        edited = Edit(other.id, other.revision, Change("edited"))
        record_changes.edit(connection, staffed.network_id, edited, said, NOW)

    with pytest.raises(Refusal, match="records_changed"):
        checked(staffed, form.ids, TESS)
    event = MergeDecided(TESS, CARD, record_id, record_seen, into_id, into_seen, {})
    assert reasons(staffed.do(event)) == ["records_changed"]
    assert stored(staffed, staffed.record.id).state == "published"


def test_a_cycle_is_refused_and_a_chain_leads_to_its_end(staffed: Stage):
    one, two = staffed.record.id, twin(staffed).id
    merge(staffed, one, two)

    for ids in ((two, one), (one, two), (two, two)):
        with pytest.raises(Refusal, match="one_record_already"):
            opened(staffed, *ids)
    form = opened(staffed, staffed.unjoined.id, one)

    assert form.ids[2] == two


def test_what_is_withdrawn_a_draft_or_for_other_readers_is_refused(staffed: Stage):
    other = twin(staffed, visibility=Visibility.NAMED)
    with staffed.engine.begin() as connection:
        drains = add_record(
            connection, staffed.network_id, "x", staffed.offices["Oak"], visibility=Visibility.UNATTRIBUTED
        )
        record_changes.withdraw(connection, staffed.network_id, staffed.unjoined.id, NOW)
        draft = record_changes.draft(connection, staffed.network_id, replace(draft_of(other), key="new"), NOW)

    for ids, reason in (
        ((other.id, drains.id), "different_readers"),
        ((staffed.unjoined.id, other.id), "not_to_merge"),
        ((other.id, staffed.unjoined.id), "not_to_merge"),
        ((other.id, draft), "merge_into_draft"),
        ((other.id, 999), "unknown_practice"),
    ):
        with pytest.raises(Refusal, match=reason):
            opened(staffed, *ids)


def test_a_merge_makes_no_years_that_run_backwards(staffed: Stage):
    other = twin(staffed, year_start=None, details=Details(year_end=2005))

    merge(staffed, staffed.record.id, other.id)

    said = stored(staffed, other.id).record
    assert (staffed.record.year_start, said.year_start, said.details.year_end) == (2019, None, 2005)


NONE = {"source_title": "", "source_url": ""}
TALK, REPORT = (Source(name, f"https://{name}.example") for name in ("talk", "report"))


@pytest.mark.parametrize(
    ("record", "into", "first", "further"),
    [
        (NONE | {"details": Details(sources=(TALK,))}, NONE, "", (TALK,)),
        (NONE, NONE | {"details": Details(sources=(TALK, REPORT))}, "", (TALK, REPORT)),
        ({}, NONE | {"details": Details(sources=(TALK,))}, "Stormwater programme review", (TALK,)),
    ],
)
def test_no_source_is_lost_or_named_twice_where_a_record_has_no_first_one(
    staffed: Stage, record: dict[str, Any], into: dict[str, Any], first: str, further: tuple[Source, ...]
):
    other = twin(staffed, **into)
    with staffed.engine.begin() as connection:
        merged = add_record(connection, staffed.network_id, "a", **record)

    merge(staffed, merged.id, other.id)

    said = stored(staffed, other.id).record
    assert (said.source_title, said.details.sources) == (first, further)


TARGETS = tuple(sorted(sdg_targets.TARGETS))


def many(kind: str, first: int, how_many: int) -> dict[str, Any]:
    """So many topics, targets or sources, other ones for each first number."""
    numbers = range(first, first + how_many)
    if kind == "topics":
        return {"topics": tuple(f"topic {each}" for each in numbers)}
    if kind == "targets":
        return {"details": Details(sdg_targets=TARGETS[first : first + how_many])}
    sources = tuple(Source(f"Source {each}", f"https://example.org/{each}") for each in numbers)
    return NONE | {"details": Details(sources=sources)}


@pytest.mark.parametrize("kind", ["topics", "targets", "sources"])
def test_what_no_record_may_have_so_many_of_is_not_merged(staffed: Stage, kind: str):
    other = twin(staffed, **many(kind, 0, 11))
    with staffed.engine.begin() as connection:
        few, too_many = (
            add_record(connection, staffed.network_id, f"{how_many}", **many(kind, 11, how_many))
            for how_many in (9, 10)
        )

    for ids in ((too_many.id, other.id), (other.id, too_many.id)):
        with pytest.raises(Refusal, match="merge_of_too_many"):
            opened(staffed, *ids)
    assert reasons(merge(staffed, too_many.id, other.id)) == ["merge_of_too_many"]
    assert opened(staffed, few.id, other.id)


def test_what_few_may_read_is_read_by_no_more_after_it_was_merged(staffed: Stage):
    other = twin(staffed, visibility=Visibility.PUBLIC)
    ash = staffed.offices["Ash"].jurisdiction.id
    secret = record_changes.Edit(staffed.record.id, 1, Change("edited"))
    with staffed.engine.begin() as connection:
        named = replace(draft_of(staffed.record), visibility=Visibility.NAMED)
        record_changes.edit(connection, staffed.network_id, secret, named, NOW)
        record_readers.set_readers(connection, staffed.network_id, staffed.record.id, [ash])

    merge(staffed, staffed.record.id, other.id)

    assert stored(staffed, other.id).record.visibility is Visibility.NAMED
    oak = staffed.offices["Oak"].jurisdiction.id
    with staffed.engine.connect() as connection:
        assert record_readers.readers(connection, other.id) == tuple(sorted((ash, oak)))


def nameless_draft(stage: Stage, **said):
    """A draft that says what Oak's record says, from nobody who may be named."""
    told = make_draft(
        "nameless", visibility=Visibility.UNATTRIBUTED, title=stage.record.title, place="", **said
    )
    with stage.engine.begin() as connection:
        record_changes.draft(connection, stage.network_id, told, NOW)
        return records.drafted(connection, stage.network_id, "nameless")


def test_that_fewer_may_read_the_record_that_stays_is_said_in_the_form_and_on_the_card(staffed: Stage):
    other = twin(staffed, visibility=Visibility.PUBLIC)
    sentence = (
        f"Once merged, fewer people may read “A charge that pays for storm drains” (record {other.id}): "
        "Members of the network."
    )

    form = opened(staffed, staffed.record.id, other.id)
    [said] = merge(staffed, staffed.record.id, other.id)

    assert form.intro.endswith(f"30 days. {sentence}")
    assert card(said.message, "en").paragraphs[1] == sentence


def test_where_as_many_may_read_it_as_before_nothing_is_said_of_that(staffed: Stage):
    other = twin(staffed)
    with staffed.engine.begin() as connection:
        public = add_record(
            connection, staffed.network_id, "public", visibility=Visibility.PUBLIC, title="Open"
        )

    assert opened(staffed, public.id, other.id).intro.endswith("for 30 days.")
    assert len(card(merge(staffed, public.id, other.id)[0].message, "en").paragraphs) == 1


def test_of_a_draft_for_fewer_readers_nothing_gets_in_unless_a_text_of_it_is_chosen(staffed: Stage):
    draft = nameless_draft(staffed, outcome="Fewer floods.", topics=("finance",), source_title="Their report")
    into = staffed.record

    form = opened(staffed, draft.id, into.id)
    [said] = merge(staffed, draft.id, into.id)

    assert "If you choose none, " in form.intro
    assert form.intro.endswith("where it comes from, nobody is introduced to its office.")
    assert draft_of(stored(staffed, into.id).record) == draft_of(into)
    assert stored(staffed, draft.id).state == "withdrawn"
    assert len(card(said.message, "en").paragraphs) == 1


def test_with_a_text_of_a_draft_for_fewer_readers_fewer_read_the_record_and_staff_read_so(staffed: Stage):
    draft = nameless_draft(staffed, outcome="Fewer floods.")

    [said] = merge(staffed, draft.id, staffed.record.id, outcome="record")

    assert stored(staffed, staffed.record.id).record.visibility is Visibility.UNATTRIBUTED
    assert "without saying where it comes from" in card(said.message, "en").paragraphs[1]
    unmerge(staffed, draft.id)
    assert stored(staffed, staffed.record.id).record.visibility is staffed.record.visibility


def test_of_a_draft_of_which_nothing_gets_in_nobody_is_asked(staffed: Stage):
    told = make_draft("elms", staffed.offices["Elm"], title=staffed.unjoined.title, problem="", action="")
    told = replace(told, visibility=Visibility.UNATTRIBUTED, outcome="", lessons="")
    with staffed.engine.begin() as connection:
        draft = record_changes.draft(connection, staffed.network_id, told, NOW)

    merge(staffed, there(draft), staffed.unjoined.id)

    with staffed.engine.connect() as connection:
        assert record_contacts.of_record(connection, staffed.unjoined.id) == ()


# Where what was said about the merged record leads


def test_the_number_of_a_merged_record_shows_the_one_that_stayed(staffed: Stage):
    other = twin(staffed)
    merge(staffed, staffed.record.id, other.id)

    shown = only(PracticeShown, staffed.do(PracticeWanted(ANA, PRIVATE, staffed.record.id)))

    assert shown.record.record_id == other.id
    assert f"Record {staffed.record.id} was merged into this one." in card(shown, "en").notes


def test_a_question_that_the_merged_record_answered_leads_to_the_one_that_stayed_and_back(staffed: Stage):
    other = staffed.unjoined
    answer = staffed.ask()
    question_id = QuestionId(answer.question_id)
    with staffed.engine.begin() as connection:
        questions.note_answer(connection, staffed.network_id, question_id, staffed.record.id, None, NOW)

    def led_to():
        with staffed.engine.connect() as connection:
            found = answered_questions.asked_before(connection, staffed.network_id, [question_id], NOW.date())
        return [each.record_id for each in found[question_id]]

    merge(staffed, staffed.record.id, other.id)
    assert led_to() == [other.id]
    assert other.id in {each.record_id for each in staffed.ask().matches}

    unmerge(staffed, staffed.record.id)
    assert led_to() == [staffed.record.id]


def test_who_wants_to_meet_behind_an_old_answer_meets_who_knows_the_record_that_stayed(staffed: Stage):
    """Fir's office has not joined; Ben holds that of the record that was merged into Fir's."""
    answer = staffed.ask()
    merge(staffed, staffed.record.id, staffed.unjoined.id)

    said = staffed.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, staffed.record.id))

    assert not of_kind(Refused, said)
    assert not of_kind(NobodyFree, said)
    [leg] = staffed.legs(answer)
    assert (leg.record_id, leg.office_id) == (staffed.unjoined.id, staffed.offices["Oak"].id)
    assert leg.peer_id == staffed.official(BEN).id


def test_the_own_office_of_the_record_that_stayed_is_asked_first(staffed: Stage):
    [dan] = staffed.add_peers("Dan")
    answer = staffed.ask()
    with staffed.engine.connect() as connection:
        dans = records.by_key(connection, staffed.network_id, "Dan-drains")
    merge(staffed, staffed.record.id, dans.id)

    staffed.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, staffed.record.id))

    [leg] = staffed.legs(answer)
    assert leg.peer_id == staffed.official(dan).id


# Taking it back


def test_unmerging_restores_both_and_says_so(staffed: Stage):
    other = twin(staffed, lessons="")
    before = [stored(staffed, each.id) for each in (staffed.record, other)]
    merge(staffed, staffed.record.id, other.id)

    said = unmerge(staffed, staffed.record.id)

    assert not only(RecordUnmerged, said).edited
    after = [stored(staffed, each.id) for each in (staffed.record, other)]
    assert [(draft_of(each.record), each.state) for each in after] == [
        (draft_of(each.record), each.state) for each in before
    ]


def test_of_a_record_that_was_edited_since_staff_read_what_it_took_over(staffed: Stage):
    other = twin(staffed, lessons="")
    merge(staffed, staffed.record.id, other.id)
    into = stored(staffed, other.id).record
    with staffed.engine.begin() as connection:
        edited = Edit(other.id, into.revision, Change("edited"))
        said = replace(draft_of(into), outcome="Less water in cellars.")
        record_changes.edit(connection, staffed.network_id, edited, said, NOW)

    shown = card(only(RecordUnmerged, unmerge(staffed, staffed.record.id)), "en")

    assert shown.paragraphs[0].endswith(
        "was edited since and stays as it is. It took over these parts: Lessons."
    )
    assert stored(staffed, other.id).record.outcome == "Less water in cellars."


@pytest.mark.parametrize(("waited", "refused"), [(DAYS_30, []), (DAYS_30 * 1.01, ["unmerge_too_late"])])
def test_a_merge_can_be_undone_for_30_days(staffed: Stage, waited, refused):
    merge(staffed, staffed.record.id, twin(staffed).id)

    assert reasons(unmerge(staffed, staffed.record.id, NOW + waited)) == refused


def test_a_merge_further_down_is_taken_back_first(staffed: Stage):
    other = twin(staffed)
    merge(staffed, staffed.record.id, other.id)
    merge(staffed, other.id, staffed.unjoined.id)

    assert reasons(unmerge(staffed, staffed.record.id)) == ["unmerge_first"]
    assert reasons(unmerge(staffed, staffed.unjoined.id)) == ["not_merged"]
    unmerge(staffed, other.id)
    assert only(RecordUnmerged, unmerge(staffed, staffed.record.id))


def test_merging_and_unmerging_stand_in_the_audit_trail(staffed: Stage):
    other = twin(staffed)
    merge(staffed, staffed.record.id, other.id)
    unmerge(staffed, staffed.record.id)

    with staffed.engine.connect() as connection:
        entries = list(audit_reading.entries(connection, staffed.network_id))
    written = [(each.action, each.subject) for each in entries if each.action.endswith("merge")]
    both = [f"record:{staffed.record.id}", f"record:{other.id}"]
    assert written == [(f"record.{verb}", each) for verb in ("merge", "unmerge") for each in both]


def test_what_came_of_introductions_to_the_merged_record_counts_for_the_one_that_stayed(staffed: Stage):
    request = staffed.ask_peer()
    staffed.decide(request, accepted=True)
    with staffed.engine.begin() as connection:
        introductions.move(
            connection, IntroductionId(request.introduction_id), "introduced", "met", None, NOW
        )
    other = staffed.unjoined

    merge(staffed, staffed.record.id, other.id)

    with staffed.engine.connect() as connection:
        found = outcomes.of_records(connection, staffed.network_id, [other.id])
    assert found[other.id].met == 1


def test_nobody_is_asked_about_a_record_that_names_no_place_since_it_was_merged(staffed: Stage):
    answer = staffed.ask()
    merge(staffed, staffed.record.id, twin(staffed, visibility=Visibility.UNATTRIBUTED).id)

    question_id = QuestionId(answer.question_id)
    with staffed.engine.connect() as connection:
        assert loads.behind(connection, staffed.network_id, question_id, NOW.date()) == []


def test_what_an_import_published_again_and_staff_withdrew_is_published_by_no_undo(staffed: Stage):
    other = twin(staffed, lessons="")
    merge(staffed, staffed.record.id, other.id)
    with staffed.engine.begin() as connection:
        again = replace(draft_of(staffed.record), outcome="Other words.")
        record_changes.save(connection, staffed.network_id, again, NOW)
        record_changes.withdraw(connection, staffed.network_id, staffed.record.id, LATER)

    assert reasons(unmerge(staffed, staffed.record.id)) == ["not_merged"]
    assert stored(staffed, staffed.record.id).state == "withdrawn"
    assert stored(staffed, other.id).record.lessons == staffed.record.lessons


def test_a_request_that_is_open_while_its_record_is_merged_goes_on(staffed: Stage):
    request = staffed.ask_peer()
    merge(staffed, staffed.record.id, staffed.unjoined.id)

    said = staffed.decide(request, accepted=True)

    assert not of_kind(Refused, said)
    with staffed.engine.connect() as connection:
        leg = introductions.by_id(connection, staffed.network_id, IntroductionId(request.introduction_id))
    assert leg.state in ("accepted", "introduced")
