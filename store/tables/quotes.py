"""Replies in threads that staff want to keep as answers, and what their authors say to that."""

from sqlalchemy import CheckConstraint, Column, Table, Text

from store.columns import index_where, moment, named_in_network, one_of, same_network, texts
from store.tables.metadata import metadata

# A reply in the thread of a question: its author's own words, kept only if they allow it, by their name or
# without. Of one question and author one reply is asked about or kept at a time.
quoted_answer = Table(
    "quoted_answer",
    metadata,
    *named_in_network(),
    *same_network("question", index=True),
    *same_network("official", "author_id"),
    *same_network("official", "chosen_by"),
    *texts("text"),
    Column("state", Text, nullable=False),
    moment("asked_at"),
    moment("decided_at", nullable=True),
    one_of("state", "asked", "named", "nameless", "refused"),
    CheckConstraint("(text = '') = (state = 'refused')", name="a_refused_text_is_forgotten"),
)
index_where(
    "uq_quoted_answer_kept",
    "state <> 'refused'",
    quoted_answer.c.question_id,
    quoted_answer.c.author_id,
    unique=True,
)
