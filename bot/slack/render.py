"""What the bot says, as Slack shows it: a text for notifications and the blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    Message,
    PeersSetting,
    PersonShown,
    Refused,
    Thanked,
    Undeliverable,
)
from bot.phrases import Words, words
from bot.slack import buttons
from bot.slack.answer import LONGEST_QUESTION, LONGEST_TITLE, answer_blocks, answer_text
from bot.slack.blocks import (
    Block,
    bold,
    button,
    paragraph,
    person,
    plain,
    quotation,
    rich,
    small_print,
)
from bot.slack.blocks import buttons as row_of
from bot.slack.markup import cut, escaped, link, one_line

# Characters; Slack advises at most 4,000 and refuses more in an update. Escaping can make one character five.
LONGEST_TEXT = 700

Links = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message in Slack's form; the text stands alone in notifications and for screen readers."""

    text: str
    blocks: list[Block]


def render(message: Message, locale: str, links: Links | None = None) -> Rendered:
    """Return the message in the reader's locale; `links` has the addresses of the threads it refers to."""
    its_words = words(locale)
    match message:
        case AnswerShown():
            return _rendered(answer_text(message, its_words), answer_blocks(message, its_words, links or {}))
        case ConsentAsked():
            return _consent(message, its_words)
        case Introduced():
            return _introduced(message, its_words)
    text = _sentences(message, its_words)
    return _rendered(text, [rich(paragraph(plain(cut(text, 3 * LONGEST_TEXT))))])


def _sentences(message: Message, its_words: Words) -> str:
    """Return what a message says that is nothing but text."""
    match message:
        case IntroductionRequested(title=title):
            return its_words.requested(replace(message, title=_title(title)))
        case ConsentGiven(title=title):
            return its_words.consent_given(_title(title))
        case ConsentDeclined(title=title):
            return its_words.consent_declined(_title(title))
        case IntroductionNotMade(title=title, place=place):
            return its_words.not_made(_title(title), place)
        case DemonstrationOffice(office=office, place=place):
            return its_words.demonstration_office(office, place)
    return _about_the_bot(message, its_words)


def _about_the_bot(message: Message, its_words: Words) -> str:
    match message:
        case Thanked(helpful=helpful):
            return its_words.thanks(helpful=helpful)
        case PeersSetting(on=on):
            return its_words.peers_setting(on=on)
        case Help(demonstration=demonstration):
            return its_words.help_text(demonstration=demonstration)
        case Refused(reason=reason, details=details):
            return its_words.refusal(reason, dict(details))
        case Failed(reference=reference):
            return its_words.failed(reference)
        case Undeliverable(reason=reason):
            return its_words.undeliverable(reason)
    raise LookupError(f"no words for {message.kind}")


def _consent(message: ConsentAsked, its_words: Words) -> Rendered:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=_title(message.title))
    heading, request = its_words.consent_heading(), its_words.consent_request(shown)
    carried = buttons.carry(introduction=message.introduction_id)
    accept, decline = its_words.accept(), its_words.decline()
    blocks = [
        rich(paragraph(bold(heading)), paragraph(plain(request))),
        small_print(escaped(its_words.consent_terms(shown))),
        row_of(
            button(buttons.ACCEPT, carried, accept, f"{accept}: {shown.title}", primary=True),
            button(buttons.DECLINE, carried, decline, f"{decline}: {shown.title}"),
        ),
    ]
    return _rendered(f"{heading} {request}", blocks)


def _introduced(message: Introduced, its_words: Words) -> Rendered:
    shown = replace(message, question=cut(message.question, LONGEST_QUESTION), title=_title(message.title))
    heading, about = its_words.introduced_heading(), its_words.introduced_about(shown)
    sides = [
        (side, cut(its_words.person(_without_id(side)), LONGEST_QUESTION))
        for side in (message.asker, message.peer)
    ]
    blocks = [
        rich(
            paragraph(bold(heading)),
            *(paragraph(*person(side.chat_id), plain(text)) for side, text in sides),
            quotation(about),
            paragraph(plain(its_words.first_step())),
        ),
        small_print(f"{escaped(its_words.source())} {link(message.source_url, shown.title)}"),
    ]
    return _rendered(" ".join([heading, *(text for _, text in sides), about]), blocks)


def _without_id(side: PersonShown) -> PersonShown:
    """Return the side without a name that is only their id in Slack: the mention shows who they are."""
    return replace(side, name=side.office) if side.name == side.chat_id else side


def _title(title: str) -> str:
    return cut(one_line(title), LONGEST_TITLE)


def _rendered(text: str, blocks: list[Block]) -> Rendered:
    return Rendered(escaped(cut(one_line(text), LONGEST_TEXT)), blocks)
