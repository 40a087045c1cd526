"""A message with its words, in the parts that every chat can show: what adapters render.

A chat that has buttons shows them; a terminal shows the command of the same name; an e-mail leaves them out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """Something that the reader can do: `action` is one of bot.actions, `ids` what it is done to.

    `spoken` is what a screen reader says of it, where the label alone would not do.
    """

    action: str
    label: str
    ids: tuple[int, ...] = ()
    spoken: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on a line of their own; a chat that knows them by `chat_id` mentions them.

    With `conversation` it is the id of a conversation instead.
    """

    chat_id: str
    text: str
    conversation: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A line of small print that leads to a thread, where the chat knows its address."""

    text: str
    conversation: str
    thread: str


@dataclass(frozen=True, slots=True)
class Card:
    """One message. The heading says what it is about; the quotation is somebody's own words, never ours.

    `quotation` stands after the first paragraph, `closing` after it; `notes` are small print; `copyable` is a
    text to copy as it stands; `source` is the title and the address of where the words are from; `record` is
    the id of the record whose card it is: where it has a page, there is the rest of what a card cuts;
    `for_named` are those of all these records that only named places may read;
    `digest` is that of the summary whose card it is, whose page can be shown to others; `linked` are the
    records that its paragraphs name as #12, each of which leads to its page where it has one.
    """

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    quotation: str = ""
    closing: tuple[str, ...] = ()
    copyable: str = ""
    notes: tuple[str, ...] = ()
    source: tuple[str, str] = ("", "")
    record: int = 0
    elsewhere: Elsewhere | None = None
    digest: int = 0
    linked: tuple[int, ...] = ()
    for_named: tuple[int, ...] = ()
    buttons: tuple[Button, ...] = ()
