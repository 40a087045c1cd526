"""A summary of one's own: for who asks for it, each week where they work, and nobody else's business."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.actions import ACTIONS
from bot.cards import card
from bot.commands import wish
from bot.digest import sending
from bot.events.digest import CanHelp, OfferDecided, OwnDigestSwitched, OwnDigestWanted
from bot.events.member import NetworkLeft
from bot.events.practice import StillRight
from bot.messages.digests import DigestSettingShown, PersonalDigestShown
from bot.messages.editing import RecordChecked
from matching.domain import Audience, Band, Visibility
from store import digests, memberships, questions, record_changes, record_readers, tables
from store.memberships import MembershipDraft
from store.networks import ensure_topics
from tests.bot.digested import ROOM, TUESDAY, add_question
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, only
from tests.factories import NOW, make_draft

DAY = timedelta(days=1)


def own(stage: Stage, speaker=ANA, now=TUESDAY):
    return only(PersonalDigestShown, stage.do(OwnDigestWanted(speaker, PRIVATE), now)).digest


def say(stage: Stage, speaker, **said):
    with stage.engine.begin() as connection:
        ensure_topics(connection, stage.network_id, ["stormwater"])
        official = stage.official(speaker)
        memberships.save(connection, stage.network_id, official.id, MembershipDraft(**said), NOW)


def test_who_did_not_ask_for_one_gets_none(stage: Stage):
    add_question(stage, "How do you sweep leaves?", NOW)

    assert stage.wait_until(TUESDAY) == []


def test_it_comes_at_nine_where_its_reader_works(stage: Stage):
    say(stage, ANA, time_zone="Asia/Tokyo")
    add_question(stage, "How do you sweep leaves?", NOW)

    shown = only(DigestSettingShown, stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True)))
    [sent] = stage.wait_until(NOW + 2 * DAY)

    assert shown.next_at == "2026-03-03T09:00:00"
    assert sent.message.digest.until.isoformat() == "2026-03-03T00:00:00+00:00"
    assert (sent.address.way, sent.address.people) == ("direct", (ANA.chat_id,))


def test_who_ends_it_gets_no_more_and_can_begin_again(stage: Stage):
    add_question(stage, "How do you sweep leaves?", NOW)
    for on in (True, True, False):
        stage.do(OwnDigestSwitched(ANA, PRIVATE, on=on))

    assert stage.wait_until(TUESDAY + DAY) == []
    stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True), TUESDAY + DAY)
    assert len(stage.wait_until(TUESDAY + 8 * DAY)) == 1


def test_ones_questions_are_there_private_ones_too_answered_or_open(stage: Stage):
    open_one = add_question(stage, "How do you sweep leaves?", TUESDAY - 2 * DAY, audience=Audience.PRIVATE)
    answered = add_question(stage, "How do you pay for drains?", NOW - 15 * DAY)
    long_answered = add_question(stage, "How do you dim lamps?", NOW - 15 * DAY)
    with stage.engine.begin() as connection:
        for question_id, at in ((answered, TUESDAY - DAY), (long_answered, NOW - 12 * DAY)):
            questions.note_answer(connection, stage.network_id, question_id, stage.record.id, None, at)

    assert [(each.question_id, each.answered) for each in own(stage).questions] == [
        (open_one, False),
        (answered, True),
    ]


def test_a_question_of_ones_own_that_was_narrowed_is_there_once(stage: Stage):
    asked = add_question(stage, "How do you sweep leaves?", TUESDAY - 2 * DAY)
    add_question(stage, "How do you sweep leaves?", TUESDAY - 2 * DAY, narrowed="{}")

    assert [each.question_id for each in own(stage).questions] == [asked]


def test_what_one_asked_long_ago_is_there_in_the_week_of_its_answer_and_not_while_it_is_open(stage: Stage):
    answered, again, _ = (add_question(stage, f"How do you mend {each}?", NOW - 60 * DAY) for each in "abc")
    with stage.engine.begin() as connection:
        for question_id, record, at in (
            (answered, stage.record, TUESDAY - DAY),
            (again, stage.record, NOW - 50 * DAY),
            (again, stage.unjoined, TUESDAY - DAY),
        ):
            questions.note_answer(connection, stage.network_id, question_id, record.id, None, at)

    assert [(each.question_id, each.answered) for each in own(stage).questions] == [(answered, True)]


def test_who_waits_for_the_reader_is_told_to_the_reader_alone(stage: Stage):
    request = stage.ask_peer()

    assert own(stage, BEN).waiting == (request.question,)
    assert own(stage, ANA).waiting == ()


def test_an_offer_of_help_waits_for_who_asked_until_they_decide(stage: Stage):
    asked = add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(CanHelp(BEN, ROOM, asked))

    [offered] = own(stage).offers
    [bens] = [own(stage, BEN).offers]
    said = card(PersonalDigestShown(own(stage)), "en")
    stage.do(OfferDecided(ANA, PRIVATE, asked, stage.official(BEN).id, accepted=False))

    assert (offered.text, offered.office, offered.place.name) == (
        "How do you sweep leaves?",
        "Public works",
        "Oak",
    )
    assert bens == own(stage).offers == ()
    assert "Peers who wait for your answer (1):" in said.paragraphs
    assert any("offers to help with" in line for line in said.paragraphs)
    assert "Ben" not in str(said)


def test_records_of_ones_office_that_nobody_confirmed_are_there(stage: Stage):
    assert [each.record_id for each in own(stage, BEN).to_verify] == [stage.record.id]
    with stage.engine.begin() as connection:
        record_changes.confirm(connection, stage.network_id, stage.record.id, NOW)

    assert own(stage, BEN).to_verify == ()


def verified(stage: Stage, verified_on, verify_by=None, verifier=None):
    """Let the record of Ben's office say when it was verified, until when that counts, and who did."""
    values = {"verified_on": verified_on, "verify_by": verify_by, "verifier_id": verifier}
    with stage.engine.begin() as connection:
        connection.execute(update(tables.record).filter_by(id=stage.record.id).values(**values))


@pytest.mark.parametrize(
    ("verified_days_ago", "counts_for", "is_there"),
    [
        (300, 65, False),
        (335, 30, True),
        (10, 20, True),
        (10, None, False),
        (366, None, True),
        (400, 35, False),
    ],
)
def test_a_record_is_there_when_what_it_says_of_itself_runs_out(
    stage: Stage, verified_days_ago: int, counts_for: int | None, is_there: bool
):
    today = TUESDAY.date()
    until = today + timedelta(days=counts_for) if counts_for is not None else None
    verified(stage, today - timedelta(days=verified_days_ago), until)

    assert [each.record_id for each in own(stage, BEN).to_verify] == [stage.record.id] * is_there


def test_who_verified_a_record_of_another_office_is_told_and_can_confirm_it(stage: Stage):
    verified(stage, NOW.date(), TUESDAY.date(), stage.official(ANA).id)

    [shown] = stage.do(OwnDigestWanted(ANA, PRIVATE), TUESDAY)
    [pressed] = card(shown.message, "en").buttons
    [record_id] = pressed.ids
    stage.do(StillRight(ANA, PRIVATE, record_id), TUESDAY)

    assert (pressed.action, pressed.ids) == ("still_right_listed", (stage.record.id,))
    assert own(stage).to_verify == ()


def test_still_right_thanks_beside_the_summary_which_stays_as_it_is(stage: Stage):
    verified(stage, NOW.date(), TUESDAY.date(), stage.official(ANA).id)
    [shown] = stage.do(OwnDigestWanted(ANA, PRIVATE), TUESDAY)
    [button] = card(shown.message, "en").buttons
    pressed = replace(PRIVATE, message="7.1")

    [said] = stage.do(ACTIONS[button.action].made(ANA, pressed, *button.ids), TUESDAY)

    assert button.label == f"Still right: {stage.record.title}"
    assert said.message == RecordChecked(stage.record.title)
    assert said.address.way != "replace"


def test_a_match_that_nobody_called_unhelpful_is_no_open_question(stage: Stage):
    add_question(stage, "How do you sweep leaves?", TUESDAY - DAY, band=Band.GOOD)

    [line] = own(stage).questions

    assert (line.answered, line.shown) == (False, True)
    assert "a match was shown" in str(card(PersonalDigestShown(own(stage)), "en"))


def test_it_follows_its_reader_to_another_clock(stage: Stage):
    say(stage, ANA, time_zone="Asia/Tokyo")
    add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True))

    say(stage, ANA, time_zone="Europe/Lisbon")
    with stage.engine.begin() as connection:
        moved = sending.refresh(connection, NOW)

    assert moved == 1
    [sent] = stage.wait_until(NOW + 2 * DAY)
    assert sent.message.digest.until.isoformat() == "2026-03-03T09:00:00+00:00"
    assert sent.message.digest.zone == "Europe/Lisbon"


def test_who_leaves_the_network_gets_none_any_more(stage: Stage):
    add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True))

    stage.do(NetworkLeft(ANA, PRIVATE))

    own_ones = [each.message for each in stage.wait_until(TUESDAY + DAY)]
    assert not any(isinstance(each, PersonalDigestShown) for each in own_ones)


def test_new_records_are_those_of_ones_topics(stage: Stage):
    say(stage, ANA, topics=("stormwater",))
    with stage.engine.begin() as connection:
        elm = stage.offices["Elm"]
        record_changes.save(connection, stage.network_id, make_draft("a", elm, title="Drains"), TUESDAY - DAY)
        other = make_draft("b", elm, title="Buses", topics=("transport",))
        record_changes.save(connection, stage.network_id, other, TUESDAY - DAY)

    assert [each.title for each in own(stage).new_records] == ["Drains"]


def test_a_new_record_for_named_places_is_for_their_people_alone(stage: Stage):
    for reader in (ANA, CHLOE):
        say(stage, reader, topics=("stormwater",))
    with stage.engine.begin() as connection:
        named = make_draft("a", stage.offices["Oak"], title="Drains", visibility=Visibility.NAMED)
        saved = record_changes.save(connection, stage.network_id, named, TUESDAY - DAY)
        elm = stage.offices["Elm"].jurisdiction.id
        record_readers.set_readers(connection, stage.network_id, saved.id, [elm])

    assert [each.title for each in own(stage, ANA).new_records] == ["Drains"]
    assert own(stage, CHLOE).new_records == ()


def test_nothing_is_sent_in_a_week_without_anything(stage: Stage):
    stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True), TUESDAY)

    assert stage.wait_until(TUESDAY + 8 * DAY) == []


def test_nothing_of_what_it_said_is_kept(stage: Stage):
    add_question(stage, "How do you sweep leaves?", NOW)
    stage.do(OwnDigestSwitched(ANA, PRIVATE, on=True))
    stage.wait_until(NOW + 2 * DAY)

    with stage.engine.connect() as connection:
        of = digests.of_reader(connection, (stage.workspace_id, stage.official(ANA).id))
        [kept] = digests.history(connection, of.id, 5)
    assert (kept.state, kept.content) == ("sent", "")


@pytest.mark.parametrize("typed", ["me on", "ME  ON"])
def test_it_is_asked_for_by_a_command(typed: str):
    assert wish("/digest", typed, ANA, PRIVATE) == OwnDigestSwitched(ANA, PRIVATE, on=True)
