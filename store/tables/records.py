"""Practice records."""

from sqlalchemy import (
    JSON,
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
    text,
)

from store.columns import (
    in_network,
    in_turn,
    index_where,
    moment,
    named_in_network,
    one_of,
    same_network,
    texts,
)
from store.tables.metadata import metadata

# A practice record is in a network once per key; without an office its place is only what the source wrote.
# Its office is whom to ask about it. `sources` are [title, address, language] beside the first one. Each
# change counts `revision` up, so that an edit of what somebody else has changed meanwhile is noticed.
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
    *texts("figures", "cost", "staffing", "conditions"),
    Column("year_end", Integer),
    Column("sdg_targets", JSON, nullable=False, server_default=text("'[]'")),
    Column("sources", JSON, nullable=False, server_default=text("'[]'")),
    Column("visibility", Text, nullable=False, server_default="members"),
    *same_network("official", "verifier_id", nullable=True),
    Column("verify_by", Date),
    *same_network("record", "merged_into", nullable=True),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("content_hash", Text, nullable=False),
    moment("updated_at"),
    UniqueConstraint("network_id", "key"),
    Index("ix_record_updated", "network_id", "updated_at"),
    Index("ix_record_verified", "network_id", "verified_on"),
    CheckConstraint("title <> ''", name="title_is_not_empty"),
    one_of("result", "worked", "mixed", "failed", "planned", "unknown"),
    one_of("state", "drafted", "returned", "rejected", "published", "withdrawn"),
    one_of("visibility", "public", "members", "named", "unattributed"),
)
index_where("ix_record_named", "visibility = 'named'", record.c.network_id)
index_where("ix_record_merged_into", "merged_into IS NOT NULL", record.c.merged_into)
index_where("ix_record_verify_by", "state = 'published'", record.c.network_id, record.c.verify_by)

# Whose officials may read a record that only named peers may: with it, those of its own place and staff.
record_reader = Table(
    "record_reader",
    metadata,
    in_network(),
    *same_network("record"),
    *same_network("jurisdiction"),
    PrimaryKeyConstraint("record_id", "jurisdiction_id"),
)

# Everything that a record ever said: its whole content after each change, and whose change it was.
record_revision = Table(
    "record_revision",
    metadata,
    in_network(),
    *same_network("record"),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    *same_network("official", "made_by", nullable=True),
    moment("made_at"),
    *texts("note"),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("record_id", "number"),
    one_of(
        "kind",
        "imported",
        "drafted",
        "edited",
        "returned",
        "rejected",
        "published",
        "withdrawn",
        "restored",
        "verified",
        "merged",
        "unmerged",
    ),
)

# Who said a part of a record, in which role, when, from which source, and who approved it. A part without a
# row was said by the source of the record.
record_statement = Table(
    "record_statement",
    metadata,
    in_network(),
    *same_network("record"),
    Column("part", Text, nullable=False),
    *same_network("official", "said_by", nullable=True),
    *texts("role", "source"),
    moment("said_at"),
    *same_network("official", "approved_by", nullable=True),
    moment("approved_at", nullable=True),
    PrimaryKeyConstraint("record_id", "part"),
    one_of(
        "part",
        "title",
        "problem",
        "action",
        "outcome",
        "lessons",
        "figures",
        "cost",
        "staffing",
        "conditions",
        "result",
        "topics",
        "sdg_targets",
        "years",
        "status",
        "place",
        "office",
        "sources",
        "language",
        "visibility",
    ),
)

record_topic = Table(
    "record_topic",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
)
Index(
    "ix_record_topic_topic",
    record_topic.c.topic,
    in_turn(record_topic.c.record_id),
    record_topic.c.record_id,
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
