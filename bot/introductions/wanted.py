"""What an asker wants when they ask for an introduction, and why it is refused by what was asked before."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.introductions import asking
from bot.questions import matched
from bot.refusal import Refusal
from matching.domain import Office, OfficeId, Official, PracticeRecord, RecordId
from store import meetings, questions, records, written_answers
from store.introduction_states import ANSWERED_YES
from store.introductions import Introduction
from store.questions import Question


@dataclass(frozen=True, slots=True)
class AboutRecord:
    """The record that the asker chose, and the office that owns it."""

    record: PracticeRecord
    office: Office


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that one request needs; without `about` any peer who knows the topic is wanted."""

    question: Question
    asker: Official
    about: AboutRecord | None
    urgent: bool
    legs: tuple[Introduction, ...] = ()

    @property
    def record_id(self) -> RecordId | None:
        """The record about which somebody is asked first."""
        return self.about.record.id if self.about else None

    @property
    def office_id(self) -> OfficeId | None:
        """The office that is asked first."""
        return self.about.office.id if self.about else None


def refuse_what_was(connection: Connection, wanted: Wanted, legs: tuple[Introduction, ...]) -> None:
    """Raise Refusal if the two were introduced for this question, it was asked before, or enough were asked.

    Of a yes that led to nothing, and of an answer that is not to be attributed, the asker learns no more than
    of a peer who cannot take requests now.
    """
    for each in legs:
        about_it = wanted.office_id == each.office_id or wanted.record_id == each.record_id
        if about_it and each.state in ANSWERED_YES:
            _refuse_what_led_on(connection, each)
    asked = {each.record_id for each in legs if each.asked_at is not None and not each.unreached}
    if wanted.record_id in asked:
        raise Refusal("asked_recently" if _left_to_ask(connection, wanted, asked) else "asked_about_all")
    if asking.count(legs).is_most:
        raise Refusal("enough_asked")


def _left_to_ask(connection: Connection, wanted: Wanted, asked: set[RecordId | None]) -> bool:
    """Say whether a match was shown about whose record nobody was asked, and somebody could be."""
    shown = questions.shown(connection, wanted.question.id)
    places = {each.jurisdiction.id for each in wanted.asker.offices}
    return any(
        matched.has_peer(each) and each.office is not None and each.office.jurisdiction.id not in places
        for each in records.by_ids(connection, wanted.question.network_id, shown).values()
        if each.id not in asked
    )


def _refuse_what_led_on(connection: Connection, leg: Introduction) -> None:
    """Raise Refusal if the asker knows already who said yes: they met, or the peer wrote by name."""
    if meetings.took_place(connection, leg.id):
        raise Refusal("already_introduced")
    written = written_answers.of_introduction(connection, leg.id)
    if written is not None and written.attributable and not leg.waits_for:
        raise Refusal("answered_in_writing")
