"""The Slack surfaces: each translates in, has the event stored, and only then lets Bolt acknowledge.

Commands are in command_listeners.py and form_listeners.py, forms in the latter.
"""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import ACTIONS
from bot.durable import Handle
from bot.events import Asked
from bot.events.channel import ThreadHushed
from bot.questions.overhearing import Overheard, reads_as_question
from bot.slack import reading
from bot.slack.answer_shortcut import register_answer_shortcut
from bot.slack.behind import Behind
from bot.slack.buttons import FEEDBACK
from bot.slack.command_listeners import register_commands
from bot.slack.failures import FOLLOWS, LocaleOf, when_failing
from bot.slack.file_reading import of_shared_file
from bot.slack.followed import Followed
from bot.slack.form_listeners import Accept, DeskOf, register_forms, register_member_commands
from bot.slack.home import publish_behind
from bot.slack.home_listener import register_home
from bot.slack.own_conversations import OwnConversations
from bot.slack.shortcut_listeners import register_shortcuts
from bot.slack.suggestion_listeners import register_suggestions
from bot.slack.unfurl_listeners import register_unfurls
from bot.slack.working import Working

Body = dict[str, Any]


def register(app: AsyncApp, accept: Accept, desk: DeskOf, locale: LocaleOf, *, demonstration: bool) -> None:
    """Make the app hand every event of ours to `accept`, which returns when the event is stored.

    What is not acknowledged because `accept` raised, Slack delivers again: nothing is lost.
    """
    behind, followed, own = Behind(), Followed(), OwnConversations()
    working = Working(behind)

    async def store(read: reading.Reading | None) -> Handle | None:
        return None if read is None else await asyncio.to_thread(accept, *read)

    async def on_mention(body: Body) -> None:
        read = await _as_edited(reading.of_mention(body, demonstration=demonstration), body, desk)
        await store(read)
        followed.note(read)

    async def on_message(body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        read = of_shared_file(body) or reading.of_direct_message(body, demonstration=demonstration)
        read = await _as_edited(read or await _overheard(body, desk, followed, context), body, desk)
        handle = await store(read)
        followed.note(read)
        working.begin(client, desk, read, handle)

    async def on_action(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        handle = await store(reading.of_action(body))
        await ack()
        if speaker := reading.of_home_press(body):
            publish_behind(behind, handle, client, desk, speaker)

    app.use(own.note)
    app.event("message")(on_message)  # first, as Bolt looks in this order: most is people's talk
    app.event("app_mention")(on_mention)
    register_commands(app, accept, desk, own, demonstration=demonstration)
    for action in (*ACTIONS, FEEDBACK):
        app.action(action)(on_action)
    register_forms(app, accept, desk, behind)
    register_shortcuts(app, accept, desk, behind)
    register_answer_shortcut(app, accept, desk, behind)
    register_suggestions(app, desk, behind)
    register_unfurls(app, desk, behind)
    register_home(app, desk, behind, locale)
    register_member_commands(app, accept, desk, own)
    app.error(when_failing(locale, behind))


async def _as_edited(read: reading.Reading | None, body: Body, desk: DeskOf) -> reading.Reading | None:
    """Return what was read under a key of its own if it is a post that was edited; None if it was answered.

    Slack says it again under the post's own moment, by which it may be known as handled.
    """
    moment = reading.edited_at(body)
    if read is None or not moment:
        return read
    key = await asyncio.to_thread(desk().key_of_edit, read[0], moment)
    return (key, read[1]) if key else None


async def _overheard(
    body: Body, desk: DeskOf, followed: Followed, context: AsyncBoltContext
) -> reading.Reading | None:
    """Return the post that names nobody if it is meant for the bot.

    Whether its author goes on with what they said to the bot is noted for who answers if it fails.
    """
    read = reading.of_overheard(body)
    if read is None:
        return None
    context[FOLLOWS] = followed.has(read)
    if not await _is_for_us(read, desk):
        return None
    context[FOLLOWS] = not _is_to_everybody(read)
    return read


async def _is_for_us(overheard: reading.OverheardReading, desk: DeskOf) -> bool:
    """Say whether the post that names nobody is meant for the bot."""
    said = overheard[1]
    if isinstance(said, ThreadHushed):
        post = Overheard(said.spot, "", hushing=True)
    elif said.unprompted and not reads_as_question(said.text):
        return False  # most of what is said in a channel: the database is not asked
    else:
        post = Overheard(said.spot, said.text, said.unprompted)
    return await asyncio.to_thread(desk().hears, said.speaker, post)


def _is_to_everybody(overheard: reading.OverheardReading) -> bool:
    return isinstance(overheard[1], Asked) and overheard[1].unprompted
