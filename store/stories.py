"""Which introductions both sides let summaries tell of."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from matching.domain import IntroductionId, NetworkId, OfficialId
from store import tables
from store.digest_figures import Window
from store.statements import insert_once


def agree(
    conn: Connection,
    network_id: NetworkId,
    introduction_id: IntroductionId,
    official_id: OfficialId,
    now: datetime,
) -> bool:
    """Keep that this side lets it be told; True only the first time.

    Raises IntegrityError when any part belongs to another network.
    """
    named = {"introduction_id": introduction_id, "official_id": official_id}
    return insert_once(conn, tables.story_consent, network_id=network_id, agreed_at=now, **named)


def agreed_by_both(conn: Connection, window: Window, limit: int) -> tuple[IntroductionId, ...]:
    """Return the introductions of which the second side let it be told in this time, the last first."""
    consent = tables.story_consent.c
    last = func.max(consent.agreed_at)
    query = (
        select(consent.introduction_id)
        .where(consent.network_id == window.network_id, consent.agreed_at <= window.until)
        .group_by(consent.introduction_id)
        .having(last > window.since, func.count() == BOTH)
        .order_by(last.desc(), consent.introduction_id)
    )
    return tuple(IntroductionId(each) for each in conn.execute(query.limit(limit)).scalars())


BOTH = 2  # sides of an introduction
