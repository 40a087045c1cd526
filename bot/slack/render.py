"""What the bot says, as Slack shows it: a text for notifications and the blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.card import Button, Card, Contact
from bot.cards import card
from bot.messages import AnswerShown, Message
from bot.phrases import Words, words
from bot.phrases.digest_page import as_page
from bot.phrases.practice import read_all
from bot.shortening import cut, one_line
from bot.slack import buttons
from bot.slack.addresses import NO_LINKS, Links
from bot.slack.answer import answer_blocks, answer_text
from bot.slack.blocks import (
    Block,
    Element,
    bold,
    button,
    conversation,
    linked,
    paragraph,
    person,
    plain,
    quotation,
    rich,
    small_print,
)
from bot.slack.blocks import buttons as row_of
from bot.slack.markup import escaped, link

# Characters; Slack advises at most 4,000 and refuses more in an update. Escaping can make one character five.
LONGEST_TEXT = 700
LONGEST_PARAGRAPH = 2_100
LONGEST_HEADING = 500
# A note that is escaped throughout has five times as many, and the small print takes 3,000.
LONGEST_NOTE = 400

_RECORD = re.compile(r"#([0-9]{1,15})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message in Slack's form; the text stands alone in notifications and for screen readers.

    `shares` is the address of an uploaded file that its readers may have by it.
    """

    text: str
    blocks: list[Block]
    shares: str = ""


def render(message: Message, locale: str, links: Links = NO_LINKS, images: Sequence[Block] = ()) -> Rendered:
    """Return the message in the reader's locale; `links` has the addresses of what it refers to."""
    its_words = words(locale)
    if isinstance(message, AnswerShown):
        return _rendered(answer_text(message, its_words), answer_blocks(message, its_words, links))
    shown = card(message, locale)
    return _rendered(card_text(shown), card_blocks(shown, its_words, links, images))


def card_text(shown: Card) -> str:
    """Return what a notification says of the card."""
    contacts = (contact.text for contact in shown.contacts)
    return " ".join(filter(None, (shown.heading, *shown.paragraphs, *contacts, shown.quotation)))


def card_blocks(
    shown: Card, its_words: Words, links: Links = NO_LINKS, images: Sequence[Block] = ()
) -> list[Block]:
    """Return the blocks of the card: its words, what may be copied, pictures, small print, buttons."""
    said = list(_paragraphs(shown, links))
    blocks = [rich(*said), *images] if said else [*images]
    notes = small_lines(shown, its_words)
    if shown.record and (page := _page(shown.record, shown, links)):
        notes.append(link(page, read_all(its_words.gettext, shown.heading)))
    if place := shown.elsewhere:
        address = links.threads.get((place.conversation, place.thread), "")
        notes.append(link(address, cut(place.text, LONGEST_NOTE)))
    if shown.digest and (page := links.digest(shown.digest)):
        notes.append(link(page, as_page(its_words.gettext)))
    if notes:
        blocks.append(small_print(*notes))
    return [*blocks, *(row_of(*map(_button, row)) for row in _rows(shown.buttons))]


def _rows(offered: Sequence[Button]) -> list[list[Button]]:
    """Return the buttons in rows: Slack refuses a message with an action_id twice in one block."""
    rows: list[list[Button]] = []
    for each in offered:
        if not rows or each.action in {other.action for other in rows[-1]}:
            rows.append([])
        rows[-1].append(each)
    return rows


def small_lines(shown: Card, its_words: Words) -> list[str]:
    """Return the lines of the card's small print in Slack's markup: its notes, then its source."""
    notes = [small for note in shown.notes if (small := escaped(cut(note, LONGEST_NOTE))).strip()]
    if any(shown.source):  # what an official gave back has a title, and no address
        source = link(shown.source[1], cut(one_line(shown.source[0]), LONGEST_NOTE))
        notes.append(f"{escaped(its_words.source())} {source}")
    return notes


def _paragraphs(shown: Card, links: Links) -> list[Element]:
    said = [paragraph(bold(cut(shown.heading, LONGEST_HEADING)))] if shown.heading else []
    said += [paragraph(*_linking(text, shown, links)) for text in shown.paragraphs]
    said += [paragraph(*_named(each), plain(cut(each.text, LONGEST_HEADING))) for each in shown.contacts]
    if shown.quotation:
        said.append(quotation(cut(shown.quotation, LONGEST_PARAGRAPH)))
    said += [_plain(text) for text in shown.closing]
    if shown.copyable:
        said.append(
            paragraph(plain(cut(shown.copyable, LONGEST_PARAGRAPH))) | {"type": "rich_text_preformatted"}
        )
    return said


def _named(each: Contact) -> list[Element]:
    return conversation(each.chat_id) if each.conversation else person(each.chat_id)


def _linking(text: str, shown: Card, links: Links) -> Iterator[Element]:
    """Return the runs of a paragraph: the number of a record that has a page leads there."""
    text, at = cut(text, LONGEST_PARAGRAPH), 0
    for number in _RECORD.finditer(text):
        record_id = int(number[1])
        if record_id in shown.linked and (page := _page(record_id, shown, links)):
            yield plain(text[at : number.start()])
            yield linked(number[0], page)
            at = number.end()
    yield plain(text[at:])


def _page(record_id: int, shown: Card, links: Links) -> str:
    return links.page(record_id, for_named=record_id in shown.for_named)


def _plain(text: str) -> Element:
    return paragraph(plain(cut(text, LONGEST_PARAGRAPH)))


def _button(each: Button) -> Element:
    return button(
        each.action, buttons.carry(each), each.label, each.spoken or each.label, primary=each.primary
    )


def _rendered(text: str, blocks: list[Block]) -> Rendered:
    return Rendered(escaped(cut(one_line(text), LONGEST_TEXT)), blocks)
