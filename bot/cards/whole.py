"""Long texts in a card: whole as long as all fit one message; else cut, and the rest a press away."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.card import Button
from bot.phrases import Words
from bot.phrases import practice as phrases
from bot.shortening import LONGEST_MESSAGE, LONGEST_PARAGRAPH, cut, pieces, share, title


@dataclass(frozen=True, slots=True)
class Fitted:
    """The paragraphs of texts that stand in one message, and whether one of them had to be cut."""

    paragraphs: tuple[str, ...]
    is_cut: bool


def fitted(labelled: Iterable[tuple[str, str]]) -> Fitted:
    """Return the texts, each after its label, as whole as one message takes them; nothing for an empty one.

    A label can be "".
    """
    said = [(label, text.strip()) for label, text in labelled if text.strip()]
    most = share((len(text) for _, text in said), LONGEST_MESSAGE)
    paragraphs = [each for label, text in said for each in in_paragraphs(_after(label, cut(text, most)))]
    return Fitted(tuple(paragraphs), any(len(text) > most for _, text in said))


def _after(label: str, text: str) -> str:
    return f"{label}{text}" if not label or label.endswith("\n") else f"{label} {text}"


def in_paragraphs(text: str) -> list[str]:
    """Return the whole text in paragraphs that no chat cuts."""
    return pieces(text, LONGEST_PARAGRAPH)


def read_on(
    shown: Fitted, record: tuple[int, str], words: Words
) -> tuple[tuple[str, ...], tuple[Button, ...]]:
    """Return what says that texts were cut, and the button that shows them whole; nothing if none was.

    `record` is the number and the title of the record whose texts they are.
    """
    if not shown.is_cut:
        return (), ()
    (record_id, called), label = record, phrases.read_whole(words.gettext)
    button = Button("read_whole", label, (record_id,), f"{label}: {title(called)}")
    return (phrases.not_whole(words.gettext),), (button,)
