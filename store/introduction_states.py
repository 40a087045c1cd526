"""The states of an introduction and every legal move between them, as data.

An introduction belongs to one question and asks one peer; when a peer does not say yes, another introduction
of the same question asks the next one. docs/introductions.md draws the machine.
"""

from collections.abc import Mapping

# proposed: wanted, but something must happen first (waits_for). handed_over ends it: the colleague's is
# another. accepted: the peer said yes, or answered in writing; what waits for the asker can still expire.
# From introduced on the sides say what came of it, and an outcome can only grow: who adopted something had
# found it useful.
MOVES: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"asked", "expired"}),
    "asked": frozenset({"accepted", "declined", "snoozed", "handed_over", "expired"}),
    "snoozed": frozenset({"asked", "accepted", "declined", "handed_over", "expired"}),
    "handed_over": frozenset(),
    "declined": frozenset(),
    "expired": frozenset(),
    "accepted": frozenset({"introduced", "expired", "useful", "adapted", "adopted", "not_useful"}),
    "introduced": frozenset({"met", "useful", "adapted", "adopted", "not_useful"}),
    "met": frozenset({"useful", "adapted", "adopted", "not_useful"}),
    "not_useful": frozenset({"useful", "adapted", "adopted"}),
    "useful": frozenset({"adapted", "adopted"}),
    "adapted": frozenset({"adopted"}),
    "adopted": frozenset(),
}

WAITING = frozenset({"proposed", "asked", "snoozed"})  # no answer yet
ANSWERED_YES = frozenset({"accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful"})
# A yes that stands answers the question, also while it waits for staff to know the asker; one that ended
# without a meeting, or that the asker called not useful, does not.
ANSWERS = ANSWERED_YES - {"not_useful"}


def is_legal(old: str, new: str) -> bool:
    """Say whether an introduction may move from the old state to the new one."""
    return new in MOVES.get(old, frozenset())
