"""What several governments asked and no record answered: open questions, grouped by what they mean.

A group is told only if enough different governments asked, and never which; docs/demand.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskedBy:
    """How many governments of one kind (matching.domain.Kind) and size ("small", "middle", "large") asked."""

    kind: str
    size: str
    governments: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What at least FEWEST_GOVERNMENTS different governments asked about, without an answer.

    `name` is made of their own words, in `language`; `example` is the question in its middle, "" unless one
    was asked in a channel. `asked_by` leaves out kinds of which fewer governments asked. `records` were shown
    to some who asked, and answered none. `latest_question` is the id by which a call for practices names it.
    """

    name: str
    language: str
    example: str
    questions: int
    governments: int
    asked_by: tuple[AskedBy, ...]
    records: int
    latest_question: int
