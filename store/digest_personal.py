"""What concerns one official in some time: their own questions, and records to verify or in their topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, case, exists, not_, or_, select

from matching.domain import NetworkId, OfficeId, OfficialId, RecordId
from store import tables
from store.digest_figures import Window, is_new
from store.open_questions import is_answered, is_asked, is_open

_question = tables.question.c


@dataclass(frozen=True, slots=True)
class OwnAsked:
    """A question of the official's own, and whether a record or a peer has answered it.

    `shown` if it is neither answered nor open: a good match was shown, and nobody said that it did not help.
    """

    question_id: int
    text: str
    answered: bool
    shown: bool


def own_questions(
    conn: Connection,
    network_id: NetworkId,
    asker_id: OfficialId,
    times: tuple[datetime, datetime, datetime],
    limit: int,
) -> tuple[OwnAsked, ...]:
    """Return what the official asked, the latest first.

    `times` are from when on a question may still be open, since when an answer is news, and until when. Of
    what was answered before, nothing is told, nor of what was asked before the first and is open.
    """
    open_since, since, until = times
    news = or_(
        _question.asked_at > since,
        and_(_question.asked_at > open_since, is_open()),
        and_(is_answered(after=since), not_(is_answered(until=since))),
    )
    query = (
        select(
            *(_question.id, _question.text),
            case((is_answered(), True), else_=False).label("answered"),
            case((is_open(), True), else_=False).label("open"),
        )
        .where(
            and_(_question.network_id == network_id, _question.asker_id == asker_id, is_asked()),
            and_(_question.asked_at <= until, news),
        )
        .order_by(_question.asked_at.desc(), _question.id.desc())
    )
    rows = conn.execute(query.limit(limit))
    return tuple(
        OwnAsked(row.id, row.text, bool(row.answered), shown=not (row.answered or row.open)) for row in rows
    )


def new_in_topics(
    conn: Connection,
    window: Window,
    official_id: OfficialId,
    hidden: Iterable[RecordId],
    limit: int,
) -> tuple[RecordId, ...]:
    """Return new records about a topic of the official but the hidden ones, the latest first."""
    record, topic, mine = tables.record.c, tables.record_topic.c, tables.member_topic.c
    of_mine = exists().where(
        topic.record_id == record.id, topic.topic == mine.topic, mine.official_id == official_id
    )
    query = (
        select(record.id)
        .where(
            record.network_id == window.network_id,
            record.state == "published",
            record.id.not_in(tuple(hidden)),
            is_new(window),
            of_mine,
        )
        .order_by(record.updated_at.desc(), record.id.desc())
    )
    return tuple(RecordId(each) for each in conn.execute(query.limit(limit)).scalars())


def to_verify(
    conn: Connection,
    official: tuple[NetworkId, OfficialId],
    offices: Iterable[OfficeId],
    days: tuple[date, date],
    limit: int,
) -> tuple[RecordId, ...]:
    """Return published records of these offices, or that the official verified, to look at once more.

    `days` are by when one is due that says until when it was verified, and since when one that does not must
    have been. Those come first that nobody ever verified, then those that run out first.
    """
    network_id, official_id = official
    due_by, verified_since = days
    record = tables.record.c
    never_said = and_(
        record.verify_by.is_(None), or_(record.verified_on.is_(None), record.verified_on < verified_since)
    )
    query = select(record.id).where(
        record.network_id == network_id,
        record.state == "published",
        or_(record.office_id.in_(tuple(offices)), record.verifier_id == official_id),
        or_(record.verify_by <= due_by, never_said),
    )
    never_first = (case((record.verify_by.is_(None), 0), else_=1), record.verify_by, record.id)
    return tuple(RecordId(each) for each in conn.execute(query.order_by(*never_first).limit(limit)).scalars())
