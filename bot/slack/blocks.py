"""The few blocks of Slack's Block Kit that our messages are made of.

Words of people and records stand in rich text, which knows no markup, so nothing in them can become a
mention, a link or bold. Only small print is in Slack's markup; its texts must come escaped.
"""

from typing import Any

from bot.harmless import harmless
from bot.narrowest import LONGEST_BUTTON
from bot.shortening import ELLIPSIS, cut, one_line
from bot.slack.markup import is_channel, is_person

Block = dict[str, Any]
Element = dict[str, Any]

LONGEST_SMALL_PRINT = 3_000  # characters of a text with markup, as Block Kit has it
LONGEST_SECTION = 3_000  # characters of a section's text, as Block Kit has it
LONGEST_ALT = 2_000  # characters of what a picture shows, as Block Kit has it


def plain(text: str) -> Element:
    """Return a run of text."""
    return {"type": "text", "text": harmless(text)}


def linked(text: str, address: str) -> Element:
    """Return a run of text that leads to an address of ours."""
    return {"type": "link", "url": address, "text": harmless(text)}


def bold(text: str) -> Element:
    """Return a run of bold text."""
    return plain(text) | {"style": {"bold": True}}


def mention(chat_id: str) -> list[Element]:
    """Return a mention of the person; nothing for who has no id in Slack."""
    return [{"type": "user", "user_id": chat_id}] if is_person(chat_id) else []


def person(chat_id: str) -> list[Element]:
    """Return a mention of the person, followed by a dot; nothing for who has no id in Slack."""
    return [*mention(chat_id), plain(" · ")] if is_person(chat_id) else []


def conversation(chat_id: str) -> list[Element]:
    """Return the name of a channel, followed by a dot; nothing for what is no id of one."""
    return [{"type": "channel", "channel_id": chat_id}, plain(" · ")] if is_channel(chat_id) else []


def paragraph(*runs: Element) -> Element:
    """Return one paragraph of runs."""
    return {"type": "rich_text_section", "elements": _without_empty(runs)}


def quotation(text: str) -> Element:
    """Return a quoted text."""
    return paragraph(plain(text)) | {"type": "rich_text_quote"}


def rich(*paragraphs: Element) -> Block:
    """Return a block of paragraphs and quotations."""
    return {"type": "rich_text", "elements": list(paragraphs)}


def image(file_id: str, alt: str) -> Block:
    """Return a picture that was uploaded, with what it shows in words for who cannot see it."""
    alt_text = cut(one_line(harmless(alt)), LONGEST_ALT)
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt_text}


def small_print(*lines: str) -> Block:
    """Return one block of small lines, escaped already; a line that has no room left is left out."""
    shown = lines[0]
    for line in lines[1:]:
        if line and len(shown) + len(line) < LONGEST_SMALL_PRINT:
            shown += f"\n{line}"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shown, "verbatim": True}]}


def buttons(*elements: Element) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(action_id: str, value: str, text: str, spoken: str, *, primary: bool = False) -> Element:
    """Return a button; `spoken` is what a screen reader says of it."""
    element: Element = {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": _label(text)},
        "accessibility_label": _label(spoken),
    }
    return element | ({"style": "primary"} if primary else {})


def feedback(action_id: str, positive: Element, negative: Element) -> Block:
    """Return the row in which a reader says whether a message helped; each side is made by `button`."""
    sides = {"positive_button": _side(positive), "negative_button": _side(negative)}
    element = {"type": "feedback_buttons", "action_id": action_id, **sides}
    return {"type": "context_actions", "elements": [element]}


def _side(made: Element) -> Element:
    return {name: made[name] for name in ("text", "value", "accessibility_label")}


def _label(text: str) -> str:
    return cut(one_line(harmless(text)), LONGEST_BUTTON) or ELLIPSIS  # Slack refuses a button without words


def _without_empty(runs: tuple[Element, ...]) -> list[Element]:
    return [run for run in runs if run.get("text") != ""] or [{"type": "text", "text": " "}]
