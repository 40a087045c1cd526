"""The directory, staff and their tasks, the whole life of an introduction, and what came of it.

Who held an office before was entered by an operator or by the demonstration: they count as joined and verified.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STATES = (
    *("proposed", "asked", "snoozed", "handed_over", "accepted", "declined", "expired"),
    *("introduced", "met", "useful", "adapted", "adopted", "not_useful"),
)
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def row_id() -> sa.Column[int]:
    return sa.Column("id", Key, primary_key=True, autoincrement=True)


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
    op.add_column("workspace", *texts("staff_conversation"))
    op.add_column("official", moment("verified_at", nullable=True))
    shown = sa.Column("shown", sa.Boolean, nullable=False, server_default=sa.text("true"))
    op.add_column("question_match", shown)
    op.create_index("ix_record_topic_topic", "record_topic", ["topic", "record_id"])
    make_directory()
    make_absences()
    make_staff()
    make_introductions()
    make_what_came_of_them()
    take_in_who_was_there()


def make_directory() -> None:
    op.create_table(
        "membership",
        in_network(),
        *same_network("official"),
        moment("joined_at"),
        moment("left_at", nullable=True),
        sa.Column("capacity", sa.Integer, nullable=False, server_default=sa.text("2")),
        *texts("languages", "time_zone", "body"),
        sa.Column("body_seats", sa.Integer),
        sa.Column("visibility", sa.Text, nullable=False, server_default="members"),
        moment("paused_until", nullable=True),
        sa.Column("misses", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("official_id"),
        sa.CheckConstraint("capacity BETWEEN 0 AND 20", name="capacity_is_sensible"),
        sa.CheckConstraint("body_seats IS NULL OR body_seats > 0", name="a_body_has_seats"),
        one_of("visibility", "members", "staff"),
    )
    op.create_table(
        "member_topic",
        in_network(),
        *same_network("official"),
        sa.Column("topic", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("official_id", "topic"),
        sa.ForeignKeyConstraint(["topic", "network_id"], ["topic.name", "topic.network_id"]),
    )
    op.create_index("ix_member_topic_topic", "member_topic", ["network_id", "topic", "official_id"])
    op.create_table(
        "answerable",
        in_network(),
        *same_network("official"),
        *same_network("question", index=True),
        sa.PrimaryKeyConstraint("official_id", "question_id"),
    )


def make_absences() -> None:
    op.create_table(
        "quiet_time",
        row_id(),
        in_network(),
        *same_network("official", index=True),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.UniqueConstraint("official_id", "first", "last"),
        sa.CheckConstraint("last >= first", name="last_is_not_before_first"),
    )
    op.create_table(
        "avoidance",
        row_id(),
        in_network(),
        *same_network("official", index=True),
        *same_network("official", "other_id", nullable=True),
        *same_network("jurisdiction", nullable=True),
        sa.UniqueConstraint("official_id", "other_id"),
        sa.UniqueConstraint("official_id", "jurisdiction_id"),
        sa.CheckConstraint("(other_id IS NULL) <> (jurisdiction_id IS NULL)", name="one_person_or_one_place"),
        sa.CheckConstraint("other_id <> official_id", name="nobody_avoids_themselves"),
    )


def make_staff() -> None:
    op.create_table(
        "staff",
        in_network(),
        *same_network("workspace"),
        sa.Column("chat_id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "chat_id", "source"),
        one_of("source", "setting", "usergroup", "command"),
    )
    op.create_table(
        "task",
        *named_in_network(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", Key, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        moment("opened_at"),
        moment("closed_at", nullable=True),
        *same_network("official", "closed_by", nullable=True),
        *texts("outcome"),
        one_of("kind", "verify", "find_office", "unanswered", "overload", "successor"),
        one_of("state", "open", "done"),
    )
    op.create_index(
        "uq_task_open", "task", ["network_id", "kind", "subject_id"], unique=True, **where("state = 'open'")
    )


def make_introductions() -> None:
    """Make the table anew: SQLite cannot change what a column may hold."""
    end_all_but_the_first_of_a_pair()
    op.drop_index("uq_introduction_open", "introduction")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_introduction_state_is_known"), "introduction")
    with op.batch_alter_table("introduction", naming_convention=NAMES, copy_from=before()) as batch:
        batch.alter_column("record_id", existing_type=Key, nullable=True)
        batch.alter_column("peer_id", existing_type=Key, nullable=True)
        batch.alter_column("answer_by", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch.add_column(sa.Column("handed_from", Key))
        batch.add_column(*texts("waits_for"))
        batch.add_column(sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.text("false")))
        batch.add_column(moment("asked_at", nullable=True))
        batch.create_foreign_key(
            "fk_introduction_handed_from",
            "introduction",
            ["handed_from", "network_id"],
            ["id", "network_id"],
        )
        listed = ", ".join(f"'{state}'" for state in STATES)
        batch.create_check_constraint(op.f("ck_introduction_state_is_known"), f"state IN ({listed})")
        batch.create_check_constraint(
            op.f("ck_introduction_waits_for_is_known"),
            "waits_for IN ('', 'place', 'verification', 'office', 'peer')",
        )
        batch.create_check_constraint(
            op.f("ck_introduction_the_asked_have_a_peer"),
            "peer_id IS NOT NULL OR state IN ('proposed', 'expired')",
        )
    index_introductions()


def index_introductions() -> None:
    for column in ("question_id", "record_id", "asker_id", "peer_id"):
        op.create_index(f"ix_introduction_{column}", "introduction", [column])
    op.create_index(
        "uq_introduction_open",
        "introduction",
        ["asker_id", "peer_id"],
        unique=True,
        **where("state IN ('asked', 'snoozed')"),
    )
    op.create_index(
        "uq_introduction_proposed",
        "introduction",
        ["question_id", "office_id"],
        unique=True,
        **where("state = 'proposed'"),
    )


def end_all_but_the_first_of_a_pair() -> None:
    """Before, a pair could have one request open for each record; now it has one."""
    later = (
        "introduction.state = 'asked' AND EXISTS (SELECT 1 FROM introduction AS first "
        "WHERE first.asker_id = introduction.asker_id AND first.peer_id = introduction.peer_id "
        "AND first.state = 'asked' AND first.id < introduction.id)"
    )
    now = sa.bindparam("now", datetime.now(UTC), sa.DateTime(timezone=True))
    noted = sa.text(
        "INSERT INTO introduction_move (network_id, introduction_id, state, moved_at) "
        f"SELECT network_id, id, 'expired', :now FROM introduction WHERE {later}"
    ).bindparams(now)
    ids = sa.text(f"SELECT id FROM introduction WHERE {later}")
    ended = [row.id for row in op.get_bind().execute(ids)]
    op.get_bind().execute(noted)
    for each in ended:
        op.get_bind().execute(sa.text("UPDATE introduction SET state = 'expired' WHERE id = :id"), {"id": each})


def before() -> sa.Table:
    """Return the table as it was without its states, since SQLite cannot tell the names of constraints."""
    return sa.Table(
        "introduction",
        sa.MetaData(naming_convention=NAMES),
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
    )


def make_what_came_of_them() -> None:
    op.create_table(
        "written_answer",
        in_network(),
        *same_network("introduction"),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("attributable", sa.Boolean, nullable=False),
        moment("written_at"),
        sa.UniqueConstraint("introduction_id"),
        sa.CheckConstraint("text <> ''", name="text_is_not_empty"),
    )
    op.create_table(
        "follow_up",
        *named_in_network(),
        *same_network("introduction"),
        *same_network("official", index=True),
        sa.Column("round", sa.Integer, nullable=False),
        moment("sent_at"),
        moment("answered_at", nullable=True),
        *texts("answer"),
        sa.UniqueConstraint("introduction_id", "official_id", "round"),
    )
    op.create_table(
        "contribution",
        in_network(),
        *same_network("record"),
        *same_network("official", "author_id"),
        *same_network("introduction", nullable=True),
        moment("drafted_at"),
        sa.PrimaryKeyConstraint("record_id"),
    )


def take_in_who_was_there() -> None:
    now = sa.bindparam("now", datetime.now(UTC), sa.DateTime(timezone=True))
    holds = "EXISTS (SELECT 1 FROM tenure WHERE tenure.official_id = official.id AND tenure.until IS NULL)"
    op.get_bind().execute(sa.text(f"UPDATE official SET verified_at = :now WHERE {holds}").bindparams(now))
    op.get_bind().execute(
        sa.text(
            "INSERT INTO membership (network_id, official_id, joined_at) "
            f"SELECT network_id, id, :now FROM official WHERE {holds}"
        ).bindparams(now)
    )
    op.execute("UPDATE introduction SET asked_at = requested_at")
