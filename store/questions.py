"""Questions, the matches they were shown, and which records answered them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    exists,
    insert,
    select,
    update,
)

from matching.domain import (
    Audience,
    Band,
    EntryKind,
    IntroductionId,
    NetworkId,
    OfficialId,
    QuestionId,
    RecordId,
    WorkspaceId,
)
from store import changes, tables
from store.statements import insert_once, insert_row

BEST = 0  # position of the best match of a question
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


def note_narrowed(
    conn: Connection, network_id: NetworkId, question_id: QuestionId, earlier_id: QuestionId
) -> None:
    """Note that a question is the earlier one with fewer records, or what that one was narrowed from.

    Raises IntegrityError when one of them belongs to another network.
    """
    narrowed = tables.narrowed_question.c
    origin = select(narrowed.origin_id).where(narrowed.question_id == earlier_id)
    origin_id = conn.execute(origin).scalar() or earlier_id
    kept = {"network_id": network_id, "question_id": question_id, "origin_id": origin_id}
    conn.execute(insert(tables.narrowed_question), kept)


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
