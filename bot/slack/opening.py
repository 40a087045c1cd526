"""Opening a form within the three seconds for which Slack lets us, or saying why it does not open."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex

import aiohttp
import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import turned_away
from bot.catalogues import SOURCE_LOCALE
from bot.commands import FormWanted
from bot.desk import Desk
from bot.events import Event
from bot.forms import filled_in
from bot.phrases import Words, words
from bot.phrases.form import not_opened
from bot.refusal import Refusal
from bot.screening import LIMIT
from bot.shortening import cut
from bot.slack.modals import View, modal, notice
from bot.speaker import Speaker, Spot
from store.engine import DatabaseFailed

# Seconds from a request's arrival: a trigger is good for three, and so long Slack waits for us. The rest is
# for the way to us and back. Waiting for a token, and asking whether the bot is in the channel, count.
OPEN_WITHIN = 2.5

# When a request arrived, by the clock of the loop: a name in Bolt's context.
ARRIVED = "counterpart_arrived"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Where forms are asked for: the desk, which opens them and only reads, and what stores an event.

    `until` is when the form must be open, by the clock of the loop.
    """

    desk: Desk
    accept: Callable[[str, Event], object]
    until: float


def note_arrival(context: AsyncBoltContext) -> None:
    """Note that the request arrived now."""
    context[ARRIVED] = asyncio.get_running_loop().time()


def open_until(context: AsyncBoltContext) -> float:
    """Return when a form that this request asks for must be open."""
    return float(context[ARRIVED]) + OPEN_WITHIN


async def opened(
    client: AsyncWebClient,
    door: Door,
    trigger: str,
    wanted: tuple[FormWanted, Speaker, Spot],
    filled: Mapping[str, str] | None = None,
) -> str:
    """Open the form, with these texts in its fields, or a modal that says why it is not for this person.

    That somebody is turned away is stored first. Returns "" when a modal is open, else the sentence that
    must be said in another way.
    """
    form, speaker, _spot = wanted
    try:
        async with asyncio.timeout_at(door.until):
            view = await asyncio.to_thread(_view, door, trigger, wanted, filled or {})
            await client.views_open(trigger_id=trigger, view=view)
    except (DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        reference = token_hex(4)
        log.warning(
            "form_not_opened", reference=reference, form=form.name, error=_code(error), exc_info=error
        )
        its_words = await asyncio.to_thread(words_at_once, door.desk, speaker)
        return not_opened(reference, its_words.gettext)
    return ""


def words_of(desk: Desk, speaker: Speaker) -> Words:
    """Return the words in which the person reads, also for one whose workspace belongs to no network."""
    try:
        return desk.words(speaker)
    except Refusal:
        return words(speaker.locale or SOURCE_LOCALE)


def words_at_once(desk: Desk, speaker: Speaker) -> Words:
    """Return them as far as they are known without asking the chat, for what must not wait or fail."""
    try:
        return desk.words_at_once(speaker)
    except (Refusal, DatabaseFailed):
        return words(speaker.locale or SOURCE_LOCALE)


async def tell(client: AsyncWebClient, speaker: Speaker, spot: Spot, sentence: str) -> None:
    """Show a sentence to the person alone where they are; if Slack takes not even that, log it."""
    try:
        if spot.conversation == speaker.chat_id:
            opened_with = await client.conversations_open(users=[speaker.chat_id])
            await client.chat_postMessage(channel=str(opened_with["channel"]["id"]), text=sentence)
            return
        thread = spot.active_thread if spot.thread != spot.message else ""
        await client.chat_postEphemeral(
            channel=spot.conversation, user=speaker.chat_id, thread_ts=thread or None, text=sentence
        )
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("sentence_not_shown", reference=token_hex(4), error=_code(error))


def _view(
    door: Door, trigger: str, wanted: tuple[FormWanted, Speaker, Spot], filled: Mapping[str, str]
) -> View:
    form, speaker, spot = wanted
    its_words = words_of(door.desk, speaker)
    try:
        shown = door.desk.open(speaker, form.name, form.ids, spot.conversation)
        texts = {name: cut(text, LIMIT) for name, text in filled.items() if text}
        return modal(filled_in(shown, texts), spot, its_words)
    except Refusal as refusal:
        if tried := turned_away.of_form(refusal, speaker, spot, form.name, form.ids):
            door.accept(f"{speaker.workspace}:refused:{trigger}", tried)
        return notice(its_words.refusal(refusal.reason, dict(refusal.details)), its_words)


def _code(error: Exception) -> str:
    """Return Slack's error code and what it says of our view, or the kind of a failure that is no answer."""
    data = getattr(getattr(error, "response", None), "data", None)
    if not isinstance(data, dict):
        return type(error).__name__
    messages = (data.get("response_metadata") or {}).get("messages") or []
    return " ".join(map(str, (data.get("error"), *messages)))
