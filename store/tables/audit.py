"""The audit trail: a chain of entries for each network, which the database lets nobody change or delete."""

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.schema import ExecutableDDLElement

from store.columns import Key
from store.tables.metadata import metadata

# The chain of a network has the network's id; chain 0 is about what belongs to no network, such as the app in
# a workspace that nobody assigned. Its length and last hash tell when entries at its end are gone.
audit_chain = Table(
    "audit_chain",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    Column("network_id", ForeignKey("network.id")),
    Column("length", Key, nullable=False, server_default=text("0")),
    Column("head", Text, nullable=False),
    UniqueConstraint("network_id"),
    CheckConstraint("id = COALESCE(network_id, 0)", name="id_is_that_of_the_network"),
)

# One change: when, by whom, what, of which subject, and what of it was other before. The moment is text so
# that both databases keep exactly what was hashed; before and after are canonical JSON.
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("chain_id", ForeignKey("audit_chain.id"), nullable=False),
    Column("seq", Key, nullable=False),
    Column("moment", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("chain_id", "seq"),
    Index("ix_audit_entry_subject", "subject", "chain_id", "seq"),
)

_SQLITE = {
    "audit_entry": (
        "CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END",
        "CREATE TRIGGER audit_entry_never_goes BEFORE DELETE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END",
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER audit_entry_stands_once BEFORE INSERT ON audit_entry"
        " WHEN EXISTS (SELECT 1 FROM audit_entry WHERE chain_id = NEW.chain_id AND seq = NEW.seq)"
        " BEGIN SELECT RAISE(ABORT, 'an audit entry is never replaced'); END",
    ),
    "audit_chain": (
        "CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain"
        " WHEN NEW.length < OLD.length OR NEW.id <> OLD.id"
        " BEGIN SELECT RAISE(ABORT, 'an audit chain only grows'); END",
        "CREATE TRIGGER audit_chain_never_goes BEFORE DELETE ON audit_chain"
        " BEGIN SELECT RAISE(ABORT, 'an audit chain is never deleted'); END",
    ),
}
_POSTGRESQL = {
    "audit_entry": (
        "CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE OR DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
    "audit_chain": (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'the audit trail only grows' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE ON audit_chain FOR EACH ROW"
        " WHEN (NEW.length < OLD.length OR NEW.id <> OLD.id) EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_chain_never_goes BEFORE DELETE ON audit_chain"
        " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_chain_never_emptied BEFORE TRUNCATE ON audit_chain"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def _ddl(statement: str, dialect: str) -> ExecutableDDLElement:
    made: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
    return made.execute_if(dialect=dialect)


for _table in (audit_chain, audit_entry):
    for _dialect, _statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for _statement in _statements[_table.name]:
            event.listen(_table, "after_create", _ddl(_statement, _dialect))
