"""Topics of a file that the network's list lacks, each with the one that was probably meant."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# How alike two topics are for the one to be a slip of the other: "solar-powr" and "solar-power" 0.95, "water"
# and "waste" 0.6.
ALIKE = 0.8
LOOKED_AT = 50  # topics that are compared with the list; a preview names no more


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic that an import would add, and the topic of the list that is nearest to it, "" for none."""

    name: str
    near: str = ""


def new_topics(named: Iterable[str], known: Sequence[str]) -> tuple[NewTopic, ...]:
    """Return which of the topics are new, by name."""
    new = sorted(set(named).difference(known))
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=ALIKE) for name in new[:LOOKED_AT]}
    return tuple(NewTopic(name, next(iter(near.get(name, ())), "")) for name in new)
