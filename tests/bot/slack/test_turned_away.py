"""A form in Slack that is for others: refused in a modal, and stored for the audit trail before that."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import Event
from bot.events.member import FormRefused
from bot.events.practice import RecordWithdrawn
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from store import networks, staff
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries
from tests.bot.stage import Stage
from tests.bot.test_auditing import trail
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.serving import served

FOR_STAFF = "Only the staff of your network can do this"


class Carried(Inbox):
    """An accept that carries each event out at once, once under its key."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def accept(self, key: str, event: Event) -> None:
        new = key not in self.keys
        super().accept(key, event)
        if new:
            self.stage.do(event)


@pytest.fixture
def inbox(slack_stage: Stage) -> Inbox:
    named(slack_stage, "U0SAM")
    return Carried(slack_stage)


@pytest.fixture
def app(slack: FakeSlack, slack_stage: Stage, inbox: Inbox) -> Iterator[Deliveries]:
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    desk = Desk(slack_stage.engine, lambda: NOW)
    slack.say("C0HELP", "a message with buttons")
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        yield Deliveries(url)


def named(stage: Stage, *people: str) -> None:
    """Let these people alone be staff."""
    with stage.engine.begin() as connection:
        here = networks.ensure_workspace(connection, stage.network_id, "slack", TEAM)
        staff.replace_source(connection, here, "setting", people)


def tried(stage: Stage) -> list[dict]:
    """What the trail says of who was refused, and that nothing else stands there."""
    assert {action for _, action, *_ in trail(stage)} <= {"staff.refused"}
    return [after for *_, after in trail(stage)]


def press(app: Deliveries, slack: FakeSlack, number: int, **fields: str) -> None:
    fields = {"trigger_id": slack.screens.trigger()} | fields
    app.press("withdraw_record", f'{{"record":{number}}}', **fields)


def test_a_button_of_staff_that_was_forwarded_opens_nothing_and_leaves_one_entry(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage
):
    press(app, slack, slack_stage.record.id)

    assert (FOR_STAFF in slack.screens.modal.text, slack.screens.modal.inputs) == (True, {})
    assert tried(slack_stage) == [{"tried": "withdraw_record", "record": slack_stage.record.id}]


def test_a_press_that_slack_delivers_again_is_one_entry_and_another_press_another(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage, inbox: Inbox
):
    trigger = slack.screens.trigger()
    for _ in range(2):
        press(app, slack, slack_stage.record.id, trigger_id=trigger)
    slack.screens.views.clear()
    press(app, slack, slack_stage.record.id)

    assert len(tried(slack_stage)) == 2
    assert len(set(inbox.keys)) == 2


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("/practice edit 12", {"tried": "edit_record", "record": 12}),
        ("/practice merge 3 into 4", {"tried": "merge_records", "record": 3, "into": 4}),
        ("/answer 7", {"tried": "use_as_answer", "question": 7}),
        ("/digest settings", {"tried": "digest"}),
    ],
)
def test_a_command_that_opens_a_form_of_staff_leaves_one_entry(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage, typed: str, what: dict
):
    command, _, rest = typed.partition(" ")

    app.command(rest, command, trigger_id=slack.screens.trigger())

    assert FOR_STAFF in slack.screens.modal.text
    assert tried(slack_stage) == [what]


def test_a_shortcut_of_staff_leaves_one_entry_without_the_words_of_the_message(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage
):
    message = {"ts": "1700000001.000100", "user": "U0BOB", "text": "We painted the drains."}

    app.shortcut("use_as_answer", message, trigger_id=slack.screens.trigger())

    assert tried(slack_stage) == [{"tried": "use_as_answer"}]


def test_who_loses_the_role_while_a_form_is_open_leaves_one_entry_however_often_they_send_it(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage
):
    named(slack_stage, "U0ALICE", "U0SAM")
    press(app, slack, slack_stage.record.id)
    shown = slack.screens.modal
    named(slack_stage, "U0SAM")

    for reason in ("It is Noor's fault.", "It is wrong."):
        assert FOR_STAFF in app.submit(shown, {"reason": reason}).text

    assert tried(slack_stage) == [{"tried": "withdraw_record", "record": slack_stage.record.id}]


def test_who_has_the_role_again_sends_the_same_form(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage, inbox: Inbox
):
    named(slack_stage, "U0ALICE", "U0SAM")
    press(app, slack, slack_stage.record.id)
    shown = slack.screens.modal
    named(slack_stage, "U0SAM")
    app.submit(shown, {"reason": "It is wrong."})
    named(slack_stage, "U0ALICE", "U0SAM")

    app.submit(shown, {"reason": "It is wrong."})

    assert [type(event) for _, event in inbox] == [FormRefused, RecordWithdrawn]
    assert [action for _, action, *_ in trail(slack_stage)] == ["staff.refused", "record.withdraw"]


def test_a_form_about_what_is_gone_leaves_no_entry(app: Deliveries, slack: FakeSlack, slack_stage: Stage):
    named(slack_stage, "U0ALICE")

    press(app, slack, 999)

    assert slack.screens.modal.inputs == {}
    assert tried(slack_stage) == []


def test_a_refusal_that_cannot_be_stored_is_no_open_form(
    app: Deliveries, slack: FakeSlack, slack_stage: Stage, inbox: Inbox
):
    inbox.fault = OSError("disk full")

    press(app, slack, slack_stage.record.id)

    assert slack.screens.views == []
    assert tried(slack_stage) == []
