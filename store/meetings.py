"""Who was brought together, which is more than a yes: a third one, and an answer in writing, are none."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, exists, or_, select

from matching.domain import IntroductionId, NetworkId, OfficialId
from store import tables
from store.columns import UtcDateTime

_MOVE, _INTRODUCTION = tables.introduction_move.c, tables.introduction.c
_MOVED = and_(_MOVE.introduction_id == _INTRODUCTION.id, _MOVE.state == "introduced")
_ONE: BindParameter[Any] = bindparam("one")
_OTHER: BindParameter[Any] = bindparam("other")
# Looked at with every yes, so it is made once: making one takes longer than its answer.
_SINCE = select(
    exists().where(
        _INTRODUCTION.network_id == bindparam("network_id"),
        or_(
            and_(_INTRODUCTION.asker_id == _ONE, _INTRODUCTION.peer_id == _OTHER),
            and_(_INTRODUCTION.asker_id == _OTHER, _INTRODUCTION.peer_id == _ONE),
        ),
        _MOVED,
        _MOVE.moved_at >= bindparam("then", type_=UtcDateTime),
    )
)


def took_place(conn: Connection, introduction_id: IntroductionId) -> bool:
    """Say whether the two of this introduction were brought together."""
    moved = exists().where(_MOVE.introduction_id == introduction_id, _MOVE.state == "introduced")
    return bool(conn.execute(select(moved)).scalar_one())


def since(
    conn: Connection, network_id: NetworkId, two: tuple[OfficialId, OfficialId], then: datetime
) -> bool:
    """Say whether these two were brought together since then, whoever of them asked."""
    values = {"network_id": network_id, "one": two[0], "other": two[1], "then": then}
    return bool(conn.execute(_SINCE, values).scalar_one())
