"""What the running bot needs: what waits, what was handled, what is on its way, vectors, the change log."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from store.columns import Key, in_network, index_where, moment, one_of, row_id, texts
from store.tables.metadata import metadata

# Everything that waits: one row per kind and subject; done_at ends it. What failed waits for its next try.
due = Table(
    "due",
    metadata,
    row_id(),
    in_network(),
    Column("kind", Text, nullable=False),
    Column("subject_id", Key, nullable=False),
    moment("due_at"),
    moment("done_at", nullable=True),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("kind", "subject_id"),
)
index_where("ix_due_open", "done_at IS NULL", due.c.due_at)

# An event that was handled: its key once, kept when the workflow that handled it is long deleted.
event = Table("event", metadata, Column("key", Text, primary_key=True), moment("handled_at"))

# A conversation: when the next message may be posted into it, and until when the chat wants to hear nothing.
lane = Table(
    "lane",
    metadata,
    Column("name", Text, primary_key=True),
    moment("free_at", nullable=True),
    moment("held_until", nullable=True),
)

# A message on its way: written with the change that caused it, once per key; then where it stands or why not.
delivery = Table(
    "delivery",
    metadata,
    row_id(),
    in_network(),
    Column("key", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    *texts("conversation", "posted", "failure"),
    moment("created_at"),
    moment("finished_at", nullable=True),
    *texts("lane", "thread"),
    Column("paced", Boolean, nullable=False, server_default=text("false")),
    moment("retry_at", nullable=True),
    Column("task", Integer),
    one_of("state", "waiting", "sent", "failed"),
)
index_where("ix_delivery_waiting", "state = 'waiting'", delivery.c.created_at)
# What stands at a message on which somebody pressed a button.
index_where("ix_delivery_posted", "posted <> ''", delivery.c.posted)
# The cards of a task, to change all of them once it is done.
index_where("ix_delivery_task", "task IS NOT NULL", delivery.c.task)
index_where("ix_delivery_lane", "state = 'waiting'", delivery.c.lane, delivery.c.thread, delivery.c.id)

# A vector is stored once per text and model, as half-precision floats.
vector = Table(
    "vector",
    metadata,
    Column("text_hash", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# The models by which every text of the database is embedded; the latest one serves.
embedding_model = Table(
    "embedding_model",
    metadata,
    Column("name", Text, primary_key=True),
    Column("setting", Text, nullable=False),
    moment("complete_at"),
)

# The change log that feeds every index: written in the transaction of the change it names.
change = Table(
    "change",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("xid", Key, nullable=False),
    in_network(),
    Column("kind", Text, nullable=False),
    Column("subject_id", Key, nullable=False),
    Column("mark", Key, nullable=False, server_default=text("0")),
    one_of("kind", "record", "question"),
    Index("ix_change_network", "network_id", "xid", "seq"),
)
