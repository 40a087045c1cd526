"""The file of an export in Slack: uploaded for nobody, and shared by the one message that brings it."""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import posting
from bot.attachments import attachments_of
from bot.events.file import ExportWanted
from bot.messages import Message
from bot.messages.files import CountsShown, RecordsExported
from bot.messenger import Address, TryLater, Undelivered
from bot.records.record_files import File
from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.messenger import SlackMessenger
from bot.slack.uploads import MOST_FAILURES, POSTED_AFTER, Attachment, Uploads
from bot.speaker import Speaker
from store import networks, staff
from tests.bot.sharing_files import previewed
from tests.bot.stage import PRIVATE, Stage
from tests.bot.test_durable import running
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.waiting import wait_until

ALICE = Speaker(f"slack:{TEAM}", "U0ALICE")  # is staff
TO_ALICE = Address(ALICE.workspace, "direct", people=(ALICE.chat_id,))
DIRECT = "D0ALICE"
MESSAGE = RecordsExported(1, 0, "main", "csv", "2026-03-07", 2, importable=True)


@pytest.fixture
def export_stage(slack_stage: Stage) -> Stage:
    with slack_stage.engine.begin() as connection:
        workspace = networks.workspace(connection, "slack", TEAM)
        assert workspace
        staff.add(connection, workspace.id, ALICE.chat_id, "setting")
    return slack_stage


def messenger_with(slack: FakeSlack, loop: AbstractEventLoop, uploads: Uploads) -> SlackMessenger:
    return SlackMessenger(
        make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)), loop, uploads=uploads
    )


@pytest.fixture
def sending(export_stage: Stage, slack: FakeSlack, loop: AbstractEventLoop) -> SlackMessenger:
    """Slack as the server makes it, over the stage's database."""
    uploads = Uploads(partial(attachments_of, lambda: export_stage.engine))
    return messenger_with(slack, loop, uploads)


class OneFile:
    """Makes the same file each time and counts how often."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "records"
        self.path.write_bytes(b"id,title\n1,Fees\n")
        self.times = 0
        self.meanwhile: Callable[[], object] | None = None  # happens while the first one is made

    @contextmanager
    def __call__(self, message: Message, locale: str) -> Iterator[Sequence[Attachment]]:
        self.times += 1
        if self.times == 1 and self.meanwhile:
            self.meanwhile()
        yield (File("counterpart-main-2026-03-07.csv", self.path),)


@pytest.fixture
def one_file(tmp_path: Path) -> OneFile:
    return OneFile(tmp_path)


def test_a_command_brings_one_file_that_changes_nothing_when_it_is_sent_back(
    export_stage: Stage, slack: FakeSlack, sending: SlackMessenger
):
    with running(export_stage, sending) as runner:
        for _ in range(2):  # as Slack repeats what it thinks we missed
            runner.accept("slack:T0NETWORK:command:1", ExportWanted(ALICE, PRIVATE, "xlsx")).get_result()
        wait_until(lambda: slack.seen_in(DIRECT))

    [file] = slack.uploads.files.values()
    [post] = [each for each in slack.seen_in(DIRECT) if "records of" in each.text]
    assert file.name.startswith("counterpart-Harbour-network-20")
    assert file.name.endswith(".xlsx")
    assert file.shared_in == {DIRECT}
    assert file.name in str(post.blocks)
    shown = previewed(export_stage, file.content, file.name, by=ALICE)
    assert shown.counts == CountsShown(new=0, changed=0, unchanged=2, rejected=0)


def test_other_messages_let_nothing_unfurl(slack: FakeSlack, one_file: OneFile, loop: AbstractEventLoop):
    plain, sharing = Uploads(), Uploads(one_file)
    for key, uploads in (("1", plain), ("2", sharing)):
        messenger_with(slack, loop, uploads).post(TO_ALICE, MESSAGE, "en", key)

    sent = slack.called("chat.postMessage")
    assert [(each["unfurl_links"], each["unfurl_media"]) for each in sent] == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", {"error": "missing_scope"}),
        ("files.completeUploadExternal", {"error": "storage_limit_reached"}),
    ],
)
def test_what_slack_refuses_for_good_is_told_at_once_with_a_number(
    export_stage: Stage, slack: FakeSlack, sending: SlackMessenger, method: str, fault: dict[str, Any]
):
    slack.fail(method, times=10, **fault)

    with running(export_stage, sending) as runner:
        runner.accept("slack:T0NETWORK:command:1", ExportWanted(ALICE, PRIVATE, "csv")).get_result()
        wait_until(lambda: any("counterpart export" in each.text for each in slack.seen_in(DIRECT)))

    assert len(slack.called(method)) == 1
    assert all(not file.shared_in for file in slack.uploads.files.values())


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", {"status": 500}),
        ("files.getUploadURLExternal", {"error": "internal_error"}),
        ("upload", {}),
    ],
)
def test_what_may_pass_is_tried_again_and_the_file_then_comes_once(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile, method: str, fault: dict[str, Any]
):
    messenger = messenger_with(slack, loop, Uploads(one_file))
    slack.fail(method, times=2, **fault)

    for _ in range(2):
        with pytest.raises(TryLater):
            messenger.post(TO_ALICE, MESSAGE, "en", "key-1")
    messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    assert len(slack.seen_in(DIRECT)) == 1
    assert [file.shared_in for file in slack.uploads.files.values()][-1] == {DIRECT}


def test_an_upload_that_fails_for_minutes_is_given_up_and_not_after_a_day(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    messenger = messenger_with(slack, loop, Uploads(one_file))
    slack.fail("upload", times=100)

    for _ in range(MOST_FAILURES - 1):
        with pytest.raises(TryLater):
            messenger.post(TO_ALICE, MESSAGE, "en", "key-1")
    with pytest.raises(Undelivered, match="file_not_uploaded"):
        messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    waits = sum((posting.backoff(each).total_seconds() for each in range(1, MOST_FAILURES)), 0.0)
    assert 60 < waits < 180


def test_a_message_that_slack_could_not_take_is_posted_again_without_another_upload(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    messenger = messenger_with(slack, loop, Uploads(one_file))
    slack.fail("chat.postMessage", status=500)

    with pytest.raises(TryLater):
        messenger.post(TO_ALICE, MESSAGE, "en", "key-1")
    messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    assert (one_file.times, len(slack.uploads.files), len(slack.seen_in(DIRECT))) == (1, 1, 1)


def test_a_message_about_a_file_never_goes_without_it(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    slack.fail("chat.postMessage", error="invalid_blocks")

    with pytest.raises(Undelivered, match="invalid_blocks"):
        messenger_with(slack, loop, Uploads(one_file)).post(TO_ALICE, MESSAGE, "en", "key-1")


def test_what_takes_long_to_make_and_upload_is_posted_by_the_next_attempt(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    moments = iter((0.0, POSTED_AFTER + 1, 60.0, 61.0))
    messenger = messenger_with(slack, loop, Uploads(one_file, lambda: next(moments)))

    with pytest.raises(TryLater) as later:
        messenger.post(TO_ALICE, MESSAGE, "en", "key-1")
    assert (later.value.after, slack.seen_in(DIRECT)) == (timedelta(), [])
    messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    assert (one_file.times, len(slack.seen_in(DIRECT))) == (1, 1)


def test_an_attempt_that_is_overtaken_while_it_makes_the_file_posts_nothing(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    moments = iter((0.0, 60.0, 61.0, 70.0))
    messenger = messenger_with(slack, loop, Uploads(one_file, lambda: next(moments)))
    one_file.meanwhile = lambda: messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    with pytest.raises(TryLater):
        messenger.post(TO_ALICE, MESSAGE, "en", "key-1")

    assert (one_file.times, len(slack.seen_in(DIRECT))) == (2, 1)


def test_after_a_crash_the_message_is_found_and_its_file_is_not_sent_again(
    slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile
):
    receipt = messenger_with(slack, loop, Uploads(one_file)).post(TO_ALICE, MESSAGE, "en", "key-1")

    assert messenger_with(slack, loop, Uploads(one_file)).find(TO_ALICE, "key-1", NOW) == receipt


def test_a_file_of_some_megabytes_arrives_whole(slack: FakeSlack, loop: AbstractEventLoop, one_file: OneFile):
    content = bytes(range(256)) * 12_000
    one_file.path.write_bytes(content)

    messenger_with(slack, loop, Uploads(one_file)).post(TO_ALICE, MESSAGE, "en", "key-1")

    [file] = slack.uploads.files.values()
    assert file.content == content
