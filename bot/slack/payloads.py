"""The parts of Slack's payloads that we read; every other part is dropped at the door.

What is no text where Slack sends text becomes "", so that nothing behind the door meets a kind that it does
not expect: Bolt fails on a payload whose `event.user` is a number.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from matching.text import clean


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_text)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    def payload(self) -> dict[str, Any]:
        """Return the part as Bolt and our listeners read it, without what is empty."""
        return self.model_dump(exclude_defaults=True)


class Command(_Part):
    """A slash command, or Slack's check of the address, `ssl_check`."""

    command: Text = ""
    text: Text = ""
    team_id: Text = ""
    user_id: Text = ""
    user_name: Text = ""
    trigger_id: Text = ""
    ssl_check: Text = ""


class Post(_Part):
    """An event of the Events API; of those that are no posts only the type means anything to us."""

    type: Text
    user: Text = ""
    channel: Text = ""
    channel_type: Text = ""
    ts: Text = ""
    thread_ts: Text = ""
    text: Text = ""
    bot_id: Text = ""
    subtype: Text = ""


class Authorization(_Part):
    """For which installation an event is meant: its workspace, and the bot's own id in it."""

    team_id: Text = ""
    user_id: Text = ""
    is_bot: bool = False


class EventCallback(_Part):
    """One event and for whom it is."""

    type: Text
    team_id: Text = ""
    event: Post
    authorizations: list[Authorization] = []


class Named(_Part):
    """A person or a workspace."""

    id: Text = ""
    username: Text = ""


class Action(_Part):
    """What was pressed, and what it carries."""

    type: Text = ""
    action_id: Text
    action_ts: Text = ""
    value: Text = ""


class Container(_Part):
    """The message that holds the button."""

    channel_id: Text = ""
    message_ts: Text = ""
    thread_ts: Text = ""


class Press(_Part):
    """A person's press of one button."""

    type: Text
    team: Named = Named()
    user: Named = Named()
    container: Container = Container()
    actions: Annotated[list[Action], Field(min_length=1)]


class Challenge(_Part):
    """Slack's question whether this address is ours."""

    type: Text
    challenge: Text = ""


class Other(_Part):
    """Anything of Slack's that we have no use for."""

    type: Text


KINDS: dict[str, type[_Part]] = {
    "event_callback": EventCallback,
    "block_actions": Press,
    "url_verification": Challenge,
}
