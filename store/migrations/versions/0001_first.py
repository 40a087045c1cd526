"""The first tables.

Databases have run what is written here, so it stays as it is whatever becomes of store/tables.py: that is why the
shorthand below is written out again.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def row_id(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, Key, primary_key=True, autoincrement=True)


def in_network() -> sa.Column[int]:
    return sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False)


def named_in_network() -> list[Any]:
    return [row_id(), in_network(), sa.UniqueConstraint("id", "network_id")]


def same_network(parent: str, column: str = "", nullable: bool = False, index: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable, index=index), to_parent]


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    make_networks_and_places()
    make_officials()
    make_records()
    make_questions()
    make_introductions()
    make_work()
    make_index()


def make_networks_and_places() -> None:
    op.create_table(
        "network",
        row_id(),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("demonstration", sa.Boolean, nullable=False, server_default=sa.text("false")),
    )
    op.create_table(
        "workspace",
        *named_in_network(),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.UniqueConstraint("chat", "external_id"),
        one_of("chat", "slack", "teams", "console"),
    )
    op.create_table(
        "topic",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
    )
    op.create_table(
        "jurisdiction",
        *named_in_network(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        *texts("country", "admin1"),
        sa.Column("population", Key),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("time_zone", sa.Text),
        sa.UniqueConstraint("network_id", "name", "admin1", "kind", "country"),
        sa.CheckConstraint("name <> ''", name="name_is_not_empty"),
        sa.CheckConstraint("population IS NULL OR population >= 0", name="population_is_not_negative"),
        one_of("kind", "city", "county", "state", "region", "country", "unknown"),
    )
    op.create_table(
        "office",
        *named_in_network(),
        *same_network("jurisdiction"),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "name"),
        sa.CheckConstraint("name <> ''", name="name_is_not_empty"),
    )


def make_officials() -> None:
    op.create_table(
        "official",
        *named_in_network(),
        sa.Column("name", sa.Text, nullable=False),
        *texts("locale"),
        sa.Column("demonstration", sa.Boolean, nullable=False, server_default=sa.text("false")),
        moment("told_at", nullable=True),
    )
    op.create_table(
        "identity",
        row_id(),
        in_network(),
        *same_network("workspace"),
        sa.Column("chat_id", sa.Text, nullable=False),
        *same_network("official", index=True),
        sa.UniqueConstraint("workspace_id", "chat_id"),
    )
    op.create_table(
        "tenure",
        row_id(),
        in_network(),
        *same_network("official", index=True),
        *same_network("office", index=True),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.UniqueConstraint("official_id", "office_id", "since"),
        sa.CheckConstraint("until IS NULL OR until > since", name="until_is_after_since"),
    )
    op.create_index(
        "uq_tenure_open", "tenure", ["official_id", "office_id"], unique=True, **where("until IS NULL")
    )


def make_records() -> None:
    op.create_table(
        "record",
        *named_in_network(),
        sa.Column("key", sa.Text, nullable=False),
        *same_network("office", nullable=True, index=True),
        sa.Column("title", sa.Text, nullable=False),
        *texts("place", "country", "problem", "action", "outcome", "lessons"),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("year_start", sa.Integer),
        *texts("status", "source_title", "source_url", "source_lang"),
        sa.Column("verified_on", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        moment("updated_at"),
        sa.UniqueConstraint("network_id", "key"),
        sa.CheckConstraint("title <> ''", name="title_is_not_empty"),
        one_of("result", "worked", "mixed", "failed", "planned", "unknown"),
        one_of("state", "drafted", "published", "withdrawn"),
    )
    op.create_table(
        "record_topic",
        sa.Column("record_id", Key, sa.ForeignKey("record.id"), primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
    )


def make_questions() -> None:
    op.create_table(
        "question",
        *named_in_network(),
        *same_network("official", "asker_id", index=True),
        *same_network("workspace"),
        sa.Column("conversation", sa.Text, nullable=False),
        *texts("thread"),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("band", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean),
        moment("asked_at"),
        sa.CheckConstraint("text <> ''", name="text_is_not_empty"),
        one_of("audience", "channel", "private", "anonymous"),
        one_of("band", "good", "maybe", "none"),
    )
    op.create_table(
        "question_match",
        in_network(),
        *same_network("question"),
        sa.Column("position", sa.Integer, nullable=False),
        *same_network("record"),
        sa.Column("score", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "position"),
        sa.UniqueConstraint("question_id", "record_id"),
    )


def make_introductions() -> None:
    op.create_table(
        "introduction",
        *named_in_network(),
        *same_network("question"),
        *same_network("record"),
        *same_network("office"),
        *same_network("official", "asker_id"),
        *same_network("official", "peer_id"),
        sa.Column("state", sa.Text, nullable=False),
        *texts("conversation", "thread"),
        *same_network("workspace"),
        moment("requested_at"),
        moment("answer_by"),
        sa.CheckConstraint("asker_id <> peer_id", name="nobody_meets_themselves"),
        one_of("state", "asked", "accepted", "declined", "expired"),
    )
    op.create_index(
        "uq_introduction_open",
        "introduction",
        ["asker_id", "peer_id", "record_id"],
        unique=True,
        **where("state = 'asked'"),
    )
    op.create_table(
        "introduction_move",
        row_id(),
        in_network(),
        *same_network("introduction", index=True),
        sa.Column("state", sa.Text, nullable=False),
        *same_network("official", nullable=True),
        moment("moved_at"),
    )
    op.create_table(
        "question_answer",
        in_network(),
        *same_network("question"),
        *same_network("record"),
        *same_network("introduction", nullable=True),
        moment("answered_at"),
        sa.PrimaryKeyConstraint("question_id", "record_id"),
    )


def make_work() -> None:
    op.create_table(
        "due",
        row_id(),
        in_network(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", Key, nullable=False),
        moment("due_at"),
        moment("done_at", nullable=True),
        sa.UniqueConstraint("kind", "subject_id"),
    )
    op.create_index("ix_due_open", "due", ["due_at"], unique=False, **where("done_at IS NULL"))
    op.create_table("event", sa.Column("key", sa.Text, primary_key=True), moment("handled_at"))
    op.create_table(
        "delivery",
        row_id(),
        in_network(),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        *texts("conversation", "posted", "failure"),
        moment("created_at"),
        moment("finished_at", nullable=True),
        one_of("state", "waiting", "sent", "failed"),
    )
    op.create_index(
        "ix_delivery_waiting", "delivery", ["created_at"], unique=False, **where("state = 'waiting'")
    )


def make_index() -> None:
    op.create_table(
        "vector",
        sa.Column("text_hash", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "change",
        row_id("seq"),
        sa.Column("xid", Key, nullable=False),
        in_network(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", Key, nullable=False),
        one_of("kind", "record", "question"),
    )
    op.create_index("ix_change_network", "change", ["network_id", "xid", "seq"])
