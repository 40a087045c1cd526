"""What people decide about a conversation in which the bot is a member."""

from datetime import datetime

from sqlalchemy import Connection

from bot.directory import profile_fields
from bot.events.channel import ChannelSet, ChannelWanted, StaffChannelSet, ThreadHushed
from bot.messages.channels import ChannelShown, SilentInThread, StaffChannelShown
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.staff import only_staff
from store import channel_settings, hushed, networks, staff
from store.channel_settings import ChannelSetting


def hush(connection: Connection, arrival: Arrival, event: ThreadHushed, now: datetime) -> list[Outgoing]:
    """Let the bot stay silent in the thread, whoever in it says so; tell them alone."""
    network_id, workspace_id = arrival.workspace.network_id, arrival.workspace.id
    hushed.hush(connection, network_id, workspace_id, event.spot.conversation, event.spot.thread, now)
    return [Outgoing(quietly(event.speaker, event.spot), SilentInThread(), arrival.official.locale)]


def show(connection: Connection, arrival: Arrival, event: ChannelWanted, now: datetime) -> list[Outgoing]:
    """Tell whoever asks, them alone, how the bot behaves in the channel."""
    setting = channel_settings.of(connection, arrival.workspace.id, event.spot.conversation)
    message = ChannelShown(setting.answers, setting.language, setting.private, setting.topics)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def decide(connection: Connection, arrival: Arrival, event: ChannelSet, now: datetime) -> list[Outgoing]:
    """Let the bot behave so in the channel from now on.

    Raises Refusal for others than staff, and for a topic that the network took off its list meanwhile.
    """
    only_staff(connection, arrival)
    network_id, workspace_id = arrival.workspace.network_id, arrival.workspace.id
    topics = profile_fields.topics(event.topics, networks.topics(connection, network_id))
    setting = ChannelSetting(event.answers, event.language, event.private, topics)
    channel_settings.save(connection, network_id, workspace_id, event.spot.conversation, setting)
    return show(connection, arrival, ChannelWanted(event.speaker, event.spot), now)


def choose_for_staff(
    connection: Connection, arrival: Arrival, event: StaffChannelSet, now: datetime
) -> list[Outgoing]:
    """Let what staff have to do be posted in the channel, in no other of its workspace; or there no more.

    Other workspaces of the network keep their own. Raises Refusal for others than staff.
    """
    only_staff(connection, arrival)
    workspace_id, conversation = arrival.workspace.id, event.spot.conversation
    if event.here:
        staff.choose_conversation(connection, workspace_id, conversation)
    else:
        staff.leave_conversation(connection, workspace_id, conversation)
    address = quietly(event.speaker, event.spot)
    return [Outgoing(address, StaffChannelShown(event.here), arrival.official.locale)]
