"""Records that say the same: merged into another one, told apart, and whom else to ask about what is left."""

from sqlalchemy import JSON, CheckConstraint, Column, Float, Integer, PrimaryKeyConstraint, Table, text

from store.columns import in_network, index_where, moment, named_in_network, same_network
from store.tables.metadata import metadata

# One record merged into another, until it is taken back; a record is merged once at a time. The numbers are
# those of the revisions that both had before, and that the other one had after it; `parts` are what it took
# over, `before` what of it a revision does not keep: who said these parts, and its readers. Where nobody
# is named, an operator did it.
record_merge = Table(
    "record_merge",
    metadata,
    *named_in_network(),
    *same_network("record"),
    *same_network("record", "into_id", index=True),
    *same_network("official", "merged_by", nullable=True),
    moment("merged_at"),
    *same_network("official", "undone_by", nullable=True),
    moment("undone_at", nullable=True),
    Column("record_revision", Integer, nullable=False),
    Column("into_revision", Integer, nullable=False),
    Column("into_after", Integer, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    CheckConstraint("record_id <> into_id", name="is_not_into_itself"),
)
index_where("uq_record_merge_open", "undone_at IS NULL", record_merge.c.record_id, unique=True)

# An office that can be asked about a record besides its own: that of `from_id`, which was merged into it.
record_contact = Table(
    "record_contact",
    metadata,
    in_network(),
    *same_network("record"),
    *same_network("office"),
    *same_network("record", "from_id"),
    PrimaryKeyConstraint("record_id", "office_id", "from_id"),
)

# Two records that seem to say the same, the smaller id first, until staff told them apart for good; how close
# they were when they were found (matching/duplicates.py).
record_pair = Table(
    "record_pair",
    metadata,
    in_network(),
    *same_network("record"),
    *same_network("record", "other_id", index=True),
    moment("found_at"),
    Column("closeness", Float, nullable=False, server_default=text("0")),
    moment("apart_at", nullable=True),
    *same_network("official", "apart_by", nullable=True),
    PrimaryKeyConstraint("record_id", "other_id"),
    CheckConstraint("record_id < other_id", name="is_in_order"),
)

# A record that came in bulk, until it was compared with the others of its place.
record_to_compare = Table(
    "record_to_compare",
    metadata,
    in_network(),
    *same_network("record"),
    PrimaryKeyConstraint("record_id"),
)
