"""From where people are who meet in a channel that several organisations share (Slack Connect).

There Slack sends their posts and presses to our workspace, and names their own beside it.
"""

from typing import Any

Payload = dict[str, Any]


def of_author(body: Payload, own: tuple[str, str]) -> str:
    """Return the workspace or organisation of a post's author where it is not our `own`, else "".

    Where only workspaces of one organisation share a channel, Slack says that it is not shared outside.
    """
    post, outside = body["event"], body.get("is_ext_shared_channel")
    named = (post.get(name, "") for name in ("user_team", "source_team", "team"))
    theirs = next(filter(None, named), "")
    of_organisation = bool(own[1])
    if outside is False or (outside is None and of_organisation) or theirs in own:
        return ""
    return str(theirs)


def of_presser(body: Payload) -> str:
    """Return the workspace of who pressed or filled something in where the press itself names another one.

    In an organisation people act in one workspace and are of another, and Slack does not say whether the
    channel is shared outside.
    """
    here, theirs = body.get("team", {}).get("id", ""), body.get("user", {}).get("team_id", "")
    of_organisation = bool(body.get("enterprise", {}).get("id"))
    return "" if not here or of_organisation or theirs == here else str(theirs)
