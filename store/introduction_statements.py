"""The statements of store/introductions.py that every step of an introduction runs, made once.

Making one takes longer than the database takes to answer.
"""

from sqlalchemy import bindparam, insert, select, update

from store import tables
from store.columns import UtcDateTime

BY_ID = select(tables.introduction).where(
    tables.introduction.c.id == bindparam("introduction_id"),
    tables.introduction.c.network_id == bindparam("network_id"),
)
OF_QUESTION = (
    select(tables.introduction)
    .where(
        tables.introduction.c.question_id == bindparam("question_id"),
        tables.introduction.c.network_id == bindparam("network_id"),
    )
    .order_by(tables.introduction.c.id)
)
MOVE = (
    update(tables.introduction)
    .where(tables.introduction.c.id == bindparam("moved_id"), tables.introduction.c.state == bindparam("old"))
    .values(state=bindparam("new"))
)
AGREE = MOVE.values(agreed_at=bindparam("now", type_=UtcDateTime))
NOTE = insert(tables.introduction_move).values(
    network_id=select(tables.introduction.c.network_id)
    .where(tables.introduction.c.id == bindparam("moved_id"))
    .scalar_subquery(),
    introduction_id=bindparam("moved_id"),
    state=bindparam("new"),
    official_id=bindparam("by"),
    moved_at=bindparam("now", type_=UtcDateTime),
)
