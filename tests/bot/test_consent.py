"""Consent: what the peer sees before a yes, and what each of their five buttons does."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actions import ACTIONS, FORMS, event_of
from bot.card import Card
from bot.cards import card
from bot.desk import Desk
from bot.events import AnsweredInWriting, ConsentDecided, Event, HandedOver, IntroductionWanted, Snoozed
from bot.events.member import ProfileWanted
from bot.forms import Submitted
from bot.messages import AnswerShown, ConsentAsked, Introduced, Refused
from bot.messages.follow_up import FollowUpAsked
from bot.messages.introductions import AskerLeft, ConsentHandedOver, ConsentSnoozed, ConsentWritten, PeerWrote
from bot.messages.profile import ProfileShown
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.refusal import Refusal
from bot.shown import PlaceShown, ReasonShown
from bot.speaker import Speaker, Spot
from matching.domain import IntroductionId
from store import answered_questions, due, memberships, written_answers
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, add_question, there
from tests.joining import add_introduction

PRESSED = replace(PRIVATE, message="300.1")
BEA = Speaker(WORKSPACE, "U-bea")
REQUEST = ConsentAsked(
    introduction_id=3,
    question="How do you pay for storm drains?",
    title="A fee to pay for storm drains",
    asker=PlaceShown("", "", "", "city", 203_000),
    office="Public works",
    answer_by="2026-03-09",
    coastal=True,
    abroad=True,
    reasons=(ReasonShown("same_climate"),),
)


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def text_of(shown: Card) -> str:
    return " ".join((shown.heading, *shown.paragraphs, shown.quotation, *shown.closing, *shown.notes))


def with_colleague(stage: Stage) -> None:
    """Let Bea join for another office of Oak."""
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea Birch", stage.offices["Oak"])


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: NOW)


# What the peer sees


def test_the_peer_reads_the_question_the_kind_of_place_why_they_were_chosen_and_what_follows():
    shown = card(REQUEST, "en")

    assert "A coastal city of about 200,000 people in another country asks:" in shown.paragraphs
    assert shown.quotation == "How do you pay for storm drains?"
    text = text_of(shown)
    assert "they found the record “A fee to pay for storm drains” of your office" in text
    assert "In common: same climate." in text
    assert "20 minutes, once." in text
    assert "If you decline, nobody learns that you did. Please answer by March 9, 2026." in text
    assert [each.action for each in shown.buttons] == [
        *("accept", "snooze", "hand_over", "decline", "write_instead")
    ]


@pytest.mark.parametrize(("spot", "read_by_others"), [(CHANNEL, True), (PRIVATE, False)])
def test_only_of_a_question_in_a_channel_a_peer_reads_that_others_may_read_along(
    stage: Stage, spot: Spot, read_by_others: bool
):
    text = text_of(card(stage.ask_peer(spot), "en"))

    assert ("in the thread of the question, where others can read that" in text) is read_by_others
    assert "you two learn each other’s name and office and can write to each other" in text


def test_every_button_of_a_request_is_an_action_or_opens_a_form():
    buttons = card(REQUEST, "en").buttons

    assert len(buttons) == 5
    for button in buttons:
        if button.action in FORMS:
            continue
        assert button.action in ACTIONS
        assert event_of(button.action, button.ids, BEN, PRESSED) is not None


def test_a_request_names_neither_the_asker_nor_their_place_or_country(stage: Stage):
    request = stage.ask_peer()

    text = text_of(card(request, "en"))
    assert not {"Ana", "Alder", "Elm", "United States"} & set(text.replace(".", " ").split())
    assert "in your country" in text


def test_what_is_nearby_is_not_said_before_a_yes_since_it_may_name_the_place(stage: Stage):
    request = stage.ask_peer()

    assert "near" not in {each.code for each in request.reasons}


def test_who_would_make_a_quorum_is_warned():
    text = text_of(card(replace(REQUEST, near_quorum="Harbour board"), "en"))

    assert "with one more member of Harbour board it would be a meeting" in text


# Not now


def test_not_now_asks_once_more_after_a_week_and_then_it_may_run_out(stage: Stage):
    request = stage.ask_peer()

    said = stage.do(Snoozed(BEN, PRESSED, request.introduction_id))
    week, end = NOW + timedelta(days=7), datetime(2026, 3, 16, 9, tzinfo=UTC)
    before, after = stage.wait_until(week - timedelta(minutes=1)), stage.wait_until(week)

    assert only(ConsentSnoozed, said).again_on == "2026-03-09"
    assert [each.address.way for each in said] == ["replace"]
    assert before == []
    again = only(ConsentAsked, after)
    assert (again.turn, again.answer_by, again.can_snooze) == ("put_off", "2026-03-16", False)
    assert "snooze" not in {each.action for each in card(again, "en").buttons}
    [reminder, ended] = stage.wait_until(end)
    assert isinstance(reminder.message, ConsentAsked)
    assert (reminder.message.turn, reminder.address.people) == ("reminder", (BEN.chat_id,))
    assert ended.address.people == (ANA.chat_id,)


def let_agree(stage: Stage, answer: AnswerShown, others: Iterable[Speaker]) -> None:
    """Let these be asked as well, since Ben does not answer, and say yes."""
    days_later = NOW + timedelta(days=4)
    by_peer = {stage.official(each).id: each for each in others}
    stage.wait_until(days_later)
    for leg in stage.legs(answer)[1:]:
        agreed = ConsentDecided(by_peer[there(leg.peer_id)], PRESSED, leg.id, accepted=True)
        stage.do(agreed, days_later)


def test_who_put_off_what_two_others_agreed_to_meanwhile_is_told_in_one_sentence(stage: Stage):
    others = stage.add_peers("Gil", "Hal")
    answer = stage.ask()
    request = only(ConsentAsked, stage.want(answer))
    stage.do(Snoozed(BEN, PRESSED, request.introduction_id))
    let_agree(stage, answer, others)

    said = stage.wait_until(NOW + timedelta(days=7))

    [told] = [each for each in said if BEN.chat_id in each.address.people]
    assert card(told.message, "en").paragraphs == (
        "The asker you put off has enough help by now, so I do not ask you again. Nobody is told.",
    )


def test_what_two_others_agreed_to_meanwhile_is_handed_to_no_colleague(stage: Stage):
    others = stage.add_peers("Gil", "Hal")
    answer = stage.ask()
    request = only(ConsentAsked, stage.want(answer))
    let_agree(stage, answer, others)
    with_colleague(stage)

    event = HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id)
    [told] = stage.do(event, NOW + timedelta(days=4))

    assert told.address.people == (BEN.chat_id,)
    assert card(told.message, "en").paragraphs == (
        "The asker has enough help by now, so I ask neither you nor a colleague. Nobody is told.",
    )
    assert reasons(stage.do(event, NOW + timedelta(days=4))) == ["already_expired"]


def test_what_was_put_off_can_be_accepted_before_the_week_is_over(stage: Stage):
    request = stage.ask_peer()
    stage.do(Snoozed(BEN, PRESSED, request.introduction_id))

    said = stage.decide(request, accepted=True)

    assert only(Introduced, said)
    assert {type(each.message) for each in stage.wait_until(NOW + timedelta(days=60))} == {FollowUpAsked}


def test_a_request_is_put_off_once(stage: Stage):
    request = stage.ask_peer()
    event = Snoozed(BEN, PRESSED, request.introduction_id)
    stage.do(event)

    assert reasons(stage.do(event)) == ["already_snoozed"]
    stage.wait_until(NOW + timedelta(days=7))
    assert reasons(stage.do(event)) == ["put_off_once"]


def test_putting_off_says_nothing_to_the_asker(stage: Stage):
    request = stage.ask_peer()

    said = stage.do(Snoozed(BEN, PRESSED, request.introduction_id))

    assert [type(each.message) for each in said] == [ConsentSnoozed]
    assert all(ANA.chat_id not in each.address.people for each in said)


def test_the_profile_card_counts_what_choosing_counts(stage: Stage):
    request = stage.ask_peer()
    asked = only(ProfileShown, stage.do(ProfileWanted(BEN, PRIVATE))).used
    stage.decide(request, accepted=False)

    assert (asked, only(ProfileShown, stage.do(ProfileWanted(BEN, PRIVATE))).used) == (1, 0)


# Hand over


def test_a_colleague_is_asked_in_the_peers_place_and_nobody_else_is_told(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert only(ConsentHandedOver, said).colleague == "Bea Birch"
    asked = next(each for each in said if isinstance(each.message, ConsentAsked))
    assert asked.address.people == (BEA.chat_id,)
    assert "your colleague Ben Birch hands this over to you" in text_of(card(asked.message, "en"))
    assert all(ANA.chat_id not in each.address.people for each in said)


def test_the_asker_is_introduced_to_the_colleague_who_says_yes(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()
    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    introduced = only(Introduced, stage.decide(only(ConsentAsked, said), accepted=True, speaker=BEA))

    assert introduced.peer.name == "Bea Birch"
    assert reasons(stage.decide(request, accepted=True)) == ["already_handed_over"]


@pytest.mark.parametrize("who", ["asker", "elsewhere", "nobody", "who hands over"])
def test_only_a_colleague_of_the_same_government_takes_over(stage: Stage, who: str):
    with_colleague(stage)
    request = stage.ask_peer()
    ids = {
        "asker": stage.official(ANA).id,
        "elsewhere": stage.official(CHLOE).id,
        "nobody": 999,
        "who hands over": stage.official(BEN).id,
    }

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, ids[who]))

    assert reasons(said) == ["not_a_colleague"]


BUSY: dict[str, dict[str, Any]] = {
    "with nothing left to take on": {"capacity": 0},
    "away today": {"quiet": ((NOW.date(), NOW.date()),)},
}


@pytest.mark.parametrize("why", BUSY)
def test_a_colleague_who_takes_on_nothing_now_is_not_asked(stage: Stage, why: str):
    with_colleague(stage)
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        busy = MembershipDraft(**BUSY[why])
        memberships.save(connection, stage.network_id, stage.official(BEA).id, busy, NOW)

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert reasons(said) == ["not_a_colleague"]


def test_a_paused_colleague_is_not_asked(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        memberships.pause(connection, stage.official(BEA).id, NOW + timedelta(days=9))

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert reasons(said) == ["not_a_colleague"]


@pytest.mark.parametrize("who", ["colleague", "asker"])
def test_a_colleague_whom_the_asker_avoids_or_who_avoids_them_is_not_asked(stage: Stage, who: str):
    with_colleague(stage)
    request = stage.ask_peer()
    one, other = (BEA, ANA) if who == "colleague" else (ANA, BEA)
    with stage.engine.begin() as connection:
        avoiding = MembershipDraft(avoided=(stage.official(other).id,))
        memberships.save(connection, stage.network_id, stage.official(one).id, avoiding, NOW)

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert reasons(said) == ["not_a_colleague"]


def test_a_colleague_with_whom_a_quorum_would_gather_is_not_asked(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        for speaker in (ANA, BEA):
            on_board = MembershipDraft(body="Drain board", body_seats=3)
            memberships.save(connection, stage.network_id, stage.official(speaker).id, on_board, NOW)

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id))

    assert reasons(said) == ["not_a_colleague"]


def test_a_colleague_has_as_many_requests_as_they_take_on_by_handing_over_too(stage: Stage):
    with_colleague(stage)
    bea = stage.official(BEA)
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, bea.id, MembershipDraft(capacity=1), NOW)
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        other = add_question(connection, stage.network_id, stage.official(CHLOE))
        add_introduction(connection, other, stage.official(CHLOE), bea)

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, bea.id))

    assert reasons(said) == ["not_a_colleague"]


def test_days_of_rest_do_not_keep_a_colleague_from_taking_over(stage: Stage):
    with_colleague(stage)
    bea = stage.official(BEA)
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        other = add_question(connection, stage.network_id, stage.official(CHLOE))
        add_introduction(connection, other, stage.official(CHLOE), bea, "declined")

    said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, bea.id))

    assert only(ConsentHandedOver, said).colleague == "Bea Birch"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_a_colleague_whom_somebody_else_asks_at_this_moment_leaves_the_request_with_the_peer(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()
    bea = stage.official(BEA)

    with stage.engine.begin() as other:
        memberships.take(other, bea.id)
        said = stage.do(HandedOver(BEN, PRESSED, request.introduction_id, bea.id))

    assert reasons(said) == ["not_a_colleague"]
    assert of_kind(Introduced, stage.decide(request, accepted=True))


def test_handing_over_does_not_make_the_asker_wait_longer_for_the_next_peer(stage: Stage):
    with_colleague(stage)
    stage.add_peers("Gil")
    answer = stage.ask()
    wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id)
    request = only(ConsentAsked, stage.do(wanted))
    event = HandedOver(BEN, PRESSED, request.introduction_id, stage.official(BEA).id)
    stage.do(event, NOW + timedelta(days=1))

    said = stage.wait_until(NOW + timedelta(days=2))

    # Two working days after Ben was asked; Bea is not reminded one day after she was.
    assert [each.address.people[0] for each in said if isinstance(each.message, ConsentAsked)] == ["U-gil"]


def test_the_form_offers_colleagues_who_joined_and_no_others(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()

    form = desk(stage).open(BEN, "hand_over", (request.introduction_id,))

    [field] = form.fields
    assert [(each.value, each.label) for each in field.options] == [
        (str(stage.official(BEA).id), "Bea Birch, Public works")
    ]


@pytest.mark.parametrize("colleague", ["none", "busy", "found by staff alone"])
def test_where_no_colleague_can_be_asked_a_true_sentence_says_so(stage: Stage, colleague: str):
    request = stage.ask_peer()
    if colleague != "none":
        with_colleague(stage)
        said = {"busy": MembershipDraft(capacity=0)}.get(colleague, MembershipDraft(visibility="staff"))
        with stage.engine.begin() as connection:
            memberships.save(connection, stage.network_id, stage.official(BEA).id, said, NOW)

    with pytest.raises(Refusal) as refused:
        desk(stage).open(BEN, "hand_over", (request.introduction_id,))

    assert refused.value.reason == "no_colleague"
    sentence = "No colleague of your government can take this over now."
    assert words("en").refusal("no_colleague", {}).startswith(sentence)


def test_a_form_that_is_submitted_becomes_the_event(stage: Stage):
    with_colleague(stage)
    request = stage.ask_peer()
    bea = str(stage.official(BEA).id)
    submitted = Submitted(BEN, PRESSED, "hand_over", (request.introduction_id,), {"colleague": (bea,)})

    assert desk(stage).check(submitted) == {}
    assert desk(stage).check(replace(submitted, values={"colleague": ("1",)})).keys() == {"colleague"}
    assert desk(stage).event(submitted) == HandedOver(BEN, PRESSED, request.introduction_id, int(bea))


# Answer in writing


def written(stage: Stage, *, attributable: bool, text: str = "Start with the largest properties."):
    request = stage.ask_peer()
    event = AnsweredInWriting(BEN, PRESSED, request.introduction_id, text, attributable)
    return request, stage.do(event)


def test_a_written_answer_goes_to_the_asker_alone_with_name_and_office(stage: Stage):
    _, said = written(stage, attributable=True)

    answer = next(each for each in said if isinstance(each.message, PeerWrote))
    assert (answer.address.way, answer.address.people) == ("direct", (ANA.chat_id,))
    shown = card(answer.message, "en")
    assert shown.paragraphs == ("Ben Birch, Public works, Oak (United States) writes:",)
    assert shown.quotation == "Start with the largest properties."
    assert only(ConsentWritten, said).attributable


def test_what_is_not_attributable_reaches_the_asker_without_name_office_place_and_record(stage: Stage):
    _, said = written(stage, attributable=False)

    message = only(PeerWrote, said)
    text = text_of(card(message, "en"))
    assert "A peer (a city of about 50,000 people) writes:" in text
    assert "Usable, not attributable" in text
    assert not {"Ben", "Birch", "Oak", "fee", "States"} & set(text.replace(",", " ").split())


def test_a_written_answer_is_a_yes_without_a_meeting(stage: Stage):
    request, said = written(stage, attributable=True)

    assert of_kind(Introduced, said) == []
    assert reasons(stage.decide(request, accepted=True)) == ["already_written"]
    with stage.engine.connect() as connection:
        kept = written_answers.of_introduction(connection, IntroductionId(request.introduction_id))
        assert len(answered_questions.ids(connection, stage.network_id)) == 1
    assert kept
    assert kept.text == "Start with the largest properties."
    assert {type(each.message) for each in stage.wait_until(NOW + timedelta(days=60))} == {FollowUpAsked}


def test_an_empty_answer_is_refused_and_the_request_stays_open(stage: Stage):
    request, said = written(stage, attributable=True, text=" \n ")

    assert reasons(said) == ["nothing_written"]
    assert only(Introduced, stage.decide(request, accepted=True))


def test_a_name_stands_by_an_answer_only_if_its_writer_chose_so(stage: Stage):
    request = stage.ask_peer()
    ids = (request.introduction_id,)
    form = desk(stage).open(BEN, "write_instead", ids)
    assert [each.name for each in form.fields] == ["text", "attribution"]
    assert form.fields[1].hint.startswith("Without your name, the asker may still guess")

    for chosen, attributable in (
        (("by_name",), True),
        (("not_attributable",), False),
        ((), False),
    ):
        values = {"text": ("Yes.",), "attribution": chosen}
        submitted = Submitted(BEN, PRESSED, "write_instead", ids, values)
        assert desk(stage).check(submitted) == {}
        assert desk(stage).event(submitted) == AnsweredInWriting(BEN, PRESSED, ids[0], "Yes.", attributable)


def test_an_empty_field_is_said_beside_it(stage: Stage):
    request = stage.ask_peer()
    values = {"text": (" ",), "attribution": ("perhaps",)}
    submitted = Submitted(BEN, PRESSED, "write_instead", (request.introduction_id,), values)

    assert desk(stage).check(submitted).keys() == {"text", "attribution"}


# Twice, late, by the wrong person


EVENTS: dict[str, Callable[[Speaker, int], Event]] = {
    "snooze": lambda speaker, number: Snoozed(speaker, PRESSED, number),
    "hand over": lambda speaker, number: HandedOver(speaker, PRESSED, number, 1),
    "writing": lambda speaker, number: AnsweredInWriting(speaker, PRESSED, number, "Yes.", True),  # noqa: FBT003
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_button_says_why_it_does_nothing(stage: Stage, name: str):
    press = EVENTS[name]
    request = stage.ask_peer()
    number = request.introduction_id

    assert reasons(stage.do(press(BEN, 999))) == ["unknown_introduction"]
    assert reasons(stage.do(press(CHLOE, number))) == ["not_your_consent"]
    assert reasons(stage.do(press(ANA, number))) == ["not_your_consent"]
    stage.decide(request, accepted=False)
    assert reasons(stage.do(press(BEN, number))) == ["already_declined"]


@pytest.mark.parametrize("form", ["hand_over", "write_instead"])
def test_a_form_opened_late_or_by_the_wrong_person_is_refused_in_words(stage: Stage, form: str):
    request = stage.ask_peer()
    stage.wait_until(NOW + timedelta(days=60))

    for speaker, number, reason in (
        (BEN, request.introduction_id, "already_expired"),
        (CHLOE, request.introduction_id, "not_your_consent"),
        (BEN, 999, "unknown_introduction"),
    ):
        with pytest.raises(Refusal) as refused:
            desk(stage).open(speaker, form, (number,))
        assert refused.value.reason == reason
        assert words("en").refusal(reason, {})


def test_who_left_the_office_while_being_asked_can_still_answer_in_its_name(stage: Stage):
    request = stage.ask_peer()
    stage.leave(BEN, stage.offices["Oak"])

    introduced = only(Introduced, stage.decide(request, accepted=True))

    assert (introduced.peer.office, introduced.peer.place.name) == ("Public works", "Oak")


def test_an_answer_forgets_what_was_missed_and_ends_what_waits(stage: Stage):
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        memberships.note_miss(connection, stage.official(BEN).id)

    stage.decide(request, accepted=True)
    stage.wait_until(NOW + timedelta(days=60))

    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, stage.official(BEN).id)
        assert due.soonest(connection) is None
    assert member
    assert member.misses == 0


def test_nobody_is_introduced_to_an_asker_who_left_meanwhile(stage: Stage):
    stage.add_peers("Dana")
    request = stage.ask_peer()
    stage.leave(ANA, stage.offices["Elm"])

    said = stage.decide(request, accepted=True)

    assert [type(each.message) for each in said] == [AskerLeft]
    assert of_kind(ConsentAsked, stage.wait_until(NOW + timedelta(days=3))) == []
