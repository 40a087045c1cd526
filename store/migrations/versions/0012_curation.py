"""What a record says beside its parts, its revisions, who said what, who may read it; who took a task on."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
STATES = ("drafted", "returned", "rejected", "published", "withdrawn")
VISIBILITIES = ("public", "members", "named", "unattributed")
TASKS = (
    "verify",
    "find_office",
    "unanswered",
    "overload",
    "successor",
    "draft",
    "duplicate",
    "expiring",
    "not_helpful",
    "answer",
    "summary",
)
CHANGES = (
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
)
PARTS = ("title", "problem", "action", "outcome", "lessons", "figures", "cost", "staffing", "conditions")
TEXTS = ("key", "title", "place", "country", "problem", "action", "outcome", "lessons", "result", "status")
READ_AT_ONCE = 500


def in_network() -> sa.Column[int]:
    return sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False)


def named_in_network() -> list[Any]:
    return [
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        in_network(),
        sa.UniqueConstraint("id", "network_id"),
    ]


def same_network(parent: str, column: str = "", nullable: bool = False) -> list[Any]:
    name = column or f"{parent}_id"
    to_parent = sa.ForeignKeyConstraint([name, "network_id"], [f"{parent}.id", f"{parent}.network_id"])
    return [sa.Column(name, Key, nullable=nullable), to_parent]


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def listed(column: str, values: tuple[str, ...]) -> str:
    words = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({words})"


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(listed(column, values), name=f"{column}_is_known")


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    change_records()
    make_what_belongs_to_records()
    keep_what_records_say()
    change_tasks()


def change_records() -> None:
    """Make the table anew: SQLite cannot change what a column may hold."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_record_state_is_known"), "record")
    op.drop_index("ix_record_office_id", "record")
    with op.batch_alter_table("record", naming_convention=NAMES, copy_from=records_before()) as batch:
        for column in texts("figures", "cost", "staffing", "conditions"):
            batch.add_column(column)
        batch.add_column(sa.Column("year_end", sa.Integer))
        for name in ("sdg_targets", "sources"):
            batch.add_column(sa.Column(name, sa.JSON, nullable=False, server_default=sa.text("'[]'")))
        batch.add_column(sa.Column("visibility", sa.Text, nullable=False, server_default="members"))
        batch.add_column(sa.Column("verifier_id", Key))
        batch.add_column(sa.Column("verify_by", sa.Date))
        batch.add_column(sa.Column("merged_into", Key))
        batch.add_column(sa.Column("revision", sa.Integer, nullable=False, server_default=sa.text("1")))
        for column, parent in (("verifier_id", "official"), ("merged_into", "record")):
            batch.create_foreign_key(
                f"fk_record_{column}", parent, [column, "network_id"], ["id", "network_id"]
            )
        for name, values in (("state", STATES), ("visibility", VISIBILITIES)):
            batch.create_check_constraint(op.f(f"ck_record_{name}_is_known"), listed(name, values))
    op.create_index("ix_record_office_id", "record", ["office_id"])
    op.create_index("ix_record_named", "record", ["network_id"], **where("visibility = 'named'"))
    op.create_index(
        "ix_record_verify_by", "record", ["network_id", "verify_by"], **where("state = 'published'")
    )


def records_before() -> sa.Table:
    """Return the table as it was without its states, since SQLite cannot tell the names of constraints."""
    return sa.Table(
        "record",
        sa.MetaData(naming_convention=NAMES),
        *named_in_network(),
        sa.Column("key", sa.Text, nullable=False),
        *same_network("office", nullable=True),
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
    )


def make_what_belongs_to_records() -> None:
    op.create_table(
        "record_reader",
        in_network(),
        *same_network("record"),
        *same_network("jurisdiction"),
        sa.PrimaryKeyConstraint("record_id", "jurisdiction_id"),
    )
    op.create_table(
        "record_revision",
        in_network(),
        *same_network("record"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        *same_network("official", "made_by", nullable=True),
        moment("made_at"),
        *texts("note"),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("record_id", "number"),
        one_of("kind", *CHANGES),
    )
    op.create_table(
        "record_statement",
        in_network(),
        *same_network("record"),
        sa.Column("part", sa.Text, nullable=False),
        *same_network("official", "said_by", nullable=True),
        *texts("role", "source"),
        moment("said_at"),
        *same_network("official", "approved_by", nullable=True),
        moment("approved_at", nullable=True),
        sa.PrimaryKeyConstraint("record_id", "part"),
        one_of("part", *PARTS),
    )


def keep_what_records_say() -> None:
    """Write down what each record says by now as its first revision: history begins here."""
    connection = op.get_bind()
    columns = [*TEXTS, "office_id", "year_start", "source_title", "source_url", "source_lang", "verified_on"]
    record = sa.table("record", *(sa.column(name) for name in ["id", "network_id", "state", *columns]))
    record.append_column(sa.column("updated_at", sa.DateTime(timezone=True)))
    topic = sa.table("record_topic", sa.column("record_id"), sa.column("topic"))
    revision_of = sa.table(
        "record_revision",
        *(sa.column(name) for name in ("network_id", "record_id", "number", "kind", "note")),
        sa.column("made_at", sa.DateTime(timezone=True)),
        sa.column("content", sa.JSON),
    )
    kinds = {"drafted": "drafted", "published": "imported", "withdrawn": "withdrawn"}
    last = 0
    page = sa.select(record).order_by(record.c.id).limit(READ_AT_ONCE)
    while rows := connection.execute(page.where(record.c.id > last)).all():
        last = rows[-1].id
        named = topic.c.record_id.in_([row.id for row in rows])
        topics: dict[int, list[str]] = {}
        for found in connection.execute(sa.select(topic).where(named).order_by(topic.c.topic)):
            topics.setdefault(found.record_id, []).append(found.topic)
        revisions = [
            {
                "network_id": row.network_id,
                "record_id": row.id,
                "number": 1,
                "kind": kinds[row.state],
                "note": "",
                "made_at": row.updated_at,
                "content": json.loads(
                    json.dumps(
                        {
                            **{name: getattr(row, name) for name in columns},
                            "topics": topics.get(row.id, []),
                            "state": row.state,
                        },
                        default=str,
                    )
                ),
            }
            for row in rows
        ]
        connection.execute(sa.insert(revision_of), revisions)


def change_tasks() -> None:
    """Make the table anew, as that of records."""
    op.drop_index("uq_task_open", "task")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_task_kind_is_known"), "task")
    with op.batch_alter_table("task", naming_convention=NAMES, copy_from=tasks_before()) as batch:
        batch.add_column(sa.Column("assigned_to", Key))
        batch.add_column(moment("assigned_at", nullable=True))
        batch.create_foreign_key(
            "fk_task_assigned_to", "official", ["assigned_to", "network_id"], ["id", "network_id"]
        )
        batch.create_check_constraint(op.f("ck_task_kind_is_known"), listed("kind", TASKS))
    is_open = where("state = 'open'")
    op.create_index("uq_task_open", "task", ["network_id", "kind", "subject_id"], unique=True, **is_open)
    op.create_index("ix_task_queue", "task", ["network_id", "opened_at", "id"], **is_open)


def tasks_before() -> sa.Table:
    """Return the table as it was without its kinds."""
    return sa.Table(
        "task",
        sa.MetaData(naming_convention=NAMES),
        *named_in_network(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", Key, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        moment("opened_at"),
        moment("closed_at", nullable=True),
        *same_network("official", "closed_by", nullable=True),
        *texts("outcome"),
        one_of("state", "open", "done"),
    )
