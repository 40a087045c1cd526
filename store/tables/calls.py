"""Calls for practices: what staff ask the network for because nobody answers it."""

from sqlalchemy import JSON, CheckConstraint, Column, Table, Text, text

from store.columns import index_where, moment, named_in_network, same_network, texts
from store.tables.metadata import metadata

# A call for practices about something that several governments asked in vain: proposed to staff with a text
# that they can change, then posted once, by whom and where, and open until it is closed. Of one title one is
# proposed at most. `about` are the ids of the questions that it is about: their name changes with a few more.
practice_call = Table(
    "practice_call",
    metadata,
    *named_in_network(),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("about", JSON, nullable=False, server_default=text("'[]'")),
    *same_network("official", "asked_by", nullable=True),
    *same_network("workspace", nullable=True),
    *texts("conversation"),
    moment("proposed_at"),
    moment("opened_at", nullable=True),
    moment("closed_at", nullable=True),
    CheckConstraint("title <> ''", name="title_is_not_empty"),
    CheckConstraint("opened_at IS NULL OR asked_by IS NOT NULL", name="an_open_one_has_an_author"),
    CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="only_an_open_one_closes"),
)
index_where(
    "uq_practice_call_proposed",
    "opened_at IS NULL",
    practice_call.c.network_id,
    practice_call.c.title,
    unique=True,
)
