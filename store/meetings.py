"""Who was brought together, which is more than a yes: a third one, and an answer in writing, are none."""

from datetime import datetime

from sqlalchemy import Connection, and_, exists, or_, select

from matching.domain import IntroductionId, NetworkId, OfficialId
from store import tables

_MOVE, _INTRODUCTION = tables.introduction_move.c, tables.introduction.c
_MOVED = and_(_MOVE.introduction_id == _INTRODUCTION.id, _MOVE.state == "introduced")


def took_place(conn: Connection, introduction_id: IntroductionId) -> bool:
    """Say whether the two of this introduction were brought together."""
    moved = exists().where(_MOVE.introduction_id == introduction_id, _MOVE.state == "introduced")
    return bool(conn.execute(select(moved)).scalar_one())


def since(
    conn: Connection, network_id: NetworkId, two: tuple[OfficialId, OfficialId], then: datetime
) -> bool:
    """Say whether these two were brought together since then, whoever of them asked."""
    one, other = two
    of_both = or_(
        and_(_INTRODUCTION.asker_id == one, _INTRODUCTION.peer_id == other),
        and_(_INTRODUCTION.asker_id == other, _INTRODUCTION.peer_id == one),
    )
    lately = and_(_MOVED, _MOVE.moved_at >= then)
    here = _INTRODUCTION.network_id == network_id
    return bool(conn.execute(select(exists().where(here, of_both, lately))).scalar_one())
