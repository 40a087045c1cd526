"""The staff of a network and what they have to do."""

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from store.columns import Key, in_network, index_where, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# Who is staff, as a chat knows them: named in the settings, a member of a user group, or added by command.
staff = Table(
    "staff",
    metadata,
    in_network(),
    *same_network("workspace"),
    Column("chat_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "chat_id", "source"),
    one_of("source", "setting", "usergroup", "command"),
)

# Something that staff must do about one row: an official to verify, an office to find or to give a successor,
# a question without an answer or with one that did not help, an official with too many requests, a record
# that is a draft, like another one, or not verified any more, a thread with an answer worth keeping, a
# summary that was not sent. Of one kind and subject one is open; who took it on is `assigned_to`.
task = Table(
    "task",
    metadata,
    *named_in_network(),
    Column("kind", Text, nullable=False),
    Column("subject_id", Key, nullable=False),
    Column("state", Text, nullable=False),
    moment("opened_at"),
    moment("closed_at", nullable=True),
    *same_network("official", "closed_by", nullable=True),
    *texts("outcome"),
    *same_network("official", "assigned_to", nullable=True),
    moment("assigned_at", nullable=True),
    one_of(
        "kind",
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
    ),
    one_of("state", "open", "done"),
)
index_where("uq_task_open", "state = 'open'", task.c.network_id, task.c.kind, task.c.subject_id, unique=True)
index_where("ix_task_queue", "state = 'open'", task.c.network_id, task.c.opened_at, task.c.id)
