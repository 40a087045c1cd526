"""Who did something, and where."""

from dataclasses import dataclass

from matching.domain import Audience

# With these begin the ids of conversations between one person and the bot; the person's own id names it too.
DIRECT = {"slack": "D"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who did it, as the chat knows them; `locale` is the chat's hint ("" when unknown).

    `home` is their own workspace where the chat says that it is another one; `related` that it is one of the
    same organisation.
    """

    workspace: str
    chat_id: str
    name: str = ""
    locale: str = ""
    home: str = ""
    related: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it happened: a conversation, the thread to answer in, and the message whose buttons were pressed.

    `audience` None means that the chat must still be asked whether everybody may open the conversation.
    `starts_thread` says that the thread is the one post that was just written, which nobody answered yet.
    `outside` says that people of other organisations read there.
    """

    conversation: str
    thread: str = ""
    message: str = ""
    audience: Audience | None = None
    starts_thread: bool = False
    outside: bool = False

    @property
    def active_thread(self) -> str:
        """The thread in which one person alone can be shown something, "" for the conversation itself.

        Slack shows nothing of the kind in a thread that has no answer yet (docs of chat.postEphemeral).
        """
        return "" if self.starts_thread else self.thread


def one_to_one(speaker: Speaker, spot: Spot) -> bool:
    """Say whether the speaker is there alone with the bot, so that nobody reads along.

    The audience does not tell: it is private in a group of people and in a private channel, too.
    """
    if spot.audience is not Audience.PRIVATE:
        return False
    first = DIRECT.get(speaker.workspace.partition(":")[0])
    return first is None or spot.conversation == speaker.chat_id or spot.conversation.startswith(first)
