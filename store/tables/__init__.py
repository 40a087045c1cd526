"""Every table with its constraints, each said in words; the migrations create exactly these.

Networks are kept apart by the database: a foreign key holds the network of both rows, so they never differ.
"""

from store.tables.audit import audit_chain, audit_entry
from store.tables.calls import practice_call
from store.tables.channels import channel_setting, channel_topic, hushed_thread
from store.tables.digests import digest, digest_setting, help_offer, story_consent
from store.tables.directory import answerable, avoidance, member_topic, membership, quiet_time
from store.tables.installations import enterprise_team, install_state, installation
from store.tables.introductions import follow_up, introduction, introduction_move, written_answer
from store.tables.merges import record_contact, record_merge, record_pair, record_to_compare
from store.tables.metadata import metadata
from store.tables.networks import jurisdiction, network, office, topic, workspace
from store.tables.officials import identity, official, tenure
from store.tables.proposals import proposal
from store.tables.questions import narrowed_question, question, question_answer, question_match
from store.tables.quotes import quoted_answer
from store.tables.record_care import record_edit, record_reminder, record_report
from store.tables.records import (
    contribution,
    record,
    record_reader,
    record_revision,
    record_statement,
    record_topic,
)
from store.tables.running import change, delivery, due, embedding_model, event, lane, vector
from store.tables.shared_files import shared_file
from store.tables.staff import staff, task
from store.tables.standing import matched_until, standing_question

__all__ = [
    "answerable",
    "audit_chain",
    "audit_entry",
    "avoidance",
    "change",
    "channel_setting",
    "channel_topic",
    "contribution",
    "delivery",
    "digest",
    "digest_setting",
    "due",
    "embedding_model",
    "enterprise_team",
    "event",
    "follow_up",
    "help_offer",
    "hushed_thread",
    "identity",
    "install_state",
    "installation",
    "introduction",
    "introduction_move",
    "jurisdiction",
    "lane",
    "matched_until",
    "member_topic",
    "membership",
    "metadata",
    "narrowed_question",
    "network",
    "office",
    "official",
    "practice_call",
    "proposal",
    "question",
    "question_answer",
    "question_match",
    "quiet_time",
    "quoted_answer",
    "record",
    "record_contact",
    "record_edit",
    "record_merge",
    "record_pair",
    "record_reader",
    "record_reminder",
    "record_report",
    "record_revision",
    "record_statement",
    "record_to_compare",
    "record_topic",
    "shared_file",
    "staff",
    "standing_question",
    "story_consent",
    "task",
    "tenure",
    "topic",
    "vector",
    "workspace",
    "written_answer",
]
