"""A record out of an answer that its author let be quoted: a draft of staff, with who said which part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.events.quoting import QuoteDrafted
from bot.messages.quoting import QuoteRecorded
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.questions.answer_keys import key
from bot.records.handing_in import draft_from, keep, only_writable
from bot.refusal import Refusal
from bot.staff import only_staff
from bot.staff import tasks as staff_tasks
from matching.domain import Office, OfficialId, PracticeRecord, QuoteId, Result, Visibility
from matching.language import detect
from store import contributions, officials, provenance, quoted_answers, records, tasks
from store.provenance import TEXTS, Statement
from store.quoted_answers import Quote
from store.record_changes import Drafting
from store.record_values import RecordDraft, draft_of
from store.revisions import Change


def write(connection: Connection, arrival: Arrival, event: QuoteDrafted, now: datetime) -> list[Outgoing]:
    """Keep the draft, for staff to publish as any other, and close the task about the answer.

    What was done is the author's own words as long as staff left them as they are. Raises Refusal for others
    than staff, without the author's consent, once the draft was decided about, and if somebody of staff wrote
    it since this one opened the form.
    """
    quote = permitted(connection, arrival, event.quote_id)
    network_id, me = quote.network_id, arrival.official.id
    office = _office(connection, quote, now)
    written = _written(connection, quote, office, event, now)
    drafting = Drafting(Change("drafted", me), event.seen)
    record_id, changed = keep(connection, network_id, written, drafting, now)
    contributions.note(connection, record_id, me, None, now)
    said = _statements(quote, office, me, written, now)
    provenance.say(connection, network_id, record_id, (each for each in said if each.part in changed))
    task = tasks.open_of(connection, network_id, "answer", quote.id)
    if task is not None:
        tasks.close(connection, task.id, me, "done", now)
    address = in_place_of_buttons(event.speaker, event.spot)
    kept = Outgoing(address, QuoteRecorded(event.title), arrival.official.locale)
    return [kept, *staff_tasks.add(connection, network_id, "draft", record_id, now)]


def handed_in(connection: Connection, arrival: Arrival, event: QuoteDrafted, now: datetime) -> RecordDraft:
    """Return the draft that the event is about to hand in. Raises Refusal as `write` does."""
    quote = permitted(connection, arrival, event.quote_id)
    return _written(connection, quote, _office(connection, quote, now), event, now)


def permitted(connection: Connection, arrival: Arrival, quote_id: int) -> Quote:
    """Return the answer of which the speaker may make a record. Raises Refusal as `write` does."""
    only_staff(connection, arrival)
    quote = quoted_answers.by_id(connection, arrival.workspace.network_id, QuoteId(quote_id))
    if quote is None or quote.state not in ("named", "nameless"):
        raise Refusal("no_consent")
    only_writable(connection, arrival, _own_key(connection, quote))
    return quote


def drafted(connection: Connection, quote: Quote) -> PracticeRecord | None:
    """Return the draft that was made of the answer, None if there is none yet."""
    return records.drafted(connection, quote.network_id, _own_key(connection, quote))


def _own_key(connection: Connection, quote: Quote) -> str:
    return contributions.own_key(connection, quote.network_id, key(quote.id))


def _office(connection: Connection, quote: Quote, now: datetime) -> Office | None:
    """Return the author's office, None for an author who may not be recognised."""
    author = officials.by_id(connection, quote.network_id, quote.author_id, now.date())
    return author.offices[0] if author and author.offices and quote.state == "named" else None


def _written(
    connection: Connection, quote: Quote, office: Office | None, event: QuoteDrafted, now: datetime
) -> RecordDraft:
    """Return the draft with what was written; whatever else it says stays, such as who may read it."""
    before = drafted(connection, quote)
    language = detect(f"{event.problem} {event.action}", fallback="en")
    visibility = Visibility.MEMBERS if office else Visibility.UNATTRIBUTED
    begun = replace(
        draft_from(office, _own_key(connection, quote), now), source_lang=language, visibility=visibility
    )
    return replace(
        draft_of(before) if before else begun,
        title=event.title,
        problem=event.problem,
        action=event.action,
        outcome=event.outcome,
        lessons=event.lessons,
        result=Result(event.result),
    )


def _statements(
    quote: Quote, office: Office | None, editor: OfficialId, written: RecordDraft, now: datetime
) -> Iterator[Statement]:
    source, filled = f"question {quote.question_id}", provenance.everything(written)
    for part in provenance.filled(filled):
        if part in TEXTS and filled[part] == quote.text:
            # Who may not be named is not named here either: what a record says of itself can be read.
            author = quote.author_id if office else None
            yield Statement(part, author, office.name if office else "", source, quote.asked_at)
        else:
            yield Statement(part, editor, "staff", source, now)
