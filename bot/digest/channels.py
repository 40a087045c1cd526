"""Questions in a summary stand in channels that everybody can open, also on the day on which it is read.

A question keeps who could read it when it was asked; a channel may be made private later. The chat tells us
of that only where we read private channels, which we do not, so it is asked. While it does not answer
nothing is told: what was left out would be in no later summary either.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bot.digest import AnsweredLine, Digest, OpenLine, Story
from bot.messenger import Messenger
from matching.domain import Audience

T = TypeVar("T")


class NotSaid(Exception):
    """The chat does not answer just now who can open a conversation."""


def read_by_all(prepared: T, messenger: Callable[[str], Messenger]) -> T | Digest:
    """Return a summary as `only_open` does, having asked its workspace's chat; anything else as it is.

    Raises NotSaid.
    """
    if not isinstance(prepared, Digest):
        return prepared
    chat = messenger(prepared.workspace)
    return only_open(prepared, partial(chat.audience, prepared.workspace))


def only_open(digest: Digest, audience: Callable[[str], Audience | None]) -> Digest:
    """Return the summary without the questions of conversations that not everybody can open by now.

    Nor does a story name one of these. The sums still count them: no words of a question stand in a sum.

    `audience` says who can open one; it asks the chat, and must not be called within a transaction. Raises
    NotSaid where it returns None.
    """
    found = {each: audience(each) for each in conversations(digest) if each}
    if None in found.values():
        raise NotSaid
    still = {each for each, who in found.items() if who is Audience.CHANNEL}
    answered = tuple(each for each in digest.answered if each.conversation in still)
    looking = tuple(each for each in digest.open_questions if each.conversation in still)
    told = tuple(each for each in digest.stories if not each.conversation or each.conversation in still)
    counts = replace(
        digest.counts,
        answered=digest.counts.answered - len(digest.answered) + len(answered),
        open_questions=digest.counts.open_questions - len(digest.open_questions) + len(looking),
    )
    return replace(digest, counts=counts, answered=answered, open_questions=looking, stories=told)


def conversations(digest: Digest) -> frozenset[str]:
    """Return where the questions that the summary names were asked."""
    named: tuple[AnsweredLine | OpenLine | Story, ...]
    named = (*digest.answered, *digest.open_questions, *digest.stories)
    return frozenset(each.conversation for each in named)
