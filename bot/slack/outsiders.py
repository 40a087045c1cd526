"""Whether people of other organisations or networks read a channel.

What is for members alone is not posted there.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import AnswerShown, Introduced, Message
from bot.messages.demand import PracticesCalledFor
from bot.messages.digests import SHARED_OUTSIDE, DigestSettingShown, DigestShown
from bot.messages.follow_up import SomebodyAsks
from bot.messages.quoting import AnswerQuoted
from bot.messages.standing import RecordForQuestion
from bot.messenger import Address, Undelivered
from bot.slack.errors import code_of
from bot.slack.markup import is_person
from bot.speaker import DIRECT

# What Slack answers where it never tells us: of a private channel without a scope that we do not ask for, or
# that the bot is not in. There what staff said about its readers counts, and the post says if the channel is
# gone. Whatever else it answers, nobody knows who reads along, and the summary waits.
UNTOLD = {"missing_scope", "channel_not_found"}

# With this letter begin the ids of organisations.
ORGANISATION = "E"

# Says of a workspace and others, by Slack's ids, whether they are of several networks; `Desk.mixes`.
Mixes = Callable[[str, Sequence[str]], bool]

log = structlog.get_logger(__name__)


def always(_workspace: str, _others: Sequence[str]) -> bool:
    """Return that they are: what nobody can tell counts as read by others."""
    return True


async def as_others_read(client: AsyncWebClient, address: Address, message: Message, mixes: Mixes) -> Message:
    """Return the message for a conversation that others may read along in.

    What staff read about a summary for members says so; what is itself for members alone raises Undelivered
    there, and SlackApiError where Slack does not say now who reads.
    """
    if address.way == "thread" and _may_be_shared(address.conversation) and _is_for_members(message):
        await _refuse_outsiders(client, address, mixes)
    elif _is_about_members(message) and address.conversation:
        return await _with_warning(client, address, message, mixes)
    return message


async def _refuse_outsiders(client: AsyncWebClient, address: Address, mixes: Mixes) -> None:
    try:
        shared = await _are_there(client, address, mixes)
    except SlackApiError as error:
        if code_of(error) not in UNTOLD:
            raise
        return
    if shared:
        raise Undelivered(SHARED_OUTSIDE)


def _is_for_members(message: Message) -> bool:
    """Say whether the bot posts this by itself or in somebody's name, so that nobody has looked who reads.

    An answer goes where Slack said with the question who reads along (ask.py). By the time something else
    comes to the question, that may have changed.
    """
    match message:
        case DigestShown():
            return not message.digest.outsiders
        case AnswerShown():
            return message.shared_by is not None
        case AnswerQuoted():
            return not message.before
    return isinstance(message, PracticesCalledFor | SomebodyAsks | RecordForQuestion | Introduced)


def _may_be_shared(conversation: str) -> bool:
    """Say whether several people can be there; with one person the bot talks alone."""
    return not is_person(conversation) and not conversation.startswith(DIRECT["slack"])


def _is_about_members(message: Message) -> bool:
    """Say whether staff read here about the summary of a channel that is for members alone."""
    if isinstance(message, DigestShown):
        return not message.digest.outsiders
    return isinstance(message, DigestSettingShown) and not message.personal and not message.outsiders


async def _with_warning(client: AsyncWebClient, address: Address, message: Message, mixes: Mixes) -> Message:
    """Return the message as it is where Slack does not tell: the summary itself is asked about once more."""
    assert isinstance(message, DigestShown | DigestSettingShown), "what is said about summaries"
    try:
        shared = await _are_there(client, address, mixes)
    except SlackApiError as error:
        log.warning(
            "outsiders_unknown",
            reference=token_hex(4),
            conversation=address.conversation,
            error=code_of(error),
        )
        return message
    return replace(message, shared=True) if shared else message


async def _are_there(client: AsyncWebClient, address: Address, mixes: Mixes) -> bool:
    channel = (await client.conversations_info(channel=address.conversation))["channel"]
    return await asyncio.to_thread(is_shared, channel, address.workspace, mixes)


def is_shared(channel: Mapping[str, Any], workspace: str, mixes: Mixes) -> bool:
    """Say whether other organisations or networks read what Slack describes here, or are invited to.

    May ask the database: not to be called on the loop.
    """
    return bool(
        channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
    ) or _is_shared_by_networks(channel, workspace, mixes)


def _is_shared_by_networks(channel: Mapping[str, Any], workspace: str, mixes: Mixes) -> bool:
    """Say whether workspaces of one organisation that are of several networks share the channel.

    Slack documents `is_org_shared`, and shows `shared_team_ids` in its examples of `conversations.info` with
    the id of each workspace, the own one too (docs.slack.dev/reference/objects/conversation-object). What it
    lists for a channel of all workspaces of the organisation is not documented: where it names no workspace,
    or the organisation, every workspace known here counts.
    """
    if not channel.get("is_org_shared"):
        return False
    listed = channel.get("shared_team_ids")
    teams = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    return mixes(workspace, () if any(each.startswith(ORGANISATION) for each in teams) else teams)
