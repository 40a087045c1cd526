"""`counterpart staff add`, `remove` and `list`: who is staff, beside what the settings say."""

from sqlalchemy import Connection

from bot.operator.operator_mistake import OperatorMistake
from bot.operator.workspaces import workspace_named
from bot.settings import MEMBER_ID, Settings, read
from bot.wiring import clock, join_workspace, using_database
from matching.domain import NetworkId
from store import audit, audit_views, networks, staff
from store.audit import Act, watched

# By what each source of staff is named where an operator reads it.
SOURCES = {
    "command": "by this command",
    "setting": "by STAFF_SLACK_USERS",
    "usergroup": "by the user group STAFF_SLACK_USERGROUP",
}


def add(slack_user: str, slack_workspace: str = "") -> str:
    """Let the person be staff and return what was done, in one sentence. Raises OperatorMistake."""
    _checked(slack_user)
    settings = read()
    with using_database(settings) as engine:
        if slack_workspace:
            join_workspace(engine, settings, "slack", slack_workspace, audit.COMMAND_LINE)
        with engine.begin() as connection:
            workspace = workspace_named(connection, _network(connection, settings), slack_workspace)
            act = Act(workspace.network_id, audit.COMMAND_LINE, "staff.add")
            with watched(connection, act, audit_views.staff(workspace.id), clock()):
                new = staff.add(connection, workspace.id, slack_user, "command")
    return f"{slack_user} is staff now." if new else f"{slack_user} was staff already."


def remove(slack_user: str, slack_workspace: str = "") -> str:
    """Take back what `add` did and return whether the person is staff still. Raises OperatorMistake."""
    _checked(slack_user)
    settings = read()
    with using_database(settings) as engine, engine.begin() as connection:
        workspace = workspace_named(connection, _network(connection, settings), slack_workspace)
        act = Act(workspace.network_id, audit.COMMAND_LINE, "staff.remove")
        with watched(connection, act, audit_views.staff(workspace.id), clock()):
            known = staff.remove(connection, workspace.id, slack_user, "command")
        others = [
            SOURCES[each.source]
            for each in staff.every(connection, workspace.network_id)
            if (each.chat, each.external_id, each.chat_id)
            == (workspace.chat, workspace.external_id, slack_user)
        ]
    if others:
        return f"{slack_user} is still staff, {' and '.join(others)}."
    return f"{slack_user} is staff no more." if known else f"{slack_user} was not staff."


def listed() -> str:
    """Return who is staff, a line for each person and source."""
    settings = read()
    with using_database(settings) as engine, engine.connect() as connection:
        network_id = _network(connection, settings)
        found = staff.every(connection, network_id) if network_id is not None else ()
    if not found:
        return "Nobody is set as staff. See docs/staff.md."
    return "\n".join(
        f"{each.chat_id} in {each.chat} {each.external_id}, {SOURCES[each.source]}" for each in found
    )


def _checked(slack_user: str) -> None:
    if not MEMBER_ID.fullmatch(slack_user):
        raise OperatorMistake(f"{slack_user} is no Slack member ID. One looks like U0123ABCD.")


def _network(connection: Connection, settings: Settings) -> NetworkId | None:
    return networks.by_name(connection, settings.served_network)
