"""Slack's payloads as events: each becomes a key and an event, or None if it is not for us.

Payloads are read as payloads.py lets them in: every part is of the right kind, or missing where it was empty.

The key names what a person did, not the delivery of it: whatever Slack repeats has the same key.
"""

import re
from typing import Any

from bot import anonymity
from bot.actions import carried_by, event_of
from bot.events import (
    SWITCH,
    Asked,
    Event,
    HelpWanted,
    OfficeTaken,
    PeersSwitched,
)
from bot.outgoing import workspace_name
from bot.slack import buttons
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from matching.text import clean

Payload = dict[str, Any]
Reading = tuple[str, Event]

HELP_WORDS = {"help", "ayuda"}

# A post with a file or sent to the channel as well is a person's words; other subtypes are Slack's own news.
SUBTYPES_OF_PEOPLE = ("", "file_share", "thread_broadcast")

# What somebody else is called in a stored question: a name that was typed into it is nobody's consent.
SOMEONE = "@someone"

# With this letter begin the ids of conversations between one person and the bot.
DIRECT_MESSAGES = "D"

# "as Mobility department, Copenhagen"; "as a small town, how do we pay for drains?" is a question.
_AS_OFFICE = re.compile(r"as\s+([^?\n]{1,100})", re.IGNORECASE)

_ID = re.compile(r"[A-Z0-9]{2,32}")
_MOMENT = re.compile(r"[0-9]{1,16}\.[0-9]{1,16}")
_REFERENCE = re.compile(r"<([^<>]*)>")
_LEADING_MENTION = re.compile(r"^\s*<@[^<>]*>")


def of_mention(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what a post that mentions the bot wants of it; who may see the post is not known yet."""
    return _of_post(body, None, demonstration=demonstration)


def of_direct_message(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what a person wants who wrote to the bot alone; posts of other conversations are not for us."""
    if body["event"].get("channel_type") != "im":
        return None
    return _of_post(body, Audience.PRIVATE, demonstration=demonstration)


def of_command(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what somebody wants who typed `/ask`, without a question help, or `/peers` with on or off."""
    team, user, trigger = body.get("team_id", ""), body.get("user_id", ""), body.get("trigger_id", "")
    if not _are_ids(team, user) or not trigger:
        return None
    key, speaker = f"slack:{team}:command:{trigger}", _speaker(team, user, body.get("user_name", ""))
    # The channel where it was typed is left out, so that nothing can answer a private question there:
    # a person's id names the direct messages with them.
    spot = Spot(conversation=user, audience=Audience.PRIVATE)
    text = plain(body.get("text", ""))
    if body.get("command") == "/peers":
        return key, PeersSwitched(speaker, spot, SWITCH.get(text.casefold()))
    channel, nameless = body.get("channel_id", ""), anonymity.without_prefix(text)
    if nameless is not None and _are_ids(channel) and not channel.startswith(DIRECT_MESSAGES):
        # Others may help with an anonymous question, so the channel gets it without the asker.
        return key, Asked(speaker, Spot(conversation=channel), nameless, anonymous=True)
    return key, _wanted(speaker, spot, text or "help", demonstration=demonstration)


def of_action(body: Payload) -> Reading | None:
    """Return what one press of one of our buttons means; a button that we no longer know means nothing."""
    action, container, person = body["actions"][0], body.get("container", {}), body.get("user", {})
    team, user = body.get("team", {}).get("id", ""), person.get("id", "")
    channel, message = container.get("channel_id", ""), container.get("message_ts", "")
    thread, moment = container.get("thread_ts", message), action.get("action_ts", "")
    if not _are_ids(team, user, channel) or not _are_moments(message, thread, moment):
        return None
    audience = Audience.PRIVATE if channel.startswith(DIRECT_MESSAGES) else None
    spot = Spot(conversation=channel, thread=thread, message=message, audience=audience)
    event = _of_button(action, _speaker(team, user, person.get("username", "")), spot)
    return (f"slack:{team}:action:{moment}:{user}:{action['action_id']}", event) if event else None


def plain(text: str, bot: str = "") -> str:
    """Return the text as it was written: links as their words, people as SOMEONE, no mention of the bot."""

    def shown(reference: re.Match[str]) -> str:
        target, _, label = reference[1].partition("|")
        match target[:1]:
            case "@":
                return "" if target[1:] == bot else SOMEONE
            case "#":
                return f"#{label or 'channel'}"
            case "!":
                return label
        return label or target.removeprefix("mailto:")

    shown_text = _REFERENCE.sub(shown, text)
    return clean(shown_text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _of_post(body: Payload, audience: Audience | None, *, demonstration: bool) -> Reading | None:
    post, authorization = body["event"], (body.get("authorizations") or [{}])[0]
    # In a channel shared between workspaces team_id may be the author's; the authorization names ours.
    team = authorization.get("team_id") or body.get("team_id", "")
    user, channel, moment = post.get("user", ""), post.get("channel", ""), post.get("ts", "")
    thread = post.get("thread_ts", moment)
    if not _are_ids(team, user, channel) or not _are_moments(moment, thread) or _is_not_a_person(post):
        return None
    bot = authorization.get("user_id", "") if authorization.get("is_bot") else ""
    text = post.get("text", "") if bot else _LEADING_MENTION.sub("", post.get("text", ""))
    spot = Spot(conversation=channel, thread=thread, audience=audience)
    event = _wanted(_speaker(team, user), spot, plain(text, bot), demonstration=demonstration)
    return f"slack:{team}:{channel}:{moment}", event


def _wanted(speaker: Speaker, spot: Spot, text: str, *, demonstration: bool) -> Event:
    """Return a question, a call for help, or in the demonstration the wish to stand for an office."""
    if demonstration and (named := _AS_OFFICE.fullmatch(text)):
        return OfficeTaken(speaker, spot, office=named[1])
    if text.strip(" .!?¡¿/").casefold() in HELP_WORDS:
        return HelpWanted(speaker, spot)
    return Asked(speaker, spot, text)


def _of_button(action: Payload, speaker: Speaker, spot: Spot) -> Event | None:
    name = action.get("action_id", "")
    names = carried_by(name)
    ids = None if names is None else buttons.carried(action.get("value", ""), names)
    return None if ids is None else event_of(name, ids, speaker, spot)


def _speaker(team: str, user: str, name: str = "") -> Speaker:
    return Speaker(workspace=workspace_name("slack", team), chat_id=user, name=name)


def _is_not_a_person(post: Payload) -> bool:
    return bool(post.get("bot_id")) or post.get("subtype", "") not in SUBTYPES_OF_PEOPLE


def _are_ids(*texts: str) -> bool:
    return all(_ID.fullmatch(text) for text in texts)


def _are_moments(*texts: str) -> bool:
    return all(_MOMENT.fullmatch(text) for text in texts)
