"""The kinds of task in the queue of staff, and the word after /curate that narrows it to one."""

from collections.abc import Mapping

# "" is all of them. Buttons carry positions in this list: a new kind comes last, none is taken out.
KINDS = (
    "",
    "draft",
    "duplicate",
    "expiring",
    "unanswered",
    "not_helpful",
    "verify",
    "find_office",
    "overload",
    "successor",
    "answer",
    "summary",
)

WORDS: Mapping[str, str] = {
    "drafts": "draft",
    "duplicates": "duplicate",
    "expiring": "expiring",
    "questions": "unanswered",
    "unhelpful": "not_helpful",
    "members": "verify",
    "offices": "find_office",
    "requests": "overload",
    "successors": "successor",
    "answers": "answer",
    "summaries": "summary",
}


def position(kind: str) -> int:
    """Return the number that a button carries for the kind, that of all for one that is none."""
    return KINDS.index(kind) if kind in KINDS else 0


def at(number: int) -> str:
    """Return the kind of this number, "" for one that is none."""
    return KINDS[number] if 0 <= number < len(KINDS) else ""
