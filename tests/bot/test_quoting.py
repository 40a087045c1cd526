"""A good reply becomes an answer, or a record, if its author lets it be quoted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards import card
from bot.desk import Desk
from bot.events import Asked, Unanswerable
from bot.events.channel import ThreadHushed
from bot.events.curation import DraftApproved
from bot.events.member import NetworkLeft
from bot.events.quoting import QuoteDecided, QuoteDrafted, ReplyChosen
from bot.forms import Submitted
from bot.introductions.replacing import instead
from bot.messages import Undeliverable
from bot.messages.curation import DraftNotPublished, DraftToReview
from bot.messages.quoting import (
    AnswerQuoted,
    QuoteAnswered,
    QuoteAsked,
    QuoteRecorded,
    QuoteRefused,
    QuoteToKeep,
)
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.screening import screened
from bot.speaker import Speaker
from matching.domain import Audience, QuoteId, RecordId, Visibility
from store import memberships, provenance, quoted_answers, record_changes, records, staff, task_queue
from tests.bot.curating import send_back
from tests.bot.staffed import CARD, LATER, SAM, official, reasons, said_to
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, make_draft, there

WORDS = "We charge by paved area, and the fee pays for the drains."
TEXTS: dict[str, Any] = {
    "title": "A fee by paved area",
    "problem": "Drains were old.",
    "outcome": "",
    "lessons": "",
}
STRANGER = Speaker(WORKSPACE, "U0NOBODY")


def choose(
    stage: Stage, author: Speaker = CHLOE, text: str = WORDS, speaker: Speaker = SAM
) -> list[Outgoing]:
    """Let staff choose a reply in the thread of Ana's question."""
    return stage.do(ReplyChosen(speaker, CHANNEL, 0, author.chat_id, text), LATER)


def asked(stage: Stage) -> QuoteAsked:
    stage.ask()
    return only(QuoteAsked, choose(stage))


def decide(stage: Stage, quote: QuoteAsked, said: Any = "named", speaker: Speaker = CHLOE) -> list[Outgoing]:
    return stage.do(QuoteDecided(speaker, replace(PRIVATE, message="7.1"), quote.quote_id, said), LATER)


def drafted(stage: Stage, quote: QuoteAsked, action: str = WORDS, speaker: Speaker = SAM) -> list[Outgoing]:
    event = QuoteDrafted(speaker, PRIVATE, quote.quote_id, action=action, result="worked", **TEXTS)
    return stage.do(event, LATER)


def kept(stage: Stage, quote: QuoteAsked) -> quoted_answers.Quote:
    with stage.engine.connect() as connection:
        found = quoted_answers.by_id(connection, stage.network_id, QuoteId(quote.quote_id))
    assert found
    return found


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def form(author: str = CHLOE.chat_id, text: str = WORDS, ids: tuple[int, ...] = ()) -> Submitted:
    return Submitted(SAM, CHANNEL, "use_as_answer", ids, {"author": (author,), "text": (text,)})


def test_the_author_of_a_reply_is_asked_alone_before_anything_is_posted(staffed: Stage):
    staffed.ask()

    said = choose(staffed)

    [request] = said_to(said, CHLOE)
    assert request.address.way == "direct"
    assert (request.message.question, request.message.text) == (QUESTION, WORDS)
    assert [each.action for each in card(request.message, "en").buttons] == [
        *("quote_named", "quote_nameless", "quote_no")
    ]
    assert of_kind(AnswerQuoted, said) == []


def test_with_a_yes_the_answer_stands_in_the_thread_with_its_author(staffed: Stage):
    quote = asked(staffed)

    said = decide(staffed, quote)

    [posted] = [each for each in said if isinstance(each.message, AnswerQuoted)]
    assert (posted.address.conversation, posted.address.thread) == (CHANNEL.conversation, CHANNEL.thread)
    shown = card(posted.message, "en")
    assert shown.quotation == WORDS
    assert shown.contacts[0].text.startswith("Chloe, City manager, Ash")
    assert only(QuoteAnswered, said).said == "named"


def test_in_a_thread_where_the_bot_is_to_be_silent_its_asker_alone_reads_the_answer(staffed: Stage):
    quote = asked(staffed)
    staffed.do(ThreadHushed(BEN, CHANNEL), LATER)

    said = decide(staffed, quote)

    [told] = [each for each in said if isinstance(each.message, AnswerQuoted)]
    assert (told.address.way, told.address.people) == ("direct", (ANA.chat_id,))
    assert (told.message.conversation, told.message.thread) == (CHANNEL.conversation, CHANNEL.thread)


def test_where_the_answer_may_not_stand_its_asker_reads_it_alone_and_where_it_was_given(staffed: Stage):
    said = decide(staffed, asked(staffed))
    [posted] = [each for each in said if isinstance(each.message, AnswerQuoted)]

    with staffed.engine.begin() as connection:
        why, told = instead(connection, staffed.network_id, posted, "shared_outside", LATER)

    assert why.message == Undeliverable(CHANNEL.conversation, "shared_outside")
    assert (told.address.way, told.address.people) == ("direct", (ANA.chat_id,))
    assert (told.message.text, told.message.thread) == (WORDS, CHANNEL.thread)


def test_without_a_name_nothing_tells_who_it_was(staffed: Stage):
    quote = asked(staffed)

    said = decide(staffed, quote, "nameless")

    for message in (only(AnswerQuoted, said), only(QuoteToKeep, said)):
        assert WORDS in repr(message)
        assert not any(word in repr(message) for word in ("Chloe", "Ash", CHLOE.chat_id))


def test_after_a_no_the_text_is_forgotten_and_nothing_is_posted(staffed: Stage):
    quote = asked(staffed)

    said = decide(staffed, quote, "refused")

    assert (kept(staffed, quote).text, kept(staffed, quote).state) == ("", "refused")
    assert of_kind(AnswerQuoted, said) == []
    assert isinstance(said_to(said, SAM)[0].message, QuoteRefused)
    assert only(QuoteAsked, choose(staffed, text="Other words.")).text == "Other words."


def test_who_asks_the_same_later_reads_the_answer_too(staffed: Stage):
    decide(staffed, asked(staffed))
    elsewhere = replace(CHANNEL, thread="900.1")

    before = only(AnswerQuoted, staffed.do(Asked(BEN, elsewhere, QUESTION.upper()), LATER))

    assert before.before
    assert before.text == WORDS
    assert of_kind(AnswerQuoted, staffed.do(Asked(BEN, elsewhere, "Who cleans the gutters?"), LATER)) == []


def test_who_asks_the_same_later_is_led_to_the_thread_of_a_named_answer_only(staffed: Stage):
    decide(staffed, asked(staffed), "nameless")
    elsewhere = replace(CHANNEL, thread="900.1")

    nameless = only(AnswerQuoted, staffed.do(Asked(BEN, elsewhere, QUESTION), LATER))

    assert (nameless.conversation, nameless.thread) == ("", "")
    assert card(nameless, "en").elsewhere is None


def test_of_an_author_who_left_the_name_and_the_thread_are_not_shown_any_more(staffed: Stage):
    decide(staffed, asked(staffed))
    elsewhere = replace(CHANNEL, thread="900.1")
    assert only(AnswerQuoted, staffed.do(Asked(BEN, elsewhere, QUESTION), LATER)).thread == CHANNEL.thread

    staffed.do(NetworkLeft(CHLOE, PRIVATE), LATER)
    later = staffed.do(Asked(BEN, elsewhere, QUESTION), LATER)

    assert only(AnswerQuoted, later).text == WORDS
    assert only(AnswerQuoted, later).thread == ""
    assert not any(word in repr(only(AnswerQuoted, later)) for word in ("Chloe", "Ash", CHLOE.chat_id))


def test_a_reply_about_which_its_author_says_nothing_for_thirty_days_is_forgotten(staffed: Stage):
    quote = asked(staffed)

    assert of_kind(QuoteRefused, staffed.wait_until(LATER + timedelta(days=29))) == []
    [told] = said_to(staffed.wait_until(LATER + timedelta(days=30)), SAM)

    assert told.message == QuoteRefused(silent=True)
    assert kept(staffed, quote).text == ""
    assert reasons(decide(staffed, quote)) == ["quote_decided"]
    assert of_kind(QuoteAsked, choose(staffed))


def test_who_said_whether_they_may_be_quoted_is_not_forgotten_after_thirty_days(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    assert of_kind(QuoteRefused, staffed.wait_until(LATER + timedelta(days=60))) == []
    assert kept(staffed, quote).text == WORDS


def test_who_leaves_without_a_word_about_their_reply_leaves_no_text(staffed: Stage):
    quote = asked(staffed)

    said = staffed.do(NetworkLeft(CHLOE, PRIVATE), LATER)

    assert said_to(said, SAM)[0].message == QuoteRefused(silent=True)
    assert kept(staffed, quote).text == ""


def test_what_was_asked_in_private_is_told_to_nobody_else(staffed: Stage):
    answer = staffed.ask(spot=PRIVATE)
    chosen = staffed.do(ReplyChosen(SAM, CHANNEL, answer.question_id, CHLOE.chat_id, WORDS), LATER)

    quote = only(QuoteAsked, chosen)
    said = decide(staffed, quote)

    assert PRIVATE.audience is Audience.PRIVATE
    assert (quote.question, only(QuoteToKeep, said).question) == ("", "")
    assert of_kind(AnswerQuoted, staffed.do(Asked(BEN, CHANNEL, QUESTION), LATER)) == []


def test_only_the_author_decides_and_once(staffed: Stage):
    quote = asked(staffed)

    assert reasons(decide(staffed, quote, speaker=BEN)) == ["not_your_quote"]
    decide(staffed, quote)
    assert reasons(decide(staffed, quote, "refused")) == ["quote_decided"]


def test_nobody_is_asked_twice_about_one_question(staffed: Stage):
    asked(staffed)

    assert reasons(choose(staffed)) == ["quote_asked_already"]


def test_who_never_wrote_to_the_bot_or_left_is_not_written_to(staffed: Stage):
    staffed.ask()
    with staffed.engine.begin() as connection:
        memberships.leave(connection, official(staffed, BEN).id, LATER)

    assert reasons(choose(staffed, STRANGER)) == ["author_not_here"]
    assert reasons(choose(staffed, BEN)) == ["author_not_here"]


def test_a_thread_without_a_question_has_no_answer(staffed: Stage):
    assert reasons(choose(staffed)) == ["no_question_here"]
    with pytest.raises(Refusal, match="no_question_here"):
        desk(staffed).check(form(ids=(999,)))


def test_others_than_staff_choose_no_answer(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    assert reasons(choose(staffed, speaker=BEN)) == ["staff_only"]
    assert reasons(drafted(staffed, quote, speaker=BEN)) == ["staff_only"]
    with pytest.raises(Refusal, match="staff_only"):
        desk(staffed).open(BEN, "use_as_answer")


@pytest.mark.parametrize(
    ("author", "text", "field"),
    [
        ("", WORDS, "author"),
        (STRANGER.chat_id, WORDS, "author"),
        (CHLOE.chat_id, " ", "text"),
        (CHLOE.chat_id, "x" * 1_501, "text"),
        (CHLOE.chat_id, "Ask jane.doe@example.org", "text"),
    ],
)
def test_each_field_that_cannot_stay_has_a_sentence(staffed: Stage, author: str, text: str, field: str):
    staffed.ask()

    assert list(desk(staffed).check(form(author, text))) == [field]


def test_a_form_without_mistakes_chooses_the_reply(staffed: Stage):
    staffed.ask()

    assert desk(staffed).check(form()) == {}
    assert desk(staffed).event(form()) == ReplyChosen(SAM, CHANNEL, 0, CHLOE.chat_id, WORDS)


# A record of it


def test_who_chose_the_reply_can_make_a_draft_with_the_authors_words_in_it(staffed: Stage):
    quote = asked(staffed)
    said = decide(staffed, quote)

    [told] = said_to(said, SAM)
    assert told.message.task.assigned.name == "Sam Sorrel"
    opened = desk(staffed).open(SAM, "record_of_answer", (quote.quote_id,))
    assert {each.name: each.values for each in opened.fields if each.values} == {
        "action": (WORDS,),
        "result": ("unknown",),
    }


def test_the_draft_says_who_said_which_part_and_is_published_as_any_other(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    said = drafted(staffed, quote)

    assert only(QuoteRecorded, said).title == TEXTS["title"]
    shown = only(DraftToReview, said)
    assert (shown.author, shown.words_of) == ("Sam Sorrel", "Chloe")
    with staffed.engine.connect() as connection:
        statements = provenance.of_record(connection, RecordId(shown.record_id))
        assert task_queue.counts(connection, staffed.network_id) == {"draft": 1}
    chloe, sam = official(staffed, CHLOE).id, official(staffed, SAM).id
    by = {each.part: each.said_by for each in statements}
    assert {part: by.pop(part) for part in ("title", "problem", "action")} == {
        "title": sam,
        "problem": sam,
        "action": chloe,
    }
    assert set(by.values()) == {sam}  # whatever the record says beside its texts
    staffed.do(DraftApproved(SAM, CARD, shown.task.id, shown.revision), LATER)
    with staffed.engine.connect() as connection:
        found = records.stored_by_id(connection, staffed.network_id, RecordId(shown.record_id))
    assert found
    assert (found.state, found.record.office, found.record.verified_on) == (
        *("published", staffed.offices["Ash"]),
        None,
    )


def test_a_part_that_staff_changed_is_theirs(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    shown = only(DraftToReview, drafted(staffed, quote, action="They charge by paved area."))

    with staffed.engine.connect() as connection:
        statements = provenance.of_record(connection, RecordId(shown.record_id))
    assert {each.said_by for each in statements} == {official(staffed, SAM).id}


def test_the_record_of_a_nameless_answer_tells_nobody_where_it_comes_from(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote, "nameless")

    shown = only(DraftToReview, drafted(staffed, quote))

    with staffed.engine.connect() as connection:
        found = records.stored_by_id(connection, staffed.network_id, RecordId(shown.record_id))
        statements = provenance.of_record(connection, RecordId(shown.record_id))
    assert found
    assert (found.record.office, found.record.visibility) == (None, Visibility.UNATTRIBUTED)
    assert not any(word in repr(found) for word in ("Chloe", "Ash"))
    assert official(staffed, CHLOE).id not in {each.said_by for each in statements}


def test_without_consent_there_is_no_record(staffed: Stage):
    quote = asked(staffed)

    assert reasons(drafted(staffed, quote)) == ["no_consent"]
    decide(staffed, quote, "refused")
    assert reasons(drafted(staffed, quote)) == ["no_consent"]


def test_a_returned_record_of_an_answer_goes_back_to_the_staff_who_wrote_it(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    message = only(DraftNotPublished, send_back(staffed, only(DraftToReview, drafted(staffed, quote))))

    assert (message.form, message.about) == ("record_of_answer", quote.quote_id)
    assert desk(staffed).open(SAM, message.form, (message.about,)).fields[0].values == (TEXTS["title"],)


def test_a_record_that_a_file_brought_under_the_key_of_the_draft_stays_as_it_is(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)
    with staffed.engine.begin() as connection:
        theirs = make_draft(f"answer-{quote.quote_id}", title="Theirs")
        record_changes.save(connection, staffed.network_id, theirs, NOW)

    shown = only(DraftToReview, drafted(staffed, quote))

    with staffed.engine.connect() as connection:
        mine = records.stored_by_id(connection, staffed.network_id, RecordId(shown.record_id))
        kept = records.by_key(connection, staffed.network_id, theirs.key)
    assert (there(mine).record.key, there(kept).title) == (f"answer-{quote.quote_id}-2", "Theirs")
    message = only(DraftNotPublished, send_back(staffed, shown))
    assert (message.form, message.about) == ("record_of_answer", quote.quote_id)


def test_who_loses_the_role_while_the_form_is_open_makes_no_record(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)
    with staffed.engine.begin() as connection:
        staff.remove(connection, staffed.workspace_id, SAM.chat_id, "setting")

    assert reasons(drafted(staffed, quote)) == ["staff_only"]


def test_private_data_in_a_reply_is_not_even_stored_by_the_runner():
    event = ReplyChosen(SAM, CHANNEL, 0, CHLOE.chat_id, "Call me at +1 650 253 0000")

    assert isinstance(screened(event), Unanswerable)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("named", "Made by Sam Sorrel from the words of Chloe, City manager, Ash (United States)."),
        ("nameless", "Made by Sam Sorrel from the words of a member."),
    ],
)
def test_the_draft_says_who_of_staff_made_it_and_from_whose_words(staffed: Stage, said: str, words: str):
    quote = asked(staffed)
    decide(staffed, quote, said)

    shown = card(only(DraftToReview, drafted(staffed, quote)), "en")

    assert shown.paragraphs[1] == words
    assert [each.chat_id for each in shown.contacts] == [SAM.chat_id]


def test_the_form_of_a_record_asks_staff_what_was_done_and_not_what_they_did(staffed: Stage):
    quote = asked(staffed)
    decide(staffed, quote)

    opened = desk(staffed).open(SAM, "record_of_answer", (quote.quote_id,))

    assert [each.label for each in opened.fields][:3] == ["Title", "Problem", "What was done"]
