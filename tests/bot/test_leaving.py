"""Offices outlive people: what is left goes to the office, and its next holder looks after it."""

from datetime import timedelta

import pytest

from bot import cards
from bot.events.member import NetworkLeft, PlaceSaid, ProfileWanted, RecordConfirmed
from bot.messages import Refused
from bot.messages.profile import DirectoryLeft, RecordsToConfirm
from matching.domain import IntroductionId
from store import introductions, memberships, record_changes, records
from tests.bot.members import join, membership, open_tasks, profile, shown, verify, who
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, STRANGER, Stage, of_kind, only
from tests.factories import NOW, add_record


@pytest.fixture
def stage(engine):
    """The stage before anybody joined."""
    return Stage(engine, joined=False)


TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def joined(stage):
    """The stage, where Ben is a verified member for Public works, Oak."""
    join(stage, BEN)
    verify(stage, ANA)
    return stage


def waiting_for(stage, speaker):
    with stage.engine.connect() as connection:
        return introductions.open_of_peer(connection, stage.network_id, who(stage, speaker).id)


def successor_task(stage, place="Oak"):
    return ("successor", stage.offices[place].id)


def test_who_leaves_holds_no_office_and_is_shown_as_no_member(joined):
    left = only(DirectoryLeft, joined.do(NetworkLeft(BEN, PRIVATE)))

    assert [each.name for each in left.offices] == ["Public works"]
    assert (who(joined, BEN).offices, membership(joined, BEN).left_at) == ((), NOW)
    assert shown(joined.do(ProfileWanted(BEN, PRIVATE))).member is False


def test_staff_are_asked_for_a_successor_once_while_the_office_owns_records(joined):
    joined.do(NetworkLeft(BEN, PRIVATE))
    joined.do(NetworkLeft(BEN, PRIVATE))

    assert open_tasks(joined) == [successor_task(joined)]


def test_no_successor_is_sought_while_another_member_holds_the_office(joined):
    with joined.engine.begin() as connection:
        from_elsewhere = who(joined, CHLOE)
        memberships.save(connection, joined.network_id, from_elsewhere.id, memberships.MembershipDraft(), NOW)
    joined.do(profile(joined, CHLOE, "Oak"))
    verify(joined, CHLOE)

    joined.do(NetworkLeft(BEN, PRIVATE))

    assert successor_task(joined) not in open_tasks(joined)


def test_no_successor_is_sought_for_an_office_that_owns_nothing(stage):
    join(stage, ANA, "Elm", name="Ana Alder")

    stage.do(NetworkLeft(ANA, PRIVATE))

    assert open_tasks(stage) == []


def test_open_requests_do_not_wait_for_who_left(joined):
    request = joined.ask_peer()

    joined.do(NetworkLeft(BEN, PRIVATE))

    assert waiting_for(joined, BEN) == ()
    with joined.engine.connect() as connection:
        introduction = introductions.by_id(
            connection, joined.network_id, IntroductionId(request.introduction_id)
        )
    assert introduction is not None
    assert introduction.state != "asked" or introduction.peer_id != who(joined, BEN).id


def test_leaving_one_office_for_another_passes_on_what_waited_there(joined):
    joined.ask_peer()
    elm = joined.offices["Elm"].jurisdiction

    joined.do(PlaceSaid(BEN, PRIVATE, f"known:{elm.id}", "Roads"))

    assert waiting_for(joined, BEN) == ()
    assert successor_task(joined) in open_tasks(joined)
    assert membership(joined, BEN).left_at is None


def test_who_never_joined_and_holds_nothing_cannot_leave(stage):
    assert only(Refused, stage.do(NetworkLeft(STRANGER, PRIVATE))).reason == "not_a_member"


def test_leaving_twice_is_refused_kindly(joined):
    joined.do(NetworkLeft(BEN, PRIVATE))

    assert only(Refused, joined.do(NetworkLeft(BEN, PRIVATE))).reason == "not_a_member"


def test_who_comes_back_is_verified_again(joined):
    joined.do(NetworkLeft(BEN, PRIVATE))

    card = shown(joined.do(profile(joined, BEN), TOMORROW))

    assert (card.news, card.verified) == ("joined", False)
    assert ("verify", who(joined, BEN).id) in open_tasks(joined)


def test_a_record_is_confirmed_with_one_click_and_the_next_ones_follow(stage):
    with stage.engine.begin() as connection:
        for number in range(7):
            add_record(
                connection, stage.network_id, f"oak-{number}", stage.offices["Oak"], title=f"Record {number}"
            )

    first = only(RecordsToConfirm, join(stage, BEN))
    then = only(RecordsToConfirm, stage.do(RecordConfirmed(BEN, PRIVATE, first.records[0].id)))

    assert (len(first.records), first.left, len(then.records), then.left) == (5, 8, 5, 7)
    assert (then.confirmed, then.records[0]) == (first.records[0].title, first.records[1])
    with stage.engine.connect() as connection:
        record = records.by_ids(connection, stage.network_id, [stage.record.id])[stage.record.id]
    assert record.verified_on == NOW.date()
    card = cards.card(then, "en")
    assert [each.action for each in card.buttons] == ["confirm_record", "something_changed"] * 5
    assert "Peers now read that your office verified" in card.paragraphs[0]


def test_after_the_last_record_nothing_is_left_to_press(joined):
    done = only(RecordsToConfirm, joined.do(RecordConfirmed(BEN, PRIVATE, joined.record.id)))

    assert (done.left, cards.card(done, "en").buttons) == (0, ())
    assert cards.card(done, "en").paragraphs[1] == "That was the last one."


def test_a_record_confirmed_twice_is_told_so(joined):
    joined.do(RecordConfirmed(BEN, PRIVATE, joined.record.id))

    said = joined.do(RecordConfirmed(BEN, PRIVATE, joined.record.id))

    assert only(Refused, said).reason == "confirmed_already"


def test_only_who_holds_the_office_and_is_verified_confirms(stage):
    pressed = RecordConfirmed(CHLOE, PRIVATE, stage.record.id)

    assert only(Refused, stage.do(pressed)).reason == "not_your_record"
    stage.do(profile(stage, CHLOE, "Oak"))
    assert only(Refused, stage.do(pressed)).reason == "not_verified_yet"
    verify(stage, CHLOE)
    assert of_kind(RecordsToConfirm, stage.do(pressed))


def test_a_withdrawn_record_cannot_be_confirmed(joined):
    with joined.engine.begin() as connection:
        record_changes.withdraw(connection, joined.network_id, joined.record.id, NOW)

    said = joined.do(RecordConfirmed(BEN, PRIVATE, joined.record.id))

    assert only(Refused, said).reason == "record_withdrawn"
