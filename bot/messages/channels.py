"""What is said about a conversation in which the bot is a member, as frozen values like bot.messages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SilentInThread:
    """Confirms that the bot stays silent in a thread, and says how it is called back."""

    kind: Literal["silent_in_thread"] = "silent_in_thread"


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """How the bot behaves in a conversation; see store.channel_settings."""

    answers: str
    language: str
    private: bool = False
    topics: tuple[str, ...] = ()
    kind: Literal["channel_shown"] = "channel_shown"


@dataclass(frozen=True, slots=True)
class StaffChannelShown:
    """Whether what staff have to do is posted in the conversation where somebody of staff said so."""

    here: bool
    kind: Literal["staff_channel_shown"] = "staff_channel_shown"


MessageOfChannels = SilentInThread | ChannelShown | StaffChannelShown
