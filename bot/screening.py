"""What must not be stored: texts that are no question, and texts that hold a person's private data.

Screening happens before the event is stored, so a refused text is nowhere, not even in the durable runner.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.us import ssn

from bot.births import names_a_birth
from bot.events import AnsweredInWriting, Asked, DraftWritten, Event, Unanswerable
from bot.events.curation import DraftSentBack
from bot.events.giving import PracticeTold, ProposalChanged
from bot.events.practice import ChangeReported, PracticeSearched, RecordWithdrawn
from bot.events.quoting import QuoteDrafted, ReplyChosen
from bot.questions.anonymity import without_prefix
from bot.records.proposing import propose
from bot.refusal import Refusal
from matching.domain import Audience
from matching.text import clean

LIMIT = 3_000  # characters; a long paragraph in any script, and the models read 510 tokens at most

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_LINK = re.compile(r"(https?://|www\.)\S+")
_NUMBERS = re.compile(r"(?<![\w.])[A-Z]{0,2}\d(?:[\d -]{7,32})\d(?!\w)")


# What officials write in their own words, besides questions; forms check it before, field by field.
WRITTEN: Mapping[type, tuple[str, ...]] = {
    DraftWritten: ("title", "problem", "action", "outcome", "lessons"),
    AnsweredInWriting: ("text",),
    DraftSentBack: ("reason",),
    RecordWithdrawn: ("reason",),
    ChangeReported: ("text",),
    ReplyChosen: ("text",),
    QuoteDrafted: ("title", "problem", "action", "outcome", "lessons"),
}


def screened(event: Event) -> Event:
    """Return the event as it may be stored: a question cleaned, or only the reason for refusing it."""
    try:
        if isinstance(event, PracticeSearched):
            return replace(event, text=question(event.text))
        if isinstance(event, Asked):
            return _question(event)
        if isinstance(event, PracticeTold):
            return replace(event, text=told(event.text))
        if found := private_data(_written(event)):
            raise Refusal("private_data", what=found)
        return event
    except Refusal as refusal:
        return Unanswerable(event.speaker, event.spot, refusal.reason, refusal.details)


def _question(event: Asked) -> Asked:
    """Return the question cleaned, and without the word that makes it anonymous. Raises Refusal."""
    nameless = without_prefix(event.text)
    if nameless is None:
        return replace(event, text=question(event.text))
    if not event.anonymous and event.spot.audience is not Audience.PRIVATE:
        raise Refusal("anonymous_in_channel")
    return replace(event, text=question(nameless), anonymous=True)


def question(text: str) -> str:
    """Return the cleaned question. Raises Refusal for one that must not be stored."""
    cleaned = clean(text)
    if not cleaned:
        raise Refusal("empty_question")
    if len(cleaned) > LIMIT:
        raise Refusal("too_long", length=str(len(cleaned)), limit=str(LIMIT))
    if not any(character.isalpha() for character in _LINK.sub(" ", _without_shortcodes(cleaned))):
        raise Refusal("no_words")
    if found := private_data(cleaned):
        raise Refusal("private_data", what=found)
    return cleaned


def told(text: str) -> str:
    """Return what somebody told about what they did, cleaned. Raises Refusal if it must not be stored."""
    cleaned = clean(text)
    if len(cleaned) > LIMIT:
        raise Refusal("field_too_long", length=str(len(cleaned)), limit=str(LIMIT))
    if not any(character.isalpha() for character in propose(cleaned, "").title):
        raise Refusal("nothing_told")
    if found := private_data(cleaned):
        raise Refusal("private_data_in_field", what=found)
    return cleaned


def _written(event: Event) -> str:
    if isinstance(event, ProposalChanged):
        return "\n".join(text for values in event.values.values() for text in values)
    return "\n".join(getattr(event, name) for name in WRITTEN.get(type(event), ()))


def private_data(text: str) -> str:
    """Return which private data the text seems to hold, as a code for bot.phrases.refusals; "" if none."""
    without_links = _LINK.sub(" ", text)
    if _EMAIL.search(without_links):
        return "private:email"
    if names_a_birth(without_links):
        return "private:birth"
    if any(_identifies(number.group()) for number in _NUMBERS.finditer(without_links)):
        return "private:number"
    if PhoneNumberMatcher(without_links, "US", Leniency.STRICT_GROUPING).has_next():
        return "private:phone"
    return ""


def _identifies(number: str) -> bool:
    """Say whether the number is a valid bank account, bank card or social security number."""
    digits = re.sub(r"[ -]", "", number)
    is_card = 13 <= len(digits) <= 19 and digits.isdigit() and luhn.is_valid(digits)
    is_social_security = number.count("-") == 2 and ssn.is_valid(number)
    return is_card or is_social_security or iban.is_valid(digits)


def _without_shortcodes(text: str) -> str:
    """Return the text without Slack's names of emoji, such as :wave:."""
    return re.sub(r":[\w+-]+:", " ", text)
