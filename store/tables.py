"""Every table with its constraints, each said in words; the migrations create exactly these.

Networks are kept apart by the database: a foreign key holds the network of both rows, so they never differ.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.columns import (
    Key,
    in_network,
    index_where,
    moment,
    named_in_network,
    one_of,
    row_id,
    same_network,
    texts,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A network is the unit of isolation: what it owns is never mixed with what another owns.
network = Table(
    "network",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("demonstration", Boolean, nullable=False, server_default=text("false")),
)

# A workspace is one Slack workspace, Teams tenant or console; it belongs to exactly one network.
workspace = Table(
    "workspace",
    metadata,
    *named_in_network(),
    Column("chat", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    UniqueConstraint("chat", "external_id"),
    one_of("chat", "slack", "teams", "console"),
)

# A jurisdiction is in a network once per name, first-level division, kind and country.
jurisdiction = Table(
    "jurisdiction",
    metadata,
    *named_in_network(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    *texts("country", "admin1"),
    Column("population", Key),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("time_zone", Text),
    Column("climate", Text),
    Column("coastal", Boolean),
    UniqueConstraint("network_id", "name", "admin1", "kind", "country"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
    CheckConstraint("population IS NULL OR population >= 0", name="population_is_not_negative"),
    one_of("kind", "city", "county", "state", "region", "country", "unknown"),
)

# An office is a function of a jurisdiction; a jurisdiction has each office once.
office = Table(
    "office",
    metadata,
    *named_in_network(),
    *same_network("jurisdiction"),
    Column("name", Text, nullable=False),
    UniqueConstraint("jurisdiction_id", "name"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
)

# An official is a person; told_at is when they were told what is stored, prefers_peers their own choice.
official = Table(
    "official",
    metadata,
    *named_in_network(),
    Column("name", Text, nullable=False),
    *texts("locale"),
    Column("demonstration", Boolean, nullable=False, server_default=text("false")),
    moment("told_at", nullable=True),
    Column("prefers_peers", Boolean, nullable=False, server_default=text("true")),
)

# An identity ties a person of a workspace to one official; nobody is two officials in one workspace.
identity = Table(
    "identity",
    metadata,
    row_id(),
    in_network(),
    *same_network("workspace"),
    Column("chat_id", Text, nullable=False),
    *same_network("official", index=True),
    UniqueConstraint("workspace_id", "chat_id"),
)

# A tenure: who holds an office from a day to a day, `until` being the first day after; one is open at most.
tenure = Table(
    "tenure",
    metadata,
    row_id(),
    in_network(),
    *same_network("official", index=True),
    *same_network("office", index=True),
    Column("since", Date, nullable=False),
    Column("until", Date),
    UniqueConstraint("official_id", "office_id", "since"),
    CheckConstraint("until IS NULL OR until > since", name="until_is_after_since"),
)
index_where("uq_tenure_open", "until IS NULL", tenure.c.official_id, tenure.c.office_id, unique=True)

# A topic is one word of the network's closed list.
topic = Table(
    "topic",
    metadata,
    Column("network_id", ForeignKey("network.id"), primary_key=True),
    Column("name", Text, primary_key=True),
)

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
    CheckConstraint("title <> ''", name="title_is_not_empty"),
    one_of("result", "worked", "mixed", "failed", "planned", "unknown"),
    one_of("state", "drafted", "published", "withdrawn"),
)

record_topic = Table(
    "record_topic",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
)

# A question keeps its asker's words, where it was asked and who may see it.
question = Table(
    "question",
    metadata,
    *named_in_network(),
    *same_network("official", "asker_id", index=True),
    *same_network("workspace"),
    Column("conversation", Text, nullable=False),
    *texts("thread"),
    Column("audience", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("band", Text, nullable=False),
    Column("helpful", Boolean),
    moment("asked_at"),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
    one_of("audience", "channel", "private", "anonymous"),
    one_of("band", "good", "maybe", "none"),
)

# The matches that one question was shown: a record once, a place in the list once.
question_match = Table(
    "question_match",
    metadata,
    in_network(),
    *same_network("question"),
    Column("position", Integer, nullable=False),
    *same_network("record"),
    Column("score", Float, nullable=False),
    PrimaryKeyConstraint("question_id", "position"),
    UniqueConstraint("question_id", "record_id"),
)

# Which record answered a question, and through which introduction if it was one: what later askers find.
question_answer = Table(
    "question_answer",
    metadata,
    in_network(),
    *same_network("question"),
    *same_network("record"),
    *same_network("introduction", nullable=True),
    moment("answered_at"),
    PrimaryKeyConstraint("question_id", "record_id"),
)

# An introduction: one open per asker, peer and record; nobody is introduced to themselves.
introduction = Table(
    "introduction",
    metadata,
    *named_in_network(),
    *same_network("question"),
    *same_network("record"),
    *same_network("office"),
    *same_network("official", "asker_id"),
    *same_network("official", "peer_id"),
    Column("state", Text, nullable=False),
    *texts("conversation", "thread"),
    *same_network("workspace"),
    moment("requested_at"),
    moment("answer_by"),
    CheckConstraint("asker_id <> peer_id", name="nobody_meets_themselves"),
    one_of("state", "asked", "accepted", "declined", "expired"),
)
index_where(
    "uq_introduction_open",
    "state = 'asked'",
    introduction.c.asker_id,
    introduction.c.peer_id,
    introduction.c.record_id,
    unique=True,
)

# Every move of an introduction, with who made it (nobody, when time did) and when.
introduction_move = Table(
    "introduction_move",
    metadata,
    row_id(),
    in_network(),
    *same_network("introduction", index=True),
    Column("state", Text, nullable=False),
    *same_network("official", nullable=True),
    moment("moved_at"),
)

# Everything that waits: one row per kind and subject; done_at ends it.
due = Table(
    "due",
    metadata,
    row_id(),
    in_network(),
    Column("kind", Text, nullable=False),
    Column("subject_id", Key, nullable=False),
    moment("due_at"),
    moment("done_at", nullable=True),
    UniqueConstraint("kind", "subject_id"),
)
index_where("ix_due_open", "done_at IS NULL", due.c.due_at)

# An event that was handled: its key once, kept when the workflow that handled it is long deleted.
event = Table("event", metadata, Column("key", Text, primary_key=True), moment("handled_at"))

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
    one_of("state", "waiting", "sent", "failed"),
)
index_where("ix_delivery_waiting", "state = 'waiting'", delivery.c.created_at)

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
