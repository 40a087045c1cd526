"""The durable runner: what was accepted happens, once, also when the process dies in between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.directory import leaving
from bot.durable import Runner
from bot.events import Asked, HelpWanted, IntroductionWanted, MoreWanted
from bot.events.channel import AnswerShared
from bot.library import Library
from bot.messages import AnswerShown, Failed, Help, Introduced, Message, Undeliverable
from bot.messenger import Address, Messenger, Receipt, Undelivered
from bot.network import UnknownWorkspace
from bot.speaker import Speaker, Spot
from matching.domain import Audience, QuestionId
from matching.embedded import EmbeddedQuestion
from store import channel_settings, directory, due, lanes, networks, questions, tables
from store.channel_settings import ChannelSetting
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, QUESTION, Stage
from tests.fakes_embedder import WordEmbedder
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


class RecordingMessenger:
    """A chat that keeps what was posted, and refuses or fails when told to."""

    def __init__(self) -> None:
        self.posts: list[tuple[Address, Message]] = []
        self.read_in: list[str] = []
        self.refusals: dict[str, str] = {}
        self.failures = 0
        self.locales: dict[str, str] = {}
        self.shared: set[str] = set()
        self.knows_locales = True

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        if address.way in self.refusals:
            raise Undelivered(self.refusals[address.way])
        if self.failures:
            self.failures -= 1
            raise ConnectionError("no answer")
        self.posts.append((address, message))
        self.read_in.append(locale)
        return Receipt(address.conversation, str(len(self.posts)))

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        return None

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        raise Undelivered("no_files")

    def audience(self, workspace: str, conversation: str) -> Audience | None:
        return Audience.PRIVATE if conversation in self.shared else Audience.CHANNEL

    def outside(self, workspace: str, conversation: str) -> bool:
        return conversation in self.shared

    def locale(self, workspace: str, chat_id: str) -> str:
        if not self.knows_locales:
            raise ConnectionError("the database is away")
        return self.locales.get(chat_id, "")

    @property
    def said(self) -> list[str]:
        return [message.kind for _, message in self.posts]


class BrokenEmbedder(WordEmbedder):
    """Stands for whatever may go wrong inside."""

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        raise ZeroDivisionError


@contextmanager
def running(stage: Stage, messenger: Messenger) -> Iterator[Runner]:
    runner = Runner(stage.engine, stage.library, {"slack": messenger}, lambda: datetime.now(UTC))
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def test_an_event_is_carried_out_and_its_messages_are_posted(stage: Stage):
    messenger = RecordingMessenger()

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()

    ((address, answer),) = messenger.posts
    assert (address.way, address.thread) == ("thread", CHANNEL.thread)
    assert isinstance(answer, AnswerShown)
    assert answer.matches[0].place.name == "Oak"


def test_a_newcomer_outside_the_demonstration_reads_what_they_asked_for_and_no_more(stage: Stage):
    messenger, newcomer = RecordingMessenger(), Speaker(ANA.workspace, "U-newcomer")

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(newcomer, CHANNEL)).get_result()

    assert messenger.said == ["help"]


def test_an_event_is_carried_out_although_nobody_can_say_in_which_language(stage: Stage):
    messenger = RecordingMessenger()
    messenger.knows_locales = False

    with running(stage, messenger) as runner, capture_logs() as logs:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()

    assert messenger.said == ["help"]
    assert [len(each["reference"]) for each in logs if each["event"] == "locale_unknown"] == [8]


def test_whatever_is_repeated_under_one_key_happens_once(stage: Stage):
    messenger = RecordingMessenger()

    with running(stage, messenger) as runner:
        for _ in range(4):
            runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()

    assert messenger.said == ["help"]


def test_a_key_stays_handled_when_its_workflow_is_long_deleted(stage: Stage):
    messenger = RecordingMessenger()
    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()
    forget_workflows(stage.engine)

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()

    assert messenger.said == ["help"]


def test_the_chat_is_asked_who_may_open_a_conversation_that_is_not_yet_known(stage: Stage):
    messenger = RecordingMessenger()

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, Spot("C1", thread="1.1"), QUESTION)).get_result()

    assert [message.private for _, message in messenger.posts if isinstance(message, AnswerShown)] == [False]


def test_the_chat_is_asked_as_well_where_an_answer_is_shared(stage: Stage):
    messenger, there = RecordingMessenger(), Spot("C1", thread="1.1")
    with stage.engine.begin() as connection:
        private = ChannelSetting(private=True)
        channel_settings.save(connection, stage.network_id, stage.workspace_id, "C1", private)

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, there, QUESTION)).get_result()
        ((_, answer),) = messenger.posts
        assert isinstance(answer, AnswerShown)
        seen = Spot("C1", message="1")
        for press in ("2", "3"):
            event = AnswerShared(ANA, seen, answer.question_id)
            runner.accept(f"slack:T1:{press}", event).get_result()

    assert [address.way for address, _ in messenger.posts] == ["only_to", "thread", "only_to"]
    assert messenger.said == ["answer", "answer", "refused"]
    with stage.engine.connect() as connection:
        question = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert question is not None
    assert question.audience is Audience.CHANNEL


@pytest.mark.parametrize(("told", "read"), [("es-LA", "es-LA"), ("nl-NL", "es"), ("", "es")])
def test_the_chat_is_asked_for_the_locale_and_else_the_question_decides(stage: Stage, told: str, read: str):
    messenger = RecordingMessenger()
    messenger.locales["U-ana"] = told

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, "¿Cómo se financia el drenaje?")).get_result()

    assert set(messenger.read_in) == {read}


def test_a_refused_text_is_nowhere_in_the_database(stage: Stage):
    with running(stage, RecordingMessenger()) as runner:
        runner.accept("slack:T1:1", Asked(ANA, PRIVATE, "Fire jane.doe@example.org?")).get_result()

    assert "jane" not in everything(stage.engine)


def test_a_message_that_fails_in_passing_is_posted_in_the_end(stage: Stage):
    messenger = RecordingMessenger()
    messenger.failures = 2

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()
        wait_until(lambda: messenger.said)

    assert messenger.failures == 0
    assert messenger.said == ["help"]


def test_an_answer_refused_in_a_channel_comes_in_private_with_the_reason(stage: Stage):
    messenger = RecordingMessenger()
    messenger.refusals["thread"] = "not_in_channel"

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()
        wait_until(lambda: len(messenger.posts) == 2)

    assert [(address.way, address.people) for address, _ in messenger.posts] == [("direct", ("U-ana",))] * 2
    assert [type(message) for _, message in messenger.posts] == [Undeliverable, Help]


def test_who_presses_under_a_message_that_cannot_be_changed_any_more_reads_in_private_what_came_of_it(
    stage: Stage,
):
    stage.add_peers("Dan")
    messenger = RecordingMessenger()
    messenger.refusals["replace"] = "channel_not_found"

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()
        [(_, answer)] = messenger.posts
        assert isinstance(answer, AnswerShown)
        more = MoreWanted(BEN, replace(CHANNEL, message="1"), answer.question_id, answer.matches[1].record_id)
        runner.accept("slack:T1:2", more).get_result()
        wait_until(lambda: len(messenger.posts) == 3)

    _, (explained_to, explained), (said_to, said) = messenger.posts
    assert (explained_to.people, explained) == ((BEN.chat_id,), Undeliverable("C-help", "channel_not_found"))
    assert (said_to.way, said_to.people) == ("direct", (BEN.chat_id,))
    assert said == replace(answer, expanded=(answer.matches[1].record_id,))


@pytest.mark.parametrize("reason", ["app_not_installed", "token_revoked"])
def test_where_the_app_was_taken_out_no_other_way_is_tried(stage: Stage, reason: str):
    messenger = RecordingMessenger()
    messenger.refusals["thread"] = reason

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", HelpWanted(ANA, CHANNEL)).get_result()

    assert messenger.posts == []
    with stage.engine.connect() as connection:
        assert lanes.ready(connection, datetime.now(UTC) + timedelta(days=1)) == ()


def test_a_bug_is_told_with_a_reference_number_and_not_in_silence(stage: Stage):
    messenger = RecordingMessenger()
    stage.library = Library(stage.engine, BrokenEmbedder())

    with running(stage, messenger) as runner, capture_logs() as logs:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()

    ((_, failed),) = messenger.posts
    [line] = [each for each in logs if each["event"] == "event failed"]
    assert isinstance(failed, Failed)
    assert len(failed.reference) == 8
    assert (line["reference"], line["exc_info"]) == (failed.reference, True)  # True: the traceback


def test_what_comes_from_a_workspace_of_no_network_is_refused_and_not_stored(stage: Stage):
    stranger = Speaker("slack:T9", "U1")
    messenger = RecordingMessenger()

    with running(stage, messenger) as runner:
        with pytest.raises(UnknownWorkspace):
            runner.accept("slack:T9:1", HelpWanted(stranger, CHANNEL))
        before = messenger.said.copy()
        with stage.engine.begin() as connection:
            networks.ensure_workspace(connection, stage.network_id, "slack", "T9")
        runner.accept("slack:T9:1", HelpWanted(stranger, CHANNEL)).get_result()  # let in meanwhile

    assert (before, messenger.said) == ([], ["help"])


def test_what_is_due_soon_happens_without_waiting_for_the_next_minute(stage: Stage):
    messenger = RecordingMessenger()
    demonstrate(stage)

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()
        answer = next(message for _, message in messenger.posts if isinstance(message, AnswerShown))
        wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, answer.matches[0].record_id)
        runner.accept("slack:T1:2", wanted).get_result()
        wait_until(lambda: "introduced" in messenger.said)

    introduced = next(message for _, message in messenger.posts if isinstance(message, Introduced))
    assert introduced.peer.demonstration


def test_what_was_done_and_waits_again_happens_again_with_its_messages(stage: Stage):
    messenger = RecordingMessenger()
    with stage.engine.connect() as connection:
        [tenure] = directory.open_tenures(connection, stage.official(BEN).id)

    with running(stage, messenger) as runner:
        for _ in range(2):
            with stage.engine.begin() as connection:
                now = datetime.now(UTC)
                due.again(connection, tenure.network_id, leaving.TENURE_BEGAN, tenure.id, now)
            for started in runner.tick():
                started.get_result()
            runner.finish_posting()
        wait_until(lambda: len(messenger.said) == 2)

    assert messenger.said == ["records_to_confirm", "records_to_confirm"]


def test_what_was_put_off_while_it_was_started_happens_at_its_new_time(stage: Stage):
    messenger = RecordingMessenger()
    with stage.engine.begin() as connection:
        [tenure] = directory.open_tenures(connection, stage.official(BEN).id)
        soon, later = (datetime.now(UTC) + timedelta(seconds=each) for each in (0, 600))
        due.schedule(connection, tenure.network_id, leaving.TENURE_BEGAN, tenure.id, soon)
        [waiting] = due.ready(connection, later)

    with running(stage, messenger) as runner:
        with stage.engine.begin() as connection:
            due.postpone(connection, leaving.TENURE_BEGAN, tenure.id, later)
        runner.start_due(waiting).get_result()  # as it was when it was looked for

    with stage.engine.connect() as connection:
        assert [each.id for each in due.ready(connection, later)] == [waiting.id]
    assert messenger.said == []


def forget_workflows(engine: Engine) -> None:
    with engine.begin() as connection:
        prefix = "" if engine.dialect.name == "sqlite" else "dbos."
        connection.exec_driver_sql(f"DELETE FROM {prefix}workflow_status")


def everything(engine: Engine) -> str:
    """Every row of every table, the engine's own among them, as text."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            names = (
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
                .scalars()
                .all()
            )
        else:
            names = (
                connection.exec_driver_sql(
                    "SELECT schemaname || '.' || tablename FROM pg_tables "
                    "WHERE schemaname IN ('public', 'dbos')"
                )
                .scalars()
                .all()
            )
        return "".join(str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in names)


def demonstrate(stage: Stage) -> None:
    """Make Ben a demonstration entry for whom nobody stands."""
    with stage.engine.begin() as connection:
        connection.execute(tables.network.update().values(demonstration=True))
        connection.execute(
            tables.official.update().where(tables.official.c.name == "Ben Birch").values(demonstration=True)
        )
        connection.execute(tables.identity.delete().where(tables.identity.c.chat_id == "U-ben"))


def test_what_is_to_be_done_every_hour_is_done_in_the_order_in_which_it_was_added(stage: Stage):
    runner = Runner(stage.engine, stage.library, {}, lambda: datetime.now(UTC))
    done: list[str] = []
    runner.every_hour(lambda: done.append("first"))
    runner.every_hour(lambda: done.append("second"))

    runner.do_chores()

    assert done == ["first", "second"]
