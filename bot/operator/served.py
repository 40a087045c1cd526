"""The network that this installation serves, which every command of an operator is about."""

from sqlalchemy import Connection

from bot.operator.operator_mistake import OperatorMistake
from bot.settings import Settings
from matching.domain import NetworkId
from store import networks


def network_of(connection: Connection, settings: Settings) -> tuple[str, NetworkId]:
    """Return the network that is served by name and id. Raises OperatorMistake while there is none."""
    name = settings.served_network
    network_id = networks.by_name(connection, name)
    if network_id is not None:
        return name, network_id
    if settings.demonstration:
        raise OperatorMistake("The demonstration's network is not there yet: counterpart serve makes it.")
    raise OperatorMistake(
        f"There is no network {name} yet. It begins with its records: counterpart import FILE. If another "
        "one is meant, name it by --network or COUNTERPART_NETWORK."
    )
