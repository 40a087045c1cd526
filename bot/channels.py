"""What people decide about a conversation in which the bot is a member."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channel_events import ThreadHushed
from bot.messages_of_channels import SilentInThread
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from store import hushed


def hush(connection: Connection, arrival: Arrival, event: ThreadHushed, now: datetime) -> list[Outgoing]:
    """Let the bot stay silent in the thread, whoever in it says so; tell them alone."""
    network_id, workspace_id = arrival.workspace.network_id, arrival.workspace.id
    hushed.hush(connection, network_id, workspace_id, event.spot.conversation, event.spot.thread, now)
    return [Outgoing(quietly(event.speaker, event.spot), SilentInThread(), arrival.official.locale)]
