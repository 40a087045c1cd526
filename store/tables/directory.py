"""The directory: who joined, how much they take on, about what, when not, and with whom not."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.columns import in_network, in_turn, moment, one_of, row_id, same_network, texts
from store.tables.metadata import metadata

# More requests in thirty days than one a working day is a mistake in typing, not an offer.
MOST_CAPACITY = 20

# A membership is an official's own yes to being asked, until left_at. Languages are ISO 639-1 with spaces
# between; the body is the council or board they sit on, with its seats; misses count requests in a row that
# they left without an answer.
membership = Table(
    "membership",
    metadata,
    in_network(),
    *same_network("official"),
    moment("joined_at"),
    moment("left_at", nullable=True),
    Column("capacity", Integer, nullable=False, server_default=text("2")),
    *texts("languages", "time_zone", "body"),
    Column("body_seats", Integer),
    Column("visibility", Text, nullable=False, server_default="members"),
    moment("paused_until", nullable=True),
    Column("misses", Integer, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("official_id"),
    CheckConstraint(f"capacity BETWEEN 0 AND {MOST_CAPACITY}", name="capacity_is_sensible"),
    CheckConstraint("body_seats IS NULL OR body_seats > 0", name="a_body_has_seats"),
    one_of("visibility", "members", "staff"),
)

# A topic about which an official volunteers to be asked; it is one of the network's.
member_topic = Table(
    "member_topic",
    metadata,
    in_network(),
    *same_network("official"),
    Column("topic", Text, nullable=False),
    PrimaryKeyConstraint("official_id", "topic"),
    ForeignKeyConstraint(["topic", "network_id"], ["topic.name", "topic.network_id"]),
)
Index(
    "ix_member_topic_topic",
    member_topic.c.network_id,
    member_topic.c.topic,
    in_turn(member_topic.c.official_id),
    member_topic.c.official_id,
)

# A question that an official said they could answer for a peer.
answerable = Table(
    "answerable",
    metadata,
    in_network(),
    *same_network("official"),
    *same_network("question", index=True),
    PrimaryKeyConstraint("official_id", "question_id"),
)

# Days on which an official is not asked, the last one included.
quiet_time = Table(
    "quiet_time",
    metadata,
    row_id(),
    in_network(),
    *same_network("official", index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    UniqueConstraint("official_id", "first", "last"),
    CheckConstraint("last >= first", name="last_is_not_before_first"),
)

# Whom an official does not want to be introduced to: one person, or everybody of a jurisdiction.
avoidance = Table(
    "avoidance",
    metadata,
    row_id(),
    in_network(),
    *same_network("official", index=True),
    *same_network("official", "other_id", nullable=True),
    *same_network("jurisdiction", nullable=True),
    UniqueConstraint("official_id", "other_id"),
    UniqueConstraint("official_id", "jurisdiction_id"),
    CheckConstraint("(other_id IS NULL) <> (jurisdiction_id IS NULL)", name="one_person_or_one_place"),
    CheckConstraint("other_id <> official_id", name="nobody_avoids_themselves"),
)
