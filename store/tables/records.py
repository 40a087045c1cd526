"""Practice records."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from store.columns import in_network, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# A practice record is in a network once per key; without an office its place is only what the source wrote.
record = Table(
    "record",
    metadata,
    *named_in_network(),
    Column("key", Text, nullable=False),
    *same_network("office", nullable=True, index=True),
    Column("title", Text, nullable=False),
    *texts("place", "country", "problem", "action", "outcome", "lessons"),
    Column("result", Text, nullable=False),
    Column("year_start", Integer),
    *texts("status", "source_title", "source_url", "source_lang"),
    Column("verified_on", Date),
    Column("state", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    moment("updated_at"),
    UniqueConstraint("network_id", "key"),
    Index("ix_record_updated", "network_id", "updated_at"),
    Index("ix_record_verified", "network_id", "verified_on"),
    CheckConstraint("title <> ''", name="title_is_not_empty"),
    one_of("result", "worked", "mixed", "failed", "planned", "unknown"),
    one_of("state", "drafted", "published", "withdrawn"),
)

record_topic = Table(
    "record_topic",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
    Index("ix_record_topic_topic", "topic", "record_id"),
)

# A contribution is a draft that an official sent in: whose, and from which introduction if it came of one.
contribution = Table(
    "contribution",
    metadata,
    in_network(),
    *same_network("record"),
    *same_network("official", "author_id"),
    *same_network("introduction", nullable=True),
    moment("drafted_at"),
    PrimaryKeyConstraint("record_id"),
)
