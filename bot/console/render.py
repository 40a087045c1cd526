"""Messages as plain lines for a terminal, wrapped; nothing depends on colour."""

from collections.abc import Iterator
from textwrap import wrap

from bot.card import Button, Card
from bot.cards import card
from bot.directions import isolating
from bot.messages import AnswerShown, Help, Message
from bot.phrases import Words
from bot.phrases import channel as channel_phrases
from bot.phrases.narrowing import after_none, narrowed_to
from bot.shown import MatchShown

# Buttons whose action says something else than they do: this one says "Done".
TYPED = {"take_task": "/done"}
WIDTH = 88  # characters; long enough for an address, short enough to read


def buttons(message: Message, locale: str) -> tuple[Button, ...]:
    """Return what can be done with a message; an answer's matches have commands of their own."""
    return () if isinstance(message, AnswerShown) else card(message, locale).buttons


def command(action: str) -> str:
    """Return what is typed for a button of this action."""
    return TYPED.get(action, "/" + action.replace("_", "-"))


def rendered(message: Message, words: Words) -> list[str]:
    """Return the message as lines of at most WIDTH characters, save for web addresses."""
    return [isolating(line) for line in _lines(message, words)]


def wrapped(text: str) -> list[str]:
    """Return each line of the text as lines of at most WIDTH characters, save for web addresses."""
    return list(_wrapped(isolating(text)))


def _wrapped(text: str, indent: str = "", hanging: str = "") -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        yield from wrap(
            line,
            WIDTH,
            initial_indent=hanging if number else indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens="://" not in line,
        )


def _lines(message: Message, words: Words) -> Iterator[str]:
    if isinstance(message, AnswerShown):
        yield from _answer(message, words)
        return
    yield from _card(card(message, words.locale))
    if isinstance(message, Help):
        yield from _commands(words)


def _card(shown: Card) -> Iterator[str]:
    yield from _paragraphs(*filter(None, (shown.heading, *shown.paragraphs)))
    for contact in shown.contacts:
        yield from _wrapped(f"- {contact.text}", hanging="  ")
    yield from _paragraphs(*filter(None, (shown.quotation,)))
    if shown.source[1]:
        yield shown.source[1]
    yield from _paragraphs(*shown.closing)
    if shown.copyable:
        yield from ("", *(f"    {line}" for line in shown.copyable.splitlines()), "")
    yield from _paragraphs(*shown.notes, *([shown.elsewhere.text] if shown.elsewhere else ()))
    if shown.buttons:
        yield "    ".join(command(each.action) for each in shown.buttons)


def _answer(answer: AnswerShown, words: Words) -> Iterator[str]:
    if answer.shared_by:
        name = answer.shared_by.name or answer.shared_by.chat_id
        yield f"{channel_phrases.shared_by(words.gettext)} {name}"
    if answer.outside:
        yield channel_phrases.read_outside(words.gettext)
    if answer.narrowed:
        yield narrowed_to(answer.narrowed, words)
    yield words.answer_heading(answer.band, len(answer.matches))
    if not answer.matches:
        yield from _paragraphs(after_none(answer.narrowed, words, private=answer.private))
    for number, match in enumerate(answer.matches, start=1):
        yield ""
        yield from _match(number, match, words)
    if answer.first_time:
        yield ""
        yield from _paragraphs(words.what_is_kept(private=answer.private))


def _match(number: int, match: MatchShown, words: Words) -> Iterator[str]:
    yield from _paragraphs(f"{number}. {match.title}")
    for text in _match_parts(match, words):
        yield from _wrapped(text, indent="   ", hanging="   ")
    if match.source_url:
        yield f"   {match.source_url}"
    if match.can_introduce:
        yield f"   /introduce {number}  {words.introduce_us_with(match)}"
    elif match.can_seek:
        yield f"   /find-office {number}  {words.find_office_of(match)}"


def _match_parts(match: MatchShown, words: Words) -> Iterator[str]:
    yield words.facts(match)
    if match.action:
        yield f"{words.what_they_did()} {match.action}"
    if match.outcome:
        yield f"{words.what_came_of_it()} {match.outcome}"
    yield words.why(match.reasons)
    if match.asked_before is not None:
        yield words.asked_before(match.asked_before, match)
    notes = "; ".join(note for note in (words.source_language(match), words.checked(match)) if note)
    yield f"{words.source()} {match.source_title} ({notes})"


def _commands(words: Words) -> Iterator[str]:
    yield ""
    for command, meaning in words.console_commands():
        yield f"  {command:<24} {meaning}"


def _paragraphs(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from wrapped(text)
