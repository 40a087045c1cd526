"""`counterpart workspace list` and `assign`: which Slack workspace takes part in which network."""

import re

from sqlalchemy import Connection

from bot.operator.operator_mistake import OperatorMistake
from bot.settings import read
from bot.wiring import clock, using_database
from matching.domain import NetworkId
from store import audit, audit_views, installations, networks
from store.audit import Act, watched
from store.installations import Installation
from store.networks import Workspace

TEAM_ID = re.compile(r"T[A-Z0-9]{2,31}")


def listed() -> str:
    """Return a line for every Slack workspace that takes part in a network or installed the app."""
    with using_database(read()) as engine, engine.connect() as connection:
        network_of = {
            workspace.external_id: name
            for name, network_id in networks.every(connection).items()
            for workspace in networks.workspaces(connection, network_id, "slack")
        }
        installed = {each.account: each for each in installations.every(connection)}
    lines = [_line(each, installed.get(each), network_of.get(each)) for each in {**network_of, **installed}]
    return "\n".join(lines) or "No Slack workspace is known yet. See docs/deploy.md."


def assign(team: str, network: str) -> str:
    """Let the workspace take part in the network; return what was done. Raises OperatorMistake."""
    if not TEAM_ID.fullmatch(team):
        raise OperatorMistake(
            f"{team} is no Slack workspace ID. One looks like T0123ABCD; the workspaces of an organisation "
            "are assigned one by one."
        )
    settings = read()
    with using_database(settings) as engine, engine.begin() as connection:
        if network == settings.network:
            networks.ensure(connection, network)
        before = networks.workspace(connection, "slack", team)
        network_id = networks.by_name(connection, network)
        if network_id is None:
            raise OperatorMistake(
                f"There is no network {network}. Known: {_names(connection)}. A new one begins with its "
                f"records: counterpart --network {network} import FILE."
            )
        try:
            act = Act(network_id, audit.COMMAND_LINE, "workspace.assign")
            with watched(connection, act, audit_views.workspace("slack", team), clock()):
                networks.ensure_workspace(connection, network_id, "slack", team)
        except ValueError as other:
            raise OperatorMistake(
                f"{team} takes part in another network, and stays there: moving it would mix two networks."
            ) from other
    return f"{team} took part in {network} already." if before else f"{team} takes part in {network} now."


def workspace_named(connection: Connection, network_id: NetworkId | None, external_id: str = "") -> Workspace:
    """Return the network's Slack workspace of this id, or its only one. Raises OperatorMistake."""
    known = networks.workspaces(connection, network_id, "slack") if network_id is not None else ()
    fitting = [each for each in known if external_id in ("", each.external_id)]
    if len(fitting) == 1:
        return fitting[0]
    if not known:
        raise OperatorMistake("No Slack workspace is known yet. Name it with --slack-workspace T0123ABCD.")
    if not fitting:
        raise OperatorMistake(f"The Slack workspace {external_id} is not known to this network.")
    names = ", ".join(each.external_id for each in fitting)
    raise OperatorMistake(f"Several Slack workspaces are known: {names}. Name one with --slack-workspace.")


def _names(connection: Connection) -> str:
    return ", ".join(networks.every(connection)) or "none"


def _line(account: str, installed: Installation | None, network: str | None) -> str:
    name = f" ({installed.name})" if installed and installed.name else ""
    if installed and installed.enterprise_wide:
        where = "an organisation, whose workspaces are assigned one by one"
    elif network is None:
        where = f"waits: counterpart workspace assign {account} NETWORK"
    else:
        where = f"network {network}"
    if installed is None:
        how = "by SLACK_BOT_TOKEN, or not installed yet"
    elif installed.left_at is not None:
        how = f"uninstalled {installed.left_at:%Y-%m-%d}"
    else:
        how = f"installed {installed.installed_at:%Y-%m-%d}"
    return f"{account}{name}: {where}; {how}"
