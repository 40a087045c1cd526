"""The line that says the bot is at work, in the conversation with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from threading import enumerate as enumerate_threads

import pytest
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import Asked
from bot.events import Event as Happened
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.behind import WAITING
from bot.slack.config import SlackConfig
from bot.slack.working import MOST_AT_ONCE
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from tests.bot.slack.deliveries import Deliveries, direct_message, mention
from tests.bot.stage import Stage
from tests.factories import NOW
from tests.fakes import BOT, SIGNING_SECRET, TOKEN, FakeSlack
from tests.serving import served
from tests.waiting import wait_until

SET = "assistant.threads.setStatus"


class Runner:
    """A runner whose events are carried out when the test lets them be."""

    def __init__(self) -> None:
        self.accepted: list[Happened] = []
        self.done = Event()

    def accept(self, key: str, event: Happened) -> "Runner":
        self.accepted.append(event)
        return self

    def get_result(self) -> None:
        self.done.wait(10)


@pytest.fixture
def stage(slack_stage: Stage) -> Stage:
    return slack_stage


@pytest.fixture
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.done.set()


@contextmanager
def serving(slack: FakeSlack, runner: Runner, desk: Desk) -> Iterator[Deliveries]:
    slack.channel("D0ALICE", BOT, "U0ALICE", kind="im")
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    bolt = make_app(config, runner.accept, lambda: desk)
    with served(Starlette(routes=[slack_route(bolt, config)])) as url:
        yield Deliveries(url)


def test_a_question_to_the_bot_alone_is_seen_to_be_worked_on_until_it_is_answered(
    slack: FakeSlack, stage: Stage, runner: Runner
):
    with serving(slack, runner, Desk(stage.engine, lambda: NOW, locale=lambda speaker: "es")) as app:
        moment = slack.say("D0ALICE", "Who pays for drains?")

        answer = app.event(direct_message("Who pays for drains?", ts=moment))
        wait_until(lambda: slack.statuses)
        meanwhile = dict(slack.statuses)
        runner.done.set()
        wait_until(lambda: slack.statuses["D0ALICE", moment] == "")

    assert answer.status == 200
    assert list(meanwhile) == [("D0ALICE", moment)]
    assert meanwhile["D0ALICE", moment].endswith("…")


def test_the_acknowledgement_does_not_wait_for_it(slack: FakeSlack, stage: Stage, runner: Runner):
    gate = Event()

    def slow(speaker: Speaker) -> str:
        gate.wait(10)
        return ""

    with serving(slack, runner, Desk(stage.engine, lambda: NOW, locale=slow)) as app:
        moment = slack.say("D0ALICE", "Who pays for drains?")
        answer = app.event(direct_message("Who pays for drains?", ts=moment))
        before = slack.called(SET)
        gate.set()
        wait_until(lambda: slack.called(SET))

    assert (answer.status, before) == (200, [])


def test_what_slack_refuses_of_it_matters_to_nobody(slack: FakeSlack, stage: Stage, runner: Runner):
    slack.fail(SET, error="missing_scope")
    with serving(slack, runner, Desk(stage.engine, lambda: NOW)) as app:
        moment = slack.say("D0ALICE", "Who pays for drains?")

        answer = app.event(direct_message("Who pays for drains?", ts=moment))
        wait_until(lambda: slack.called(SET))

    assert answer.status == 200
    assert [type(event) for event in runner.accepted] == [Asked]


def test_a_mention_and_a_call_for_help_show_nothing_of_the_kind(
    slack: FakeSlack, stage: Stage, runner: Runner
):
    runner.done.set()
    with serving(slack, runner, Desk(stage.engine, lambda: NOW)) as app:
        in_channel, for_help, last = (slack.say(where, "?") for where in ("C0HELP", "D0ALICE", "D0ALICE"))
        app.event(mention("Who pays for drains?", ts=in_channel))
        app.event(direct_message("help", ts=for_help))
        app.event(direct_message("Who pays for drains?", ts=last))
        wait_until(lambda: len(slack.called(SET)) == 2)

    assert {call["thread_ts"] for call in slack.called(SET)} == {last}


def test_a_follow_up_in_a_thread_of_a_channel_shows_nothing_of_the_kind(
    slack: FakeSlack, stage: Stage, runner: Runner
):
    alice, thread = Speaker("slack:T0NETWORK", "U0ALICE"), "1700000001.000100"
    stage.ask(alice, spot=Spot("C0HELP", thread=thread, audience=Audience.CHANNEL))
    runner.done.set()
    follow_up = direct_message("what about smaller cities?", channel="C0HELP", channel_type="channel")
    with serving(slack, runner, Desk(stage.engine, lambda: NOW)) as app:
        app.event(follow_up | {"thread_ts": thread, "ts": "1700000005.000100"})
        last = slack.say("D0ALICE", "Who pays for drains?")
        app.event(direct_message("Who pays for drains?", ts=last))
        wait_until(lambda: len(slack.called(SET)) == 2)

    assert len(runner.accepted) == 2
    assert {call["thread_ts"] for call in slack.called(SET)} == {last}


def test_under_many_questions_at_once_only_the_first_show_it(slack: FakeSlack, stage: Stage, runner: Runner):
    with serving(slack, runner, Desk(stage.engine, lambda: NOW)) as app:
        for _ in range(MOST_AT_ONCE + 2):
            app.event(direct_message("?", ts=slack.say("D0ALICE", "Who pays for drains?")))
        wait_until(lambda: len(slack.statuses) == MOST_AT_ONCE)
        waiting = sum(thread.name.startswith(WAITING) for thread in enumerate_threads())
        runner.done.set()
        wait_until(lambda: len(slack.called(SET)) == 2 * MOST_AT_ONCE)

    assert waiting <= MOST_AT_ONCE
    assert len(runner.accepted) == MOST_AT_ONCE + 2
