"""What officials, staff and the bot change stands in the audit trail with who did it; no question does."""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot import due
from bot.auditing import AUDITED
from bot.directory.leaving import TENURE_ENDS
from bot.dispatch import USE_CASES
from bot.events import Event
from bot.events.channel import ChannelSet, StaffChannelSet
from bot.events.member import (
    ContactNamed,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    PersonChecked,
    PlaceSaid,
    RecordConfirmed,
    TaskTaken,
)
from bot.messages import Refused
from matching.domain import Audience
from store import audit_reading, directory, networks, officials, tasks
from store import due as waiting
from tests.bot.members import profile
from tests.bot.staffed import CARD, LATER, SAM, official, open_task
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, STRANGER, Stage, of_kind
from tests.bot.test_drafting import written
from tests.bot.test_follow_up import introduced
from tests.engines import quickly_opened

BOT = Path(__file__).parents[2] / "bot"

# Events that change nothing of what docs/audit.md lists: they read, or belong to one question.
CHANGE_NOTHING_AUDITED = {
    "AnswerShared",
    "AnsweredInWriting",
    "ChannelWanted",
    "ConsentDecided",
    "FollowedUp",
    "HandedOver",
    "HelpWanted",
    "HushWanted",
    "IntroductionWanted",
    "MoreWanted",
    "NextWanted",
    "OfficeSought",
    "OfficeTaken",  # the demonstration alone
    "PeersSwitched",
    "PracticeTold",  # no record before it is confirmed
    "PracticeWanted",
    "ProfileWanted",
    "QueueWanted",
    "ProposalDiscarded",
    "EditDropped",
    "ExportWanted",  # notes by itself that somebody took the records along
    "FileDropped",
    "HistoryWanted",
    "Rated",
    "Snoozed",
    "CanHelp",
    "DigestHistoryWanted",
    "DigestMoreWanted",
    "DigestPreviewed",
    "OfferDecided",
    "OwnDigestSwitched",
    "OwnDigestWanted",
    "StatsWanted",
    "StoryAgreed",
    "AskerWanted",  # notes by itself that somebody looked
    "FormRefused",  # notes by itself that somebody tried
    "TasksWanted",
    "ThreadHushed",
    "PeersOfTopicWanted",
    "StandingDecided",
    "Unanswerable",
    "UrgencySaid",
    "WholeWanted",
}


# What the store changes of what docs/audit.md lists.
AUDITED_WRITES = {
    "channel_settings": {"save"},
    "practice_calls": {"open_once", "close_once"},
    "installations": {"save", "end"},
    "memberships": {"save", "leave", "pause"},
    "networks": {"ensure_workspace"},
    "officials": {"hold", "leave", "mark_verified", "mark_unverified"},
    "record_changes": {"save", "draft", "edit", "move", "verify", "confirm", "withdraw"},
    "record_readers": {"set_readers"},
    "staff": {"add", "remove", "replace_source", "set_conversation", "choose_conversation"},
}
# Modules that leave it to whom they are called by, and those of the demonstration and the simulated year.
AUDITED_BY_THE_DISPATCHER = {
    "channels",
    "directory/profile",
    "directory/tenures",
    "questions/calls",
    "records/editing",
    "records/handing_in",
    "records/reviewing",
    "records/state",
    "records/verification",
    "staff/work",
}
AUDITED_BY_THEIR_CALLER = {"joining", "records/contribute"}
WITHOUT_A_TRAIL = {
    "demonstration",
    "demonstration_week",
    "directory/standing_in",
    "operator/digest_files",
    "simulation/world",
}


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: the trail itself is tested on both databases in tests/store/test_audit.py."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def trail(stage: Stage) -> list[tuple[str, str, str, dict[str, Any], dict[str, Any]]]:
    """Every entry as actor, action, subject, before and after."""
    with stage.engine.connect() as connection:
        return [
            (each.actor, each.action, each.subject, json.loads(each.before), json.loads(each.after))
            for each in audit_reading.entries(connection, stage.network_id)
        ]


def noted(stage: Stage, event: Event, *, at: Any = LATER) -> Any:
    """Carry the event out and return its only entry, without what stood there before."""
    already = len(trail(stage))
    stage.do(event, at)
    [entry] = trail(stage)[already:]
    return entry


def test_every_event_is_audited_or_known_to_change_nothing_that_is():
    unknown = {each.__name__ for each in USE_CASES.keys() - AUDITED.keys()} - CHANGE_NOTHING_AUDITED

    assert unknown == set()


def test_every_module_that_changes_what_is_audited_is_known_to_be_audited():
    writing = set()
    for path in BOT.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        writes = any(
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in AUDITED_WRITES.get(node.value.id, ())
            for node in ast.walk(ast.parse(source))
        )
        if writes and "watched(" not in source:
            writing.add(path.relative_to(BOT).with_suffix("").as_posix())

    assert writing == AUDITED_BY_THE_DISPATCHER | AUDITED_BY_THEIR_CALLER | WITHOUT_A_TRAIL


def test_joining_pausing_and_leaving_stand_there_with_who_did_it(stage: Stage):
    ben, office = (
        f"official:{official(stage, BEN).id}",
        f"Public works, Oak (office {stage.offices['Oak'].id})",
    )
    until = str(LATER + timedelta(days=30))

    assert noted(stage, MembershipPaused(BEN, PRIVATE)) == (
        ben,
        "member.pause",
        ben,
        {"paused_until": None},
        {"paused_until": until},
    )
    assert noted(stage, MembershipResumed(BEN, PRIVATE))[3:] == (
        {"paused_until": until},
        {"paused_until": None},
    )
    assert noted(stage, NetworkLeft(BEN, PRIVATE)) == (
        ben,
        "member.leave",
        ben,
        {"verified": True, "offices": [office], "member": True},
        {"verified": False, "offices": [], "member": False},
    )


def test_a_profile_is_kept_without_the_name_and_whom_its_owner_avoids(stage: Stage):
    saved = profile(stage, BEN, name="Benjamin Birch", capacity=5, avoided=(official(stage, ANA).id,))

    assert noted(stage, saved)[3:] == ({"capacity": 2}, {"capacity": 5})


def test_a_refused_event_and_one_that_changes_nothing_leave_no_entry(staffed: Stage):
    assert of_kind(Refused, staffed.do(TaskTaken(SAM, CARD, 999)))
    staffed.do(MembershipResumed(BEN, PRIVATE))

    assert trail(staffed) == []


def test_questions_and_introductions_leave_no_entry(stage: Stage):
    request = stage.ask_peer()
    stage.decide(request, accepted=True)
    stage.ask(spot=replace(PRIVATE, audience=Audience.ANONYMOUS))

    assert trail(stage) == []


@pytest.mark.parametrize(("works_there", "action"), [(True, "member.verify"), (False, "member.refuse")])
def test_staff_who_verify_or_refuse_somebody_stand_there(staffed: Stage, works_there: bool, action: str):
    ana = official(staffed, ANA)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, ana.id)
    open_task(staffed, "verify", ana.id)

    actor, said, subject, before, after = noted(staffed, PersonChecked(SAM, CARD, ana.id, works_there))

    assert (actor, said) == (f"official:{official(staffed, SAM).id}", action)
    assert (subject, before["checked"]) == (f"official:{ana.id}", "open")
    assert after["checked"] == ("verified" if works_there else "not_verified")
    assert after.get("verified", False) is works_there


def test_a_person_whom_staff_name_for_an_office_stands_there_with_the_office(staffed: Stage):
    office = staffed.offices["Fir"]
    open_task(staffed, "find_office", office.id)
    with staffed.engine.connect() as connection:
        task = tasks.open_of(connection, staffed.network_id, "find_office", office.id)
    assert task

    staffed.do(ContactNamed(SAM, CARD, task.id, "U0NEW", "Noor Neem"), LATER)

    closed, named = trail(staffed)
    new = staffed_official(staffed, "U0NEW")
    assert closed[1:] == (
        "member.contact",
        f"task:{task.id}",
        {"state": "open", "outcome": ""},
        {"state": "done", "outcome": "contact_named"},
    )
    assert named[1:4] == ("member.contact", f"official:{new}", {})
    assert named[4]["offices"] == [f"Water board, Fir (office {office.id})"]
    assert "Noor" not in json.dumps(trail(staffed))


def staffed_official(stage: Stage, chat_id: str) -> int:
    with stage.engine.connect() as connection:
        found = officials.by_identity(connection, stage.workspace_id, chat_id, LATER.date())
    assert found
    return found.id


def test_a_task_that_staff_close_stands_there(staffed: Stage):
    open_task(staffed, "overload", official(staffed, BEN).id)
    with staffed.engine.connect() as connection:
        [task] = tasks.every_open(connection, staffed.network_id)

    assert noted(staffed, TaskTaken(SAM, CARD, task.id))[1:3] == ("task.close", f"task:{task.id}")


def test_what_staff_decide_about_a_channel_stands_there(staffed: Stage):
    with staffed.engine.begin() as connection:
        networks.ensure_topics(connection, staffed.network_id, ["roads"])

    assert noted(staffed, ChannelSet(SAM, CHANNEL, "questions", topics=("roads",)))[1:] == (
        "channel.set",
        f"channel:T1/{CHANNEL.conversation}",
        {"answers": "mentions", "topics": []},
        {"answers": "questions", "topics": ["roads"]},
    )
    assert noted(staffed, StaffChannelSet(SAM, CHANNEL, here=True))[1:3] == (
        "staff.channel",
        "workspace:slack/T1",
    )


def test_a_draft_and_a_confirmed_record_stand_there(stage: Stage):
    confirmed = noted(stage, RecordConfirmed(BEN, PRIVATE, stage.record.id))
    assert confirmed[1:] == (
        "record.confirm",
        f"record:{stage.record.id}",
        {"verified_on": None, "verifier_id": None, "verify_by": None},
        {"verified_on": "2026-03-03", "verifier_id": stage.official(BEN).id, "verify_by": "2027-03-03"},
    )

    first = noted(stage, written(introduced(stage)))
    assert (first[1], first[3]) == ("record.draft", {})
    assert (first[4]["state"], first[4]["title"]) == ("drafted", "Gutters cleaned before autumn")


def test_somebody_who_says_where_they_work_stands_there(stage: Stage):
    actor, action, subject, before, after = noted(
        stage, PlaceSaid(STRANGER, PRIVATE, f"known:{stage.offices['Elm'].jurisdiction.id}", "Parks")
    )

    assert (actor, action) == (subject, "member.place")
    assert (before["offices"], before["checked"]) == ([], "")
    assert (len(after["offices"]), after["checked"]) == (1, "open")


def test_what_happens_by_itself_stands_there_as_done_by_the_bot(stage: Stage):
    ben = official(stage, BEN)
    stage.do(NetworkLeft(BEN, PRIVATE))
    with stage.engine.begin() as connection:
        officials.hold(connection, ben.id, stage.offices["Oak"].id, LATER.date())
        [tenure] = directory.open_tenures(connection, ben.id)
        waiting.schedule(connection, stage.network_id, TENURE_ENDS, tenure.id, LATER)

    stage.wait_until(LATER + timedelta(days=1))

    ended = trail(stage)[-1]
    assert ended[:3] == ("bot", "member.leave", f"official:{ben.id}")
    assert ended[4] == {"offices": []}
    assert TENURE_ENDS in due.KINDS


def test_the_search_that_ends_because_staff_verified_somebody_stands_there_too(staffed: Stage):
    ana, office = official(staffed, ANA), staffed.offices["Elm"]
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, ana.id)
    open_task(staffed, "successor", office.id)
    open_task(staffed, "verify", ana.id)

    staffed.do(PersonChecked(SAM, CARD, ana.id, works_there=True, office_id=office.id), LATER)

    verified, ended = trail(staffed)
    assert verified[1:3] == ("member.verify", f"official:{ana.id}")
    assert (ended[1], ended[4]) == ("member.verify", {"state": "done", "outcome": "contact_named"})


def test_of_somebody_whom_staff_refuse_nothing_else_stands_there(staffed: Stage):
    ana, office = official(staffed, ANA), staffed.offices["Elm"]
    open_task(staffed, "find_office", office.id)
    open_task(staffed, "verify", ana.id)

    assert noted(staffed, PersonChecked(SAM, CARD, ana.id, works_there=False))[1] == "member.refuse"
