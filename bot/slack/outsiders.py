"""Whether people of other organisations read a channel: what is for members alone is not posted there."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import Message
from bot.messages_of_digests import DigestShown
from bot.messenger import Address, Undelivered

SHARED_OUTSIDE = "shared_outside"  # our own reason: a channel may be shared after its summary was set up


async def refuse_outsiders(client: AsyncWebClient, address: Address, message: Message) -> None:
    """Raise Undelivered for a summary made for members, where Slack says that others read along.

    Of a private channel Slack tells nothing without a scope that we do not ask for; there what staff said
    about its readers counts.
    """
    if not isinstance(message, DigestShown) or message.digest.outsiders or address.way != "thread":
        return
    try:
        answer = await client.conversations_info(channel=address.conversation)
    except SlackApiError:
        return  # the post itself says what is wrong
    channel = answer["channel"]
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        raise Undelivered(SHARED_OUTSIDE)
