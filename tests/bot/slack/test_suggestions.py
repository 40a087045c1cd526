"""Questions to begin with, in the conversation with the bot."""

import json
from collections.abc import Iterator
from threading import Event

import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.desk import Desk
from bot.questions.suggesting import MOST, examples
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker
from matching.domain import Audience, Band, QuestionId
from store import questions
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, home_opened
from tests.bot.stage import ANA, Stage
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TOKEN, FakeSlack
from tests.serving import served
from tests.waiting import wait_until

SUGGEST = "assistant.threads.setSuggestedPrompts"


@pytest.fixture
def stage(slack_stage: Stage) -> Stage:
    return slack_stage


@pytest.fixture
def app(slack: FakeSlack, stage: Stage) -> Iterator[Deliveries]:
    slack.channel("D0ALICE", "U0ALICE", kind="im")
    config, desk = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url), Desk(stage.engine, lambda: NOW)
    bolt = make_app(config, Inbox().accept, lambda: desk)
    with served(Starlette(routes=[slack_route(bolt, config)])) as url:
        yield Deliveries(url)


def asked(stage: Stage, text: str, audience: Audience, *, answered: bool = True) -> None:
    draft = questions.QuestionDraft(
        asker_id=stage.official(ANA).id,
        workspace_id=stage.workspace_id,
        conversation="C-help",
        thread="1.1",
        audience=audience,
        text=text,
        language="en",
        band=Band.GOOD,
    )
    with stage.engine.begin() as connection:
        question_id = questions.add(connection, stage.network_id, draft, [(stage.record.id, 0.9)], NOW)
        if answered:
            questions.note_answer(
                connection, stage.network_id, QuestionId(question_id), stage.record.id, None, NOW
            )


def suggested(app: Deliveries, slack: FakeSlack) -> list[str]:
    app.event(home_opened(tab="messages"))
    wait_until(lambda: slack.called(SUGGEST))
    [call] = slack.called(SUGGEST)
    assert call["channel_id"] == "D0ALICE"
    assert "thread_ts" not in call
    prompts = call["prompts"]
    return [each["message"] for each in (json.loads(prompts) if isinstance(prompts, str) else prompts)]


def test_who_opens_the_conversation_is_offered_what_was_asked_in_a_channel_and_answered(
    app: Deliveries, slack: FakeSlack, stage: Stage
):
    asked(stage, "Who pays for drains?", Audience.CHANNEL)
    asked(stage, "A private matter?", Audience.PRIVATE)
    asked(stage, "A nameless matter?", Audience.ANONYMOUS)
    asked(stage, "Did nobody answer?", Audience.CHANNEL, answered=False)

    shown = suggested(app, slack)

    assert shown == ["Who pays for drains?", *examples(str)[: MOST - 1]]


def test_a_network_without_questions_offers_examples(app: Deliveries, slack: FakeSlack):
    assert suggested(app, slack) == list(examples(str))


def test_the_home_tab_suggests_nothing(app: Deliveries, slack: FakeSlack):
    slack.channel("D0BOB", "U0BOB", kind="im")
    app.event(home_opened())
    app.event(home_opened(tab="messages", user="U0BOB", channel="D0BOB"))
    wait_until(lambda: slack.called(SUGGEST))

    assert [each["channel_id"] for each in slack.called(SUGGEST)] == ["D0BOB"]


def test_a_slack_that_refuses_suggestions_is_acknowledged_all_the_same(app: Deliveries, slack: FakeSlack):
    slack.fail(SUGGEST, error="missing_scope")

    with capture_logs() as logs:
        answer = app.event(home_opened(tab="messages"))
        wait_until(lambda: logs)

    [line] = logs
    assert (answer.status, line["event"], len(line["reference"])) == (200, "nothing_suggested", 8)


def test_the_acknowledgement_does_not_wait_for_suggestions(slack: FakeSlack, stage: Stage):
    slack.channel("D0ALICE", "U0ALICE", kind="im")
    acknowledged = Event()

    def tells_later(speaker: Speaker) -> str:
        return "en" if acknowledged.wait(5) else ""

    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    desk = Desk(stage.engine, lambda: NOW, locale=tells_later)
    bolt = make_app(config, Inbox().accept, lambda: desk)
    with served(Starlette(routes=[slack_route(bolt, config)])) as url:
        answer = Deliveries(url).event(home_opened(tab="messages"))
        before = slack.called(SUGGEST)
        acknowledged.set()
        wait_until(lambda: slack.called(SUGGEST))

    assert (answer.status, before) == (200, [])
