"""A file that somebody shares with the bot in Slack: read as one, fetched with a token that stays there."""

from typing import Any

import pytest

from bot.cards import card
from bot.events import Asked, Unanswerable
from bot.events.file import FileImportConfirmed, FileShared
from bot.importing.mapping import FIELDS
from bot.messages.files import ChangeShown, CountsShown, FilePreviewed, NewShown, RowTurnedDown, TopicShown
from bot.messenger import TOO_LARGE, Address, TryLater, Undelivered
from bot.records.shared_import import MOST_CHANGES, MOST_NAMED
from bot.slack.file_downloads import NOT_GIVEN, NOT_SLACKS, is_slacks
from bot.slack.messenger import SlackMessenger
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, direct_message
from tests.fakes import TEAM, TOKEN, FakeSlack

ROWS = b"id,title\na,Fees\n"
WORKSPACE = f"slack:{TEAM}"
MOST = 1_000
PREVIEW = FilePreviewed(
    file_id=7,
    seen=2**48,
    name="ours.csv",
    counts=CountsShown(new=1, changed=1, unchanged=0, rejected=12),
    changes=(ChangeShown(3, "Fees <!channel>", ("outcome", "year_start")),),
    rows=(RowTurnedDown(4, "title: it is empty"),),
)


def sent(text: str, *files: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The event of Alice's message to the bot with these files."""
    return direct_message(text, subtype="file_share", files=list(files), **fields)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("import", ""), (" Import ", ""), ("import cp1252", "cp1252"), ("import --encoding utf-16", "utf-16")],
)
def test_a_file_with_the_word_import_is_to_be_imported(
    slack: FakeSlack, deliveries: Deliveries, inbox: Inbox, text: str, encoding: str
):
    file = slack.file("ours.csv", ROWS)

    assert deliveries.event(sent(text, file)).status == 200

    event = inbox.event
    assert isinstance(event, FileShared)
    assert (event.name, event.size, event.address) == ("ours.csv", len(ROWS), file["url_private_download"])
    assert event.encoding == encoding


@pytest.mark.parametrize("text", ["import duties?", "How do you pay for storm drains?"])
def test_a_file_beside_other_words_leaves_them_the_question_that_they_are(
    slack: FakeSlack, deliveries: Deliveries, inbox: Inbox, text: str
):
    deliveries.event(sent(text, slack.file("ours.csv", ROWS)))

    assert isinstance(inbox.event, Asked)


def test_the_word_alone_and_a_file_in_a_channel_are_no_import(
    slack: FakeSlack, deliveries: Deliveries, inbox: Inbox
):
    deliveries.event(direct_message("import"))
    in_channel = {"channel": "C0HELP", "channel_type": "channel"}
    deliveries.event(sent("import", slack.file("ours.csv", ROWS), **in_channel))

    assert [type(event) for _, event in inbox] == [Asked]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["a.csv", "b.csv"], "one_file"),
        (["a.csv", "a.toml", "b.toml"], "one_file"),
        (["a.csv", "b.csv", "a.toml"], "one_file"),
        (["a.toml"], "map_alone"),
        (["a.TOML"], "map_alone"),
    ],
)
def test_one_table_is_taken_at_a_time_and_no_map_alone(
    slack: FakeSlack, deliveries: Deliveries, inbox: Inbox, names: list[str], reason: str
):
    deliveries.event(sent("import", *(slack.file(name, ROWS) for name in names)))

    assert isinstance(inbox.event, Unanswerable)
    assert inbox.event.reason == reason


@pytest.mark.parametrize("order", [("a.csv", "a.toml"), ("a.toml", "a.csv")])
def test_a_second_file_that_is_a_map_belongs_to_the_table(
    slack: FakeSlack, deliveries: Deliveries, inbox: Inbox, order: tuple[str, ...]
):
    files = {name: slack.file(name, ROWS) for name in order}

    deliveries.event(sent("import cp1252", *files.values()))

    event = inbox.event
    assert isinstance(event, FileShared)
    assert (event.name, event.map_name, event.encoding) == ("a.csv", "a.toml", "cp1252")
    assert event.address == files["a.csv"]["url_private_download"]
    assert event.map_address == files["a.toml"]["url_private_download"]


@pytest.mark.parametrize(
    "file",
    [
        {"id": "F1"},
        {"id": "F1", "file_access": "check_file_info"},
        {"id": "F1", "name": 7, "size": "many", "url_private_download": None},
        {"id": "F1", "name": "../../etc/passwd", "size": -1},
    ],
)
def test_what_slack_does_not_say_of_a_file_is_missing_and_no_fault(
    deliveries: Deliveries, inbox: Inbox, file: dict[str, Any]
):
    assert deliveries.event(sent("import", file)).status == 200

    event = inbox.event
    assert isinstance(event, FileShared)
    assert (event.size, event.address, event.name) in [(0, "", "file"), (0, "", "passwd")]


def test_a_file_is_fetched_with_the_bots_token(slack: FakeSlack, messenger: SlackMessenger):
    file = slack.file("ours.csv", ROWS)

    assert messenger.fetch(WORKSPACE, file["url_private_download"], MOST) == ROWS
    assert slack.fetches == [f"Bearer {TOKEN}"]


def test_an_address_that_is_none_of_slacks_never_gets_the_token(slack: FakeSlack, messenger: SlackMessenger):
    address = slack.file("ours.csv", ROWS)["url_private_download"].replace("127.0.0.1", "localhost")

    with pytest.raises(Undelivered) as refused:
        messenger.fetch(WORKSPACE, address, MOST)

    assert (refused.value.reason, slack.fetches) == (NOT_SLACKS, [])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/ours.csv", True),
        ("http://files.slack.com/files-pri/T1-F1/download/ours.csv", False),
        ("https://files.slack.com.evil.example/ours.csv", False),
        ("https://files.slack.com@evil.example/ours.csv", False),
        ("https://evil.example/files.slack.com", False),
        ("https://docs.google.com/ours.csv", False),
        ("https://[", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("api", ["https://slack.com/api/", "https://www.slack.com/api/"])
def test_only_slacks_own_addresses_are_slacks(api: str, address: str, expected: bool):
    assert is_slacks(address, api) == expected


@pytest.mark.parametrize(
    ("api", "host", "expected"),
    [
        ("https://slack-gov.com/api/", "files.slack-gov.com", True),
        ("https://slack-gov.com/api/", "files.slack.com", False),
        ("https://slack.com/api/", "files.slack-gov.com", False),
    ],
)
def test_the_files_of_govslack_are_slacks_where_the_app_is_one_of_govslack(
    api: str, host: str, expected: bool
):
    assert is_slacks(f"https://{host}/files-pri/T1-F1/download/ours.csv", api) == expected


def test_a_file_larger_than_wanted_is_not_read_to_its_end(slack: FakeSlack, messenger: SlackMessenger):
    file = slack.file("ours.csv", b"x" * (MOST + 1))

    with pytest.raises(Undelivered) as refused:
        messenger.fetch(WORKSPACE, file["url_private_download"], MOST)

    assert refused.value.reason == TOO_LARGE


def test_a_token_that_may_not_read_files_is_not_taken_along_to_where_people_sign_in(
    slack: FakeSlack, messenger: SlackMessenger
):
    file = slack.file("ours.csv", ROWS)
    slack.tokens = set()
    try:
        with pytest.raises(Undelivered) as refused:
            messenger.fetch(WORKSPACE, file["url_private_download"], MOST)
    finally:
        slack.tokens = {TOKEN}

    assert (refused.value.reason, len(slack.fetches)) == (NOT_GIVEN, 1)


def test_what_may_pass_is_told_apart_from_a_refusal(slack: FakeSlack, messenger: SlackMessenger):
    file = slack.file("ours.csv", ROWS)
    slack.fail("download", status=503)

    with pytest.raises(TryLater):
        messenger.fetch(WORKSPACE, file["url_private_download"], MOST)


def test_the_preview_says_what_would_happen_and_its_button_confirms_just_that(
    slack: FakeSlack, messenger: SlackMessenger, deliveries: Deliveries, inbox: Inbox
):
    slack.channel("D0ALICE", "U0COUNTERPART", "U0ALICE", kind="im")
    messenger.post(Address(WORKSPACE, "thread", conversation="D0ALICE"), PREVIEW, "en", "key-1")

    [post] = slack.seen_in("D0ALICE")
    take, drop = post.buttons
    assert "New: 1. Changed: 1. Unchanged: 0. Rejected: 12." in post.text
    assert "Line 3, Fees" in post.text
    assert "… and 11 more." in post.text
    assert (take["text"]["text"], drop["text"]["text"]) == ("Import 2 records", "Throw away")
    deliveries.press(take["action_id"], take["value"])
    event = inbox.event
    assert isinstance(event, FileImportConfirmed)
    assert (event.file_id, event.seen) == (7, 2**48)


def test_where_nothing_would_change_there_is_no_button():
    shown = card(FilePreviewed(0, 1, "ours.csv", CountsShown(0, 0, 3, 0)), "en")

    assert shown.buttons == ()
    assert shown.notes == ("There is nothing to import, so I have not kept the file.",)


def test_slack_takes_the_fullest_preview(slack: FakeSlack, messenger: SlackMessenger):
    fields = tuple(FIELDS)
    full = FilePreviewed(
        file_id=7,
        seen=2**48,
        name="&" * 110,
        counts=CountsShown(new=1_000, changed=1_000, unchanged=1_000, rejected=1_000),
        changes=tuple(ChangeShown(1_000, "&" * 300, fields, edited_here=True) for _ in range(MOST_CHANGES)),
        new=tuple(NewShown(1_000, "&" * 300) for _ in range(MOST_CHANGES)),
        edited_here=1_000,
        topics=tuple(TopicShown("<" * 60, "&" * 60) for _ in range(MOST_NAMED)),
        new_topics=1_000,
        columns=("&" * 300,) * MOST_NAMED,
        unused_columns=1_000,
        says_nothing=True,
        doubtful=1_000,
        rows=tuple(RowTurnedDown(1_000, "<" * 500) for _ in range(MOST_NAMED)),
        again=True,
    )

    messenger.post(Address(WORKSPACE, "thread", conversation="C0HELP"), full, "de", "key-1")

    assert len(slack.seen_in("C0HELP")) == 1
