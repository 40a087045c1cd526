"""The parts of Slack's payloads that we read; every other part is dropped at the door.

What is no text where Slack sends text becomes "", so that nothing behind the door meets a kind that it does
not expect: Bolt fails on a payload whose `event.user` is a number.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from matching.text import clean


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_text)]


# The last second that a datetime can hold, 31 December 9999; a time beyond it is none of Slack's.
MOST_SECONDS = 253_402_300_799


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
    enterprise_id: Text = ""
    user_id: Text = ""
    user_name: Text = ""
    channel_id: Text = ""
    trigger_id: Text = ""
    ssl_check: Text = ""


class RevokedTokens(_Part):
    """Whose tokens are good for nothing any more: people by theirs, the bot's user by the app's own."""

    bot: list[Text] = []


class SharedLink(_Part):
    """A link in a message that leads to a domain of the app's."""

    url: Text = ""


def _list(value: object) -> list[object]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _size(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


class SharedFile(_Part):
    """A file in a message; without a scope for files Slack says no more of it than that it is there."""

    name: Text = ""
    size: Annotated[int, BeforeValidator(_size)] = 0
    url_private_download: Text = ""


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


YesOrNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]


class Account(_Part):
    """A person's account, in an event about it; Slack names other persons by their id alone."""

    id: Text = ""
    team_id: Text = ""
    deleted: YesOrNo = None


class Edit(_Part):
    """When the author of a post edited it, for the last time."""

    ts: Text = ""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


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
    tab: Text = ""
    tokens: RevokedTokens | None = None
    message_ts: Text = ""
    source: Text = ""
    links: Annotated[list[SharedLink], BeforeValidator(_list)] = []
    files: Annotated[list[SharedFile], BeforeValidator(_list)] = []
    team: Text = ""
    user_team: Text = ""
    source_team: Text = ""
    team_ids: Annotated[list[Text], BeforeValidator(_texts)] = []
    account: Account | None = None
    edited: Annotated[Edit, BeforeValidator(_dict)] = Edit()

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_edited(cls, event: Any) -> Any:
        """Return the post itself in place of Slack's word that its author edited it.

        `app_mention` is of that shape as it comes. A message also changes when a preview of a link is shown
        in it: that is no edit, and is left as Slack's own news.
        """
        if not isinstance(event, dict) or event.get("subtype") != "message_changed":
            return event
        post, before = event.get("message"), event.get("previous_message")
        if (
            not isinstance(post, dict)
            or not post.get("edited")
            or post["edited"] == _dict(before).get("edited")
        ):
            return event
        return post | {name: event.get(name) for name in ("type", "channel", "channel_type")}

    @model_validator(mode="before")
    @classmethod
    def _name_the_account(cls, event: Any) -> Any:
        """Return the event with the account of `user_change` under a name of its own: Bolt reads `user`."""
        about = event.get("user") if isinstance(event, dict) else None
        return {**event, "account": about} if isinstance(about, dict) else event


class Authorization(_Part):
    """For which installation an event is meant: its workspace, and the bot's own id in it."""

    team_id: Text = ""
    enterprise_id: Text = ""
    user_id: Text = ""
    is_bot: bool = False
    is_enterprise_install: bool = False


class EventCallback(_Part):
    """One event and for whom it is."""

    type: Text
    team_id: Text = ""
    enterprise_id: Text = ""
    event_time: Annotated[int, Field(ge=0, le=MOST_SECONDS)] = 0
    is_ext_shared_channel: YesOrNo = None
    event: Post
    authorizations: list[Authorization] = []


class Named(_Part):
    """A person, with the workspace they are in, or a workspace."""

    id: Text = ""
    username: Text = ""
    team_id: Text = ""


# Slack says null where a whole organisation installed the app.
Team = Annotated[Named, BeforeValidator(lambda value: {} if value is None else value)]


class Action(_Part):
    """What was pressed, and what it carries."""

    type: Text = ""
    action_id: Text
    action_ts: Text = ""
    value: Text = ""


class Container(_Part):
    """What holds the button: a message, or a view such as the Home tab."""

    type: Text = ""
    channel_id: Text = ""
    message_ts: Text = ""
    thread_ts: Text = ""
    is_ephemeral: bool = False


class Press(_Part):
    """A person's press of one button."""

    type: Text
    team: Team = Named()
    enterprise: Named | None = None
    user: Named = Named()
    trigger_id: Text = ""
    container: Container = Container()
    actions: Annotated[list[Action], Field(min_length=1)]


class Said(_Part):
    """The message at which a shortcut was chosen."""

    text: Text = ""
    user: Text = ""
    bot_id: Text = ""
    thread_ts: Text = ""


class Shortcut(_Part):
    """A person's choice of a shortcut, at a message or anywhere."""

    type: Text
    callback_id: Text
    team: Team = Named()
    enterprise: Named | None = None
    user: Named = Named()
    trigger_id: Text = ""
    channel: Named = Named()
    message_ts: Text = ""
    message: Said = Said()


class Choice(_Part):
    """One choice of a menu."""

    value: Text = ""


class Entry(_Part):
    """What one element of a modal holds; which part is filled depends on its kind."""

    value: Text = ""
    selected_option: Choice | None = None
    selected_options: list[Choice] | None = None
    selected_user: Text = ""
    selected_conversation: Text = ""


class State(_Part):
    """What was filled in: by block, then by action."""

    values: dict[str, dict[str, Entry]] = {}


class ViewBlock(_Part):
    """A block of a view: only which ones there are."""

    type: Text = ""
    block_id: Text = ""


class View(_Part):
    """A modal of ours, as it stood when something happened in it; Bolt fails on one of another type."""

    type: Literal["modal"]
    id: Text = ""
    hash: Text = ""
    callback_id: Text
    private_metadata: Text = ""
    blocks: list[ViewBlock] = []
    state: State = State()


class Submission(_Part):
    """A modal that somebody filled in and sent."""

    type: Text
    team: Team = Named()
    enterprise: Named | None = None
    user: Named = Named()
    view: View


class Suggestion(_Part):
    """What somebody typed into a menu that asks us for its choices."""

    type: Text
    team: Team = Named()
    enterprise: Named | None = None
    user: Named = Named()
    action_id: Text
    value: Text = ""
    view: View | None = None


class RateLimited(_Part):
    """Slack's word that it held events of a workspace back, and in which minute."""

    type: Text
    team_id: Text = ""
    minute_rate_limited: Annotated[int, Field(ge=0, le=MOST_SECONDS)] = 0


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
    "message_action": Shortcut,
    "shortcut": Shortcut,
    "view_submission": Submission,
    "block_suggestion": Suggestion,
    "app_rate_limited": RateLimited,
    "url_verification": Challenge,
}
