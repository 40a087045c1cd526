"""Slack's payloads as events: each becomes a key and an event, or None if it is not for us.

Payloads are read as payloads.py lets them in: every part is of the right kind, or missing where it was empty.

The key names what a person did, not the delivery of it: whatever Slack repeats has the same key.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from bot import commands, words_said
from bot.actions import FORMS, carried_by, event_of
from bot.commands import FormWanted, Wish
from bot.events import (
    SWITCH,
    Asked,
    Event,
    HelpWanted,
    OfficeTaken,
    PeersSwitched,
)
from bot.events.channel import ThreadHushed
from bot.outgoing import workspace_name
from bot.questions import anonymity
from bot.slack import buttons, homes
from bot.slack.plain import plain
from bot.speaker import Speaker, Spot
from matching.domain import Audience

Payload = dict[str, Any]
Reading = tuple[str, Event]
# A post that names nobody.
OverheardReading = tuple[str, Asked | ThreadHushed]
# A form that somebody wants to fill in, and who, and where.
FormReading = tuple[FormWanted, Speaker, Spot]
# What was typed after /profile or /staff: the key, what it means, who and where.
MemberReading = tuple[str, Wish, Speaker, Spot]

# A post with a file or sent to the channel as well is a person's words; other subtypes are Slack's own news.
SUBTYPES_OF_PEOPLE = ("", "file_share", "thread_broadcast")

# Where several people talk: channels, private channels, and groups of people.
CHANNELS = ("channel", "group", "mpim")

# With these a text names a person, or a group of people, or everybody.
NAMING = ("<@", "<!")

# With this letter begin the ids of conversations between one person and the bot.
DIRECT_MESSAGES = "D"

# "as Mobility department, Copenhagen"; "as a small town, how do we pay for drains?" is a question.
_AS_OFFICE = re.compile(r"as\s+([^?\n]{1,100})", re.IGNORECASE)

# Links of one message that get a card: more of them would bury what people say.
MOST_LINKS = 5

# With these Slack says which workspaces of an organisation its installation serves.
OF_ORGANISATIONS = ("team_access_granted", "team_access_revoked")

_ID = re.compile(r"[A-Z0-9]{2,32}")
_MOMENT = re.compile(r"[0-9]{1,16}\.[0-9]{1,16}")
_LEADING_MENTION = re.compile(r"^\s*<@[^<>]*>")


@dataclass(frozen=True, slots=True)
class LinksShared:
    """A message in which somebody shared links to a domain of ours; the addresses are as Slack names them."""

    speaker: Speaker
    conversation: str
    message: str
    addresses: tuple[str, ...]


def of_mention(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what a post that mentions the bot wants of it; who may see the post is not known yet."""
    return _of_post(body, None, demonstration=demonstration)


def of_direct_message(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what a person wants who wrote to the bot alone; posts of other conversations are not for us."""
    if body["event"].get("channel_type") != "im":
        return None
    return _of_post(body, Audience.PRIVATE, demonstration=demonstration)


def of_overheard(body: Payload) -> OverheardReading | None:
    """Return the question, or in a thread the hush, that somebody said to several without naming anybody.

    Whether it is meant for the bot, its thread must tell, or the channel for a post to everybody there. A
    post that mentions somebody is theirs, or comes as `app_mention`: under the same key, so that a post is
    answered once whichever way it comes. One to everybody that was edited is left alone: it may be old, and
    nobody waits for the bot.
    """
    post = body["event"]
    thread, moment = post.get("thread_ts", ""), post.get("ts", "")
    named = any(sign in post.get("text", "") for sign in NAMING)
    if post.get("channel_type") not in CHANNELS or named:
        return None
    read = _of_post(body, None, demonstration=False)
    to_everybody = thread in ("", moment)
    if to_everybody and edited_at(body):
        return None
    match read:
        case (str(key), Asked() as asked):
            return key, replace(asked, unprompted=to_everybody, overheard=True)
        case (str(key), ThreadHushed() as hushed) if not to_everybody:
            return key, hushed
    return None


def edited_at(body: Payload) -> str:
    """Return when the author of a post edited it for the last time, "" for a post as it was written."""
    moment = str(body["event"].get("edited", {}).get("ts", ""))
    return moment if _are_moments(moment) else ""


def of_command(body: Payload, *, demonstration: bool = False) -> Reading | None:
    """Return what somebody wants who typed `/ask` with a question, or `/peers`, alone or with on or off."""
    speaker, trigger = _speaker_of_command(body), body.get("trigger_id", "")
    if speaker is None or not trigger:
        return None
    key = f"{speaker.workspace}:command:{trigger}"
    # The channel where it was typed is left out, so that nothing can answer a private question there.
    spot = in_private(speaker)
    text = plain(body.get("text", ""))
    if body.get("command") == "/peers":
        return key, PeersSwitched(speaker, spot, SWITCH.get(words_said.said(text)))
    channel, nameless = body.get("channel_id", ""), anonymity.without_prefix(text)
    if nameless is not None and are_ids(channel) and not channel.startswith(DIRECT_MESSAGES):
        # Others may help with an anonymous question, so the channel gets it without the asker.
        return key, Asked(speaker, Spot(conversation=channel), nameless, anonymous=True)
    return key, _wanted(speaker, spot, text, demonstration=demonstration)


def of_usage(body: Payload) -> Speaker | None:
    """Return who typed what only help answers after `/ask` or `/peers`; None for anything else."""
    said = words_said.said(plain(body.get("text", "")))
    command = body.get("command")
    unknown = not said if command == "/ask" else said and said not in SWITCH
    return _speaker_of_command(body) if unknown or words_said.wants_help(said) else None


def of_member_command(body: Payload) -> MemberReading | None:
    """Return what somebody wants who typed one of commands.COMMANDS, with the key, who and where."""
    speaker, trigger = _speaker_of_command(body), body.get("trigger_id", "")
    if speaker is None or not trigger:
        return None
    spot, channel = in_private(speaker), body.get("channel_id", "")
    if (
        are_ids(channel)
        and not channel.startswith(DIRECT_MESSAGES)
        and body["command"] in commands.OF_CHANNELS
    ):
        spot = Spot(conversation=channel)
    wish = commands.wish(body.get("command", ""), plain(body.get("text", "")), speaker, spot)
    return f"{speaker.workspace}:command:{trigger}", wish, speaker, spot


def of_action(body: Payload) -> Reading | None:
    """Return what one press of one of our buttons means; a button that we no longer know means nothing."""
    action, speaker, spot = _pressed(body["actions"][0]), speaker_of(body), spot_of_press(body)
    name, moment, ids = action["action_id"], action.get("action_ts", ""), _ids(action)
    if speaker is None or spot is None or ids is None or not _are_moments(moment):
        return None
    event = event_of(name, ids, speaker, spot)
    key = f"{speaker.workspace}:action:{moment}:{speaker.chat_id}:{name}"
    return (key, event) if event else None


def of_form_button(body: Payload) -> FormReading | None:
    """Return which form a press of a button opens; None for anything else."""
    action, speaker, spot = body["actions"][0], speaker_of(body), spot_of_press(body)
    name, ids = action["action_id"], _ids(action)
    if speaker is None or spot is None or ids is None or name not in FORMS:
        return None
    return FormWanted(name, ids), speaker, spot


def of_home(body: Payload) -> Speaker | None:
    """Return who opened the bot's Home tab; None for its other tabs."""
    event, team = body["event"], _team(body)
    if event.get("tab") != "home" or not are_ids(team, event.get("user", "")):
        return None
    return _speaker(team, event["user"])


def installed_in(body: Payload) -> tuple[str, str]:
    """Return the workspace whose installation a payload is for, and its organisation; "" where none is.

    An event about which workspaces an organisation's installation serves is for the organisation alone.
    """
    authorization = (body.get("authorizations") or [{}])[0]
    team = _team(body) or _team_of_person(body)
    if body.get("event", {}).get("type") in OF_ORGANISATIONS:
        team = ""
    enterprise = authorization.get("enterprise_id") or body.get("enterprise_id", "")
    return team, enterprise or body.get("enterprise", {}).get("id", "")


def of_conversation_opened(body: Payload) -> tuple[Speaker, str] | None:
    """Return who opened the conversation with the bot, and which it is; None for the bot's other tabs."""
    event, team = body.get("event", {}), _team(body)
    person, conversation = event.get("user", ""), event.get("channel", "")
    if event.get("tab") != "messages" or not are_ids(team, person, conversation):
        return None
    return _speaker(team, person), conversation


def of_links(body: Payload) -> LinksShared | None:
    """Return the links that somebody shared where all who read them are of one workspace; else None.

    Not while they are still being written, since Slack then does not say where they go; and not where the app
    serves a whole organisation, for whose workspaces may be of several networks and share a channel.
    """
    event, authorizations, team = body["event"], body.get("authorizations") or [{}], _team(body)
    person, conversation, message = (event.get(name, "") for name in ("user", "channel", "message_ts"))
    of_several = body.get("is_ext_shared_channel", True) or authorizations[0].get("is_enterprise_install")
    if event.get("source") != "conversations_history" or of_several:
        return None
    if not are_ids(team, person, conversation) or not _are_moments(message):
        return None
    addresses = tuple(dict.fromkeys(each["url"] for each in event.get("links", ()) if each.get("url")))
    return LinksShared(_speaker(team, person), conversation, message, addresses[:MOST_LINKS])


def of_home_press(body: Payload) -> Speaker | None:
    """Return who pressed a button on the Home tab; None for a press elsewhere."""
    return speaker_of(body) if body.get("container", {}).get("type") == "view" else None


def speaker_of(body: Payload) -> Speaker | None:
    """Return who pressed, filled in or searched; None if Slack does not say."""
    team, person = _team_of_person(body), body.get("user", {})
    user = person.get("id", "")
    if not are_ids(team, user):
        return None
    return _speaker(team, user, person.get("username", ""), homes.of_presser(body))


def who(body: Payload) -> Speaker | None:
    """Return whoever caused a request, of whatever kind; None if Slack does not say."""
    if "command" in body:
        return _speaker_of_command(body)
    if body.get("type") != "event_callback":
        return speaker_of(body)
    team, user = _team(body), body["event"].get("user", "")
    return _speaker(team, user) if are_ids(team, user) else None


def spot_of_message(body: Payload) -> Spot | None:
    """Return the thread of the message at which a shortcut was chosen; None for one chosen elsewhere."""
    channel, moment = body.get("channel", {}).get("id", ""), body.get("message_ts", "")
    named = body.get("message", {}).get("thread_ts", "")  # a message without answers names no thread
    thread = named or moment
    if not are_ids(channel) or not _are_moments(moment, thread):
        return None
    return Spot(conversation=channel, thread=thread, starts_thread=not named)


def in_private(speaker: Speaker) -> Spot:
    """Return the direct messages with the speaker: a person's id names them."""
    return Spot(conversation=speaker.chat_id, audience=Audience.PRIVATE)


def _of_post(body: Payload, audience: Audience | None, *, demonstration: bool) -> Reading | None:
    post, authorization, team = body["event"], (body.get("authorizations") or [{}])[0], _team(body)
    user, channel, moment = post.get("user", ""), post.get("channel", ""), post.get("ts", "")
    thread = post.get("thread_ts", moment)
    if not are_ids(team, user, channel) or not _are_moments(moment, thread) or _is_not_a_person(post):
        return None
    bot = authorization.get("user_id", "") if authorization.get("is_bot") else ""
    text = post.get("text", "") if bot else _LEADING_MENTION.sub("", post.get("text", ""))
    begins = audience is None and thread == moment
    outside = body.get("is_ext_shared_channel") is True
    spot = Spot(channel, thread, audience=audience, starts_thread=begins, outside=outside)
    speaker = _speaker(team, user, home=homes.of_author(body, installed_in(body)))
    event = _wanted(speaker, spot, plain(text, bot), demonstration=demonstration)
    return f"slack:{team}:{channel}:{moment}", event


def _wanted(speaker: Speaker, spot: Spot, text: str, *, demonstration: bool) -> Event:
    """Return a question, a call for help, or in the demonstration the wish to stand for an office."""
    if demonstration and (named := _AS_OFFICE.fullmatch(text)):
        return OfficeTaken(speaker, spot, office=named[1])
    if words_said.wants_help(text):
        return HelpWanted(speaker, spot)
    if words_said.hushes(text) and spot.audience is not Audience.PRIVATE:
        return ThreadHushed(speaker, spot)
    return Asked(speaker, spot, text)


def _pressed(action: Payload) -> Payload:
    """Return the press of a feedback button as that of the button which its value names."""
    if action.get("type") != "feedback_buttons" or action["action_id"] != buttons.FEEDBACK:
        return action
    name, _, value = action.get("value", "").partition(" ")
    if name not in buttons.OF_FEEDBACK:
        return action  # it stays what no button is
    return {**action, "type": "button", "action_id": name, "value": value}


def _ids(action: Payload) -> tuple[int, ...] | None:
    """Return the ids that a pressed button carries; None for a menu, and for what carries other ones."""
    names = carried_by(action["action_id"])
    if names is None or action.get("type", "button") != "button":
        return None
    return buttons.carried(action.get("value", ""), names)


def spot_of_press(body: Payload) -> Spot | None:
    """Return where a button was pressed; for one of the Home tab, the direct messages with the person."""
    container = body.get("container", {})
    channel, message = container.get("channel_id", ""), container.get("message_ts", "")
    # What one person alone sees begins no thread; its own may be one that others see.
    thread = container.get("thread_ts", "" if container.get("is_ephemeral") else message)
    if container.get("type") == "view":
        speaker = speaker_of(body)
        return in_private(speaker) if speaker else None
    if not are_ids(channel) or not _are_moments(message, thread or message):
        return None
    audience = Audience.PRIVATE if channel.startswith(DIRECT_MESSAGES) else None
    # Nobody sees what is shown to them alone in a thread that has no answer yet; whether it has, is not told.
    begins = thread == message and audience is None
    return Spot(channel, thread, message, audience, starts_thread=begins)


def _team(body: Payload) -> str:
    """Return our workspace: in a channel that several share, team_id may be the author's."""
    authorization = (body.get("authorizations") or [{}])[0]
    return str(authorization.get("team_id") or body.get("team_id", ""))


def _team_of_person(body: Payload) -> str:
    """Return the workspace of who pressed, filled in or searched; in organisations `team` is null."""
    return str(body.get("team", {}).get("id") or body.get("user", {}).get("team_id", ""))


def _speaker_of_command(body: Payload) -> Speaker | None:
    team, user = body.get("team_id", ""), body.get("user_id", "")
    return _speaker(team, user, body.get("user_name", "")) if are_ids(team, user) else None


def _speaker(team: str, user: str, name: str = "", home: homes.Home = homes.OURS) -> Speaker:
    speaker = Speaker(workspace_name("slack", team), user, name)
    if not are_ids(home.team):
        return speaker
    return replace(speaker, home=workspace_name("slack", home.team), related=home.related)


def _is_not_a_person(post: Payload) -> bool:
    return bool(post.get("bot_id")) or post.get("subtype", "") not in SUBTYPES_OF_PEOPLE


def are_ids(*texts: str) -> bool:
    """Say whether all of these are ids of Slack's."""
    return all(_ID.fullmatch(text) for text in texts)


def _are_moments(*texts: str) -> bool:
    return all(_MOMENT.fullmatch(text) for text in texts)
