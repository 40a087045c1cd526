"""Staff: who they are, and that each of their tasks is shown and done once."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine

from bot import network
from bot.cards import card
from bot.events import Asked
from bot.events.member import AskerWanted, ContactNamed, PersonChecked, TasksWanted, TaskTaken
from bot.forms.staff import FORMS as STAFF_FORMS
from bot.messages import ConsentAsked
from bot.messages.staff import OfficialOverloaded, PersonToVerify, QuestionUnanswered, TasksListed
from bot.outgoing import Outgoing, instead
from bot.phrases import words
from bot.refusal import Refusal
from bot.speaker import Speaker
from bot.staff import is_staff
from bot.staff import tasks as staff_tasks
from matching.domain import Audience
from store import channel_settings, memberships, networks, officials, staff, tasks
from store.channel_settings import ChannelSetting
from store.memberships import MembershipDraft
from tests.bot.staffed import (
    CARD,
    LATER,
    NONSENSE,
    ROOM,
    SAM,
    TESS,
    arrival,
    lives,
    official,
    open_task,
    overload,
    reasons,
)
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, TODAY, add_network, add_office, add_official

NAME_CONTACT = STAFF_FORMS["name_contact"]

# Who is staff


def staff_is(stage: Stage, speaker: Speaker) -> bool:
    found = arrival(stage, speaker)
    with stage.engine.connect() as connection:
        return is_staff(connection, found)


def test_who_was_named_is_staff_also_before_their_first_word(staffed: Stage):
    assert staff_is(staffed, SAM)
    assert not staff_is(staffed, ANA)


def test_staff_of_one_workspace_are_staff_in_the_networks_other_workspaces(staffed: Stage):
    elsewhere = Speaker("slack:T2", "U2SAM")
    with staffed.engine.begin() as connection:
        other = networks.ensure_workspace(connection, staffed.network_id, "slack", "T2")
        network.arrive(connection, SAM, NOW)
        sam = officials.by_identity(connection, staffed.workspace_id, SAM.chat_id, TODAY)
        assert sam
        officials.identify(connection, other, elsewhere.chat_id, sam.id)

    assert staff_is(staffed, elsewhere)


def test_the_same_id_in_a_workspace_of_another_network_is_not_staff(staffed: Stage):
    with staffed.engine.begin() as connection:
        networks.ensure_workspace(connection, add_network(connection, "Valley network"), "slack", "T9")

    assert not staff_is(staffed, Speaker("slack:T9", SAM.chat_id))


def test_in_the_demonstration_everybody_is_staff(engine: Engine):
    with engine.begin() as connection:
        demo = add_network(connection, "demo", demonstration=True)
        networks.ensure_workspace(connection, demo, "console", "terminal")
        visitor = network.look(connection, Speaker("console:terminal", "you"), NOW)

        assert is_staff(connection, visitor)


@pytest.mark.parametrize(
    "event",
    [
        PersonChecked(ANA, CARD, 1, works_there=True),
        TaskTaken(ANA, CARD, 1),
        ContactNamed(ANA, CARD, 1, "U0NEW"),
        TasksWanted(ANA, PRIVATE),
        AskerWanted(ANA, PRIVATE, 1),
    ],
)
def test_others_than_staff_are_refused(staffed: Stage, event):
    assert reasons(staffed.do(event)) == ["staff_only"]


def test_where_nobody_is_staff_the_refusal_says_so(stage: Stage):
    assert reasons(stage.do(TasksWanted(ANA, PRIVATE))) == ["no_staff_yet"]


def test_forms_are_refused_to_others_than_staff(staffed: Stage):
    with staffed.engine.connect() as connection, pytest.raises(Refusal, match="staff_only"):
        NAME_CONTACT.opened(connection, arrival(staffed, ANA), (1,), words("en"), NOW)


# Opening a task


def test_a_task_is_posted_once_at_the_top_of_the_staff_conversation(staffed: Stage):
    said = open_task(staffed, "verify", official(staffed, ANA).id)

    (posted,) = said
    assert (posted.address.workspace, posted.address.way) == (WORKSPACE, "thread")
    assert (posted.address.conversation, posted.address.thread) == (ROOM, "")
    assert open_task(staffed, "verify", official(staffed, ANA).id) == []


def test_every_workspace_of_the_network_with_a_staff_conversation_reads_the_task(staffed: Stage):
    with staffed.engine.begin() as connection:
        other = networks.ensure_workspace(connection, staffed.network_id, "slack", "T2")
        staff.set_conversation(connection, other, "C2STAFF")

    said = open_task(staffed, "verify", official(staffed, ANA).id)

    assert [each.address.conversation for each in said] == [ROOM, "C2STAFF"]


def test_a_task_is_in_the_language_that_staff_set_for_their_channel(staffed: Stage):
    with staffed.engine.begin() as connection:
        spanish = ChannelSetting(language="es")
        channel_settings.save(connection, staffed.network_id, staffed.workspace_id, ROOM, spanish)

    [posted] = open_task(staffed, "verify", official(staffed, ANA).id)

    assert posted.locale == "es"


def test_without_a_staff_conversation_nothing_is_posted_and_the_list_has_the_task(stage: Stage):
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, SAM.chat_id, "command")

    assert open_task(stage, "verify", official(stage, ANA).id) == []
    listed = stage.do(TasksWanted(SAM, PRIVATE))
    assert only(TasksListed, listed).open == 1
    assert only(PersonToVerify, listed).name == "Ana Alder"


def test_a_task_about_nobody_is_not_posted(staffed: Stage):
    for kind in ("verify", "find_office", "unanswered", "overload", "successor"):
        assert open_task(staffed, kind, 999) == []


def test_a_staff_channel_that_is_missing_loses_no_task(staffed: Stage):
    (posted,) = open_task(staffed, "verify", official(staffed, ANA).id)

    assert instead(posted, "channel_not_found") == ()
    assert only(PersonToVerify, staffed.do(TasksWanted(SAM, PRIVATE))).name == "Ana Alder"


def test_in_the_demonstration_the_card_says_that_everybody_counts_as_staff(engine: Engine):
    with engine.begin() as connection:
        demo = add_network(connection, "demo", demonstration=True)
        workspace_id = networks.ensure_workspace(connection, demo, "console", "terminal")
        staff.set_conversation(connection, workspace_id, "terminal")
        visitor = add_official(connection, demo, "Vi", add_office(connection, demo, place="Oak"))
        (posted,) = staff_tasks.add(connection, demo, "verify", visitor.id, NOW)

    assert "everybody counts as staff" in card(posted.message, "en").notes[0]


# Closing a task


def test_a_task_is_closed_with_who_and_when(staffed: Stage):
    task = overload(staffed)

    said = staffed.do(TaskTaken(SAM, CARD, task.task.id), LATER)

    (replaced,) = said
    assert [each.label for each in card(task, "en").buttons] == ["Done"]
    assert (replaced.address.way, replaced.address.message) == ("replace", CARD.message)
    assert card(replaced.message, "en").closing == ("Sam Sorrel: Done on March 3, 2026.",)


def test_the_day_of_a_closed_task_is_that_of_who_closed_it(staffed: Stage):
    task, at_night = overload(staffed), NOW.replace(hour=21)
    lives(staffed, SAM, "Pacific/Auckland")

    closed = staffed.do(TaskTaken(SAM, CARD, task.task.id), at_night)
    [again] = staffed.do(TaskTaken(TESS, CARD, task.task.id), at_night)

    assert card(closed[0].message, "en").closing == ("Sam Sorrel: Done on March 3, 2026.",)
    assert "2026-03-03" in card(again.message, "en").paragraphs[0]


def test_staff_read_since_when_somebody_is_to_be_verified_by_that_persons_clock(staffed: Stage):
    lives(staffed, ANA, "Pacific/Auckland")

    with staffed.engine.begin() as connection:
        ana = official(staffed, ANA).id
        said = staff_tasks.add(connection, staffed.network_id, "verify", ana, NOW.replace(hour=21))

    assert only(PersonToVerify, said).since == "2026-03-03"


def test_a_task_that_is_gone_is_refused(staffed: Stage):
    assert reasons(staffed.do(TaskTaken(SAM, CARD, 999))) == ["unknown_task"]


def test_a_task_of_another_network_is_refused(staffed: Stage):
    with staffed.engine.begin() as connection:
        valley = add_network(connection, "Valley network")
        tasks.open_once(connection, valley, "overload", 1, NOW)
        theirs = tasks.open_of(connection, valley, "overload", 1)
    assert theirs

    assert reasons(staffed.do(TaskTaken(SAM, CARD, theirs.id))) == ["unknown_task"]


def test_a_task_that_closed_by_itself_is_over(staffed: Stage):
    task = overload(staffed)
    with staffed.engine.begin() as connection:
        tasks.close(connection, tasks.every_open(connection, staffed.network_id)[0].id, None, "", NOW)

    assert reasons(staffed.do(TaskTaken(SAM, CARD, task.task.id))) == ["task_over"]


def test_two_who_close_a_task_at_once_close_it_once(staffed: Stage):
    task, together, said = overload(staffed), Barrier(2), list[Outgoing]()
    for speaker in (SAM, TESS):
        staffed.do(TasksWanted(speaker, PRIVATE))

    def press(speaker: Speaker) -> None:
        together.wait()
        said.extend(staffed.do(TaskTaken(speaker, CARD, task.task.id), LATER))

    threads = [Thread(target=press, args=(speaker,)) for speaker in (SAM, TESS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(of_kind(OfficialOverloaded, said)) == 1
    assert reasons(said) == ["task_done"]


# Questions without an answer, people with too many requests


def test_a_question_without_an_answer_becomes_a_task(staffed: Stage):
    shown = only(QuestionUnanswered, staffed.do(Asked(ANA, CHANNEL, NONSENSE)))

    assert (shown.question, shown.asker and shown.asker.name) == (NONSENSE, "")
    assert card(shown, "en").quotation == NONSENSE
    assert card(shown, "en").paragraphs == (
        "Asked by a city of about 60,000 people (United States), in English.",
    )


def test_the_text_of_a_private_question_is_never_shown_to_staff(staffed: Stage):
    said = staffed.do(Asked(ANA, PRIVATE, NONSENSE))

    shown = only(QuestionUnanswered, said)
    assert "pelicans" not in repr(shown)
    assert shown.asker is None
    assert "It was asked in private, so I do not show it." in card(shown, "en").paragraphs
    listed = staffed.do(TasksWanted(SAM, PRIVATE))
    assert "pelicans" not in repr(listed)


def test_of_who_asked_without_a_name_staff_see_no_kind_of_place_unless_they_look_it_up(staffed: Stage):
    shown = only(QuestionUnanswered, staffed.do(Asked(ANA, CHANNEL, NONSENSE, anonymous=True)))

    assert (shown.question, shown.asker) == (NONSENSE, None)
    assert card(shown, "en").paragraphs == ("Asked in English.",)


def test_done_closes_the_card_of_a_question_without_an_answer(staffed: Stage):
    shown = only(QuestionUnanswered, staffed.do(Asked(ANA, CHANNEL, NONSENSE)))
    [done] = [each for each in card(shown, "en").buttons if each.action == "take_task"]

    [said] = staffed.do(TaskTaken(SAM, CARD, shown.task.id), LATER)

    assert done.label == "Done"
    assert card(said.message, "en").closing == ("Sam Sorrel: Done on March 3, 2026.",)
    assert card(said.message, "en").buttons == ()


def test_an_audience_that_nobody_knows_counts_as_private(staffed: Stage):
    said = staffed.do(Asked(ANA, replace(CHANNEL, audience=None), NONSENSE))

    assert only(QuestionUnanswered, said).question == ""


def test_an_answered_question_is_no_task(staffed: Stage):
    assert len(staffed.do(Asked(ANA, CHANNEL, "How do you pay for storm drains?"))) == 1


def test_staff_see_how_much_an_official_with_too_many_requests_takes_on(staffed: Stage):
    staffed.ask_peer()

    shown = overload(staffed)

    assert (shown.requests, shown.capacity) == (1, 2)
    assert card(shown, "en").paragraphs[0] == (
        "Ben Birch, Public works, Oak (United States), was asked once in 90 days. "
        "They take on 2 talks in 30 days. Requests that they decline do not count."
    )


# The list


def test_the_list_shows_the_ten_oldest_to_this_person_alone(staffed: Stage):
    for day in range(12):
        with staffed.engine.begin() as connection:
            asker = add_official(connection, staffed.network_id, f"Person {day}", staffed.offices["Elm"])
            staff_tasks.add(connection, staffed.network_id, "verify", asker.id, NOW + timedelta(days=day))

    said = staffed.do(TasksWanted(SAM, CHANNEL))

    assert only(TasksListed, said) == TasksListed(12, 10)
    assert [each.name for each in of_kind(PersonToVerify, said)] == [f"Person {day}" for day in range(10)]
    assert {(each.address.way, each.address.people) for each in said} == {("direct", (SAM.chat_id,))}


def test_an_empty_list_says_so(staffed: Stage):
    (listed,) = staffed.do(TasksWanted(SAM, replace(PRIVATE, audience=Audience.PRIVATE)))

    assert card(listed.message, "en").paragraphs == ("Nothing is open for staff.",)
    assert listed.address.way == "thread"


def test_staff_hear_once_of_an_official_who_had_all_they_take_on_twice(staffed: Stage):
    with staffed.engine.begin() as connection:
        ben = staffed.official(BEN)
        memberships.save(connection, staffed.network_id, ben.id, MembershipDraft(capacity=1), NOW)
    staffed.decide(only(ConsentAsked, staffed.want(staffed.ask())), accepted=True)

    first = staffed.want(staffed.ask(CHLOE), CHLOE, now=NOW + timedelta(days=31))
    staffed.wait_until(NOW + timedelta(days=50))
    dana = staffed.add_peers("Dana", capacity=0)[0]
    second = staffed.want(staffed.ask(dana), dana, now=NOW + timedelta(days=62))

    assert only(OfficialOverloaded, first).requests == 2
    assert len(of_kind(ConsentAsked, second)) == 1
    assert of_kind(OfficialOverloaded, second) == []
