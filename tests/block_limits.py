"""What Slack refuses in a message: its documented limits, and those that its SDK's own models check."""

from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

# https://docs.slack.dev/reference/block-kit/blocks and .../methods/chat.postMessage, as of August 2026.
MOST_BLOCKS = 50
LONGEST_TEXT = 4_000  # of a message's own text; chat.update refuses more
LONGEST_TEXT_OBJECT = 3_000
LONGEST_BUTTON = 75
LONGEST_VALUE = 2_000
# Whole messages were refused near this many characters: slackapi/bolt-js issue 2509.
MOST_CHARACTERS = 13_000


def broken_limits(message: dict[str, Any]) -> list[str]:
    """Return what is wrong with a message's text and blocks, in words; nothing when Slack would take it."""
    blocks = message.get("blocks", [])
    problems = [] if message.get("text", "").strip() else ["no text for notifications"]
    if len(message.get("text", "")) > LONGEST_TEXT:
        problems.append("text too long")
    if len(blocks) > MOST_BLOCKS:
        problems.append("too many blocks")
    if sum(len(text) for text in texts(blocks)) > MOST_CHARACTERS:
        problems.append("too many characters")
    for block in blocks:
        problems += _broken_in(block)
    return problems


def texts(part: Any) -> list[str]:
    """Return every text that a reader sees in a block, or in anything within one."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in texts(value)]
    if isinstance(part, list):
        return [text for each in part for text in texts(each)]
    return []


def _broken_in(block: dict[str, Any]) -> list[str]:
    problems = [f"{block['type']}: empty or too long" for text in texts(block) if not 0 < len(text) <= 3_000]
    if any(not part.get("elements") for part in block.get("elements", []) if "rich_text" in part["type"]):
        problems.append("empty paragraph")
    buttons = [each for each in block.get("elements", []) if each.get("type") == "button"]
    for button in buttons:
        if len(button["text"]["text"]) > LONGEST_BUTTON or len(button.get("value", "")) > LONGEST_VALUE:
            problems.append("button too long")
        if not 0 < len(button.get("accessibility_label", "")) <= LONGEST_BUTTON:
            problems.append("button without a label for screen readers, or too long a one")
    if len({button["action_id"] for button in buttons}) < len(buttons):
        problems.append("action_id twice in a block")
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return [*problems, f"unknown block {block['type']}"]
        parsed.to_dict()
    except SlackObjectFormationError as error:
        problems.append(str(error))
    return problems
