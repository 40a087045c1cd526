"""The statements of store/introductions.py that every step of an introduction runs, made once.

Making one takes longer than the database takes to answer.
"""

from sqlalchemy import bindparam, insert, select, update

from store import tables
from store.columns import UtcDateTime
from store.statements import is_one_of

OPEN = ("asked", "snoozed")  # a peer was asked and has not answered

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
_LATEST = select(tables.introduction).order_by(tables.introduction.c.id.desc()).limit(1)
PROPOSED = _LATEST.where(
    tables.introduction.c.network_id == bindparam("network_id"),
    tables.introduction.c.question_id == bindparam("question_id"),
    tables.introduction.c.office_id == bindparam("office_id"),
    tables.introduction.c.state == "proposed",
)
OPEN_OF_PAIR = _LATEST.where(
    tables.introduction.c.network_id == bindparam("network_id"),
    tables.introduction.c.asker_id == bindparam("asker_id"),
    tables.introduction.c.peer_id == bindparam("peer_id"),
    is_one_of(tables.introduction.c.state, OPEN),
)
MOVES = (
    select(tables.introduction_move)
    .where(tables.introduction_move.c.introduction_id == bindparam("introduction_id"))
    .order_by(tables.introduction_move.c.id)
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
