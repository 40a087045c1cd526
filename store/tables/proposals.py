"""What officials told about what they did, until they confirm that it may become a draft of a record."""

from sqlalchemy import Column, Table, Text

from store.columns import index_where, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# A text in its author's own words; it is emptied once it is confirmed, thrown away or too old. `source` says
# where they told it, and from which introduction it is, if it came of one.
proposal = Table(
    "proposal",
    metadata,
    *named_in_network(),
    *same_network("official", "author_id"),
    *same_network("introduction", nullable=True),
    *texts("source", "text"),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    moment("told_at"),
    moment("closed_at", nullable=True),
    one_of("state", "open", "confirmed", "discarded", "expired"),
)
index_where("ix_proposal_open", "state = 'open'", proposal.c.author_id)
