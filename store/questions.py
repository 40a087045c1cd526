"""Questions, the matches they were shown, and which records answered them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    insert,
    select,
    update,
)

from matching.domain import (
    AskedBefore,
    Audience,
    Band,
    EntryKind,
    IntroductionId,
    Jurisdiction,
    NetworkId,
    OfficialId,
    QuestionId,
    RecordId,
    WorkspaceId,
)
from store import changes, officials, tables
from store.record_rows import landed
from store.statements import chunks, insert_once, insert_row

BEST = 0  # position of the best match of a question
_answering = tables.record.alias("answering")
# An update that changes nothing: SQLite locks with the first write only.
_HOLD = (
    update(tables.question)
    .where(tables.question.c.id == bindparam("question_id"))
    .values(helpful=tables.question.c.helpful)
)
_BY_ID = select(tables.question).where(
    tables.question.c.id == bindparam("question_id"), tables.question.c.network_id == bindparam("network_id")
)
_AUDIENCE = select(tables.question.c.audience).where(tables.question.c.id == bindparam("question_id"))
_MATCHED = select(tables.question_match.c.record_id).where(
    tables.question_match.c.question_id == bindparam("question_id"),
    tables.question_match.c.record_id == bindparam("record_id"),
    tables.question_match.c.shown,
)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as it was put to the bot; `language` is ISO 639-1, `band` how sure its answer was.

    `narrowed` is what follow-ups narrowed it to (bot/questions/narrowing.py), "" for nothing.
    """

    asker_id: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    audience: Audience
    text: str
    language: str
    band: Band
    narrowed: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked; `helpful` is None until its asker has said."""

    id: QuestionId
    network_id: NetworkId
    asker_id: OfficialId
    workspace_id: WorkspaceId
    conversation: str
    thread: str
    audience: Audience
    text: str
    language: str
    band: Band
    asked_at: datetime
    helpful: bool | None
    narrowed: str = ""


def add(
    conn: Connection,
    network_id: NetworkId,
    draft: QuestionDraft,
    matches: Sequence[tuple[RecordId, float]],
    now: datetime,
) -> QuestionId:
    """Keep the question with the matches it was shown, best first, each with its score.

    Raises IntegrityError when asker, workspace or a match belong to another network.
    """
    row_id = insert_row(conn, tables.question, network_id=network_id, asked_at=now, **asdict(draft))
    shown = [
        {
            "network_id": network_id,
            "question_id": row_id,
            "position": position,
            "record_id": record_id,
            "score": score,
        }
        for position, (record_id, score) in enumerate(matches)
    ]
    if shown:
        conn.execute(insert(tables.question_match), shown)
    return QuestionId(row_id)


def add_further(
    conn: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    matches: Sequence[tuple[RecordId, float]],
    after: int,
) -> None:
    """Keep matches that were not shown, best first, after so many that were: whom else to ask stands there.

    Raises IntegrityError when a match belongs to another network.
    """
    rows = [
        {
            "network_id": network_id,
            "question_id": question_id,
            "position": position,
            "record_id": record_id,
            "score": score,
            "shown": False,
        }
        for position, (record_id, score) in enumerate(matches, start=after)
    ]
    if rows:
        conn.execute(insert(tables.question_match), rows)


def by_id(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> Question | None:
    """Return the network's question, or None."""
    row = conn.execute(_BY_ID, {"question_id": question_id, "network_id": network_id}).one_or_none()
    return None if row is None else question_of(row)


def asked_in_thread(
    conn: Connection, workspace_id: WorkspaceId, conversation: str, thread: str, since: datetime
) -> bool:
    """Say whether anybody put a question in this thread since then."""
    named = tables.question.c
    here = (named.workspace_id == workspace_id, named.conversation == conversation, named.thread == thread)
    return bool(conn.execute(select(exists().where(*here, named.asked_at >= since))).scalar_one())


def hold(conn: Connection, question_id: QuestionId) -> None:
    """Let no other transaction decide about this question until this one ends.

    Who counts the answers of several peers before adding one must not count at the same time as another.
    """
    conn.execute(_HOLD, {"question_id": question_id})


def matched(conn: Connection, question_id: QuestionId, record_id: RecordId) -> bool:
    """Return whether the question was shown this record."""
    values = {"question_id": question_id, "record_id": record_id}
    return conn.execute(_MATCHED, values).first() is not None


def shown(conn: Connection, question_id: QuestionId) -> tuple[RecordId, ...]:
    """Return every match that the question was shown, the best first."""
    match = tables.question_match.c
    query = select(match.record_id).where(match.question_id == question_id, match.shown)
    return tuple(map(RecordId, conn.execute(query.order_by(match.position)).scalars()))


def first_match(conn: Connection, question_id: QuestionId) -> RecordId | None:
    """Return the best match that the question was shown, None after an honest none."""
    shown = tables.question_match.c
    query = select(shown.record_id).where(shown.question_id == question_id).order_by(shown.position).limit(1)
    found = conn.execute(query).scalar()
    return None if found is None else RecordId(found)


def rate(
    conn: Connection,
    question_id: QuestionId,
    asker_id: OfficialId,
    helpful: bool,  # noqa: FBT001 (the value that is kept, not a switch)
) -> bool:
    """Keep whether the answer helped, the last word counting; False unless the asker says it."""
    asked = update(tables.question).filter_by(id=question_id, asker_id=asker_id)
    return conn.execute(asked.values(helpful=helpful)).rowcount == 1


def rated(conn: Connection, network_id: NetworkId) -> tuple[tuple[Question, RecordId], ...]:
    """Return the network's questions whose asker said whether the answer helped, with its best match."""
    shown = tables.question_match.c
    query = (
        select(tables.question, shown.record_id.label("best"))
        .join(tables.question_match, (shown.question_id == tables.question.c.id) & (shown.position == BEST))
        .where(tables.question.c.network_id == network_id, tables.question.c.helpful.is_not(None))
        .order_by(tables.question.c.id)
    )
    return tuple((question_of(row), RecordId(row.best)) for row in conn.execute(query))


def note_answer(  # noqa: PLR0913 (an answer is these four facts; nothing else needs them as one value)
    conn: Connection,
    network_id: NetworkId,
    question_id: QuestionId,
    record_id: RecordId,
    introduction_id: IntroductionId | None,
    now: datetime,
) -> bool:
    """Note that the record answered the question; True only the first time.

    Later askers can find a question asked in a channel from then on; one of another audience stays unseen.
    Raises IntegrityError when question, record or introduction belong to another network.
    """
    answer = {"question_id": question_id, "record_id": record_id, "introduction_id": introduction_id}
    if not insert_once(conn, tables.question_answer, network_id=network_id, answered_at=now, **answer):
        return False
    if conn.execute(_AUDIENCE, {"question_id": question_id}).scalar_one() == Audience.CHANNEL:
        changes.note(conn, network_id, EntryKind.QUESTION, question_id)
    return True


def asked_before(
    conn: Connection, network_id: NetworkId, ids: Iterable[QuestionId], on: date
) -> dict[QuestionId, list[AskedBefore]]:
    """Return what later askers may see of these questions: one entry per published record that answered.

    Only questions asked in a channel of this network are among them, and no answer of a peer who may not be
    named; the asker is the place they work for on that day.
    """
    found: dict[QuestionId, list[AskedBefore]] = {}
    for chunk in chunks(ids):
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


def answered_ids(conn: Connection, network_id: NetworkId) -> tuple[QuestionId, ...]:
    """Return the network's questions that later askers may find, see `asked_before`."""
    query = _answered(network_id).distinct().order_by(tables.question.c.id)
    return tuple(QuestionId(question_id) for question_id in conn.execute(query).scalars())


def answered_texts(conn: Connection, network_id: NetworkId, language: str, most: int = 20) -> list[str]:
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


def question_of(row: Row[Any]) -> Question:
    """Return the question that is a row of its table."""
    return Question(
        id=QuestionId(row.id),
        network_id=NetworkId(row.network_id),
        asker_id=OfficialId(row.asker_id),
        workspace_id=WorkspaceId(row.workspace_id),
        conversation=row.conversation,
        thread=row.thread,
        audience=Audience(row.audience),
        text=row.text,
        language=row.language,
        band=Band(row.band),
        asked_at=row.asked_at,
        helpful=row.helpful,
        narrowed=row.narrowed,
    )
