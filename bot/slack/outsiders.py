"""Whether people of other organisations read a channel: what is for members alone is not posted there."""

from collections.abc import Mapping
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

log = structlog.get_logger(__name__)


async def as_others_read(client: AsyncWebClient, address: Address, message: Message) -> Message:
    """Return the message for a conversation that others may read along in.

    What staff read about a summary for members says so; what is itself for members alone raises Undelivered
    there, and SlackApiError where Slack does not say now who reads.
    """
    if address.way == "thread" and _may_be_shared(address.conversation) and _is_for_members(message):
        await _refuse_outsiders(client, address.conversation)
    elif _is_about_members(message) and address.conversation:
        return await _with_warning(client, address.conversation, message)
    return message


async def _refuse_outsiders(client: AsyncWebClient, conversation: str) -> None:
    try:
        shared = await _are_there(client, conversation)
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


async def _with_warning(client: AsyncWebClient, conversation: str, message: Message) -> Message:
    """Return the message as it is where Slack does not tell: the summary itself is asked about once more."""
    assert isinstance(message, DigestShown | DigestSettingShown), "what is said about summaries"
    try:
        shared = await _are_there(client, conversation)
    except SlackApiError as error:
        reference = token_hex(4)
        log.warning("outsiders_unknown", reference=reference, conversation=conversation, error=code_of(error))
        return message
    return replace(message, shared=True) if shared else message


async def _are_there(client: AsyncWebClient, conversation: str) -> bool:
    return is_shared((await client.conversations_info(channel=conversation))["channel"])


def is_shared(channel: Mapping[str, Any]) -> bool:
    """Say whether other organisations read what Slack describes here, or are invited to."""
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
