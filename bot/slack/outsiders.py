"""Whether people of other organisations read a channel: what is for members alone is not posted there."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import AnswerShown, Message
from bot.messages_of_demand import PracticesCalledFor
from bot.messages_of_digests import DigestShown
from bot.messages_of_follow_up import SomebodyAsks
from bot.messenger import Address, Undelivered

SHARED_OUTSIDE = "shared_outside"  # our own reason: a channel may be shared after its summary was set up


async def refuse_outsiders(client: AsyncWebClient, address: Address, message: Message) -> None:
    """Raise Undelivered for what is for members alone, where Slack says that others read along.

    Of a private channel Slack tells nothing without a scope that we do not ask for; there what staff said
    about its readers counts.
    """
    if address.way != "thread" or not _is_for_members(message):
        return
    try:
        answer = await client.conversations_info(channel=address.conversation)
    except SlackApiError:
        return  # the post itself says what is wrong
    channel = answer["channel"]
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        raise Undelivered(SHARED_OUTSIDE)


def _is_for_members(message: Message) -> bool:
    """Say whether the bot posts this by itself or in somebody's name, so that nobody has looked who reads.

    An answer goes where Slack said with the question who reads along (ask.py).
    """
    match message:
        case DigestShown():
            return not message.digest.outsiders
        case AnswerShown():
            return message.shared_by is not None
    return isinstance(message, PracticesCalledFor | SomebodyAsks)
