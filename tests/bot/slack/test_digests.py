"""Summaries in Slack: the command, the form, who reads along, and what staff read of one that was refused."""

import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.commands import FormWanted, UsageWanted
from bot.digest import Digest
from bot.events.digest import DigestPreviewed, OwnDigestSwitched
from bot.messages.digests import DigestFailed, DigestSettingShown, DigestShown
from bot.messenger import Address, TryLater, Undelivered
from bot.slack.reading import in_private, of_member_command
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from tests.bot.slack.test_messenger import WORKSPACE
from tests.factories import NOW

ALICE = Speaker("slack:T0NETWORK", "U0ALICE", "alice")
HERE = Address(WORKSPACE, "thread", conversation="C0HELP")
SUMMARY = DigestShown(1, Digest("Harbour network", "C0HELP", NOW, NOW, "en"))


def test_a_summary_is_a_post_of_the_channel_itself(messenger, slack):
    messenger.post(HERE, SUMMARY, "en", "key-1")

    [post] = slack.seen_in("C0HELP")
    assert (post.thread, "Harbour network" in post.text) == ("", True)


def test_a_summary_for_members_is_not_posted_where_others_read_along(messenger, slack):
    slack.conversations["C0HELP"].shared_outside = True

    with pytest.raises(Undelivered) as refused:
        messenger.post(HERE, SUMMARY, "en", "key-1")

    assert refused.value.reason == "shared_outside"
    assert slack.seen_in("C0HELP") == []


@pytest.mark.parametrize("failing", [{"error": "internal_error"}, {"error": "ratelimited"}, {"status": 503}])
def test_while_slack_does_not_say_who_reads_along_a_summary_waits(messenger, slack, failing):
    slack.conversations["C0HELP"].shared_outside = True
    slack.fail("conversations.info", **failing)

    with pytest.raises(TryLater):
        messenger.post(HERE, SUMMARY, "en", "key-1")

    assert slack.seen_in("C0HELP") == []


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found"])
def test_where_slack_never_says_it_what_staff_said_counts(messenger, slack, code):
    slack.fail("conversations.info", error=code)

    messenger.post(HERE, SUMMARY, "en", "key-1")

    assert len(slack.seen_in("C0HELP")) == 1


def test_what_will_never_be_said_otherwise_refuses_the_summary(messenger, slack):
    slack.fail("conversations.info", error="account_inactive")

    with pytest.raises(Undelivered, match="account_inactive"):
        messenger.post(HERE, SUMMARY, "en", "key-1")


ONLY_CAROL = replace(HERE, way="only_to", people=("U0CAROL",))


@pytest.mark.parametrize("message", [SUMMARY, DigestSettingShown("on")])
def test_a_preview_and_the_settings_say_so_in_a_channel_where_others_read(messenger, slack, message):
    messenger.post(ONLY_CAROL, message, "en", "key-1")
    slack.conversations["C0HELP"].shared_outside = True
    messenger.post(ONLY_CAROL, message, "en", "key-2")

    before, after = (str(post.blocks) for post in slack.seen_in("C0HELP", "U0CAROL"))
    assert "People of other organisations read here" not in before
    assert "People of other organisations read here" in after


def test_settings_are_shown_also_while_slack_does_not_say_who_reads_along(messenger, slack):
    slack.fail("conversations.info", error="internal_error")

    with capture_logs() as logs:
        messenger.post(ONLY_CAROL, DigestSettingShown("on"), "en", "key-1")

    [line] = logs
    assert len(slack.seen_in("C0HELP", "U0CAROL")) == 1
    assert (line["error"], len(line["reference"])) == ("internal_error", 8)


def test_a_summary_made_for_others_too_is_posted_there(messenger, slack):
    slack.conversations["C0HELP"].shared_outside = True
    for_others = replace(SUMMARY, digest=replace(SUMMARY.digest, outsiders=True))

    messenger.post(HERE, for_others, "en", "key-1")

    assert len(slack.seen_in("C0HELP")) == 1


def test_a_channel_that_was_renamed_gets_its_summary_as_before(messenger, slack, deliveries, inbox):
    renamed = {"type": "channel_rename", "channel": {"id": "C0HELP", "name": "help-desk", "created": 1}}
    said = {"type": "message", "subtype": "channel_name", "channel": "C0HELP", "ts": "1.1", "user": "U0ALICE"}
    said |= {"name": "help-desk", "old_name": "help", "channel_type": "channel", "text": "renamed"}

    answers = [deliveries.event(each).status for each in (renamed, said)]
    messenger.post(HERE, SUMMARY, "en", "key-1")

    assert (answers, inbox) == ([200, 200], [])
    assert [post.conversation for post in slack.posts] == ["C0HELP"]


def test_staff_read_which_channel_it_was():
    blocks = render(DigestFailed("C0HELP", "2026-03-03", "is_archived", paused=True), "en").blocks

    assert '{"type": "channel", "channel_id": "C0HELP"}' in json.dumps(blocks)


@pytest.mark.parametrize(
    ("text", "where", "wish"),
    [
        ("preview", "C0HELP", DigestPreviewed(ALICE, Spot("C0HELP"))),
        ("settings", "C0HELP", FormWanted("digest")),
        ("me on", "D0ALICE", OwnDigestSwitched(ALICE, in_private(ALICE), on=True)),
        ("help", "C0HELP", UsageWanted("/digest")),
        ("now", "D0ALICE", UsageWanted("/digest")),
    ],
)
def test_the_command_is_about_the_channel_where_it_is_typed(text: str, where: str, wish):
    typed = {"team_id": "T0NETWORK", "user_id": "U0ALICE", "user_name": "alice", "trigger_id": "1.2.a"}

    read = of_member_command({**typed, "channel_id": where, "command": "/digest", "text": text})

    assert read is not None
    assert read[1] == wish
