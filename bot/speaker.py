"""Who did something, and where."""

from dataclasses import dataclass

from matching.domain import Audience


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who did it, as the chat knows them; `locale` is the chat's hint ("" when unknown)."""

    workspace: str
    chat_id: str
    name: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it happened: a conversation, the thread to answer in, and the message whose buttons were pressed.

    `audience` None means that the chat must still be asked whether everybody may open the conversation.
    """

    conversation: str
    thread: str = ""
    message: str = ""
    audience: Audience | None = None
