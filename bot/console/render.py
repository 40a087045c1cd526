"""Messages as plain lines for a terminal, wrapped; nothing depends on colour."""

from collections.abc import Iterator
from textwrap import wrap

from bot.messages import (
    AnswerShown,
    ConsentAsked,
    ConsentDeclined,
    ConsentGiven,
    DemonstrationOffice,
    Failed,
    Help,
    Introduced,
    IntroductionNotMade,
    IntroductionRequested,
    MatchShown,
    Message,
    PeersSetting,
    Refused,
    Thanked,
    Undeliverable,
)
from bot.phrases import Words

WIDTH = 88  # characters; long enough for an address, short enough to read


def rendered(message: Message, words: Words) -> list[str]:
    """Return the message as lines of at most WIDTH characters, save for web addresses."""
    return list(_lines(message, words))


def wrapped(text: str) -> list[str]:
    """Return the text as lines of at most WIDTH characters."""
    return wrap(text, WIDTH, break_long_words=False)


def _lines(message: Message, words: Words) -> Iterator[str]:
    match message:
        case AnswerShown():
            yield from _answer(message, words)
        case ConsentAsked():
            yield from _paragraphs(
                words.consent_heading(), words.consent_request(message), words.consent_terms(message)
            )
            yield "/accept    /decline"
        case Introduced():
            yield from _introduced(message, words)
        case Help():
            yield from _paragraphs(words.help_text(demonstration=message.demonstration))
            yield from _commands(words)
        case _:
            yield from _paragraphs(_sentence(message, words))


def _sentence(message: Message, words: Words) -> str:
    match message:
        case IntroductionRequested():
            return words.requested(message)
        case ConsentGiven(title):
            return words.consent_given(title)
        case ConsentDeclined(title):
            return words.consent_declined(title)
        case IntroductionNotMade(title, place):
            return words.not_made(title, place)
        case DemonstrationOffice(office, place):
            return words.demonstration_office(office, place)
        case Refused(reason, details):
            return words.refusal(reason, dict(details))
        case _:
            return _rare_sentence(message, words)


def _rare_sentence(message: Message, words: Words) -> str:
    match message:
        case Thanked(helpful):
            return words.thanks(helpful=helpful)
        case PeersSetting(on):
            return words.peers_setting(on=on)
        case Failed(reference):
            return words.failed(reference)
        case Undeliverable(_, reason):
            return words.undeliverable(reason)
    raise LookupError(f"no words for {message.kind}")


def _answer(answer: AnswerShown, words: Words) -> Iterator[str]:
    yield words.answer_heading(answer.band, len(answer.matches))
    if not answer.matches:
        yield from _paragraphs(words.after_none())
    for number, match in enumerate(answer.matches, start=1):
        yield ""
        yield from _match(number, match, words)
    if answer.first_time:
        yield ""
        yield from _paragraphs(words.what_is_kept(private=answer.private))


def _match(number: int, match: MatchShown, words: Words) -> Iterator[str]:
    yield from _paragraphs(f"{number}. {match.title}")
    for text in _match_parts(match, words):
        yield from wrap(text, WIDTH, initial_indent="   ", subsequent_indent="   ", break_long_words=False)
    if match.source_url:
        yield f"   {match.source_url}"
    if match.can_introduce:
        yield f"   /introduce {number}  {words.introduce_us_with(match)}"


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


def _introduced(message: Introduced, words: Words) -> Iterator[str]:
    yield words.introduced_heading()
    for person in (message.asker, message.peer):
        yield from wrap(f"- {words.person(person)}", WIDTH, subsequent_indent="  ")
    yield from _paragraphs(words.introduced_about(message))
    if message.source_url:
        yield message.source_url
    yield from _paragraphs(words.first_step())


def _commands(words: Words) -> Iterator[str]:
    yield ""
    for command, meaning in words.console_commands():
        yield f"  {command:<24} {meaning}"


def _paragraphs(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from wrapped(text)
