"""What staff are told where they read what they have to do, in the language that they set for it."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.messages import Message
from bot.messenger import Address
from bot.outgoing import Outgoing, workspace_name
from matching.domain import NetworkId
from store import channel_settings, staff
from store.networks import Workspace


def told(
    connection: Connection, network_id: NetworkId, message: Callable[[Workspace], Message | None]
) -> list[Outgoing]:
    """Return what is told in each staff conversation of the network; nothing where `message` is None."""
    outgoing = []
    for workspace, conversation in staff.conversations(connection, network_id):
        said = message(workspace)
        if said is not None:
            name = workspace_name(workspace.chat, workspace.external_id)
            language = channel_settings.of(connection, workspace.id, conversation).language
            outgoing.append(Outgoing(Address(name, "thread", conversation=conversation), said, language))
    return outgoing
