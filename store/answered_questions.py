"""Questions that a record answered, as later askers may find them."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, exists, or_, select

from matching.domain import (
    AskedBefore,
    Audience,
    EntryKind,
    Jurisdiction,
    NetworkId,
    OfficialId,
    QuestionId,
    RecordId,
    WorkspaceId,
)
from store import changes, officials, tables
from store.record_rows import landed
from store.statements import chunks

_answering = tables.record.alias("answering")


def asked_before(
    conn: Connection, network_id: NetworkId, wanted: Iterable[QuestionId], on: date
) -> dict[QuestionId, list[AskedBefore]]:
    """Return what later askers may see of these questions: one entry per published record that answered.

    Only questions asked in a channel of this network are among them, and no answer of a peer who may not be
    named; the asker is the place they work for on that day.
    """
    found: dict[QuestionId, list[AskedBefore]] = {}
    for chunk in chunks(wanted):
        rows = conn.execute(_asked_before(), {"network_id": network_id, "ids": chunk}).all()
        places = _places(conn, {OfficialId(row.asker_id) for row in rows}, on)
        for row in rows:
            earlier = _asked_before_of(row, places.get(row.asker_id))
            by_record = found.setdefault(earlier.question_id, [])
            # Two records that answered one question may have been merged since.
            if all(each.record_id != earlier.record_id for each in by_record):
                by_record.append(earlier)
    return found


@cache
def _asked_before() -> Select[Any]:
    # Built once: every question runs it, and building it takes longer than running it.
    question, answer = tables.question.c, tables.question_answer.c
    return (
        _answered(bindparam("network_id"))
        .add_columns(question.text, question.language, question.asker_id)
        .add_columns(tables.record.c.id.label("record_id"))
        .add_columns(question.workspace_id, question.conversation, question.thread)
        .where(question.id.in_(bindparam("ids", expanding=True)))
        .order_by(question.id, answer.answered_at, answer.record_id)
    )


def led_to(
    conn: Connection, network_id: NetworkId, wanted: Iterable[QuestionId]
) -> dict[QuestionId, set[RecordId]]:
    """Return the published records to which those of these questions lead that later askers may find."""
    found: dict[QuestionId, set[RecordId]] = {}
    for chunk in chunks(wanted):
        for row in conn.execute(_led_to(), {"network_id": network_id, "ids": chunk}):
            found.setdefault(QuestionId(row.id), set()).add(RecordId(row.record_id))
    return found


@cache
def _led_to() -> Select[Any]:
    # Built once, as above.
    return (
        _answered(bindparam("network_id"))
        .add_columns(tables.record.c.id.label("record_id"))
        .where(tables.question.c.id.in_(bindparam("ids", expanding=True)))
    )


def note_led_to(conn: Connection, network_id: NetworkId, record_id: RecordId) -> None:
    """Write into the change log that what the record answered is found, or not any more.

    So are the questions that records answered which were merged into it.
    """
    record, answer, question = tables.record.c, tables.question_answer, tables.question
    query = (
        select(answer.c.question_id)
        .join(tables.record, record.id == answer.c.record_id)
        .join(question, question.c.id == answer.c.question_id)
        .where(answer.c.network_id == network_id, question.c.audience == Audience.CHANNEL)
        .where(or_(record.id == record_id, record.merged_into == record_id))
    )
    for question_id in conn.execute(query.distinct().order_by(answer.c.question_id)).scalars().all():
        changes.note(conn, network_id, EntryKind.QUESTION, question_id)


def ids(conn: Connection, network_id: NetworkId) -> tuple[QuestionId, ...]:
    """Return the network's questions that later askers may find, see `asked_before`."""
    query = _answered(network_id).distinct().order_by(tables.question.c.id)
    return tuple(QuestionId(question_id) for question_id in conn.execute(query).scalars())


def texts(
    conn: Connection, network_id: NetworkId, wanted: Iterable[QuestionId]
) -> dict[QuestionId, tuple[str, str]]:
    """Return text and language of those of these questions that later askers may find, see `asked_before`."""
    found: dict[QuestionId, tuple[str, str]] = {}
    for chunk in chunks(wanted):
        for row in conn.execute(_texts(), {"network_id": network_id, "ids": chunk}):
            found[QuestionId(row.id)] = (row.text, row.language)
    return found


@cache
def _texts() -> Select[Any]:
    # Built once, as above.
    question = tables.question.c
    return (
        _answered(bindparam("network_id"))
        .add_columns(question.text, question.language)
        .distinct()
        .where(question.id.in_(bindparam("ids", expanding=True)))
        .order_by(question.id)
    )


def latest_texts(conn: Connection, network_id: NetworkId, language: str, most: int = 20) -> list[str]:
    """Return questions in this language that later askers may find, see `asked_before`; the latest first."""
    question = tables.question.c
    found = _answered(network_id).add_columns(question.text).where(question.language == language)
    rows = conn.execute(found.distinct().order_by(question.id.desc()).limit(most))
    return [row.text for row in rows]


def _answered(network_id: NetworkId | BindParameter[Any]) -> Select[Any]:
    answer = tables.question_answer
    return (
        select(tables.question.c.id)
        .join_from(tables.question, answer, answer.c.question_id == tables.question.c.id)
        .join(_answering, _answering.c.id == answer.c.record_id)
        .join(tables.record, tables.record.c.id == landed(_answering))
        .where(
            tables.question.c.network_id == network_id,
            tables.question.c.audience == Audience.CHANNEL,
            tables.record.c.state == "published",
            ~_names_nobody(),
        )
    )


def _names_nobody() -> ColumnElement[bool]:
    """Say whether a peer answered in writing who may not be named: the record would name their place."""
    written = tables.written_answer.c
    of_answer = written.introduction_id == tables.question_answer.c.introduction_id
    return exists().where(of_answer, written.attributable.is_(False)).correlate(tables.question_answer)


def _places(conn: Connection, askers: Iterable[OfficialId], on: date) -> dict[OfficialId, Jurisdiction]:
    held = officials.offices_held(conn, askers, on)
    return {asker: offices[0].jurisdiction for asker, offices in held.items()}


def _asked_before_of(row: Row[Any], asker_jurisdiction: Jurisdiction | None) -> AskedBefore:
    return AskedBefore(
        question_id=QuestionId(row.id),
        text=row.text,
        language=row.language,
        record_id=RecordId(row.record_id),
        asker_jurisdiction=asker_jurisdiction,
        workspace_id=WorkspaceId(row.workspace_id),
        conversation=row.conversation,
        thread=row.thread,
    )
