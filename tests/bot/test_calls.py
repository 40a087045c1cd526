"""What is asked in vain, shown to staff alone; calls for practices, posted once and ended once."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from bot.cards import card
from bot.commands import wish
from bot.events import Asked
from bot.events.demand import CallClosed, CallPosted, DemandWanted
from bot.events.giving import PracticeTold
from bot.forms import Submitted
from bot.forms.call import KIND
from bot.forms.giving import ANSWER_CALL, FORMS
from bot.introductions.replacing import afterwards, instead
from bot.messages import to_json
from bot.messages.demand import CallNoted, DemandLine, DemandShown, PracticesCalledFor
from bot.messages.giving import ProposalShown
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.phrases.demand import call_question
from bot.refusal import Refusal
from matching.domain import CallId
from store import audit_reading, channel_settings, deliveries, memberships, practice_calls, tables
from store.channel_settings import ChannelSetting
from store.memberships import MembershipDraft
from store.practice_calls import Proposal
from tests.bot.staffed import CARD, ROOM, SAM, TESS, arrival, official, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, Stage, of_kind, only
from tests.factories import NOW, add_network

DID_THIS = FORMS[ANSWER_CALL]
BEES = "Who keeps bees on town halls?"
MINUTES = NOW.replace(minute=30)


@pytest.fixture
def asked(staffed: Stage) -> Stage:
    """A stage on which three governments asked the same in vain, one of them in private."""
    for speaker, spot in ((ANA, CHANNEL), (BEN, CHANNEL), (CHLOE, PRIVATE)):
        staffed.do(Asked(speaker, spot, BEES))
    return staffed


def shown(stage: Stage) -> DemandShown:
    return only(DemandShown, stage.do(DemandWanted(SAM, CHANNEL), MINUTES))


def posted(stage: Stage, call_id: int, text: str = "Who has tried it?", speaker=SAM) -> list[Outgoing]:
    return stage.do(CallPosted(speaker, CHANNEL, call_id, text, "C0ALL"), MINUTES)


def opened(stage: Stage, call_id: int, speaker=SAM):
    with stage.engine.connect() as connection:
        there = replace(arrival(stage, speaker), conversation="C0HELP")
        return KIND.opened(connection, there, (call_id,), words("en"), MINUTES)


def checked(stage: Stage, call_id: int, **values: str):
    filled = {name: (value,) for name, value in values.items()}
    submitted = Submitted(SAM, CHANNEL, "call_for_practices", (call_id,), filled)
    with stage.engine.connect() as connection:
        return KIND.checked(connection, arrival(stage, SAM), submitted, words("en"), MINUTES)


def answering(stage: Stage, call_id: int):
    with stage.engine.connect() as connection:
        return DID_THIS.opened(connection, arrival(stage, ANA), (call_id,), words("en"), MINUTES)


def test_demand_is_typed_in_any_conversation():
    for spot in (CHANNEL, PRIVATE):
        assert wish("/network", "Demand", SAM, spot) == DemandWanted(SAM, spot)


def test_others_than_staff_see_no_demand_and_no_call_is_kept_for_them(asked: Stage):
    said = asked.do(DemandWanted(ANA, CHANNEL), MINUTES)

    assert reasons(said) == ["staff_only"]
    with pytest.raises(Refusal, match="unknown_call"):
        opened(asked, 1)


def test_staff_alone_read_how_many_governments_asked_and_what_records_there_are(asked: Stage):
    (said,) = asked.do(DemandWanted(SAM, CHANNEL), MINUTES)

    assert (said.address.way, said.address.people) == ("only_to", (SAM.chat_id,))
    shown_card = card(said.message, "en")
    assert shown_card.heading == "Asked in the last 90 days and not answered"
    assert shown_card.paragraphs == ("1. 3 governments asked about: keeps bees, halls. No record fits.",)
    assert [(each.action, each.label) for each in shown_card.buttons] == [
        ("call_for_practices", "Call for practices: 1")
    ]


def test_without_demand_the_card_says_what_would_be_one(staffed: Stage):
    assert card(shown(staffed), "en").paragraphs == (
        "No subject was asked about by 3 governments without an answer.",
    )


def test_what_was_asked_anonymously_is_counted_without_a_word_and_without_a_call(staffed: Stage):
    for speaker in (ANA, BEN, CHLOE):
        staffed.do(Asked(speaker, CHANNEL, BEES, anonymous=True))

    (line,) = shown(staffed).lines

    assert (line.call_id, line.name, line.governments) == (0, "", 3)
    assert card(shown(staffed), "en").buttons == ()


def test_looking_twice_proposes_the_same_call(asked: Stage):
    assert shown(asked) == shown(asked)


def test_the_form_proposes_words_and_the_channel_where_it_was_opened(asked: Stage):
    (line,) = shown(asked).lines

    text, channel = opened(asked, line.call_id).fields

    assert text.values == (
        "3 governments asked about: keeps bees, halls. No record fits.\n"
        "Has your government tried something like it, well or badly? Please tell us.",
    )
    assert (channel.kind, channel.values) == ("channel", ("C0HELP",))


def test_only_staff_open_the_form(asked: Stage):
    (line,) = shown(asked).lines

    with pytest.raises(Refusal, match="staff_only"):
        opened(asked, line.call_id, ANA)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"text": "Who has?", "channel": "C0ALL"}, set()),
        ({"text": "  ", "channel": "C0ALL"}, {"text"}),
        ({"text": "Who has?"}, {"channel"}),
        ({"text": "Write to sam@oak.example", "channel": "C0ALL"}, {"text"}),
    ],
)
def test_a_call_needs_words_without_private_data_and_a_channel(asked: Stage, values, wrong):
    (line,) = shown(asked).lines

    assert set(checked(asked, line.call_id, **values)) == wrong


def test_a_call_is_posted_in_the_channel_with_a_button_and_who_sent_it_is_told(asked: Stage):
    (line,) = shown(asked).lines

    (there,) = posted(asked, line.call_id)
    with asked.engine.begin() as connection:
        (told,) = afterwards(connection, asked.network_id, there, MINUTES)

    assert (there.address.way, there.address.conversation, there.address.thread) == ("thread", "C0ALL", "")
    shown_card = card(there.message, "en")
    assert shown_card.quotation == "Who has tried it?"
    assert [each.label for each in shown_card.buttons] == ["We did this"]
    assert (told.address.way, told.address.people) == ("direct", (SAM.chat_id,))
    assert [each.label for each in card(told.message, "en").buttons] == ["End the call"]


def refused(stage: Stage, there: Outgoing, reason: str = "not_in_channel") -> list[Outgoing]:
    with stage.engine.begin() as connection:
        return instead(connection, stage.network_id, there, reason, MINUTES)


def test_a_call_that_the_chat_refuses_can_be_posted_again_and_who_sent_it_is_told(asked: Stage):
    (line,) = shown(asked).lines
    (there,) = posted(asked, line.call_id)

    (told,) = refused(asked, there)

    assert told.address.people == (SAM.chat_id,)
    shown_card = card(told.message, "en")
    assert shown_card.paragraphs == (
        "The call about “keeps bees, halls” is not posted: I am not in the channel.",
    )
    assert [(each.action, each.ids) for each in shown_card.buttons] == [
        ("call_for_practices", (line.call_id,))
    ]
    assert refused(asked, there) == []
    assert of_kind(PracticesCalledFor, posted(asked, line.call_id))


def test_while_a_call_is_open_the_demand_says_so_and_offers_its_end_instead_of_another(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)

    running = shown(asked)

    shown_card = card(running, "en")
    assert shown_card.paragraphs[0].endswith("A call about it is open since March 2, 2026.")
    assert [(each.action, each.ids) for each in shown_card.buttons] == [("end_call", (line.call_id,))]
    asked.do(CallClosed(SAM, CARD, line.call_id))
    assert [each.action for each in card(shown(asked), "en").buttons] == ["call_for_practices"]


def test_a_call_is_posted_once(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)

    assert reasons(posted(asked, line.call_id)) == ["call_posted"]
    with pytest.raises(Refusal, match="call_posted"):
        checked(asked, line.call_id, text="Again", channel="C0ALL")


def test_two_of_staff_who_post_at_once_post_once(asked: Stage):
    (line,), together, said = shown(asked).lines, Barrier(2), list[Outgoing]()
    asked.do(DemandWanted(TESS, PRIVATE), MINUTES)

    def press(speaker) -> None:
        together.wait()
        said.extend(posted(asked, line.call_id, speaker=speaker))

    threads = [Thread(target=press, args=(speaker,)) for speaker in (SAM, TESS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(of_kind(PracticesCalledFor, said)) == 1
    assert reasons(said) == ["call_posted"]


def test_who_did_it_tells_it_in_a_form_and_sees_the_parts_of_a_record(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    told = {"text": ("We had flats that were let by the day. We introduced a register.",)}

    form = answering(asked, line.call_id)
    event = DID_THIS.event(Submitted(ANA, CHANNEL, "did_this", (line.call_id,), told))

    assert (form.title, form.ids) == ("In my own words", (line.call_id,))
    assert isinstance(event, PracticeTold)
    assert event.source == f"call {line.call_id}"
    assert only(ProposalShown, asked.do(event))


def test_a_call_that_was_not_posted_has_no_form(asked: Stage):
    (line,) = shown(asked).lines

    with pytest.raises(Refusal, match="unknown_call"):
        answering(asked, line.call_id)
    assert reasons(asked.do(CallClosed(SAM, CARD, line.call_id))) == ["call_over"]


def test_staff_end_a_call_once_and_it_welcomes_nobody_after_that(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    assert reasons(asked.do(CallClosed(ANA, CARD, line.call_id))) == ["staff_only"]

    sent(asked, CARD, CallNoted(line.call_id, line.name))

    (said,) = asked.do(CallClosed(SAM, CARD, line.call_id))

    assert (said.address.way, said.address.conversation) == ("replace", ROOM)
    assert card(said.message, "en").buttons == ()
    assert reasons(asked.do(CallClosed(TESS, CARD, line.call_id))) == ["call_over"]
    with pytest.raises(Refusal, match="call_over"):
        answering(asked, line.call_id)


def sent(stage: Stage, spot, message) -> None:
    """Let the message stand where the spot is."""
    with stage.engine.begin() as connection:
        made = deliveries.add(connection, stage.network_id, "key", "{}", to_json(message), "en", NOW)
        waiting = deliveries.by_id(connection, made)
        assert waiting is not None
        deliveries.finish(connection, waiting, spot.conversation, spot.message, NOW)


def test_a_call_is_open_since_the_day_that_it_was_where_its_reader_works(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    days = {}
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):
        with asked.engine.begin() as connection:
            draft = MembershipDraft(time_zone=zone)
            memberships.save(connection, asked.network_id, official(asked, SAM).id, draft, NOW)
        (running,) = shown(asked).lines
        days[zone] = date.fromisoformat(running.called_on)

    assert days["Pacific/Kiritimati"] - days["Pacific/Pago_Pago"] == timedelta(days=1)


def test_ending_a_call_in_the_list_leaves_the_others_there(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    other = DemandLine(7, "rents", 4, 0, ())
    (running,) = shown(asked).lines
    sent(asked, CARD, DemandShown(90, (running, other)))

    told, listed = asked.do(CallClosed(SAM, CARD, line.call_id))

    assert isinstance(told.message, CallNoted)
    assert (listed.address.way, listed.message.lines[1]) == ("replace", other)
    assert [each.ids for each in card(listed.message, "en").buttons] == [(7,)]
    assert "is open since" not in card(listed.message, "en").paragraphs[0]


def test_ending_a_call_in_what_one_person_alone_reads_is_answered_beside_it(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)

    (said,) = asked.do(CallClosed(SAM, CHANNEL, line.call_id))

    assert (said.address.way, said.address.people) == ("only_to", (SAM.chat_id,))


def test_a_few_more_questions_change_its_name_and_no_second_call_is_offered(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    with asked.engine.begin() as connection:  # as the name was before more was asked
        called = update(tables.practice_call).filter_by(id=line.call_id)
        connection.execute(called.values(title="bees"))

    (running,) = shown(asked).lines

    assert (running.name, running.call_id) == (line.name, line.call_id)
    assert running.called_on
    with asked.engine.begin() as connection:
        call = practice_calls.by_id(connection, asked.network_id, CallId(line.call_id))
        stale = practice_calls.propose(connection, asked.network_id, Proposal("halls", "", call.about), NOW)
    assert reasons(posted(asked, stale)) == ["call_open"]
    with pytest.raises(Refusal, match="call_open"):
        opened(asked, stale)


def test_a_call_is_in_the_language_of_its_channel_and_its_notes_in_that_of_who_sent_it(asked: Stage):
    with asked.engine.begin() as connection:
        where = (connection, asked.network_id, asked.workspace_id)
        for conversation, language in (("C0ALL", "fr"), (CHANNEL.conversation, "es")):
            channel_settings.save(*where, conversation, ChannelSetting(language=language))
    asked.do(DemandWanted(replace(SAM, locale="de"), CHANNEL), MINUTES)
    (line,) = shown(asked).lines
    (proposed_text, _) = opened(asked, line.call_id).fields
    (there,) = posted(asked, line.call_id)
    with asked.engine.begin() as connection:
        (told,) = afterwards(connection, asked.network_id, there, MINUTES)

    assert proposed_text.values[0].endswith(call_question(words("es").gettext))
    assert (there.locale, told.locale) == ("fr", "de")


def test_a_call_in_a_channel_without_a_language_is_in_english_as_its_summary_is(asked: Stage):
    asked.do(DemandWanted(replace(SAM, locale="de"), CHANNEL), MINUTES)
    (line,) = shown(asked).lines

    (there,) = posted(asked, line.call_id)

    assert there.locale == "en"


def test_posting_and_ending_a_call_stand_in_the_audit_trail_without_its_words(asked: Stage):
    (line,) = shown(asked).lines
    posted(asked, line.call_id)
    asked.do(CallClosed(SAM, CARD, line.call_id), MINUTES)

    with asked.engine.connect() as connection:
        trail = [
            each for each in audit_reading.entries(connection, asked.network_id) if "call" in each.action
        ]
    assert [each.action for each in trail] == ["call.post", "call.close"]
    assert {each.subject for each in trail} == {f"call:{line.call_id}"}
    assert "bees" not in repr(trail)
    assert "tried" not in repr(trail)


def test_a_call_of_another_network_is_unknown(asked: Stage):
    with asked.engine.begin() as connection:
        valley = add_network(connection, "Valley network")
        proposal = Proposal("bees", "Who keeps bees?")
        theirs = practice_calls.propose(connection, valley, proposal, NOW)

    assert reasons(posted(asked, theirs)) == ["unknown_call"]
    assert reasons(asked.do(CallClosed(SAM, CARD, theirs))) == ["unknown_call"]
