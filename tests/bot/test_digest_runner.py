"""The runner asks the chat who can open a summary's channels, before anything of it is written."""

from datetime import timedelta

from bot.durable import Runner
from bot.events.digest import DigestMoreWanted
from bot.messages.digests import DigestMoreShown, DigestShown
from matching.domain import Audience
from tests.bot.digested import ROOM, TUESDAY, add_question
from tests.bot.digested import summed as summed
from tests.bot.stage import CHLOE, WORKSPACE, Stage
from tests.bot.test_durable import RecordingMessenger

DAY = timedelta(days=1)
FIRST = TUESDAY - timedelta(days=7) + timedelta(hours=1)


class Closing(RecordingMessenger):
    """A chat in which channels are made private."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: set[str] = set()
        self.asked: list[tuple[str, str]] = []

    def audience(self, workspace: str, conversation: str) -> Audience:
        self.asked.append((workspace, conversation))
        return Audience.PRIVATE if conversation in self.closed else Audience.CHANNEL


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
