"""Cards of staff: each task with its buttons, and what officials hear of what staff did."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from babel import Locale

from bot.card import Button, Card
from bot.cards.tasks import done, framed, in_thread, mentioned
from bot.messages.staff import (
    AskerShown,
    ContactNoted,
    OfficeNotFound,
    OfficeSearched,
    OfficeToFind,
    OfficialOverloaded,
    PersonToVerify,
    PlaceNotVerified,
    PlaceVerified,
    QuestionUnanswered,
    SuccessorSought,
    TaskShown,
    TasksListed,
)
from bot.phrases import Words
from bot.phrases import staff as staff_phrases
from bot.phrases.staff import Invited
from bot.shortening import LONGEST_QUESTION, cut, title


def _to_verify(message: PersonToVerify, words: Words) -> Card:
    _, name = words.gettext, message.name
    values = _where(message.office, words.place(message.place))
    values |= {"name": name, "day": words.day(message.since)}
    said: tuple[str, ...] = (staff_phrases.verify(_, values), staff_phrases.verify_how(_))
    ids, yes, no = (
        (message.official_id, message.office_id),
        staff_phrases.verified(_),
        staff_phrases.not_verified(_),
    )
    offered: tuple[Button, ...] = (
        Button("verified", yes, ids, f"{yes}: {name}", primary=True),
        Button("not_verified", no, ids, f"{no}: {name}"),
    )
    if not message.office:
        said, offered = (staff_phrases.verify_without_office(_, name),), (done(message.task, words, name),)
    card = Card(
        heading=staff_phrases.verify_heading(_),
        paragraphs=said[:1] if message.task.closed else said,
        contacts=mentioned(message.chat_id, name),
        buttons=offered,
    )
    return _after_all(message, words, framed(message.task, words, card))


def _after_all(message: PersonToVerify, words: Words, shown: Card) -> Card:
    """Return the card with a way back where staff had not verified the person."""
    closed = message.task.closed
    if closed is None or closed.outcome != "not_verified" or not message.office_id:
        return shown
    label = staff_phrases.verify_after_all(words.gettext)
    ids = (message.official_id, message.office_id)
    back = Button("verify_after_all", label, ids, f"{label}: {message.name}")
    return replace(shown, buttons=(back, *shown.buttons))


def _to_find(message: OfficeToFind, words: Words) -> Card:
    _, place, short = words.gettext, words.place(message.place), title(message.title)
    values = _where(message.office, place) | {"title": short}
    said = staff_phrases.find(_, words.ngettext, values, message.waiting)
    offered = (
        _form_button("name_contact", staff_phrases.name_contact(_), message.task, message.office),
        _close_search(message.task, message.office, words),
    )
    is_open = message.task.closed is None
    invited = Invited(message.office, place, short, message.source_url)
    return framed(
        message.task,
        words,
        Card(
            heading=staff_phrases.find_heading(_),
            paragraphs=(said, staff_phrases.find_how(_)) if is_open else (said,),
            copyable=staff_phrases.invitation(_, invited) if is_open and short else "",
            source=(message.source_title, message.source_url),
            buttons=offered,
        ),
    )


def _unanswered(message: QuestionUnanswered, words: Words) -> Card:
    _ = words.gettext
    language = Locale.parse(words.locale).languages.get(message.language, message.language)
    asker = words.kind_of_place(message.asker) if message.asker else ""
    asked = staff_phrases.unanswered(_, asker, language)
    hidden = () if message.question else (staff_phrases.unanswered_private(_),)
    return framed(
        message.task,
        words,
        Card(
            heading=staff_phrases.unanswered_heading(_),
            paragraphs=(asked, *hidden),
            quotation=cut(message.question, LONGEST_QUESTION),
            closing=(staff_phrases.unanswered_how(_), *in_thread(message.question_id, words)),
            buttons=(done(message.task, words, cut(message.question, LONGEST_QUESTION)),),
        ),
    )


def _overloaded(message: OfficialOverloaded, words: Words) -> Card:
    _ = words.gettext
    values = _where(message.office, words.place(message.place))
    values |= {"name": message.name, "days": str(message.days)}
    said = staff_phrases.overload(words.ngettext, values, message.requests, message.capacity)
    return framed(
        message.task,
        words,
        Card(
            heading=staff_phrases.overload_heading(_),
            paragraphs=(said, staff_phrases.overload_how(_)),
            contacts=mentioned(message.chat_id, message.name),
            buttons=(done(message.task, words, message.name),),
        ),
    )


def _successor(message: SuccessorSought, words: Words) -> Card:
    _, _n = words.gettext, words.ngettext
    values = _where(message.office, words.place(message.place))
    more = message.records - len(message.titles)
    records = [f"• {title(each)}" for each in message.titles]
    records += [staff_phrases.more_records(_, _n, more)] if more > 0 else []
    waiting = [staff_phrases.askers_waiting(_n, message.waiting)] if message.waiting else []
    offered = (
        _form_button("name_successor", staff_phrases.name_successor(_), message.task, message.office),
        _close_search(message.task, message.office, words),
    )
    return framed(
        message.task,
        words,
        Card(
            heading=staff_phrases.successor_heading(_),
            paragraphs=(staff_phrases.successor(_, _n, values, message.records), *records, *waiting),
            closing=(staff_phrases.successor_how(_),),
            buttons=offered,
        ),
    )


def _listed(message: TasksListed, words: Words) -> Card:
    _ = words.gettext
    return Card(paragraphs=(staff_phrases.tasks_open(_, words.ngettext, message.open, message.shown),))


def _noted(message: ContactNoted, words: Words) -> Card:
    _, place = words.gettext, words.place(message.place)
    values = _where(message.office, place) | {"name": message.name}
    return Card(
        paragraphs=(staff_phrases.contact_noted(_, values, member=message.member),),
        contacts=mentioned(message.chat_id, message.name),
        copyable="" if message.member else staff_phrases.personal_invitation(_, message.office, place),
    )


def _place_verified(message: PlaceVerified, words: Words) -> Card:
    place = words.place(message.place)
    return Card(paragraphs=(staff_phrases.place_verified(words.gettext, message.office, place),))


def _place_not_verified(message: PlaceNotVerified, words: Words) -> Card:
    place = words.place(message.place)
    return Card(paragraphs=(staff_phrases.place_not_verified(words.gettext, message.office, place),))


def _searched(message: OfficeSearched, words: Words) -> Card:
    values = _where(message.office, words.place(message.place)) | {"title": title(message.title)}
    flags = {"already_open": message.already_open, "staffed": message.staffed}
    return Card(paragraphs=(staff_phrases.office_searched(words.gettext, values, **flags),))


def _not_found(message: OfficeNotFound, words: Words) -> Card:
    place = words.place(message.place)
    return Card(paragraphs=(staff_phrases.office_not_found(words.gettext, message.office, place),))


def _asker(message: AskerShown, words: Words) -> Card:
    day, person = words.day(message.on), words.person(message.person)
    return Card(
        paragraphs=(staff_phrases.asker_shown(words.gettext, message.question_id, day, person),),
        contacts=mentioned(message.person.chat_id, message.person.name),
    )


def _close_search(task: TaskShown, office: str, words: Words) -> Button:
    label = staff_phrases.close_without_contact(words.gettext)
    return Button("take_task", label, (task.id,), f"{label}: {office}")


def _form_button(form: str, label: str, task: TaskShown, about: str) -> Button:
    return Button(form, label, (task.id,), f"{label}: {about}", primary=True)


def _where(office: str, place: str) -> dict[str, str]:
    return {"office": office, "place": place}


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    PersonToVerify: _to_verify,
    OfficeToFind: _to_find,
    QuestionUnanswered: _unanswered,
    OfficialOverloaded: _overloaded,
    SuccessorSought: _successor,
    TasksListed: _listed,
    ContactNoted: _noted,
    PlaceVerified: _place_verified,
    PlaceNotVerified: _place_not_verified,
    OfficeSearched: _searched,
    OfficeNotFound: _not_found,
    AskerShown: _asker,
}
