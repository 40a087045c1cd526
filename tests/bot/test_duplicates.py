"""Records of the same practice: found for a draft, shown to staff with what differs, told apart for good."""

from dataclasses import replace
from typing import Any

from bot.cards import card
from bot.desk import Desk
from bot.events import DraftWritten
from bot.events.duplicate import DuplicatesWanted, MergeDecided, ToldApart
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalConfirmed
from bot.events.quoting import QuoteDecided, QuoteDrafted, ReplyChosen
from bot.forms import Submitted
from bot.messages import Message
from bot.messages.curation import DraftToReview
from bot.messages.giving import ProposalShown
from bot.messages.merging import DuplicatesShown, RecordsKeptApart
from bot.messages.quoting import QuoteAsked
from bot.slack.render import render
from bot.speaker import Speaker
from bot.staff import tasks as staff_tasks
from matching.domain import PracticeRecord, RecordId
from store import record_changes, records, tasks
from store.tasks import Task
from tests.block_limits import broken_limits
from tests.bot.staffed import CARD, ROOM, SAM, TESS, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, Stage, of_kind, only
from tests.factories import NOW, add_network, add_office, add_record, make_draft


def twin(stage: Stage, key: str = "oak-charge", **said: object) -> PracticeRecord:
    """What Oak did, told once more with nearly the same words."""
    known = {"title": "A charge to pay for storm drains"}
    with stage.engine.begin() as connection:
        return add_record(connection, stage.network_id, key, stage.offices["Oak"], **(known | said))


def look(stage: Stage, record_id: int, speaker: Speaker = SAM) -> list:
    return stage.do(DuplicatesWanted(speaker, PRIVATE, record_id))


def near(stage: Stage, record_id: int) -> list[int]:
    return [each.record.id for each in only(DuplicatesShown, look(stage, record_id)).near]


def write_draft(stage: Stage, **said: str) -> list:
    """Let Ben, of Oak, write what they did after an introduction."""
    request = stage.ask_peer()
    stage.decide(request, accepted=True)
    texts: dict[str, Any] = {
        "title": stage.record.title,
        "problem": stage.record.problem,
        "action": stage.record.action,
        "outcome": stage.record.outcome,
        "lessons": stage.record.lessons,
    }
    event = DraftWritten(BEN, PRIVATE, request.introduction_id, **(texts | said), result="worked")
    return stage.do(event)


def every_open(stage: Stage) -> list[Task]:
    with stage.engine.connect() as connection:
        return [each for each in tasks.every_open(connection, stage.network_id) if each.kind == "duplicate"]


def test_a_record_of_the_same_place_in_nearly_the_same_words_is_near_and_none_of_elsewhere(staffed: Stage):
    other = twin(staffed)
    with staffed.engine.begin() as connection:
        elm = staffed.offices["Elm"]
        add_record(connection, staffed.network_id, "elm", elm, title="Libraries", problem="Few readers.")

    assert near(staffed, staffed.record.id) == [other.id]
    assert near(staffed, other.id) == [staffed.record.id]
    assert near(staffed, staffed.unjoined.id) == []


def test_each_part_that_differs_stands_there_with_both_texts(staffed: Stage):
    other = twin(staffed, lessons="", year_start=2020)

    shown = card(only(DuplicatesShown, look(staffed, staffed.record.id)), "en")

    mine, theirs = staffed.record.id, other.id
    assert shown.heading == "Is this the same practice?"
    assert shown.paragraphs[1:] == (
        f"{theirs}. A charge to pay for storm drains\nOak (United States) · 2020",
        f"Title\n{mine}: A fee to pay for storm drains\n{theirs}: A charge to pay for storm drains",
        f"Lessons\n{mine}: Start with the largest properties.\n{theirs}: (empty)",
    )
    assert [(each.action, each.ids) for each in shown.buttons] == [
        ("merge_records", (mine, theirs)),
        ("told_apart", (mine, theirs)),
    ]


def test_two_long_texts_begin_where_they_differ(staffed: Stage):
    twin(staffed)
    message = only(DuplicatesShown, look(staffed, staffed.record.id))
    begun = "We charge by paved area. " * 40
    [near] = message.near
    long = replace(near.differences[0], text=f"{begun}It cost much.", other=f"{begun}It cost little.")

    shown = card(replace(message, near=(replace(near, differences=(long,)),)), "en").paragraphs[-1]

    assert "…area. It cost much." in shown
    assert "…area. It cost little." in shown


def test_three_are_shown_at_most_and_slack_takes_them_at_any_length(staffed: Stage):
    for number in range(4):
        twin(staffed, f"oak-{number}")
    message = only(DuplicatesShown, look(staffed, staffed.record.id))
    assert len(message.near) == 3
    wild = "<!channel> & Ω " * 900
    differences = tuple(replace(each, text=wild, other=wild) for each in message.near[0].differences) * 9
    longest = replace(message.near[0], differences=differences)

    rendered = render(replace(message, near=(longest,) * 3), "en")

    assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []


def test_where_nothing_is_near_staff_are_told_so(staffed: Stage):
    shown = card(only(DuplicatesShown, look(staffed, staffed.record.id)), "en")

    assert shown.paragraphs[0].startswith("I find no record that may be of the same practice as")


def test_only_staff_see_it_and_only_records_of_their_network(staffed: Stage):
    with staffed.engine.begin() as connection:
        other = add_network(connection, "Another network")
        office = add_office(connection, other, "Drains", "Oak")
        theirs = add_record(connection, other, "theirs", office, title=staffed.record.title)

    assert near(staffed, staffed.record.id) == []
    assert reasons(look(staffed, theirs.id)) == ["unknown_practice"]
    assert reasons(look(staffed, staffed.record.id, ANA)) == ["staff_only"]
    assert reasons(staffed.do(ToldApart(ANA, CARD, staffed.record.id, theirs.id))) == ["staff_only"]
    assert reasons(staffed.do(ToldApart(SAM, CARD, staffed.record.id, theirs.id))) == ["unknown_practice"]


def test_a_draft_that_is_near_a_record_is_a_task_with_its_card_in_the_staff_channel(staffed: Stage):
    said = write_draft(staffed)

    [posted] = [each for each in said if isinstance(each.message, DuplicatesShown)]
    assert posted.address.conversation == ROOM
    assert [each.record.id for each in posted.message.near] == [staffed.record.id]
    [task] = every_open(staffed)
    assert task.subject_id == posted.message.record.id


def test_a_draft_that_is_near_nothing_is_no_such_task(staffed: Stage):
    texts = dict.fromkeys(("title", "problem", "action", "outcome", "lessons"), "Bees on roofs")

    assert not of_kind(DuplicatesShown, write_draft(staffed, **texts))
    assert every_open(staffed) == []


def test_what_was_told_apart_is_never_proposed_again_and_its_task_is_done(staffed: Stage):
    write_draft(staffed)
    [task] = every_open(staffed)

    said = staffed.do(ToldApart(SAM, CARD, task.subject_id, staffed.record.id))

    assert only(RecordsKeptApart, said).other.id == staffed.record.id
    assert said[0].address.way == "replace"
    assert every_open(staffed) == []
    assert near(staffed, task.subject_id) == []
    assert of_kind(RecordsKeptApart, staffed.do(ToldApart(TESS, CARD, task.subject_id, staffed.record.id)))


def test_the_card_keeps_the_others_when_one_is_told_apart(staffed: Stage):
    one, two = twin(staffed, "oak-1"), twin(staffed, "oak-2")
    look(staffed, staffed.record.id)

    said = staffed.do(ToldApart(SAM, CARD, staffed.record.id, one.id))

    assert [each.record.id for each in only(DuplicatesShown, said).near] == [two.id]


def test_merging_a_draft_into_the_record_settles_its_task(staffed: Stage):
    write_draft(staffed)
    [task] = every_open(staffed)
    with staffed.engine.connect() as connection:
        draft = records.stored_by_id(connection, staffed.network_id, RecordId(task.subject_id)).record

    staffed.do(MergeDecided(SAM, CARD, draft.id, draft.revision, staffed.record.id, 1, {}))

    assert every_open(staffed) == []


def test_withdrawn_records_and_drafts_are_found_by_nobody(staffed: Stage):
    other = twin(staffed)
    with staffed.engine.begin() as connection:
        record_changes.withdraw(connection, staffed.network_id, other.id, NOW)
        said = make_draft("draft", staffed.offices["Oak"], title=staffed.record.title)
        record_changes.draft(connection, staffed.network_id, said, NOW)

    assert near(staffed, staffed.record.id) == []


def test_what_an_official_gives_back_is_compared_when_they_hand_it_in(staffed: Stage):
    record = staffed.record
    text = "\n\n".join((record.title, record.problem, record.action, record.outcome, record.lessons))
    proposal = only(ProposalShown, staffed.do(PracticeTold(BEN, PRIVATE, text, FROM_COMMAND)))
    assert every_open(staffed) == []

    said = staffed.do(ProposalConfirmed(BEN, PRIVATE, proposal.proposal_id))

    assert [each.record.id for each in only(DuplicatesShown, said).near] == [record.id]
    assert len(every_open(staffed)) == 1
    assert not of_kind(DuplicatesShown, staffed.do(ProposalConfirmed(BEN, PRIVATE, proposal.proposal_id)))


def test_a_draft_that_staff_make_of_a_quoted_answer_is_compared_too(staffed: Stage):
    record = staffed.record
    with staffed.engine.begin() as connection:
        add_record(connection, staffed.network_id, "ash", staffed.offices["Ash"], title=record.title)
    staffed.ask()
    quote = only(QuoteAsked, staffed.do(ReplyChosen(SAM, CHANNEL, 0, CHLOE.chat_id, record.action)))
    staffed.do(QuoteDecided(CHLOE, CARD, quote.quote_id, "named"))
    texts = {part: getattr(record, part) for part in ("title", "problem", "action", "outcome", "lessons")}

    said = staffed.do(QuoteDrafted(SAM, CARD, quote.quote_id, result="worked", **texts))

    with staffed.engine.connect() as connection:
        theirs = records.by_key(connection, staffed.network_id, "ash")
    assert only(DuplicatesShown, said).near[0].record.id == theirs.id
    assert len(every_open(staffed)) == 1


def test_what_staff_without_an_office_add_is_compared_where_they_say_that_it_was_done(staffed: Stage):
    record = staffed.record
    told = only(ProposalShown, staffed.do(PracticeTold(TESS, PRIVATE, "Drains. We paid.", FROM_COMMAND)))
    desk = Desk(staffed.engine, lambda: NOW)
    form = desk.open(TESS, "change_proposal", (told.proposal_id,))
    oak = desk.suggest(TESS, "change_proposal", "Oak")[0].value
    texts = {part: (getattr(record, part),) for part in ("title", "problem", "action", "outcome", "lessons")}
    texts["title"] = ("Charges for drains in storms",)
    values = {each.name: each.values for each in form.fields} | texts | {"place": (oak,)}

    said = staffed.do(desk.event(Submitted(TESS, PRIVATE, form.name, form.ids, values)))

    assert [each.record.id for each in only(DuplicatesShown, said).near] == [record.id]


def test_the_card_of_a_draft_names_what_says_the_same_and_leads_there(staffed: Stage):
    shown = card(only(DraftToReview, write_draft(staffed)), "en")

    assert f"May be of the same practice as record {staffed.record.id}." in shown.closing
    [compare] = [each for each in shown.buttons if each.action == "duplicates"]
    assert compare.label == "Compare"
    assert only(DuplicatesShown, look(staffed, compare.ids[0])).near


def test_the_card_of_a_draft_that_is_near_nothing_says_nothing_of_that(staffed: Stage):
    texts = dict.fromkeys(("title", "problem", "action", "outcome", "lessons"), "Bees on roofs")

    shown = card(only(DraftToReview, write_draft(staffed, **texts)), "en")

    assert not any("of the same practice" in each for each in shown.closing)
    assert "duplicates" not in {each.action for each in shown.buttons}


def test_a_task_of_which_nothing_is_left_can_be_closed(staffed: Stage):
    write_draft(staffed)
    [task] = every_open(staffed)
    with staffed.engine.begin() as connection:
        record_changes.withdraw(connection, staffed.network_id, staffed.record.id, NOW)

    shown = card(as_task(staffed, task), "en")

    assert [(each.action, each.ids) for each in shown.buttons] == [("take_task", (task.id,))]


def as_task(stage: Stage, task: Task) -> Message:
    with stage.engine.connect() as connection:
        message = staff_tasks.shown(connection, task, NOW, everybody=False)
    assert message is not None
    return message
