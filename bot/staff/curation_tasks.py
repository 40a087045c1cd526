"""The tasks about records and answers as staff read them: drafts, records to check, answers without help."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import showing
from bot.forms.record import named_readers
from bot.mentions import chat_id_of
from bot.messages import Message
from bot.messages.curation import FIELDS, AnswerNotHelpful, DraftToReview, FactsShown
from bot.messages.quoting import QuoteToKeep
from bot.messages.staff import TaskShown
from bot.questions.answer_keys import quote_of
from bot.records import near as near_records
from bot.records.history import named
from matching.domain import Audience, NetworkId, Official, PracticeRecord, QuestionId, QuoteId, RecordId
from store import (
    contributions,
    memberships,
    officials,
    questions,
    quoted_answers,
    record_readers,
    records,
    revisions,
)
from store.provenance import TEXTS
from store.record_values import content, draft_of
from store.tasks import Task


def draft(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    """Return a draft with everything it says, and what changed since it was sent back if it was."""
    stored = records.stored_by_id(connection, task.network_id, RecordId(task.subject_id))
    if stored is None:
        return None
    record = stored.record
    quote_id = quote_of(record.key)
    author = _author(connection, task, record, now, of_reply=bool(quote_id))
    return DraftToReview(
        task=frame,
        record_id=record.id,
        revision=record.revision,
        title=record.title,
        parts=parts_of(record),
        office=record.office.name if record.office else "",
        place=showing.record_place(record),
        author=author.name if author else "",
        author_chat_id=chat_id_of(connection, author) if author else "",
        source_title=record.source_title,
        source_url=record.source_url,
        facts=_facts(connection, task.network_id, record),
        changed=_since_sent_back(connection, task, record),
        decided=stored.state != "drafted",
        unverified=author is not None and not quote_id and author.verified_at is None,
        made_of_reply=bool(quote_id),
        words_of=_words_of(connection, task, quote_id, now),
        alike=tuple(each.id for each in near_records.alike(connection, task.network_id, record.id)),
    )


def _facts(connection: Connection, network_id: NetworkId, record: PracticeRecord) -> FactsShown:
    said = record.details
    return FactsShown(
        result=record.result.value,
        topics=record.topics,
        year_start=record.year_start,
        year_end=said.year_end,
        status=record.status,
        sdg_targets=said.sdg_targets,
        sources=tuple((each.title, each.url) for each in said.sources),
        source_lang=record.source_lang,
        visibility=record.visibility.value,
        readers=named_readers(connection, network_id, record),
    )


def parts_of(record: PracticeRecord) -> tuple[tuple[str, str], ...]:
    """Return what the record says beside its title, part by part, without those that say nothing."""
    said = content(draft_of(record), "")
    return tuple((part, said[part]) for part in TEXTS if part != "title" and said[part])


def changed_since(connection: Connection, task: Task, record: PracticeRecord, seen: int) -> tuple[str, ...]:
    """Return the FIELDS of the draft that are other than in the revision that was seen."""
    before = revisions.at(connection, task.network_id, record.id, seen)
    if before is None:
        return ()
    readers = {"readers": list(record_readers.readers(connection, record.id))}
    said = _by_field(content(draft_of(record), "") | readers)
    earlier = _by_field(before.content)
    return tuple(part for part in FIELDS if said[part] != earlier.get(part, said[part]))


def _by_field(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a revision keeps by the names under which staff read it."""
    first = [kept["source_title"], kept["source_url"]]
    of_record = {"place": [kept["place"], kept["country"]], "office": kept["office_id"]}
    sources = {"sources": [first, *kept["sources"]]} if "sources" in kept else {}
    return {**kept, **of_record, **sources}


def _since_sent_back(connection: Connection, task: Task, record: PracticeRecord) -> tuple[str, ...]:
    kept = revisions.history(connection, task.network_id, record.id)
    numbers = (each.number for each in kept if each.change.kind == "returned")
    last = next(numbers, None)
    return () if last is None else changed_since(connection, task, record, last)


def _author(
    connection: Connection, task: Task, record: PracticeRecord, now: datetime, *, of_reply: bool
) -> Official | None:
    """Return who wrote down what the draft says: did it themselves, or is of staff and made it `of_reply`.

    None for staff who wrote down what others did.
    """
    sent_in = contributions.of_record(connection, record.id)
    if sent_in is None:
        return None
    author = officials.by_id(connection, task.network_id, sent_in.author_id, now.date())
    if author is None or author.demonstration:  # whose name is that of their office
        return None
    its_own = record.office is None or record.office in author.offices
    return author if of_reply or its_own else None


def _words_of(connection: Connection, task: Task, quote_id: int, now: datetime) -> str:
    """Return the name of who wrote the reply, "" for nobody and for who is not to be named."""
    quote = quoted_answers.by_id(connection, task.network_id, QuoteId(quote_id)) if quote_id else None
    if quote is None or quote.state != "named":
        return ""
    return named(connection, task.network_id, quote.author_id, now)


def _not_helpful(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    question = questions.by_id(connection, task.network_id, QuestionId(task.subject_id))
    if question is None:
        return None
    asker = officials.by_id(connection, task.network_id, question.asker_id, now.date())
    hidden = question.audience is Audience.PRIVATE
    shown = () if hidden else records.titles_shown(connection, task.network_id, question.id)
    return AnswerNotHelpful(
        task=frame,
        question="" if hidden else question.text,
        language=question.language,
        asker=showing.kind_of_place(asker.jurisdiction) if asker else None,
        titles=shown,
        question_id=question.id,
    )


def _to_keep(connection: Connection, task: Task, frame: TaskShown, now: datetime) -> Message | None:
    quote = quoted_answers.by_id(connection, task.network_id, QuoteId(task.subject_id))
    if quote is None or not quote.text:
        return None
    question = questions.by_id(connection, task.network_id, quote.question_id)
    author = officials.by_id(connection, task.network_id, quote.author_id, now.date())
    left = memberships.at_work(connection, quote.author_id).left_at is not None
    speaker = author if quote.state == "named" and not left else None
    return QuoteToKeep(
        task=frame,
        quote_id=quote.id,
        question=question.text if question and question.audience is not Audience.PRIVATE else "",
        text=quote.text,
        person=showing.person(speaker, chat_id_of(connection, speaker)) if speaker else None,
    )


KINDS: Mapping[str, Callable[[Connection, Task, TaskShown, datetime], Message | None]] = {
    "draft": draft,
    "not_helpful": _not_helpful,
    "answer": _to_keep,
}
