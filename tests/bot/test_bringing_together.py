"""What both read when they are brought together: hours and languages in common, questions to begin with."""

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import card
from bot.introductions import bringing_together
from bot.introductions.openers import openers
from bot.messages import ConsentAsked, Introduced
from bot.outgoing import Outgoing
from bot.phrases import introduction as phrases
from bot.phrases import words
from bot.shown import HoursShown
from bot.speaker import Speaker
from matching.domain import Details, Visibility
from store import introductions, memberships, merges, record_changes
from store.memberships import MembershipDraft
from store.merges import Merging, Outcome
from store.record_values import draft_of
from tests.bot.stage import ANA, BEN, Stage, only
from tests.factories import NOW, add_record, make_record

FULL = Details(cost="40,000", staffing="Two", figures="−12 %", conditions="A crew of one's own")


def say(stage: Stage, speaker: Speaker, **said: Any) -> None:
    with stage.engine.begin() as connection:
        draft = MembershipDraft(**said)
        memberships.save(connection, stage.network_id, stage.official(speaker).id, draft, NOW)


def introduced(stage: Stage) -> Introduced:
    return only(Introduced, stage.decide(stage.ask_peer(), accepted=True))


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [
        ({}, ("costs", "staff")),
        ({"outcome": ""}, ("outcome", "costs")),
        ({"outcome": "", "lessons": ""}, ("outcome", "lessons")),
        ({"year_start": None}, ("year", "costs")),
        ({"action": "The council paid €40,000."}, ("staff", "figures")),
        ({"action": "The council paid $2 million.", "lessons": ""}, ("lessons", "staff")),
        ({"details": Details(cost="About 40,000 a year")}, ("staff", "figures")),
        ({"details": Details(cost="40,000", staffing="Two", figures="−12 %")}, ("conditions", "lessons")),
        ({"details": FULL}, ("lessons", "tried")),
        ({"details": FULL, "lessons": ""}, ("lessons", "tried")),
    ],
)
def test_the_questions_to_begin_with_are_what_the_record_leaves_open(left_out: dict[str, Any], asked: object):
    assert openers(make_record(**left_out)) == asked
    assert all(phrases.opener(words("en").gettext, each) for each in openers(make_record(**left_out)))


def test_without_a_record_there_are_questions_to_begin_with_too():
    assert len(openers(None)) == 2


def test_every_question_to_begin_with_has_words(stage: Stage):
    shown = card(introduced(stage), "en")

    assert "1. What did it cost, and who paid for it?" in shown.closing
    assert "2. How many people worked on it, and in which roles?" in shown.closing


def test_hours_in_common_are_told_on_both_clocks(stage: Stage):
    say(stage, ANA, time_zone="Europe/Berlin")
    say(stage, BEN, time_zone="America/New_York")

    message = introduced(stage)

    assert message.hours == HoursShown("15:00", "17:00", "09:00", "11:00")
    text = " ".join(card(message, "en").closing).replace("\u202f", " ")
    assert "Working hours in common: 3:00 PM–5:00 PM in Elm, 9:00 AM–11:00 AM in Oak." in text


def test_who_has_no_hours_in_common_is_told_so(stage: Stage):
    say(stage, ANA, time_zone="Europe/Berlin")
    say(stage, BEN, time_zone="America/Los_Angeles")

    assert "You have no working hours in common" in " ".join(card(introduced(stage), "en").closing)


def test_unknown_hours_are_not_told(stage: Stage):
    assert introduced(stage).hours is None


def test_languages_in_common_are_those_that_both_named(stage: Stage):
    say(stage, ANA, languages=("de", "fr", "en"))
    say(stage, BEN, languages=("en", "fr"))

    message = introduced(stage)

    assert message.languages == ("en", "fr")
    assert "Languages in common: English, French." in " ".join(card(message, "en").closing)


def test_languages_that_nobody_named_are_those_of_the_country(stage: Stage):
    assert "en" in introduced(stage).languages  # both work in the United States


def test_it_is_kept_that_both_were_introduced(stage: Stage):
    answer = stage.ask()
    stage.decide(only(ConsentAsked, stage.want(answer)), accepted=True)

    [leg] = stage.legs(answer)
    with stage.engine.connect() as connection:
        states = [each.state for each in introductions.moves(connection, leg.id)]
    assert (leg.state, states) == ("introduced", ["asked", "accepted", "introduced"])


# Where the chat opens no conversation of both


def narrowed(stage: Stage, visibility: Visibility) -> None:
    """Staff decide who may read the record from now on."""
    with stage.engine.begin() as connection:
        written = replace(draft_of(stage.record), visibility=visibility)
        record_changes.save(connection, stage.network_id, written, NOW)


def refused(stage: Stage, said: list[Outgoing]) -> list[Outgoing]:
    """What follows when the chat refuses to open the conversation of both."""
    [group] = [each for each in said if isinstance(each.message, Introduced)]
    with stage.engine.connect() as connection:
        return bringing_together.instead(connection, stage.network_id, group, "not_allowed_token_type", NOW)


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.MEMBERS])
def test_a_record_that_all_members_may_read_is_told_in_the_thread_of_the_question(
    stage: Stage, visibility: Visibility
):
    narrowed(stage, visibility)

    [there] = refused(stage, stage.decide(stage.ask_peer(), accepted=True))

    assert there.address.way == "thread"


@pytest.mark.parametrize("visibility", [Visibility.NAMED, Visibility.UNATTRIBUTED])
def test_a_record_that_is_not_for_all_members_by_now_is_told_in_no_channel(
    stage: Stage, visibility: Visibility
):
    request = stage.ask_peer()
    narrowed(stage, visibility)

    said = refused(stage, stage.decide(request, accepted=True))

    assert [each.address.way for each in said] == ["direct", "direct"]


def test_what_was_merged_into_a_record_for_named_peers_is_told_in_no_channel(stage: Stage):
    request = stage.ask_peer()
    with stage.engine.begin() as connection:
        into = add_record(connection, stage.network_id, "named", visibility=Visibility.NAMED)
        merging = Merging(stage.record.id, stage.record.revision, into.id, into.revision, None)
        merges.merge(connection, stage.network_id, merging, Outcome(draft_of(into), ()), NOW)

    said = refused(stage, stage.decide(request, accepted=True))

    assert [each.address.way for each in said] == ["direct", "direct"]


def test_a_record_that_names_no_place_by_now_is_not_named_beside_who_holds_its_office(stage: Stage):
    request = stage.ask_peer()
    narrowed(stage, Visibility.UNATTRIBUTED)

    message = only(Introduced, stage.decide(request, accepted=True))

    assert (message.title, message.source_url) == ("", "")
