"""From where people are who meet in a channel that several workspaces share.

Either several organisations share it (Slack Connect), or workspaces of one organisation, which may be of
several networks. There Slack sends their posts and presses to our workspace, and names their own beside it.
"""

from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Home:
    """The workspace or organisation of a person where it is not ours; `related`: of the same organisation."""

    team: str = ""
    related: bool = False


OURS = Home()


def of_author(body: Payload, own: tuple[str, str]) -> Home:
    """Return whence the author of a post is where that is not our `own`; nothing where it is.

    Where only workspaces of one organisation share a channel, Slack says that it is not shared outside.
    """
    post, outside = body["event"], body.get("is_ext_shared_channel")
    named = (post.get(name, "") for name in ("user_team", "source_team", "team"))
    theirs = next(filter(None, named), "")
    of_organisation = bool(own[1])
    if not theirs or theirs in own:
        return OURS
    return Home(str(theirs), outside is False or (outside is None and of_organisation))


def of_presser(body: Payload) -> Home:
    """Return whence somebody is who pressed or filled something in, where the press itself names another.

    In an organisation people act in one workspace and are of another, and Slack does not say whether the
    channel is shared outside.
    """
    here, theirs = body.get("team", {}).get("id", ""), body.get("user", {}).get("team_id", "")
    organisation = body.get("enterprise", {}).get("id", "")
    if not here or theirs in (here, organisation):
        return OURS
    return Home(str(theirs), bool(organisation))
