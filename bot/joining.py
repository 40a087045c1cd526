"""Which network a workspace takes part in that installed the app by itself."""

from sqlalchemy import Connection

from store import networks


def join_installed(connection: Connection, external_id: str, open_to: str) -> bool:
    """Return whether the Slack workspace takes part in a network: assigned, or let in by `open_to`.

    With `open_to` empty, one that nobody assigned waits: it is installed, and the bot does nothing there.
    """
    if networks.workspace(connection, "slack", external_id) is not None:
        return True
    if not open_to:
        return False
    networks.ensure_workspace(connection, networks.ensure(connection, open_to), "slack", external_id)
    return True
