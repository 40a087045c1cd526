"""Introductions with their moves, the answers peers wrote instead, and what the two sides said later."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, text

from store.columns import (
    in_network,
    index_where,
    moment,
    named_in_network,
    one_of,
    row_id,
    same_network,
    texts,
)
from store.tables.metadata import metadata

STATES = (
    *("proposed", "asked", "snoozed", "handed_over", "accepted", "declined", "expired"),
    *("introduced", "met", "useful", "adapted", "adopted", "not_useful"),
)

# An introduction: what an asker wants, and the one peer who is asked. Nobody is introduced to themselves.
# While it is proposed it may have no peer yet: waits_for says what must happen first, as it does of a yes to
# somebody who is not verified. Without a record the peer is asked because of a topic. agreed_at is the moment
# of the yes, whatever came after it.
# handed_from is the introduction that a colleague handed over. One that was handed over because the
# chat did not reach its peer is `unreached`: it says nothing of how they answer. source says why this peer
# came into question (a code of peers_to_ask), for which topic if for one; "" while nobody was asked.
introduction = Table(
    "introduction",
    metadata,
    *named_in_network(),
    *same_network("question", index=True),
    *same_network("record", nullable=True, index=True),
    *same_network("office"),
    *same_network("official", "asker_id", index=True),
    *same_network("official", "peer_id", nullable=True, index=True),
    *same_network("introduction", "handed_from", nullable=True),
    Column("state", Text, nullable=False),
    *texts("waits_for", "source", "topic"),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("unreached", Boolean, nullable=False, server_default=text("false")),
    *texts("conversation", "thread"),
    *same_network("workspace"),
    moment("requested_at"),
    moment("asked_at", nullable=True),
    moment("agreed_at", nullable=True),
    moment("answer_by", nullable=True),
    CheckConstraint("asker_id <> peer_id", name="nobody_meets_themselves"),
    CheckConstraint("peer_id IS NOT NULL OR state IN ('proposed', 'expired')", name="the_asked_have_a_peer"),
    one_of("state", *STATES),
    one_of("waits_for", "", "place", "verification", "office", "peer"),
)
# Of one asker and one peer one introduction is open at most; of one question and one office one is proposed.
index_where(
    "uq_introduction_open",
    "state IN ('asked', 'snoozed')",
    introduction.c.asker_id,
    introduction.c.peer_id,
    unique=True,
)
index_where(
    "uq_introduction_proposed",
    "state = 'proposed'",
    introduction.c.question_id,
    introduction.c.office_id,
    unique=True,
)

# Every move of an introduction, with who made it (nobody, when time did) and when.
introduction_move = Table(
    "introduction_move",
    metadata,
    row_id(),
    in_network(),
    *same_network("introduction", index=True),
    Column("state", Text, nullable=False),
    *same_network("official", nullable=True),
    moment("moved_at"),
    Index("ix_introduction_move_moved", "network_id", "moved_at"),
)

# What a peer wrote instead of a conversation; one that is not attributable is shown without name and place.
written_answer = Table(
    "written_answer",
    metadata,
    in_network(),
    *same_network("introduction"),
    Column("text", Text, nullable=False),
    Column("attributable", Boolean, nullable=False),
    moment("written_at"),
    UniqueConstraint("introduction_id"),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
)

# One question of ours about what came of an introduction: to one side, once a round; answer is "" until
# it is given.
follow_up = Table(
    "follow_up",
    metadata,
    *named_in_network(),
    *same_network("introduction"),
    *same_network("official", index=True),
    Column("round", Integer, nullable=False),
    moment("sent_at"),
    moment("answered_at", nullable=True),
    *texts("answer"),
    UniqueConstraint("introduction_id", "official_id", "round"),
)
