"""Officials who joined and whom staff verified, and what became of introductions to them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from matching.domain import IntroductionId, NetworkId, Office, Official, OfficialId, QuestionId, RecordId
from store import memberships, officials, tables
from store.introduction_states import ANSWERED_YES
from store.memberships import MembershipDraft
from tests.factories import NOW, TODAY, add_official, add_workspace


def add_member(
    conn: Connection, network_id: NetworkId, name: str = "Kim", office: Office | None = None, **said: Any
) -> Official:
    """A verified official who joined long ago and can be reached; `said` is what their profile says."""
    official = add_official(conn, network_id, name, office)
    long_ago = NOW - timedelta(days=400)
    officials.identify(conn, add_workspace(conn, network_id), f"U{official.id}", official.id)
    officials.mark_verified(conn, official.id, long_ago)
    memberships.save(conn, network_id, official.id, MembershipDraft(**said), long_ago)
    found = officials.by_id(conn, network_id, official.id, TODAY)
    assert found
    return found


def add_introduction(  # noqa: PLR0913 (who asked whom about what, and what became of it)
    conn: Connection,
    question_id: QuestionId,
    asker: Official,
    peer: Official,
    state: str = "asked",
    asked_at: datetime | None = NOW,
    record_id: RecordId | None = None,
    agreed_at: datetime | None = None,
) -> IntroductionId:
    """An introduction that stands in this state, however it came there; a yes came at once or `agreed_at`."""
    values = {
        "network_id": asker.network_id,
        "question_id": question_id,
        "record_id": record_id,
        "office_id": peer.offices[0].id,
        "asker_id": asker.id,
        "peer_id": OfficialId(peer.id),
        "state": state,
        "conversation": "C1",
        "workspace_id": add_workspace(conn, asker.network_id),
        "requested_at": asked_at or NOW,
        "asked_at": asked_at,
        "agreed_at": (agreed_at or asked_at) if state in ANSWERED_YES else None,
    }
    added = insert(tables.introduction).values(**values).returning(tables.introduction.c.id)
    return IntroductionId(conn.execute(added).scalar_one())
