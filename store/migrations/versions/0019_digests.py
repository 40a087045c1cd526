"""When summaries are sent, the summaries, offers to help, and indexes by which a week is found."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _same_network(parent: str, column: str, *, nullable: bool = False, index: bool = False) -> list:
    return [
        sa.Column(column, Key, nullable=nullable, index=index),
        sa.ForeignKeyConstraint([column, "network_id"], [f"{parent}.id", f"{parent}.network_id"]),
    ]


def _named() -> list:
    return [
        sa.Column("id", Key, primary_key=True, autoincrement=True),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        sa.UniqueConstraint("id", "network_id"),
    ]


def upgrade() -> None:
    _settings()
    _digests()
    op.create_table(
        "help_offer",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *_same_network("question", "question_id"),
        *_same_network("official", "official_id", index=True),
        *_same_network("office", "office_id"),
        sa.Column("state", sa.Text, nullable=False),
        _moment("offered_at"),
        _moment("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("question_id", "official_id"),
        sa.CheckConstraint("state IN ('offered', 'accepted', 'declined')", name="state_is_known"),
    )
    op.create_table(
        "story_consent",
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=False),
        *_same_network("introduction", "introduction_id"),
        *_same_network("official", "official_id", index=True),
        _moment("agreed_at"),
        sa.PrimaryKeyConstraint("introduction_id", "official_id"),
    )
    op.create_index("ix_story_consent_agreed", "story_consent", ["network_id", "agreed_at"])
    op.create_index("ix_question_asked", "question", ["network_id", "asked_at"])
    op.create_index("ix_question_answer_answered", "question_answer", ["network_id", "answered_at"])
    op.create_index("ix_record_updated", "record", ["network_id", "updated_at"])
    op.create_index("ix_record_verified", "record", ["network_id", "verified_on"])
    op.create_index("ix_introduction_move_moved", "introduction_move", ["network_id", "moved_at"])


def _settings() -> None:
    op.create_table(
        "digest_setting",
        *_named(),
        *_same_network("workspace", "workspace_id"),
        _text("conversation"),
        *_same_network("official", "official_id", nullable=True),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        _text("time_zone"),
        sa.Column("empty_weeks", sa.Text, nullable=False),
        sa.Column("outsiders", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("state", sa.Text, nullable=False),
        _text("paused_why"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_known"),
        sa.CheckConstraint(
            "(conversation = '') = (official_id IS NOT NULL)", name="a_conversation_or_a_person"
        ),
        sa.CheckConstraint("empty_weeks IN ('brief', 'skip')", name="empty_weeks_is_known"),
        sa.CheckConstraint("state IN ('on', 'paused')", name="state_is_known"),
    )
    of_a_person = sa.text("official_id IS NOT NULL")
    op.create_index(
        "uq_digest_setting_official",
        "digest_setting",
        ["official_id"],
        unique=True,
        sqlite_where=of_a_person,
        postgresql_where=of_a_person,
    )
    of_a_channel = sa.text("official_id IS NULL")
    op.create_index(
        "uq_digest_setting_conversation",
        "digest_setting",
        ["workspace_id", "conversation"],
        unique=True,
        sqlite_where=of_a_channel,
        postgresql_where=of_a_channel,
    )


def _digests() -> None:
    op.create_table(
        "digest",
        *_named(),
        *_same_network("digest_setting", "setting_id"),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        _text("why"),
        _text("content"),
        _moment("due_at"),
        _moment("since", nullable=True),
        _moment("until", nullable=True),
        _moment("ended_at", nullable=True),
        *_same_network("record", "re_read_id", nullable=True),
        sa.UniqueConstraint("setting_id", "week"),
        sa.CheckConstraint("state IN ('due', 'sent', 'skipped', 'missed')", name="state_is_known"),
    )
    due = sa.text("state = 'due'")
    op.create_index(
        "uq_digest_due", "digest", ["setting_id"], unique=True, sqlite_where=due, postgresql_where=due
    )
