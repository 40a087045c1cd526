"""Which questions cannot wait: a mark on every introduction of the question, set once."""

from sqlalchemy import Connection, update

from matching.domain import NetworkId, QuestionId
from store import tables


def mark(conn: Connection, network_id: NetworkId, question_id: QuestionId) -> bool:
    """Mark the question's introductions as urgent; True only for the one call that did.

    Declined ones are marked too: what is asked next must be urgent as well, and nobody may learn of a no
    from a mark that is missing.
    """
    calm = update(tables.introduction).filter_by(network_id=network_id, question_id=question_id)
    return conn.execute(calm.where(~tables.introduction.c.urgent).values(urgent=True)).rowcount > 0
