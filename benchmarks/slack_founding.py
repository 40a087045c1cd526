"""The second part of the walk: how a network begins, with nobody in it but its staff and its records."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.slack_files import import_a_file
from benchmarks.slack_people import STAFF, Walk

QUESTION = "@helperbot mandating vaccines for employees?"
HEARD_BY_NOBODY = "@helperbot How did you improve your municipal bond rating?"
# Around the world, so that in one of them it is between half past ten and half past two.
ZONES = (
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Asia/Karachi",
    "Asia/Bangkok",
    "Asia/Tokyo",
    "Pacific/Auckland",
)
NOON = 12
OFFICE, CAPACITY = "Your office", "Talks you take on in 30 days"
ANSWERABLE = "Which of these recent questions could you answer for a peer?"
# Days that hold them and a weekend, whatever day it is; the last day for an answer comes later.
TWO_WORKING_DAYS, A_WEEK, SOME_DAYS = 5, 11, 3


def found_a_network(walk: Walk) -> None:
    """Play joining, verifying, a peer who says no, the next who says yes, and every task of staff."""
    join(walk, "carol", ("seatt", "Seattle"), {OFFICE: "Human resources department", CAPACITY: "4"})
    verify(walk)
    walk.ask("carol", "#help", HEARD_BY_NOBODY, "carol asks what no record answers")
    close_task(walk, "No record answers")
    answer = walk.ask("alice", "#help", QUESTION, "alice asks in #help; of most offices nobody has joined")
    walk.press("alice", answer, "Ask staff to find this office")
    knows = {ANSWERABLE: [HEARD_BY_NOBODY.removeprefix("@helperbot ")]}
    join(walk, "alice", ("Springfield", "Springfield (IL"), {OFFICE: "Personnel office"} | knows)
    verify(walk)
    join(walk, "bob", ("San Fran", "San Francisco"), {OFFICE: "Human resources department", CAPACITY: "1"})
    verify(walk)
    walk.home(STAFF)
    decline_then_next(walk)
    ask_again(walk)
    walk.later("A week passes: those who were introduced are asked what came of it", A_WEEK)
    walk.command(STAFF, "", "dana looks what is open", "/staff")
    import_a_file(walk)


def decline_then_next(walk: Walk) -> None:
    """Play a peer who says no; two working days later the next one is asked, who says yes."""
    walk.press("bob", walk.latest("bob", "[Accept]"), "Decline")
    walk.later("Two working days pass: alice has no yes yet, so the next peer is asked", TWO_WORKING_DAYS)
    walk.press("carol", walk.latest("carol", "[Accept]"), "Accept")


def ask_again(walk: Walk) -> None:
    """Play a second request to somebody who takes one in 30 days: staff hear that it is a lot."""
    walk.later("Some days pass: nobody is asked twice within a week", SOME_DAYS)
    question = "@helperbot how do we make vaccination a condition of working for us?"
    answer = walk.ask("carol", "#help", question, "carol asks, too")
    walk.press("carol", answer, "Introduce us")
    close_task(walk, "is asked a lot")
    walk.press("bob", walk.latest("bob", "[Accept]"), "Accept")


def join(walk: Walk, person: str, place: tuple[str, str], values: dict[str, Any]) -> None:
    """Let a person join by /profile: find their place by typing its beginning, and fill in the rest."""
    walk.command(person, "", f"{person} wants to join", "/profile")
    found = {"Your government": walk.find(person, *place), "Your name": f"{person.title()} Example"}
    walk.fill_in(person, found | {"Time zone": where_it_is_noon()} | values)


def where_it_is_noon() -> str:
    """Return a time zone in which people are at work now, so that the walk can be played at any hour."""
    now = datetime.now(UTC)
    return min(ZONES, key=lambda zone: abs(now.astimezone(ZoneInfo(zone)).hour - NOON))


def verify(walk: Walk) -> None:
    """Let staff verify who joined last, by the button in their channel."""
    walk.press(STAFF, walk.latest(STAFF, "[Verified]"), "Verified")


def close_task(walk: Walk, about: str) -> None:
    """Let staff close the latest task of this heading."""
    walk.press(STAFF, walk.latest(STAFF, about), "Done")
