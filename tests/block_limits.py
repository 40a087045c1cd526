"""What Slack refuses in a message or view: its documented limits, and those that its SDK's models check."""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

# https://docs.slack.dev/reference/block-kit/blocks and .../methods/chat.postMessage, as of August 2026.
MOST_BLOCKS = 50
LONGEST_TEXT = 4_000  # of a message's own text; chat.update refuses more
LONGEST_TEXT_OBJECT = 3_000
LONGEST_BUTTON = 75
LONGEST_VALUE = 2_000
MOST_CONTEXT_ACTIONS = 5
# Whole messages were refused near this many characters: slackapi/bolt-js issue 2509.
MOST_CHARACTERS = 13_000

# https://docs.slack.dev/reference/views and .../block-kit/block-elements, as of August 2026.
MOST_BLOCKS_OF_A_VIEW = 100
LONGEST_VIEW = 250_000
LONGEST_TITLE = 24
LONGEST_METADATA = 3_000
LONGEST_FIELD_LABEL = 2_000
LONGEST_ID = 255
LONGEST_ENTRY = 3_000
MOST_OPTIONS = 100
MOST_BOXES = 10
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150


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
    problems += _broken_feedback(block) if block["type"] == "context_actions" else []
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


def _broken_feedback(block: dict[str, Any]) -> Iterator[str]:
    # .../blocks/context-actions-block and .../block-elements/feedback-buttons-element
    if not 0 < len(block["elements"]) <= MOST_CONTEXT_ACTIONS:
        yield "no or too many elements"
    for element in block["elements"]:
        if element["type"] not in ("feedback_buttons", "icon_button"):
            yield "no element of context actions"
        for name in ("positive_button", "negative_button") if element["type"] == "feedback_buttons" else ():
            side = element[name]
            yield from _wrong_length(name, side["text"], LONGEST_BUTTON)
            if not 0 < len(side["value"]) <= LONGEST_VALUE:
                yield f"{name}: value empty or too long"
            if not 0 < len(side.get("accessibility_label", "")) <= LONGEST_BUTTON:
                yield f"{name}: no label for screen readers, or too long a one"


def broken_view(view: dict[str, Any]) -> list[str]:
    """Return what is wrong with a modal or a Home tab, in words; nothing when Slack would take it."""
    blocks = view["blocks"]
    problems = [] if len(blocks) <= MOST_BLOCKS_OF_A_VIEW else ["too many blocks"]
    if len(json.dumps(view)) > LONGEST_VIEW:
        problems.append("view too large")
    if len(view.get("private_metadata", "")) > LONGEST_METADATA:
        problems.append("private_metadata too long")
    if view["type"] == "modal":
        problems += _wrong_length("title", view["title"], LONGEST_TITLE)
        problems += _wrong_length("submit", view["submit"], LONGEST_TITLE) if "submit" in view else []
    inputs = [block for block in blocks if block["type"] == "input"]
    if inputs and "submit" not in view:
        problems.append("input blocks without submit")
    if len({block["block_id"] for block in inputs}) < len(inputs):
        problems.append("block_id twice")
    for block in blocks:
        problems += _broken_input(block) if block["type"] == "input" else _broken_in(block)
    return problems


def _broken_input(block: dict[str, Any]) -> Iterator[str]:
    element = block["element"]
    if not 0 < len(block["block_id"]) <= LONGEST_ID or not 0 < len(element["action_id"]) <= LONGEST_ID:
        yield "id empty or too long"
    for name in ("label", "hint"):
        yield from _wrong_length(name, block[name], LONGEST_FIELD_LABEL) if name in block else ()
    if "placeholder" in element:
        yield from _wrong_length("placeholder", element["placeholder"], LONGEST_OPTION_VALUE)
    if len(element.get("initial_value", "")) > element.get("max_length", LONGEST_ENTRY):
        yield "initial_value longer than max_length"
    if element["type"] == "number_input" and "is_decimal_allowed" not in element:
        yield "number without is_decimal_allowed"
    yield from broken_options(element)


def broken_options(element: dict[str, Any]) -> Iterator[str]:
    """Return what is wrong with the choices of an element, or of an answer to a suggestion."""
    kind, groups = element.get("type", ""), _groups(element)
    menus = ("static_select", "multi_static_select")
    if kind in menus and ("options" in element) == ("option_groups" in element):
        yield "exactly one of options and option_groups"
    most = MOST_BOXES if kind in ("checkboxes", "radio_buttons") else MOST_OPTIONS
    if any(len(group) > most for group in groups) or len(groups) > MOST_OPTIONS:
        yield "too many options"
    if kind and not all(groups):
        yield "no options"
    for group in element.get("option_groups", []):
        yield from _wrong_length("group", group["label"], LONGEST_OPTION)
    every = [option for group in groups for option in group]
    for option in every:
        yield from _broken_option(option)
    if len({option["value"] for option in every}) < len(every):
        yield "value twice"
    yield from _broken_choice(element, every)


def _groups(element: dict[str, Any]) -> list[list[dict[str, Any]]]:
    named = [group["options"] for group in element.get("option_groups", [])]
    return [*named, element["options"]] if "options" in element else named


def _broken_choice(element: dict[str, Any], every: list[dict[str, Any]]) -> Iterator[str]:
    chosen = [element["initial_option"]] if "initial_option" in element else []
    for option in (*chosen, *element.get("initial_options", ())):
        if element.get("type") != "external_select" and option not in every:
            yield "initial option is none of the options"
        yield from _broken_option(option)
    if element.get("initial_options") == []:
        yield "initial_options empty"


def _broken_option(option: dict[str, Any]) -> Iterator[str]:
    yield from _wrong_length("option", option["text"], LONGEST_OPTION)
    if "description" in option:
        yield from _wrong_length("description", option["description"], LONGEST_OPTION)
    if not 0 < len(option["value"]) <= LONGEST_OPTION_VALUE:
        yield "value empty or too long"


def _wrong_length(name: str, text: dict[str, Any], longest: int) -> list[str]:
    right = text["type"] == "plain_text" and 0 < len(text["text"]) <= longest and text["text"].strip()
    return [] if right else [f"{name} is empty, too long or no plain text"]
