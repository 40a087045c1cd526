"""Forms as modals in Slack's Block Kit: one input block for each field, named like the field.

Labels, hints and choices are plain text without emoji codes, so nothing in them is markup. Limits:
https://docs.slack.dev/reference/block-kit and .../reference/views, as of August 2026.
"""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

from bot.forms import Field, Form, Option
from bot.harmless import harmless
from bot.narrowest import LONGEST_CHOICE, LONGEST_ENTRY, MOST_CHOICES
from bot.phrases import Words
from bot.phrases.form import not_possible, type_to_search
from bot.shortening import cut, one_line
from bot.slack.blocks import Block, Element, paragraph, plain, rich
from bot.slack.carrying import Carried, written
from bot.slack.markup import is_channel, is_person
from bot.speaker import Spot

View = dict[str, Any]

FORM = "form"  # callback_id of every form; which one it is, stands in private_metadata
ENTRY, SEARCH = "entry", "search"  # action_ids of the element of a field

# Characters, as Block Kit has them.
LONGEST_TITLE = 24
LONGEST_LABEL = 2_000
LONGEST_VALUE = 150

MOST_BLOCKS = 100
MOST_BOXES = 10  # of one set of checkboxes
# Choices of a form in all: a view may hold 250 kB, and one choice of the longest kind takes 400 bytes.
MOST_OPTIONS = 500
# Radio buttons as long as one look takes them in; more would push the other fields out of sight.
MOST_RADIO_BUTTONS = 5
LEAST_TYPED = 2  # letters; one would offer every tenth place of the world


def modal(form: Form, spot: Spot, its_words: Words) -> View:
    """Return the form as a modal that carries its name, its ids and where it was opened."""
    blocks: list[Block] = []
    if form.intro.strip():
        blocks.append(rich(*map(_said, form.intro.split("\n"))))
    blocks += [_input(each, its_words) for each in form.fields if _can_be_filled_in(each)]
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _text(form.title, LONGEST_TITLE),
        "submit": _text(form.submit, LONGEST_TITLE),
        "private_metadata": written(Carried(form.name, form.ids, spot)),
        "blocks": blocks[:MOST_BLOCKS],
    }


def notice(sentence: str, its_words: Words) -> View:
    """Return a modal that only says something, in the place of a form that cannot be opened."""
    title = _text(not_possible(its_words.gettext), LONGEST_TITLE)
    return {"type": "modal", "title": title, "blocks": [rich(_said(sentence))]}


def _said(text: str) -> Element:
    return paragraph(plain(cut(text, LONGEST_ENTRY)))


def choices(options: Sequence[Option]) -> list[Element]:
    """Return the options of a menu; what Slack takes for none, and what is there already, is left out."""
    fit = {each.value: each for each in options if each.value.strip() and len(each.value) <= LONGEST_VALUE}
    return [_choice(each) for each in fit.values()]


def _can_be_filled_in(field: Field) -> bool:
    """Say whether Slack shows the field: it refuses a whole modal for one menu without choices."""
    return field.kind not in ("one", "several") or bool(choices(field.options))


def _input(field: Field, its_words: Words) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _text(field.label, LONGEST_LABEL),
        "optional": field.optional,
        "element": _element(field, its_words),
    }
    return block | ({"hint": _text(field.hint, LONGEST_LABEL)} if field.hint.strip() else {})


def _element(field: Field, its_words: Words) -> Element:
    match field.kind:
        case "one":
            return _one(field)
        case "several":
            return _several(field)
        case "search":
            return _search(field, its_words)
        case "number":
            known = (each for each in field.values if each.isascii() and each.isdecimal())
            number = {"type": "number_input", "action_id": ENTRY, "is_decimal_allowed": False}
            return number | _first("initial_value", known)
        case "person":
            person = {"type": "users_select", "action_id": ENTRY}
            return person | _first("initial_user", filter(is_person, field.values))
        case "channel":
            return _channel(field)
    return _typed(field)


def _typed(field: Field) -> Element:
    """Return a field to type into: "text" on one line, "lines" and "days" on several."""
    longest = max(1, min(field.longest, LONGEST_ENTRY))
    # As it is stored: who sends the form unchanged must change nothing. A field to type into has no markup.
    value = (field.values[0] if field.values else "").strip()
    value = (one_line(value) if field.kind == "text" else value)[:longest]
    element: Element = {
        "type": "plain_text_input",
        "action_id": ENTRY,
        "multiline": field.kind != "text",
        "max_length": longest,
    }
    return element | ({"initial_value": value} if value else {})


def _one(field: Field) -> Element:
    offered = _offered(field)
    initial = _first("initial_option", (each for each in offered if each["value"] in field.values))
    if len(offered) <= MOST_RADIO_BUTTONS and not field.optional:
        return {"type": "radio_buttons", "action_id": ENTRY, "options": offered} | initial
    return {"type": "static_select", "action_id": ENTRY} | _menu(offered) | initial


def _several(field: Field) -> Element:
    offered = _offered(field)
    chosen = [each for each in offered if each["value"] in field.values]
    initial = {"initial_options": chosen} if chosen else {}
    if len(offered) <= MOST_BOXES:
        return {"type": "checkboxes", "action_id": ENTRY, "options": offered} | initial
    return {"type": "multi_static_select", "action_id": ENTRY} | _menu(offered) | initial


def _search(field: Field, its_words: Words) -> Element:
    chosen = (each for each in choices(field.options) if each["value"] in field.values)
    element: Element = {
        "type": "external_select",
        "action_id": SEARCH,
        "min_query_length": LEAST_TYPED,
        "placeholder": _text(type_to_search(its_words.gettext), LONGEST_VALUE),
    }
    return element | _first("initial_option", chosen)


def _channel(field: Field) -> Element:
    """Return Slack's own menu of the channels that the person sees, at first the one where they are."""
    channels = {"include": ["public", "private"], "exclude_bot_users": True}
    element: Element = {"type": "conversations_select", "action_id": ENTRY, "filter": channels}
    initial = _first("initial_conversation", filter(is_channel, field.values))
    return element | (initial or {"default_to_current_conversation": True})


def _first(name: str, values: Iterable[Any]) -> Element:
    """Return the first of the values under this name, nothing where there is none."""
    return next(({name: each} for each in values), {})


def _offered(field: Field) -> list[Element]:
    """Return the choices of a field that Slack has room for; what is chosen already is always among them."""
    every = choices(field.options)
    return [
        each
        for position, each in enumerate(every)
        if position < MOST_OPTIONS or each["value"] in field.values
    ][: MOST_CHOICES**2]


def _menu(offered: list[Element]) -> Element:
    """Return the choices of a menu, in groups named by their first and last where one has no room."""
    if len(offered) <= MOST_CHOICES:
        return {"options": offered}
    groups = [offered[start : start + MOST_CHOICES] for start in range(0, len(offered), MOST_CHOICES)]
    return {
        "option_groups": [
            {"label": _text(f"{_name(group[0])} – {_name(group[-1])}", LONGEST_CHOICE), "options": group}
            for group in groups
        ]
    }


def _name(choice: Element) -> str:
    return cut(str(choice["text"]["text"]), LONGEST_CHOICE // 2 - 2)


def _choice(option: Option) -> Element:
    """Return one choice; a label that is too long goes on in its description, which stands below it."""
    first, *rest = wrap(one_line(harmless(option.label)) or option.value, LONGEST_CHOICE)
    element: Element = {"text": _text(first, LONGEST_CHOICE), "value": option.value}
    return element | ({"description": _text(" ".join(rest), LONGEST_CHOICE)} if rest else {})


def _text(text: str, longest: int) -> Element:
    shown = cut(one_line(harmless(text)), longest) or "…"
    return {"type": "plain_text", "text": shown, "emoji": False}
