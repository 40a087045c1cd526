"""Away: a pause and quiet days hold for a request that is open already."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.events import IntroductionWanted, Snoozed
from bot.messages import ConsentAsked
from bot.messages.introductions import PausedKindly
from store import memberships
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, Stage, of_kind
from tests.factories import NOW

REMINDER = datetime(2026, 3, 4, 9, tzinfo=UTC)  # two working days after a Monday
LAST_DAY = datetime(2026, 3, 9, 9, tzinfo=UTC)  # five working days after it


def go_away(stage: Stage, how: str, last: date) -> None:
    """Let Ben pause, or say that he has quiet days, from tomorrow."""
    ben = stage.official(BEN).id
    with stage.engine.begin() as connection:
        if how == "pause":
            until = datetime(last.year, last.month, last.day, 23, tzinfo=UTC)
            memberships.pause(connection, ben, until)
        else:
            days = ((NOW.date() + timedelta(days=1), last),)
            memberships.save(connection, stage.network_id, ben, MembershipDraft(quiet=days), NOW)


def turns(said: list) -> list[tuple[str, str]]:
    return [(each.address.people[0], each.message.turn) for each in said if _is_request(each)]


def _is_request(said) -> bool:
    return isinstance(said.message, ConsentAsked)


@pytest.mark.parametrize("how", ["pause", "quiet"])
def test_who_is_away_is_not_reminded_and_the_next_peer_is_asked_all_the_same(stage: Stage, how: str):
    stage.add_peers("Gil")
    wanted = IntroductionWanted(ANA, CHANNEL, stage.ask().question_id, stage.record.id)
    assert turns(stage.do(wanted)) == [(BEN.chat_id, "")]
    go_away(stage, how, REMINDER.date())

    said = stage.wait_until(REMINDER)

    assert turns(said) == [("U-gil", "")]


@pytest.mark.parametrize("how", ["pause", "quiet"])
@pytest.mark.parametrize("back", [4, 9], ids=["back before the last day", "away to the last day"])
def test_silence_is_no_miss_of_who_was_away_meanwhile(stage: Stage, how: str, back: int):
    with stage.engine.begin() as connection:
        for _ in range(2):
            memberships.note_miss(connection, stage.official(BEN).id)
    stage.want(stage.ask())
    go_away(stage, how, date(2026, 3, back))

    said = stage.wait_until(LAST_DAY)

    assert of_kind(PausedKindly, said) == []
    with stage.engine.connect() as connection:
        member = memberships.by_official(connection, stage.official(BEN).id)
    assert member
    assert member.misses == 2


def test_who_put_it_off_and_is_away_then_is_not_asked_again(stage: Stage):
    answer = stage.ask()
    stage.want(answer)
    stage.do(Snoozed(BEN, PRIVATE, stage.legs(answer)[0].id))
    go_away(stage, "pause", NOW.date() + timedelta(days=20))

    said = stage.wait_until(NOW + timedelta(days=8))

    assert turns(said) == []
