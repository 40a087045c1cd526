"""What Slack delivers again is acknowledged without the database, once it is stored and not before."""

import pytest

from bot.events import HelpWanted
from bot.slack.repeats import REMEMBERED, once
from bot.speaker import Speaker, Spot
from tests.bot.slack.conftest import Inbox

EVENT = HelpWanted(Speaker("slack:T0NETWORK", "U0ALICE", "alice"), Spot(conversation="D0ALICE"))


def test_what_is_stored_is_not_stored_again():
    inbox = Inbox()
    accept = once(inbox.accept)

    for key in ("a", "a", "b", "a"):
        accept(key, EVENT)

    assert inbox.keys == ["a", "b"]


def test_what_could_not_be_stored_is_stored_when_it_comes_again():
    inbox = Inbox()
    inbox.fault = OSError("disk full")
    accept = once(inbox.accept)
    with pytest.raises(OSError, match="disk full"):
        accept("a", EVENT)
    inbox.fault = None

    accept("a", EVENT)

    assert inbox.keys == ["a"]


def test_the_oldest_keys_are_forgotten_and_left_to_the_database():
    inbox = Inbox()
    accept = once(inbox.accept)

    for number in range(REMEMBERED + 1):
        accept(f"{number}", EVENT)
    accept("0", EVENT)

    assert inbox.keys.count("0") == 2
    assert len(inbox) == REMEMBERED + 2
