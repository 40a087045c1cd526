"""Forms in Slack: buttons and /profile open them, what is filled in is checked, stored, then acknowledged."""

import asyncio
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot import commands, turned_away
from bot.actions import FORMS
from bot.catalogues import SOURCE_LOCALE
from bot.commands import FormWanted, UsageWanted
from bot.desk import Desk
from bot.durable import Handle
from bot.events import Event
from bot.forms import Submitted
from bot.narrowest import MOST_CHOICES
from bot.phrases import Words, words
from bot.phrases.form import answer_comes_privately
from bot.refusal import Refusal
from bot.slack import reading, submissions
from bot.slack.behind import Behind
from bot.slack.carrying import name_of
from bot.slack.home import publish_behind
from bot.slack.modals import FORM, SEARCH, choices, notice
from bot.slack.opening import Door, open_until, opened, tell, words_at_once
from bot.slack.own_conversations import OwnConversations
from bot.speaker import Speaker
from matching.domain import Audience

Accept = Callable[[str, Event], Handle | None]
DeskOf = Callable[[], Desk]
Body = dict[str, Any]


def register_forms(app: AsyncApp, accept: Accept, desk: DeskOf, behind: Behind) -> None:
    """Make the app open forms at the press of a button, check what is filled in and hand it on.

    `desk()` is asked at each request: the database is opened only when the server has started.
    """

    async def on_button(body: Body, ack: AsyncAck, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        wanted = reading.of_form_button(body)
        if wanted is not None:
            door = Door(desk(), accept, open_until(context))
            sentence = await opened(client, door, body.get("trigger_id", ""), wanted)
            if sentence:
                behind.start(tell(client, *wanted[1:], sentence))
        await ack()

    async def on_submission(body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        answer, handle = await asyncio.to_thread(_submitted, body, accept, desk())
        await ack(**answer)
        if speaker := submissions.of_no_message(body):
            publish_behind(behind, handle, client, desk, speaker)

    async def on_search(body: Body, ack: AsyncAck) -> None:
        await ack(options=await asyncio.to_thread(_found, body, desk()))

    for name in FORMS:
        app.action(name)(on_button)
    app.view(FORM)(on_submission)
    app.options(SEARCH)(on_search)


def register_member_commands(app: AsyncApp, accept: Accept, desk: DeskOf, own: OwnConversations) -> None:
    """Make the app take the commands about members and staff."""

    async def on_command(
        body: Body, ack: AsyncAck, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        read = reading.of_member_command(body)
        if read is None:
            await ack("")
            return
        key, wish, speaker, spot = read
        if isinstance(wish, FormWanted):
            door = Door(desk(), accept, open_until(context))
            said = await opened(client, door, body.get("trigger_id", ""), (wish, speaker, spot))
        else:
            there = spot.audience is not Audience.PRIVATE or own.is_typed_in(body)
            said = await asyncio.to_thread(_taken, (key, wish, speaker), accept, desk(), there=there)
        await ack(said)

    for command in commands.COMMANDS:
        app.command(command)(on_command)


def _taken(
    typed: tuple[str, Event | UsageWanted, Speaker], accept: Accept, desk: Desk, *, there: bool
) -> str:
    """Store what was typed; return how the command is used, or where the answer comes.

    Nothing if it comes `there`, where the command was typed.
    """
    key, wish, speaker = typed
    if isinstance(wish, UsageWanted):
        return commands.usage(wish.command, words_at_once(desk, speaker).gettext)
    accept(key, wish)
    return "" if there else answer_comes_privately(words_at_once(desk, speaker).gettext)


def _submitted(body: Body, accept: Accept, desk: Desk) -> tuple[dict[str, Any], Handle | None]:
    """Store what was filled in; return what closes the modal or shows its mistakes, and what was stored.

    What a refusal says stands below the first field, so that nothing that was typed is lost.
    """
    read, speaker = submissions.of_submission(body), reading.speaker_of(body)
    try:
        if read is None:
            raise Refusal("unknown_form")
        key, submitted = read
        mistakes = list(desk.check(submitted).items())
        if not mistakes:
            return {}, accept(key, desk.event(submitted))
    except Refusal as refusal:
        _turn_away(refusal, read, accept)
        its_words = _words_of_sender(desk, speaker)
        mistakes = [("", its_words.refusal(refusal.reason, dict(refusal.details)))]
    if shown := submissions.errors(body["view"], mistakes):
        return {"response_action": "errors", "errors": shown}, None
    sentences = " ".join(sentence for _, sentence in mistakes)
    return {"response_action": "update", "view": notice(sentences, _words_of_sender(desk, speaker))}, None


def _words_of_sender(desk: Desk, speaker: Speaker | None) -> Words:
    return words_at_once(desk, speaker) if speaker else words(SOURCE_LOCALE)


def _turn_away(refusal: Refusal, read: tuple[str, Submitted] | None, accept: Accept) -> None:
    """Store that somebody sent a form that is for others.

    Under a key of its own: who has the role again by then can still send the form as it stands.
    """
    if read is None:
        return
    key, sent = read
    if tried := turned_away.of_form(refusal, sent.speaker, sent.spot, sent.name, sent.ids):
        accept(f"{key}:refused", tried)


def _found(body: Body, desk: Desk) -> list[dict[str, Any]]:
    """Return the choices for what was typed; none for a menu that is in no form of ours."""
    speaker, name = reading.speaker_of(body), name_of(body.get("view") or {})
    if speaker is None or not name:
        return []
    try:
        return choices(desk.suggest(speaker, name, body.get("value", "")))[:MOST_CHOICES]
    except Refusal:
        return []
