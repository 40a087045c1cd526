"""Who can read where somebody asks: only the chat can tell, and a form or a button does not say it."""

from collections.abc import Callable
from dataclasses import replace

from bot.events import Asked, Event
from bot.events.channel import AnswerShared
from bot.messenger import Messenger
from matching.domain import Audience


def with_audience(event: Event, messenger: Callable[[str], Messenger]) -> Event:
    """Return a question with its audience known, and whether people of other organisations read there.

    The same for an answer that is shared; any other event as it is. It asks the chat, and must not be called
    within a transaction.
    """
    if not isinstance(event, Asked | AnswerShared) or event.spot.audience is not None:
        return event
    chat, spot = messenger(event.speaker.workspace), event.spot
    where = event.speaker.workspace, spot.conversation
    audience = chat.audience(*where) or Audience.PRIVATE
    outside = spot.outside or (audience is not Audience.CHANNEL and chat.outside(*where))
    return replace(event, spot=replace(spot, audience=audience, outside=outside))
