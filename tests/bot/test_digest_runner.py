"""The runner asks the chat who can open a summary's channels, and follows the rules of time zones."""

import zoneinfo
from datetime import timedelta
from pathlib import Path

from bot import wiring
from bot.durable import Runner
from bot.events.digest import DigestMoreWanted, DigestPreviewed
from bot.messages import Refused
from bot.messages.digests import DigestFailed, DigestMoreShown, DigestShown
from bot.working_time import read_rules_anew
from matching.domain import Audience
from store import digests
from tests.bot.digested import ROOM, TUESDAY, add_question, setting
from tests.bot.digested import summed as summed
from tests.bot.stage import BEN, CHLOE, WORKSPACE, Stage
from tests.bot.test_durable import RecordingMessenger
from tests.bot.test_working_time import zone_file
from tests.factories import NOW, there

DAY = timedelta(days=1)
FIRST = TUESDAY - timedelta(days=7) + timedelta(hours=1)


class Closing(RecordingMessenger):
    """A chat in which channels are made private."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self.silent = False

    def audience(self, workspace: str, conversation: str) -> Audience | None:
        self.asked.append((workspace, conversation))
        if self.silent:
            return None
        return Audience.PRIVATE if conversation in self.closed else Audience.CHANNEL


def test_a_summary_waits_while_the_chat_does_not_say_who_can_open_a_channel(summed: Stage):
    add_question(summed, "How do you mend road 1?", FIRST - DAY)
    chat, times = Closing(), [FIRST]
    chat.silent = True
    runner = Runner(summed.engine, summed.library, {"slack": chat}, lambda: times[-1])
    runner.start()
    try:
        for handle in runner.tick():
            handle.get_result()
        posted_in_vain = list(chat.posts)
        runner.accept("slack:T1:1", DigestPreviewed(BEN, ROOM)).get_result()
        chat.silent = False
        times.append(FIRST + timedelta(minutes=10))
        for handle in runner.tick():
            handle.get_result()
    finally:
        runner.stop()

    assert posted_in_vain == []
    (_, refused), (_, said) = chat.posts
    assert refused == Refused("chat_silent")
    assert isinstance(said, DigestShown)
    assert [each.text for each in said.digest.open_questions] == ["How do you mend road 1?"]


def test_a_summary_about_which_the_chat_is_silent_for_a_day_is_missed_and_staff_hear_of_it(summed: Stage):
    add_question(summed, "How do you mend road 1?", FIRST - DAY)
    chat, times = Closing(), [FIRST]
    chat.silent = True
    runner = Runner(summed.engine, summed.library, {"slack": chat}, lambda: times[-1])
    runner.start()
    try:
        for later in (timedelta(0), DAY / 2, DAY, DAY + timedelta(minutes=10)):
            times.append(FIRST + later)
            for handle in runner.tick():
                handle.get_result()
    finally:
        runner.stop()

    with summed.engine.connect() as connection:
        (missed,) = digests.history(connection, setting(summed).id, 5)
    assert (missed.state, missed.why) == ("missed", "late")
    assert [type(said) for _, said in chat.posts] == [DigestFailed]


def test_questions_of_a_channel_that_was_made_private_are_in_no_summary_and_not_in_its_rest(summed: Stage):
    for number in range(4):
        add_question(summed, f"How do you mend road {number}?", FIRST - DAY)
        add_question(summed, f"How do we dismiss {number}?", FIRST - DAY, conversation="C-closed")
    chat = Closing()
    chat.closed = {"C-closed"}
    runner = Runner(summed.engine, summed.library, {"slack": chat}, lambda: FIRST)
    runner.start()
    try:
        for handle in runner.tick():
            handle.get_result()
        ((_, said),) = chat.posts
        asked = sorted(chat.asked)
        chat.closed = {"C-closed", "C-help"}
        assert isinstance(said, DigestShown)
        runner.accept("slack:T1:1", DigestMoreWanted(CHLOE, ROOM, said.digest_id)).get_result()
    finally:
        runner.stop()

    assert {each.conversation for each in said.digest.open_questions} == {"C-help"}
    assert said.digest.counts.open_questions == 4
    assert asked == [(WORKSPACE, "C-closed"), (WORKSPACE, "C-help")]
    (_, rest) = chat.posts[1]
    assert isinstance(rest, DigestMoreShown)
    assert rest.digest.open_questions == ()


def test_a_summary_moves_with_the_rules_of_its_zone_at_a_start_and_each_hour(summed: Stage, tmp_path: Path):
    before = zoneinfo.TZPATH
    rules = {name: zone_file(before, name) for name in ("Asia/Tokyo", "Asia/Kolkata")}
    ours = tmp_path / "America" / "New_York"
    ours.parent.mkdir()
    zoneinfo.reset_tzpath([tmp_path])
    moments = [comes_at(summed)]
    try:
        ours.write_bytes(rules["Asia/Kolkata"])
        with wiring.running(summed.engine, summed.library, {}, lambda: NOW) as runner:
            moments.append(comes_at(summed))
            ours.write_bytes(rules["Asia/Tokyo"])
            runner.do_chores()  # what is done every hour
            moments.append(comes_at(summed))
    finally:
        zoneinfo.reset_tzpath(before)
        read_rules_anew()

    assert moments == ["2026-03-03 14:00", "2026-03-03 03:30", "2026-03-03 00:00"]


def comes_at(stage: Stage) -> str:
    """When the summary of the channel comes, in UTC."""
    with stage.engine.connect() as connection:
        return f"{there(digests.waiting(connection, setting(stage).id)).due_at:%Y-%m-%d %H:%M}"
