"""What keeps records right: edits that met another one, who was reminded to check one, what they said."""

from sqlalchemy import JSON, CheckConstraint, Column, Date, Integer, Table, UniqueConstraint

from store.columns import index_where, moment, named_in_network, same_network, texts
from store.tables.metadata import metadata

# What somebody wrote into a form while another changed the record: kept until they save it or give it up, one
# for each record and author. `seen` is the revision that they had before them; `filled_in` has each field's
# values.
record_edit = Table(
    "record_edit",
    metadata,
    *named_in_network(),
    *same_network("record"),
    *same_network("official", "author_id"),
    Column("seen", Integer, nullable=False),
    Column("filled_in", JSON, nullable=False),
    moment("written_at"),
    UniqueConstraint("record_id", "author_id"),
)

# That a record must be checked by a day: found so many days before it, once for each. Who is to be told is
# `official_id`, told at `told_at`; nobody is where no official has its office.
record_reminder = Table(
    "record_reminder",
    metadata,
    *named_in_network(),
    *same_network("record"),
    Column("verify_by", Date, nullable=False),
    Column("days", Integer, nullable=False),
    *same_network("official", nullable=True),
    moment("told_at", nullable=True),
    UniqueConstraint("record_id", "verify_by", "days"),
    CheckConstraint("days IN (0, 7, 30)", name="days_is_known"),
)
index_where("ix_record_reminder_open", "told_at IS NULL", record_reminder.c.official_id)

# What somebody who looks after a record says has changed; staff have a task about it.
record_report = Table(
    "record_report",
    metadata,
    *named_in_network(),
    *same_network("record", index=True),
    *same_network("official"),
    moment("said_at"),
    *texts("text"),
)
