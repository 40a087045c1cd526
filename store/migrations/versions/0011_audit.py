"""The audit trail: a chain of entries for each network; the database refuses to change or delete them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")

SQLITE = (
    "CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END",
    "CREATE TRIGGER audit_entry_never_goes BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END",
    "CREATE TRIGGER audit_entry_stands_once BEFORE INSERT ON audit_entry"
    " WHEN EXISTS (SELECT 1 FROM audit_entry WHERE chain_id = NEW.chain_id AND seq = NEW.seq)"
    " BEGIN SELECT RAISE(ABORT, 'an audit entry is never replaced'); END",
    "CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain"
    " WHEN NEW.length < OLD.length OR NEW.id <> OLD.id"
    " BEGIN SELECT RAISE(ABORT, 'an audit chain only grows'); END",
    "CREATE TRIGGER audit_chain_never_goes BEFORE DELETE ON audit_chain"
    " BEGIN SELECT RAISE(ABORT, 'an audit chain is never deleted'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'the audit trail only grows' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE OR DELETE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain FOR EACH ROW"
    " WHEN (NEW.length < OLD.length OR NEW.id <> OLD.id) EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_chain_never_goes BEFORE DELETE ON audit_chain"
    " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_chain_never_emptied BEFORE TRUNCATE ON audit_chain"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", Key, nullable=False, autoincrement=False),
        sa.Column("network_id", Key, sa.ForeignKey("network.id"), nullable=True),
        sa.Column("length", Key, nullable=False, server_default=sa.text("0")),
        sa.Column("head", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("network_id"),
        sa.CheckConstraint("id = COALESCE(network_id, 0)", name="id_is_that_of_the_network"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("chain_id", Key, sa.ForeignKey("audit_chain.id"), nullable=False),
        sa.Column("seq", Key, nullable=False),
        sa.Column("moment", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "seq"),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject", "chain_id", "seq"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
